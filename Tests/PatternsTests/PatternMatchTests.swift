import Patterns
import Testing

@Suite("Finding patterns in bytes")
struct PatternMatchTests {
    private func found(_ expression: String, _ text: String, budget: Int = 1_000_000) throws -> [String] {
        let bytes = Array(text.utf8)
        var budget = budget
        let result = try Pattern(expression).matches(in: bytes, range: 0..<bytes.count, budget: &budget)
        return result.matches.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    @Test(
        "finds every match, from left to right and without overlaps",
        arguments: [
            ("\\d+", "1 22 x333", ["1", "22", "333"]),
            ("a*", "aab", ["aa", "", ""]),
            ("aa", "aaaaa", ["aa", "aa"]),
            ("x|", "axb", ["", "x", "", ""]),
            ("(?m)^b.*$", "b1\na\nb2\n", ["b1", "b2"]),
            ("(?m:^b.*$)", "b1\nb2", ["b1", "b2"]),
            ("^b.*", "a\nb", []),
            ("(?s)a.b", "a\nb", ["a\nb"]),
            ("(?i:a)b", "Ab AB", ["Ab"]),
            ("(?i)a(?-i)b", "Ab AB", ["Ab"]),
            ("é.", "xéy", ["éy"]),
            ("[^\\s]+?;", "ab; c;", ["ab;", "c;"]),
            ("[\\w-.]+", "a-b.c d", ["a-b.c", "d"]),
        ] as [(String, String, [String])])
    func all(expression: String, text: String, expected: [String]) throws {
        #expect(try found(expression, text) == expected)
    }

    @Test("gives the bytes of groups, counted from the start of the bytes")
    func groups() throws {
        let bytes = Array("é: v1.2\nü: v3".utf8)
        var budget = 10_000
        let result = try Pattern("v(?<a>\\d)(\\.(?<b>\\d))?").matches(
            in: bytes, range: 4..<bytes.count, budget: &budget)
        #expect(result.matches.map(\.groups) == [["a": 5..<6, "b": 7..<8], ["a": 14..<15]])
        #expect(result.isComplete)
        #expect(budget < 10_000)
    }

    @Test("bytes that are no text are passed over")
    func invalidText() throws {
        let bytes: [UInt8] = [0xFF, 0x00, 0xC3, 0x61, 0x31, 0xE2, 0x82]
        var budget = 10_000
        let result = try Pattern("a\\d").matches(in: bytes, range: 0..<bytes.count, budget: &budget)
        #expect(result.matches.map(\.range) == [3..<5])
    }

    @Test("gives up when the budget is used, and says so", .timeLimit(.minutes(5)))
    func budget() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 2_000_000)
        var budget = 100_000
        let result = try Pattern("(a|b|aa)*x?y|b").matches(in: bytes, range: 0..<bytes.count, budget: &budget)
        #expect(!result.isComplete)
        #expect(budget < 0)
    }

    @Test("text without the fixed part of the expression costs nothing")
    func literal() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 2_000_000)
        var budget = 10
        let result = try Pattern("(a|b)*renovate: (?<x>.*)").matches(in: bytes, range: 0..<bytes.count, budget: &budget)
        #expect(result.isComplete && result.matches.isEmpty && budget == 10)
    }
}
