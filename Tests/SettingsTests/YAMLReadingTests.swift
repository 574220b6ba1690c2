import Testing

@testable import Settings

@Suite struct YAMLReadingTests {
    @Test(
        "gives plain scalars the types of YAML 1.2",
        arguments: [
            ("true", SettingsNode.Content.flag(true)), ("False", .flag(false)), ("yes", .text("yes")),
            ("on", .text("on")),
            ("null", .null), ("~", .null), ("", .null), ("12", .integer(12)), ("-3", .integer(-3)), ("+7", .integer(7)),
            ("0x1F", .integer(31)), ("0o17", .integer(15)), ("0x-1", .text("0x-1")), ("1.5", .number("1.5")),
            ("1e3", .number("1e3")), ("1.2.3", .text("1.2.3")), ("1_000", .text("1_000")),
            ("-", .list([node(1, .null)])),
            ("12:30", .text("12:30")), ("99999999999999999999", .number("99999999999999999999")),
            ("'12'", .text("12")), ("\"true\"", .text("true")), ("!!str 12", .text("12")),
            ("!!int \"12\"", .integer(12)),
            ("--1", .text("--1")), (".", .text(".")), ("1e", .text("1e")), ("v1", .text("v1")),
        ])
    func types(source: String, content: SettingsNode.Content) throws {
        let root = try #require(try read("a: \(source)\n".replacing("a: -\n", with: "a:\n- \n")).root)
        guard case .map(let members) = root.content else {
            Issue.record("no map: \(root)")
            return
        }
        let found = members[0].value.content
        if case .list(let items) = found { #expect(items.map(\.content) == [.null]) } else { #expect(found == content) }
    }

    @Test("knows the line of every name and value, whatever the line ends", arguments: ["\n", "\r\n", "\r"])
    func lines(end: String) throws {
        let text = ["# äöü", "a: 1", "b:", "  - x", "  - y: 'z'", ""].joined(separator: end)
        let root = try #require(try read(text).root)
        #expect(root.line == 2)
        guard case .map(let members) = root.content, case .list(let items) = members[1].value.content,
            case .map(let inner) = items[1].content
        else {
            Issue.record("unexpected shape")
            return
        }
        #expect(members.map(\.line) == [2, 3])
        #expect(items.map(\.line) == [4, 5])
        #expect(inner[0].line == 5)
    }

    @Test("skips a byte order mark")
    func byteOrderMark() throws {
        let text = try SettingsText([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
        #expect(try readYAML(text) == read("a: 1"))
    }

    @Test(
        "finds nothing in a file of blanks and comments", arguments: ["", "\n\n", "# nothing\n", "---\n", "\u{FEFF}"])
    func empty(text: String) throws {
        let root = try read(text).root
        #expect(root == nil || root?.content == .null)
    }

    @Test("puts aliases in place")
    func aliases() throws {
        let root = try read("a: &x [1, 2]\nb: *x\n").root
        guard case .map(let members)? = root?.content else {
            Issue.record("no map")
            return
        }
        #expect(members[0].value.content == members[1].value.content)
        #expect(members[1].value.line == 2)
    }

    @Test("keeps the first of two equal names and says where both stand")
    func duplicates() throws {
        let parsed = try read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
        #expect(
            parsed.duplicates == [
                .init(name: "c", line: 4, firstLine: 3), .init(name: "a", line: 5, firstLine: 1),
            ])
    }

    @Test(
        "says in which line a file stops being readable",
        arguments: [
            ("a: 1\n b: 2\n", 2, "not valid YAML"), ("a: [1\n", 2, "not valid YAML"), ("a: *x\n", 1, "no anchor"),
            ("a: 1\n---\nb: 2\n", 2, "expected one YAML document"), ("a: !ENV x\n", 1, "tags such as !name"),
            ("a: !!binary x\n", 1, "tags such as !name"), ("a: !x [1]\n", 1, "tags such as !name"),
            ("[1]: 2\n", 1, "expected the name of an option, found a list or map"),
            ("a: &x 1\n*x : 2\n", 2, "expected the name of an option, found an alias"),
            ("\ta: 1\n", 1, "not valid YAML"),
            ("a: 1\nb: \u{1}\n", 2, "not valid YAML: control characters are not allowed"),
            ("a: &a [*a]\n", 1, "no anchor"),
        ])
    func errors(text: String, line: Int, message: String) {
        let error = #expect(throws: SettingsSyntaxError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("takes deep lists and maps up to the limit and no further")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try read(nested(64))
        let error = #expect(throws: SettingsSyntaxError.self) { try read(nested(65)) }
        #expect(error?.message == "lists and maps may nest 64 deep at most")
        #expect(throws: SettingsSyntaxError.self) { try read(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: SettingsSyntaxError.self) { try read(String(repeating: "- ", count: 500_000)) }
    }

    @Test("refuses depth and size that are hidden in aliases", .timeLimit(.minutes(5)))
    func bombs() {
        var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        var tower = "a0: &a0 [x]\n"
        for level in 1...100 {
            laughs +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
            tower += "a\(level): &a\(level) [*a\(level - 1)]\n"
        }
        #expect(throws: SettingsSyntaxError(line: 6, message: "settings may hold 200000 values at most")) {
            try read(laughs)
        }
        #expect(throws: SettingsSyntaxError(line: 64, message: "lists and maps may nest 64 deep at most")) {
            try read(tower)
        }
    }

