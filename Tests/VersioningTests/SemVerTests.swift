import Domain
import Testing

@testable import Versioning

@Suite("Semantic versions")
struct SemVerTests {
    private let semver = SemVer()

    /// Older before newer, as in section 11 of the specification.
    private static let ordered = [
        "0.0.0-0", "0.0.0", "0.0.9", "0.0.10", "1.0.0-0", "1.0.0-1", "1.0.0-10", "1.0.0-99999999999999999999",
        "1.0.0--", "1.0.0-1a", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
        "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "1.10.0", "2.0.0", "99999999999999999999.0.0",
        "100000000000000000000.0.0",
    ]

    @Test("orders versions as section 11 says")
    func order() {
        for (index, older) in Self.ordered.enumerated() {
            for newer in Self.ordered[(index + 1)...] {
                #expect(semver.compare(older, newer) == .older, "\(older) \(newer)")
                #expect(semver.compare(newer, older) == .newer)
            }
        }
    }

    @Test(
        "versions that differ in build metadata or v are equal",
        arguments: [("1.2.3+a", "1.2.3+b"), ("v1.2.3", "1.2.3"), ("1.2.3-rc.1+x", "1.2.3-rc.1")])
    func equal(a: String, b: String) {
        #expect(semver.equals(a, b))
    }

    @Test(
        "tells how much a version moves",
        arguments: [
            ("1.2.3", "2.0.0", UpdateType.major), ("1.2.3", "1.3.0", .minor), ("1.2.3", "1.2.4", .patch),
            ("0.2.3", "0.3.0", .minor), ("0.2.3", "1.0.0", .major), ("1.0.0-rc.1", "1.0.0", .patch),
            ("1.2.3", "1.2.3", nil), ("1.2.3", "1.2.2", nil), ("1.2.3", "x", nil),
            ("99999999999999999999.0.0", "100000000000000000000.0.0", .major),
        ] as [(String, String, UpdateType?)])
    func updateType(current: String, new: String, expected: UpdateType?) {
        #expect(semver.updateType(from: current, to: new) == expected)
    }

    @Test("gives the numbers, and Int.max for those that are larger")
    func numbers() {
        #expect(semver.numbers(of: "v1.2.3-rc.1") == VersionNumbers(major: 1, minor: 2, patch: 3))
        #expect(semver.numbers(of: "99999999999999999999.0.0")?.major == Int.max)
        #expect(semver.numbers(of: "1.2") == nil)
    }

    @Test(
        "a new value keeps the author's v",
        arguments: [
            ("v1.2.3", "1.3.0", "v1.3.0"), ("1.2.3", "v1.3.0", "1.3.0"), ("V1.2.3", "v1.3.0", "V1.3.0"),
            ("1.2.3", "1.3.0+b", "1.3.0+b"), ("1.2.3", "1.2.3", nil), ("v1.2.3", "1.2.3", nil),
        ] as [(String, String, String?)])
    func newValue(current: String, new: String, expected: String?) {
        #expect(semver.newValue(currentValue: current, newVersion: new, strategy: .auto) == expected)
    }
}

@Suite("Whole numbers of any size")
struct WholeNumberTests {
    @Test("compares by value, whatever the number of digits")
    func order() throws {
        let texts = [
            "0", "1", "9", "10", "999999999999999999", "1000000000000000000", "18446744073709551615",
            "18446744073709551616", "99999999999999999999999", "100000000000000000000000",
        ]
        let numbers = try texts.map { try #require(WholeNumber($0.utf8)) }
        #expect(numbers.sorted() == numbers)
        for (number, text) in zip(numbers, texts) {
            #expect(number.description == text)
            #expect(number.digitCount == text.count)
            #expect(WholeNumber("000\(text)".utf8) == number)
        }
    }

    @Test(
        "the next number carries over",
        arguments: [
            ("0", "1"), ("9", "10"), ("999999999999999999", "1000000000000000000"),
            ("9999999999999999999999", "10000000000000000000000"), ("1000000000000000000009", "1000000000000000000010"),
        ])
    func successor(text: String, expected: String) {
        #expect(WholeNumber(text.utf8)?.successor.description == expected)
    }

    @Test("numbers made of integers and of digits are the same")
    func integers() {
        for value in [0, 1, 999_999_999_999_999_999, 1_000_000_000_000_000_000, UInt64.max] {
            #expect(WholeNumber(value) == WholeNumber(String(value).utf8))
        }
        #expect(WholeNumber("".utf8) == nil)
        #expect(WholeNumber("1a".utf8) == nil)
    }
}
