import Domain
import Testing

@testable import Versioning

@Suite("Constraints of hashicorp")
struct HashicorpRangeTests {
    private let hashicorp = Hashicorp()

    @Test(
        "a constraint holds what Terraform says it holds",
        arguments: [
            ("1.2.3", ["1.2.3"], ["1.2.4"]),
            ("= 1.2", ["1.2.0"], ["1.2.1"]),
            ("~> 1.2.3", ["1.2.3", "1.2.9"], ["1.3.0", "1.2.2"]),
            ("~> 1.2", ["1.2.0", "1.9.9"], ["2.0.0", "1.1.0"]),
            ("~> 1", ["1.0.0", "7.0.0"], ["0.9.0"]),
            (">= 1.0, < 2.0", ["1.0.0", "1.9.9"], ["2.0.0"]),
            (">= 1.0, != 1.5.0, < 2.0", ["1.4.0"], ["1.5.0"]),
            ("> 1.2", ["1.2.1", "1.3.0"], ["1.2.0"]),
            ("<= 1.2", ["1.2.0"], ["1.2.1"]),
            ("1.2.3-beta1", ["1.2.3-beta1"], ["1.2.3"]),
            (">= 1.2.3-beta1", ["1.2.3"], ["1.2.3-beta2"]),
            ("!= 1.5", ["1.5.1"], ["1.5.0"]),
        ] as [(String, [String], [String])])
    func contains(range: String, inside: [String], outside: [String]) {
        #expect(hashicorp.isValid(range))
        for version in inside { #expect(hashicorp.matches(version, range: range), "\(version) in \(range)") }
        for version in outside { #expect(!hashicorp.matches(version, range: range), "\(version) not in \(range)") }
    }

    @Test(
        "npm's spellings are no constraints",
        arguments: [
            "^1.2", "~1.2", "1.x", "*", ">= 1.0 < 2.0", "1.0 || 2.0", "1.0 - 2.0", "", "~>", "=> 1.0", "1.2.3.4",
        ])
    func invalid(text: String) {
        #expect(!hashicorp.isValid(text))
    }

    @Test(
        "a constraint moves in its author's spelling",
        arguments: [
            ("1.2.3", "1.3.0", .auto, "1.3.0"),
            ("1.2", "1.3.4", .auto, "1.3.4"),
            ("= 1.2.3", "1.3.0", .auto, "= 1.3.0"),
            ("~> 1.2", "1.9.0", .auto, nil),
            ("~> 1.2", "2.3.4", .auto, "~> 2.0"),
            ("~> 1.2.3", "1.3.4", .replace, "~> 1.3.0"),
            ("~> 1.2.3", "1.2.9", .bump, "~> 1.2.9"),
            ("~> 1.2", "1.9.4", .bump, "~> 1.9"),
            ("~>1", "2.0.0", .replace, nil),
            (">= 1.0, < 2.0", "2.1.0", .replace, ">= 1.0, < 3.0"),
            (">= 1.0, < 2.0", "2.1.0", .widen, ">= 1.0, < 3.0"),
            (">= 1.0,< 2.0", "1.4.0", .bump, ">= 1.4,< 2.0"),
            ("~> 1.2", "2.3.4", .widen, "~> 2.0"),
            ("~> 1.2", "2.3.4", .pin, "2.3.4"),
            (">= 1.0, != 1.5.0", "1.5.0", .auto, "1.5.0"),
        ] as [(String, String, RangeStrategy, String?)])
    func moves(range: String, version: String, strategy: RangeStrategy, expected: String?) {
        #expect(hashicorp.newValue(currentValue: range, newVersion: version, strategy: strategy) == expected)
    }

    @Test("a moved constraint holds its version", arguments: RangeStrategy.allCases.filter { $0 != .inRangeOnly })
    func holdsVersion(strategy: RangeStrategy) {
        var generator = SeededGenerator(seed: 43)
        for _ in 0..<2000 {
            let range = generator.range(of: .hashicorp)
            let version = generator.semanticVersion()
            #expect(hashicorp.isValid(range), "\(range)")
            if let value = hashicorp.newValue(currentValue: range, newVersion: version, strategy: strategy) {
                #expect(hashicorp.matches(version, range: value), "\(range) -> \(value) for \(version)")
            } else {
                #expect(hashicorp.matches(version, range: range), "\(range) \(version)")
            }
        }
    }
}
