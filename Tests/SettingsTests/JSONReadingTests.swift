import Testing

@testable import Settings

@Suite struct JSONReadingTests {
    @Test(
        "reads the values of JSON and JSON5",
        arguments: [
            ("null", SettingsNode.Content.null), ("true", .flag(true)), ("false", .flag(false)),
            ("12", .integer(12)), ("-0", .integer(0)), ("+12", .integer(12)), ("0xFF", .integer(255)),
            ("-0x10", .integer(-16)),
            ("10.0", .integer(10)), ("10.", .integer(10)), (".5", .number(".5")), ("1e3", .number("1e3")),
            ("99999999999999999999", .number("99999999999999999999")), ("Infinity", .number("Infinity")),
            ("-Infinity", .number("Infinity")), ("NaN", .number("NaN")),
            ("\"a\"", .text("a")), ("'a\"b'", .text("a\"b")), ("'it\\'s'", .text("it's")),
            ("\"\\u00e4\\x41\"", .text("äA")),
            ("\"\\ud83d\\ude00\"", .text("😀")), ("\"\\ud83d\"", .text("\u{FFFD}")),
            ("\"\\ud83dx\"", .text("\u{FFFD}x")),
            ("\"a\\\nb\"", .text("ab")), ("\"a\\\r\nb\"", .text("ab")), ("'\\0'", .text("\0")),
            ("'\\q\\/'", .text("q/")),
            ("'\\b\\f\\n\\r\\t\\v'", .text("\u{8}\u{C}\n\r\t\u{B}")), ("'\u{2028}'", .text("\u{2028}")),
            ("[]", .list([])), ("{}", .map([])), ("\u{A0}\u{3000}1", .integer(1)), ("/* a */ 1 // b", .integer(1)),
            ("'\\ä'", .text("ä")), ("'äöü'", .text("äöü")),
        ])
    func values(source: String, content: SettingsNode.Content) throws {
        #expect(try read(source).root?.content == content)
    }

    @Test("reads comments, trailing commas and names without quotes, and knows the lines")
    func json5() throws {
        let source = """
            // a comment
            {
              unquoted: 1, $a_1: 2, /* several
              lines */ 'single': [1, 2,],
              "äö": {},
              ä\\u0062: 3,
            }
            """
        guard case .map(let members)? = try read(source).root?.content else {
            Issue.record("no map")
            return
        }
        #expect(members.map(\.name) == ["unquoted", "$a_1", "single", "äö", "äb"])
        #expect(members.map(\.line) == [3, 3, 4, 5, 6])
    }

    @Test("counts lines the same whatever ends them", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        let source = ["{", "\"a\": 1,", "", "\"b\": }"].joined(separator: end)
        #expect(throws: SettingsSyntaxError(line: 4, message: "the file is not valid JSON: expected a value, found }"))
        {
            try read(source)
        }
    }

    @Test(
        "says what was expected and in which line",
        arguments: [
            ("", 1, "expected a value, found the end of the file"),
            ("{\n", 2, "expected a name, found the end of the file"),
            ("{\"a\" 1}", 1, "expected a colon behind a name, found 1"),
            ("{\"a\": 1 \"b\": 2}", 1, "expected a comma or } in a map, found \""),
            ("[1 2]", 1, "expected a comma or ] in a list, found 2"), ("{,}", 1, "expected a name, found ,"),
            ("[,]", 1, "expected a value, found ,"),
            ("1 2", 1, "expected the end of the file, found 2"), ("{\n\"a\": \"b\n}", 2, "a text has no closing quote"),
            ("nulll", 1, "expected a value, found n"),
            ("01", 1, "expected a number without leading zero, found the end of the file"),
            ("1x", 1, "expected the end of a number, found x"),
            ("0x", 1, "expected a hexadecimal digit, found the end of the file"),
            ("'\\u12'", 1, "expected a hexadecimal digit, found '"),
            ("'\\1'", 1, "expected an escape such as \\n, found 1"),
            ("{1: 2}", 1, "expected a name, found 1"),
            ("'\\", 1, "expected a character behind \\, found the end of the file"),
            ("\n\n\u{1}", 3, "expected a value, found a character that does not belong there"),
            ("-", 1, "expected a digit"),
            ("1e", 1, "expected a digit"), ("{\\a: 1}", 1, "expected a name"),
            ("'\\01'", 1, "expected no digit behind \\0"),
        ])
    func errors(source: String, line: Int, message: String) {
        let error = #expect(throws: SettingsSyntaxError.self) { try read(source) }
        #expect(error?.line == line)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("finds the beginning of a comment without end")
    func openComment() {
        #expect(throws: SettingsSyntaxError(line: 2, message: "a comment /* has no end */")) { try read("{\n/* a\n\n") }
    }

    @Test("keeps the first of two equal names and says where both stand")
    func duplicates() throws {
        let parsed = try read("{a: 1,\n'a': 2}")
        #expect(parsed.duplicates == [.init(name: "a", line: 2, firstLine: 1)])
    }

    @Test("takes deep lists and maps up to the limit and no further", arguments: ["[", "{a:"])
    func depth(opening: String) {
        let error = #expect(throws: SettingsSyntaxError.self) { try read(String(repeating: opening, count: 300_000)) }
        #expect(error?.message == "lists and maps may nest 64 deep at most")
    }

    @Test("refuses more values than the limit")
    func count() {
        let error = #expect(throws: SettingsSyntaxError.self) {
            try read("[" + String(repeating: "1,", count: 300_000) + "]")
        }
        #expect(error?.message == "settings may hold 200000 values at most")
    }

    @Test("never traps on bytes that somebody cut or changed")
    func noise() {
        let source = Array(#"{"a": [1, -2.5e3, 'x\u00e4\'', {b: null,}], /* c */ $schema: "ä", n: 0xFF} // end"#.utf8)
        for length in 0..<source.count {
            _ = try? SettingsText(Array(source.prefix(length))).bytes.count
            _ = try? readJSON(SettingsText(Array(source.prefix(length))))
            for replacement in [0, 0x22, 0x27, 0x5C, 0x2F, 0x2A, 0x7B, 0x5D, 0x2B, 0x75, 0xC3] as [UInt8] {
                var changed = source
                changed[length] = replacement
                if let text = try? SettingsText(changed) {
                    _ = try? readJSON(text)
                    _ = try? readYAML(text)
                }
            }
        }
    }

    private func read(_ text: String) throws(SettingsSyntaxError) -> ParsedNodes {
        try readJSON(try SettingsText(Array(text.utf8)))
    }
}
