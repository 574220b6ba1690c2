import Testing

@testable import Patterns

@Suite("Patterns")
struct PatternTests {
    @Test(
        "finds what an expression means",
        arguments: [
            ("abc", ["abc", "xabcx"], ["ab", ""]),
            ("^abc$", ["abc"], ["xabc", "abcx"]),
            ("\\Aabc\\z", ["abc"], ["xabc", "abcx"]),
            ("", ["", "x"], []),
            ("a|b|", ["a", "b", "z"], []),
            ("^(a|bc)$", ["a", "bc"], ["b", "abc"]),
            ("^a*$", ["", "aaaa"], ["b", "aab"]),
            ("^a+$", ["a", "aa"], [""]),
            ("^a?b$", ["b", "ab"], ["aab"]),
            ("^a{2}$", ["aa"], ["a", "aaa"]),
            ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
            ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]),
            ("^\\x41\\u00e9\\x{1F600}$", ["A\u{e9}\u{1F600}"], ["A"]),
            ("^[[:alpha:]_]+[[:^digit:]]$", ["ab_c"], ["a1", "ab1"]), ("^[[:x]+$", ["[:x"], ["a"]),
            ("^a{0}b$", ["b"], ["ab"]),
            ("^a{,3}$", ["a{,3}"], ["aa"]),
            ("^(ab)*?c$", ["c", "ababc"], ["abac"]),
            ("^(?:a|b)+$", ["abba"], ["abc"]),
            ("^.$", ["x", "é", "🧭"], ["", "xy", "\n"]),
            ("^\\d+\\.\\d+$", ["1.2", "10.20"], ["1x2", "a.b"]),
            ("^[a-c0-2_-]+$", ["ab01_-"], ["d", "3"]),
            ("^[^a-c]+$", ["xyz", "é"], ["xaz", ""]),
            ("^[]x]+$", ["]x]"], ["["]),
            ("^[\\d.]+$", ["1.2.3"], ["1.x"]),
            ("^[\\D]+$", ["abc"], ["a1"]),
            ("^\\w+\\s\\W$", ["ab_1 !"], ["ab!"]),
            ("\\bcat\\b", ["a cat.", "cat"], ["concat", "cats"]),
            ("\\Bcat", ["concat"], ["a cat"]),
            ("(?i)^ABC[d-f]$", ["abcE", "ABCf"], ["abcg"]),
            ("^v1\\.2\\+b$", ["v1.2+b"], ["v1x2+b"]),
            ("^(a*)*$", ["aaaa", ""], ["b"]),
            ("^(a|a|aa)+$", ["aaaa"], ["aaab"]),
            ("^(|a)+$", ["", "aa"], ["b"]),
            ("a.c", ["xabcx"], ["a\nc"]),
            ("^é+$", ["éé"], ["e"]),
            ("x{2", ["x{2"], ["xx"]),
        ] as [(String, [String], [String])])
    func matches(expression: String, found: [String], notFound: [String]) throws {
        let pattern = try Pattern(expression)
        for text in found { #expect(pattern.matches(text), "\(expression) in \(text)") }
        for text in notFound { #expect(!pattern.matches(text), "\(expression) not in \(text)") }
    }

    @Test(
        "prefers what a backtracking engine would prefer",
        arguments: [
            ("(?<x>a+)(?<y>a*)", "aaa", ["x": "aaa", "y": ""]),
            ("(?<x>a+?)(?<y>a*)", "aaa", ["x": "a", "y": "aa"]),
            ("(?<x>a|ab)(?<y>c|bcd)?", "abcd", ["x": "a", "y": "bcd"]),
            ("(?<x>\\d+)", "v12 and 34", ["x": "12"]),
            ("^(?<x>a)?(?<y>b)$", "b", ["y": "b"]),
            ("(?P<major>\\d+)\\.(?P<minor>\\d+)", "v1.22.3", ["major": "1", "minor": "22"]),
            ("(?:(?<x>a)|b)+", "ab", ["x": "a"]),
            ("(?<x>.*)-(?<y>.*)", "a-b-c", ["x": "a-b", "y": "c"]),
            ("(?<x>.*?)-(?<y>.*)", "a-b-c", ["x": "a", "y": "b-c"]),
            ("(a)(?<x>b)(c)", "abc", ["x": "b"]),
            ("(?<x>é🧭)", "aé🧭", ["x": "é🧭"]),
        ] as [(String, String, [String: String])])
    func groups(expression: String, text: String, expected: [String: String]) throws {
        #expect(try Pattern(expression).groups(in: text) == expected)
    }

    @Test(
        "says what is wrong with an expression",
        arguments: [
            "(", ")", "a)", "[", "[a", "[]", "*", "+a", "a**", "a+++", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?<n>a",
            "(?<>a)",
            "(?<a-b>x)", "(?<n>a)(?<n>b)", "\\", "\\q", "\\1", "\\x4", "\\ud800", "\\x{110000}", "\\x{41", "\\p{L}",
            "[b-a]", "[a-\\d]", "a{3,2}", "a{1001}",
            "a{2000,}",
            "(?x)a", "((a{1000}){1000}){1000}", "(?:(?:){1000}){1000}", "(?:(?:x{0}){1000}){1000}",
            String(repeating: "(", count: 60) + String(repeating: ")", count: 60), String(repeating: "a", count: 4001),
            String(repeating: "()", count: 60),
        ])
    func invalid(expression: String) {
        #expect(throws: PatternError.self) { try Pattern(expression) }
    }

    @Test("expressions that hang other engines are done at once", .timeLimit(.minutes(5)))
    func hostile() throws {
        let text = String(repeating: "a", count: 3000) + "!"
        for expression in ["^(a+)+$", "^(a|a)*$", "^(a*)*b$", "(.*)(.*)(.*)(.*)x$", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
            #expect(try !Pattern(expression).matches(text), "\(expression)")
        }
        #expect(try Pattern("a{0,500}a{0,500}$").matches(String(repeating: "a", count: 500)))
    }

    @Test("any text is read as an expression or refused, and never traps", .timeLimit(.minutes(5)))
    func noise() {
        var state: UInt64 = 99
        func pick(_ alphabet: [Character]) -> Character {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return alphabet[Int(state >> 33) % alphabet.count]
        }
        let alphabet = Array(#"ab01.*+?{}[]()|^$\-,<>:=!Pidwsz"#)
        var accepted = 0
        for round in 0..<3000 {
            let expression = String((0..<(round % 20)).map { _ in pick(alphabet) })
            guard let pattern = try? Pattern(expression) else { continue }
            accepted += 1
            _ = pattern.groups(in: String((0..<40).map { _ in pick(alphabet) }))
        }
        #expect(accepted > 100)
    }

    @Test("expressions between slashes may ignore case, and be negated")
    func delimited() throws {
        #expect(try #require(Pattern.Delimited("/^a/")).matches("ab"))
        #expect(try !#require(Pattern.Delimited("/^a/")).matches("AB"))
        #expect(try #require(Pattern.Delimited("/^a/i")).matches("AB"))
        #expect(try !#require(Pattern.Delimited("!/^a/i")).matches("AB"))
        #expect(try #require(Pattern.Delimited("!/^a/")).matches("b"))
        for text in ["", "/", "//", "a", "/a", "a/", "/a/g", "/(/", "!", "!a"] {
            #expect(Pattern.Delimited(text) == nil)
        }
    }

    @Test(
        "replaces every match, with groups by number and name",
        arguments: [
            ("^v", "", "v1.2v", "1.2v"), ("[.]", "_", "1.2.3", "1_2_3"),
            ("(a)(?<x>b)", "$2$<x>$1$$$&$", "ab-ab", "bba$ab$-bba$ab$"),
            ("x*", "-", "ab", "-a-b-"), ("a", "$12$x", "a", "$x"),
        ])
    func replacing(_ pattern: String, _ replacement: String, _ text: String, _ expected: String) {
        #expect(Pattern.replacing(pattern, with: replacement, in: text) == expected)
    }
}
