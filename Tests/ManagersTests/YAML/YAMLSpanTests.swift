import Testing
import TextEdits

@testable import Managers

/// Where scalars stand in the bytes of a file.
@Suite struct YAMLSpanTests {
    private static let digest = "sha256:" + String(repeating: "a1", count: 32)

    /// The bytes of the span that the scalar at `image` has in the file.
    private func slice(_ text: String, _ find: (YAMLNode) -> YAMLNode? = { $0["image"] }) -> String? {
        let bytes = Array(text.utf8)
        let stream = YAMLStream(bytes)
        guard let span = stream.roots.compactMap(find).first?.span else { return nil }
        return String(decoding: bytes[span.range], as: UTF8.self)
    }

    @Test(
        "finds the content without what stands around it",
        arguments: [
            "image: nginx:1.2", "image: 'nginx:1.2'", "image: \"nginx:1.2\"", "image: &img nginx:1.2",
            "image: !!str nginx:1.2", "image: !!str &a \"nginx:1.2\" # why", "image:   nginx:1.2   # why",
            "image:\tnginx:1.2", "a: 1\r\nimage: nginx:1.2\r\nb: 2\r\n", "\u{FEFF}image: nginx:1.2\n",
            "# Größe, 漢字, 🚀\nname: 漢字🚀\nimage: nginx:1.2\n", "\u{FEFF}# é\nimage: 'nginx:1.2'",
            "{\"image\": \"nginx:1.2\"}", "{image: nginx:1.2, b: 2}", "image: &e nginx:1.2\n",
            "image: &a # c\n  nginx:1.2\n",
            "image:\n  nginx:1.2\n", "--- # é\nimage: nginx:1.2\n...\n", "image: a:1\nimage: nginx:1.2\n",
            "base: &b\n  image: nginx:1.2\n<<: *b\n", "x: &i nginx:1.2\nimage: *i\n",
        ])
    func content(_ text: String) {
        #expect(slice(text) == "nginx:1.2")
    }

    @Test("an alias is edited at its anchor")
    func alias() throws {
        let stream = YAMLStream(Array("x: &i nginx:1.2\nimage: *i\n".utf8))
        let root = try #require(stream.roots.first)
        #expect(root["image"]?.span == ByteSpan(start: 6, end: 15))
        #expect(root.entries.map { $0.value.kind } == [.scalar, .alias])
    }

    @Test(
        "decodes every way to write a scalar",
        arguments: [
            ("v: 1.10", "1.10"), ("v: 'it''s'", "it's"), ("v: \"a\\tb\\x41\\u00e9\\/\"", "a\tbAé/"),
            ("v: a\n  b\n\n  c", "a b\nc"),
            ("v: \"a\n  b\\\n  c\"", "a bc"), ("v: |\n  a\n   b\n\n  c\n", "a\n b\n\nc\n"),
            ("v: >\n  a\n  b\n\n  c\n   d\n  e\n", "a b\nc\n d\ne\n"),
            ("v: |2\n    a\n   b\n", "  a\n b\n"), ("- v: |-2\n      a\n", "  a\n"),
            ("v: |\r\n  a\r\n  b\r\n", "a\nb\n"), ("v: |\n", ""),
            ("v: >-\n  a\n  b", "a b\n"), ("v: |\n\n\n  a\n", "\n\na\n"), ("v: \"a  \n  b\"", "a b"),
            ("v: \"\\q\"", nil),
        ] as [(String, String?)])
    func decoding(_ text: String, _ expected: String?) {
        let root = YAMLStream(Array(text.utf8)).roots.first
        #expect((root?.isSequence == true ? root?.items.first : root)?["v"]?.text == expected)
    }

    @Test("YAML inside block and quoted scalars has spans in the outer file, at any depth")
    func embedded() throws {
        let text = """
            # é
            values: |
              # inner
              image: nginx:1.2
              more: |
                 deep: "redis:7" # c
            json: '{"image": "alpine:3"}'
            folded: >
              {"image":
              "busybox:1"}
            """
        let bytes = Array(text.utf8)
        let root = try #require(YAMLStream(bytes).roots.first)
        func read(_ node: YAMLNode?) -> String? {
            node?.span.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        }
        let inner = try #require(root["values"]?.embedded?.roots.first)
        #expect(read(inner["image"]) == "nginx:1.2")
        #expect(read(inner["more"]?.embedded?.roots.first?["deep"]) == "redis:7")
        #expect(read(root["json"]?.embedded?.roots.first?["image"]) == "alpine:3")
        #expect(read(root["folded"]?.embedded?.roots.first?["image"]) == "busybox:1")
    }

    @Test("a part of a scalar has a span when it was written in one piece")
    func parts() throws {
        let bytes = Array("a: \"nginx:1\\x2e2\"\nb: 'it''s:1.2'\n".utf8)
        let root = try #require(YAMLStream(bytes).roots.first)
        let escaped = try #require(root["a"]?.scalar)
        #expect(escaped.text == "nginx:1.2")
        #expect(escaped.span == nil)
        #expect(escaped.span(of: 0..<5) == ByteSpan(start: 4, end: 9))
        let quoted = try #require(root["b"]?.scalar)
        #expect(quoted.text == "it's:1.2")
        #expect(quoted.span(of: 5..<8) == ByteSpan(start: 28, end: 31))
        #expect(quoted.part(5..<8).span == ByteSpan(start: 28, end: 31))
    }

    @Test(
        "reads the comment behind a value",
        arguments: [
            ("image: a:1 # note", "note"), ("image: 'a:1' #note", "note"), ("image: a:1\n# not", nil),
            ("{image: a:1} # x", "x"),
            ("image: a:1#b", nil), ("image: a:1 # x\r\n", "x"),
        ] as [(String, String?)])
    func comment(_ text: String, _ expected: String?) {
        #expect(YAMLStream(Array(text.utf8)).roots.first?["image"]?.trailingComment == expected)
    }
}
