import Testing

@testable import Managers

@Suite struct JSONCommentsTests {
    private func masked(_ text: String) -> String {
        String(decoding: JSONComments.masked(Array(text.utf8)), as: UTF8.self)
    }

    @Test(
        "hides comments, and keeps the place of everything else",
        arguments: [
            ("{\"a\": 1} // b", "{\"a\": 1}     "), ("/* x */{}", "       {}"), ("{/*\n*/}", "{  \n  }"),
            ("// a", "    "),
            ("{} /* open", "{}        "), ("/*/", "   "), ("{\"u\": \"\\u00e9\"}", "{\"u\": \"\\u00e9\"}"),
            ("\"\\uD83D\\uDE80!\"", "\"            !\""),
        ])
    func hides(_ text: String, _ expected: String) { #expect(masked(text) == expected) }

    @Test(
        "leaves strings alone",
        arguments: [
            "{\"a\": \"http://b/*c*/\"}", "{'a': 'http://b'}", "\"a\\\"//b\"", "\"\\\\\" ", "\"a//", "\"\\",
        ])
    func strings(_ text: String) { #expect(masked(text) == text) }

    @Test("reads what JSON5 allows")
    func reads() {
        let text = "{\n\t// c\n\ta: 'b', \"d\": [\"e\",], /* f */\n\tg: \"h\\/i\",\n}\n"
        let stream = YAMLStream(JSONComments.masked(Array(text.utf8)))
        #expect(stream.failures.isEmpty)
        #expect(stream.roots.first?["a"]?.text == "b")
        #expect(stream.roots.first?["d"]?.items.map(\.text) == ["e"])
        #expect(stream.roots.first?["g"]?.text == "h/i")
    }
}
