import Domain
import Testing

@testable import Versioning

@Suite("Ranges of helm")
struct HelmRangeTests {
    private let helm = Helm()

    @Test(
        "a range holds what Helm says it holds",
        arguments: [
            // operators
            ("=1.2.3", ["1.2.3", "v1.2.3", "1.2.3+b1"], ["1.2.4", "1.2.3-rc.1"]),
            ("!=1.2.3", ["1.2.4", "0.1.0"], ["1.2.3"]),
            (">1.2.3", ["1.2.4", "2.0.0"], ["1.2.3", "1.2.2"]),
            (">=1.2.3", ["1.2.3", "2.0.0"], ["1.2.2"]),
            ("=>1.2.3", ["1.2.3"], ["1.2.2"]),
            ("<1.2.3", ["1.2.2"], ["1.2.3", "1.2.3-rc.1"]),
            ("<=1.2.3", ["1.2.3", "0.0.1"], ["1.2.4"]),
            ("=<1.2.3", ["1.2.3"], ["1.2.4"]),
            // operators on fewer numbers
            (">1.2", ["1.3.0", "2.0.0"], ["1.2.0", "1.2.9"]),
            (">1", ["2.0.0"], ["1.9.9"]),
            (">=1.2", ["1.2.0"], ["1.1.9"]),
            ("<1.2", ["1.1.9"], ["1.2.0"]),
            ("<=1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
            ("<=1", ["1.9.9"], ["2.0.0"]),
            ("!=1.2", ["1.3.0"], ["1.2.0", "1.2.7"]),
            // wildcards
            ("*", ["0.0.0", "99.0.0"], ["1.0.0-rc.1"]),
            ("1", ["1.0.0", "1.9.9"], ["2.0.0", "0.9.0"]),
            ("1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
            ("1.x", ["1.0.0", "1.9.9"], ["2.0.0"]),
            ("1.2.X", ["1.2.9"], ["1.3.0"]),
            ("1.2.*", ["1.2.0"], ["1.3.0"]),
            ("x.x", ["7.0.0"], []),
            // tilde
            ("~1.2.3", ["1.2.3", "1.2.9"], ["1.2.2", "1.3.0"]),
            ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
            ("~1", ["1.0.0", "1.9.9"], ["2.0.0"]),
            ("~> 1.2.3", ["1.2.9"], ["1.3.0"]),
            ("~0.2", ["0.2.9"], ["0.3.0"]),
            // caret
            ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0"]),
            ("^1.2", ["1.2.0", "1.9.0"], ["1.1.9", "2.0.0"]),
            ("^1", ["1.0.0"], ["2.0.0"]),
            ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0"]),
            ("^0.2", ["0.2.0"], ["0.3.0"]),
            ("^0.0.3", ["0.0.3"], ["0.0.4"]),
            ("^0.0", ["0.0.0", "0.0.9"], ["0.1.0"]),
            ("^0", ["0.0.0", "0.9.9"], ["1.0.0"]),
            // and, or, hyphen
            (">=1.0 <2.0", ["1.0.0", "1.9.9"], ["2.0.0"]),
            (">= 1.0, < 2.0", ["1.0.0"], ["2.0.0"]),
            (">=1.0,<2.0,!=1.5.0", ["1.4.0"], ["1.5.0"]),
            ("^1.0 || ^3.0", ["1.1.0", "3.1.0"], ["2.0.0"]),
            ("^1.0||^3.0", ["3.1.0"], ["4.0.0"]),
            ("1.2 - 3.4", ["1.2.0", "3.4.9"], ["1.1.9", "3.5.0"]),
            ("1.2.0 - 3.4.5", ["3.4.5"], ["3.4.6"]),
            // pre-releases
            (">=1.0.0-0", ["1.0.0-rc.1", "2.0.0-alpha"], []),
            ("^1.2.0-0", ["1.3.0-rc.1", "1.2.0"], ["2.0.0-rc.1"]),
            ("~1.2.3-beta.2", ["1.2.3-beta.2", "1.2.3", "1.2.4-rc.1"], ["1.2.3-beta.1"]),
            (">1.0.0 <3.0.0-0", ["2.0.0-rc.1"], ["3.0.0"]),
            (">=v1.2.3", ["v1.2.3", "1.2.3"], ["1.2.2"]),
        ] as [(String, [String], [String])])
    func contains(range: String, inside: [String], outside: [String]) {
        #expect(helm.isValid(range))
        for version in inside { #expect(helm.matches(version, range: range), "\(version) in \(range)") }
        for version in outside { #expect(!helm.matches(version, range: range), "\(version) not in \(range)") }
    }

    @Test(
        "what is no range is invalid",
        arguments: [
            "", " ", "latest", "1.2.3.4", "^", ">=", "1.2.3 -", "- 1.2.3", "|| 1", "1 ||", "1 | 2", "1.x.2", "01.2.3",
            "1.2.3-", "1.2.3-01", "^1.2,", ",1", "==1.2.3", "1.2.3>2", "{{ .Values.x }}", "1.2.3\n",
            ">1 - 2",
        ])
    func invalid(text: String) {
        #expect(!helm.isValid(text))
        #expect(helm.newValue(currentValue: text, newVersion: "1.2.3", strategy: .auto) == nil)
    }

    @Test("single versions are told from ranges")
    func single() {
        for text in ["1.2.3", "v1.2.3", "=1.2.3", "= 1.2.3", "1.2.3-rc.1"] { #expect(helm.isSingleVersion(text)) }
        for text in ["1.2", "1", "*", "~1.2.3", "1.2.x", ">=1.2.3", "1.2.3 || 1.2.4", "!=1.2.3"] {
            #expect(!helm.isSingleVersion(text))
        }
        #expect(helm.isVersion("1.2.3") && !helm.isVersion("1.2") && !helm.isVersion("=1.2.3"))
    }

    @Test(
        "a range moves in its author's spelling",
        arguments: [
            // versions
            ("1.2.3", "1.3.0", .auto, "1.3.0"),
            ("v1.2.3", "1.3.0", .auto, "v1.3.0"),
            ("1.2.3", "v1.3.0", .auto, "1.3.0"),
            ("= 1.2.3", "1.3.0", .replace, "= 1.3.0"),
            ("1.2.3", "1.3.0+b2", .bump, "1.3.0+b2"),
            ("1.2.3", "1.2.3", .auto, nil),
            // replace: only what does not hold the version moves
            ("^1.2.3", "1.9.0", .auto, nil),
            ("^1.2.3", "2.3.4", .auto, "^2.0.0"),
            ("^1.2", "2.3.4", .replace, "^2.0"),
            ("^1", "2.3.4", .replace, "^2"),
            ("^0.2.3", "0.3.4", .replace, "^0.3.0"),
            ("^0.0.3", "0.0.4", .replace, "^0.0.4"),
            ("^0.2.3", "1.3.4", .replace, "^1.0.0"),
            ("~1.2.3", "1.3.4", .replace, "~1.3.0"),
            ("~ 1.2", "1.3.4", .replace, "~ 1.3"),
            ("~1", "2.3.4", .replace, "~2"),
            ("1.2", "1.3.4", .replace, "1.3"),
            ("1", "2.3.4", .replace, "2"),
            ("1.x", "2.3.4", .replace, "2.x"),
            ("1.2.X", "2.3.4", .replace, "2.3.X"),
            ("v1.2.*", "2.3.4", .replace, "v2.3.*"),
            ("*", "2.3.4", .replace, nil),
            (">=1.0.0", "2.3.4", .replace, nil),
            (">=1.0 <2.0", "2.3.4", .replace, ">=1.0 <3.0"),
            (">= 1.0.0, < 1.5.0", "1.5.2", .replace, ">= 1.0.0, < 1.6.0"),
            (">=1.0.0 <1.5.3", "1.5.3", .replace, ">=1.0.0 <1.5.4"),
            (">=1.0.0 <=1.5.3", "1.6.0", .replace, ">=1.0.0 <=1.6.0"),
            ("1.0 - 2.0", "2.1.3", .replace, "1.0 - 2.1"),
            ("^1.0 || ^2.0", "3.1.0", .replace, "^3.0"),
            ("^1.2.3", "2.0.0-rc.1", .replace, "^2.0.0-rc.1"),
            ("^1.2.0-0", "2.1.0", .replace, "^2.0.0-0"),
            // bump: the start moves to the version
            ("^1.2.3", "1.9.1", .bump, "^1.9.1"),
            ("^1.2", "1.9.1", .bump, "^1.9"),
            ("^1", "1.9.1", .bump, nil),
            ("~1.2.3", "1.2.9", .bump, "~1.2.9"),
            (">=1.2.3", "1.9.1", .bump, ">=1.9.1"),
            (">= 1.0 < 2.0", "1.5.1", .bump, ">= 1.5 < 2.0"),
            (">= 1.0 < 2.0", "2.1.0", .bump, ">= 2.1 < 3.0"),
            ("^1.0.0 || ^2.0.0", "2.3.0", .bump, "^1.0.0 || ^2.3.0"),
            ("*", "2.3.4", .bump, nil),
            // pin: the version itself
            ("^1.2.3", "1.9.1", .pin, "1.9.1"),
            ("v1.x", "1.9.1", .pin, "v1.9.1"),
            ("*", "1.9.1", .pin, "1.9.1"),
            // widen: the old range stays
            ("^1.2.3", "1.9.1", .widen, nil),
            ("^1.2.3", "2.3.4", .widen, "^1.2.3 || ^2.0.0"),
            ("~1.2", "1.3.4", .widen, "~1.2 || ~1.3"),
            (">=1.0 <2.0", "2.3.4", .widen, ">=1.0 <3.0"),
            ("^1.0 || ^2.0", "3.1.0", .widen, "^1.0 || ^2.0 || ^3.0"),
            // update-lockfile: as replace
            ("^1.2.3", "1.9.0", .updateLockfile, nil),
            ("^1.2.3", "2.3.4", .updateLockfile, "^2.0.0"),
            // nothing sensible to move
            ("!=1.2.3", "1.2.3", .auto, "1.2.3"),
            ("^1.2.3", "not a version", .auto, nil),
        ] as [(String, String, RangeStrategy, String?)])
    func moves(range: String, version: String, strategy: RangeStrategy, expected: String?) {
        #expect(helm.newValue(currentValue: range, newVersion: version, strategy: strategy) == expected)
    }

    @Test(
        "a moved range holds its version, and moving it again changes nothing",
        arguments: RangeStrategy.allCases.filter { $0 != .inRangeOnly })
    func holdsVersion(strategy: RangeStrategy) {
        var generator = SeededGenerator(seed: 42)
        var moved = 0
        for _ in 0..<3000 {
            let range = generator.range(of: .helm)
            let version = generator.semanticVersion()
            guard helm.isValid(range) else {
                Issue.record("not a range: \(range)")
                continue
            }
            guard let value = helm.newValue(currentValue: range, newVersion: version, strategy: strategy) else {
                #expect(helm.matches(version, range: range), "\(range) \(version)")
                continue
            }
            moved += 1
            #expect(value != range)
            #expect(helm.matches(version, range: value), "\(range) -> \(value) for \(version)")
            #expect(
                helm.newValue(currentValue: value, newVersion: version, strategy: strategy) == nil,
                "\(range) -> \(value)")
        }
        #expect(moved > 500)
    }
}

extension SeededGenerator {
    mutating func semanticVersion() -> String {
        let core = (0..<3).map { _ in String(Int.random(in: 0...4, using: &self)) }.joined(separator: ".")
        return Int.random(in: 0..<6, using: &self) == 0 ? core + "-rc.\(Int.random(in: 0...3, using: &self))" : core
    }

    /// A valid range with one to three terms.
    mutating func range(of dialect: RangeDialect) -> String {
        let operators =
            dialect == .helm
            ? ["", "=", "^", "~", ">=", "<", "<=", ">", "~> "] : ["", "= ", "~> ", ">= ", "< ", "<= ", "> "]
        let separators = dialect == .helm ? [" ", ", ", " || ", "||", ","] : [", ", ","]
        var text = ""
        for index in 0..<Int.random(in: 1...3, using: &self) {
            if index > 0 { text += pick(separators) }
            let version = semanticVersion()
            let count = Int.random(in: 1...3, using: &self)
            let core = version.prefix { $0 != "-" }.split(separator: ".").prefix(count).joined(separator: ".")
            text += pick(operators) + pick(["", "", "v"]) + (count == 3 ? version : core)
        }
        return text
    }
}
