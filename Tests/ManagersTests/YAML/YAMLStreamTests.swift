import Testing
import TextEdits

@testable import Managers

/// What is read of a stream that is not plain, good YAML.
@Suite struct YAMLStreamTests {
    private func images(_ text: String) -> [String?] {
        YAMLStream(Array(text.utf8)).roots.map { $0["image"]?.text }
    }

    @Test("reads all documents of a stream")
    func documents() {
        #expect(images("image: a\n---\nimage: b\n...\n---\n# empty\n---\nimage: c") == ["a", "b", nil, "c"])
    }

    @Test("a broken document does not lose the others")
    func brokenDocument() {
        let stream = YAMLStream(Array("image: a\n---\nx: [\n--- # next\nimage: c\n".utf8))
        #expect(stream.roots.map { $0["image"]?.text } == ["a", "c"])
        #expect(stream.failures.map { $0.range } == [9..<18])
    }

    @Test(
        "templates do not hide what stands around them",
        arguments: [
            "name: {{ .x }}\nimage: nginx:1.2\n", "{{- if .a }}\nimage: nginx:1.2\n{{- end }}\n",
            "{{/* two\nlines */}}\nimage: nginx:1.2",
            "image: nginx:1.2\nlabels:\n  {{- include \"x\" . | nindent 2 }}\n",
            "{% if a %}\nimage: nginx:1.2\n{% endif %}", "a: {{ .b }}-{{ .c }}\n{{ .key }}: v\nimage: nginx:1.2",
            "a: \"{{ index .x \"y\" }}\"\nimage: nginx:1.2", "{# note #}\nimage: nginx:1.2",
            "a: {{ .x\nimage: nginx:1.2",
        ])
    func templates(_ text: String) {
        let bytes = Array(text.utf8)
        let node = YAMLStream(bytes).roots.first?["image"]
        #expect(node?.text == "nginx:1.2")
        #expect(node?.span.map { String(decoding: bytes[$0.range], as: UTF8.self) } == "nginx:1.2")
    }

    @Test("a template that happens to parse is not read as a mapping")
    func parsingTemplate() {
        #expect(YAMLStream(Array("image: {{ .x }}".utf8)).roots.first?["image"]?.text == "{{ .x }}")
    }

    @Test("a JSON file is read like YAML")
    func json() {
        #expect(images("{\n\t\"image\": \"a:1\",\n\t\"b\": [1, {\"c\": null}]\n}") == ["a:1"])
    }

    /// A hostile text under a short name, so that a failing test does not print it.
    struct Hostile: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        var testDescription: String { name }
    }

    private static let hostileInputs = [
        Hostile(name: "deep flow sequences", text: String(repeating: "[", count: 10_000)),
        Hostile(name: "deep flow mappings", text: String(repeating: "{a: ", count: 10_000)),
        Hostile(name: "deep block sequences", text: String(repeating: "- ", count: 10_000)),
        Hostile(name: "NUL", text: "a: \0b"),
        Hostile(name: "control character", text: "a: \u{1}"),
        Hostile(name: "open quote on a long line", text: "\"" + String(repeating: "a", count: 1_000_000)),
        Hostile(name: "many broken documents", text: String(repeating: "---\n[\n", count: 20_000)),
        Hostile(name: "alias inside its anchor", text: "a: &a [*a, *a]\nb: ]"),
    ]

    @Test("hostile input ends in a failure, in bounded time", .timeLimit(.minutes(5)), arguments: hostileInputs)
    func hostile(_ input: Hostile) {
        #expect(YAMLStream(Array(input.text.utf8)).failures.count >= 1)
    }

    @Test("a line of nothing but open templates is read in bounded time", .timeLimit(.minutes(5)))
    func openTemplates() {
        #expect(YAMLStream(Array(String(repeating: "{{", count: 500_000).utf8)).isTemplated)
    }

    @Test("invalid UTF-8 ends in a failure")
    func invalidEncoding() {
        #expect(YAMLStream([0x61, 0x3A, 0x20, 0xFF, 0xFE]).failures.count == 1)
        #expect(YAMLStream([0x61, 0x3A, 0x20, 0xC3]).failures.count == 1)
    }

    @Test("an alias to its own anchor and an alias bomb are not expanded")
    func aliasBomb() {
        var text = "a0: &a0 [x]\n"
        for level in 1..<50 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ","))]\n"
        }
        #expect(YAMLStream(Array(text.utf8)).records.count < 1_000)
        let root = YAMLStream(Array("<<: *self\na: &self\n  <<: *self\n  b: 1\n".utf8)).roots.first
        #expect(root?["a"]?["c"] == nil)
    }

    @Test("an empty file has no documents and no failures", arguments: ["", "\n", "# only a comment\n", "\u{FEFF}"])
    func empty(_ text: String) {
        let stream = YAMLStream(Array(text.utf8))
        #expect(stream.failures.isEmpty)
        #expect(stream.roots.allSatisfy { $0.isNull })
    }
}