    @Test(
        "reads hostile files of the full size in a moment", .timeLimit(.minutes(5)),
        arguments: hostileFiles.keys.sorted())
    func hostile(name: String) throws {
        let text = try #require(Self.hostileFiles[name])
        let clock = ContinuousClock()
        let time = clock.measure { _ = try? read(String(decoding: text.utf8.prefix(1 << 20), as: UTF8.self)) }
        #expect(time < .seconds(100), "\(name) took \(time)")
    }

    static let hostileFiles: [String: String] = [
        "tag directives": (0..<90_000).map { "%TAG !a\($0)! x\n" }.joined() + "--- 1",
        "anchors": (0..<90_000).map { "- &a\($0) 1\n" }.joined(),
        "names": (0..<90_000).map { "a\($0): 1\n" }.joined(),
        "one name": String(repeating: "a: 1\n", count: 200_000),
        "question marks": String(repeating: "? ", count: 500_000),
        "braces": String(repeating: "{a: ", count: 250_000),
        "commas": "[" + String(repeating: "1,", count: 500_000) + "]",
        "quotes": String(repeating: "\"", count: 1_000_000),
        "blanks": String(repeating: " ", count: 1_000_000),
        "colons": String(repeating: ":", count: 1_000_000),
        "one scalar": "a: |\n" + String(repeating: " x\n", count: 300_000),
    ]

    @Test("refuses files that are too large or not UTF-8")
    func text() throws {
        #expect(throws: SettingsSyntaxError(message: "the file has 1048577 bytes, settings may have 1048576 at most")) {
            try SettingsText([UInt8](repeating: 0x20, count: 1 << 20 + 1))
        }
        #expect(throws: SettingsSyntaxError(line: 2, message: "the file is not valid UTF-8")) {
            try SettingsText(Array("a: 1\nb: ".utf8) + [0xFF, 0x41])
        }
        #expect(throws: SettingsSyntaxError(line: 1, message: "the file is written in UTF-16, expected UTF-8")) {
            try SettingsText([0xFF, 0xFE, 0x61, 0x00])
        }
    }

    private func read(_ text: String) throws(SettingsSyntaxError) -> ParsedNodes {
        try readYAML(try SettingsText(Array(text.utf8)))
    }

    private static func node(_ line: Int, _ content: SettingsNode.Content) -> SettingsNode {
        SettingsNode(line: line, content: content)
    }
}
