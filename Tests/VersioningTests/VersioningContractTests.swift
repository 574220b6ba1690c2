import Domain
import Testing

@testable import Versioning

/// A scheme as a test argument.
struct SchemeCase: Sendable, CustomTestStringConvertible {
    let id: String
    let scheme: any VersioningScheme
    var testDescription: String { id }

    static let all: [SchemeCase] =
        builtInVersionings.map { SchemeCase(id: type(of: $0).id.rawValue, scheme: $0) }
        + [
            #"regex:^v?(?<major>\d+)(\.(?<minor>\d+))?(\.(?<patch>\d+))?(-(?<prerelease>rc\d*))?(-(?<compatibility>[a-z]+))?"#,
            #"regex:(?<minor>\d+)[.-](?<build>\d+)"#,
        ].compactMap { id in versioning(for: VersioningID(id)).map { SchemeCase(id: id, scheme: $0) } }

    /// Valid versions of the scheme, made by chance from the same seed each time.
    func versions(_ count: Int) -> [String] {
        var generator = SeededGenerator(seed: 0x5EED)
        var found: Set<String> = Set(Self.seeds.filter(scheme.isVersion))
        for _ in 0..<20_000 where found.count < count {
            let text = generator.versionText()
            if scheme.isVersion(text) { found.insert(text) }
        }
        return found.sorted()
    }

    private static let seeds = [
        "1", "2", "10", "1.2", "1.2.0", "v1.2.0", "1.2.3", "1.2.3-rc.1", "1.2.3-rc.2", "1.2.3-alpine3.19", "v1beta1",
        "v1",
        "v1alpha2", "apps/v1", "apps/v1beta3", "v2", "jammy", "noble", "22.04", "24.04", "24.10", "24.04.1", "bookworm",
        "trixie", "12", "13", "14", "forky", "2024.1", "2024.10", "24.1", "2024-01-01", "20240101", "lucid", "8.04",
    ]
}

@Suite("Every versioning")
struct VersioningContractTests {
    @Test("ids are kebab-case and unique, and summaries are one line")
    func metadata() {
        let types = builtInVersionings.map { type(of: $0) }
        #expect(Set(types.map { $0.id }).count == types.count)
        for scheme in types {
            #expect(scheme.id.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(!scheme.summary.isEmpty && scheme.summary.count <= 120 && !scheme.summary.contains("\n"))
        }
    }

    @Test("is found by its id, and an unknown id finds nothing")
    func found() {
        for scheme in builtInVersionings {
            let id = type(of: scheme).id
            #expect(versioning(for: id).map { type(of: $0).id } == id)
        }
        #expect(versioning(for: "no-such-versioning") == nil)
        #expect(versioning(for: "regex:(") == nil)
        #expect(versioning(for: #"regex:\d+"#) == nil)
    }

    @Test("compare is a total order", arguments: SchemeCase.all)
    func totalOrder(_ testCase: SchemeCase) throws {
        let scheme = testCase.scheme
        let versions = testCase.versions(45)
        try #require(versions.count > 4 || testCase.id == "regex")
        for a in versions {
            #expect(scheme.compare(a, a) == .equal)
            for b in versions {
                let order = try #require(scheme.compare(a, b), "\(a) \(b)")
                #expect(scheme.compare(b, a)?.rawValue == -order.rawValue, "\(a) \(b)")
                #expect(scheme.equals(a, b) == (order == .equal))
            }
        }
        let order = versions.map { a in versions.map { scheme.compare(a, $0) ?? .equal } }
        for a in versions.indices {
            for b in versions.indices where order[a][b] != .newer {
                for c in versions.indices where order[b][c] != .newer && order[a][c] == .newer {
                    Issue.record(
                        "\(versions[a]) <= \(versions[b]) <= \(versions[c]), but the first is newer than the last")
                }
            }
        }
    }

    @Test("a list sorts the same way however it was shuffled", arguments: SchemeCase.all)
    func stableSort(_ testCase: SchemeCase) {
        let versions = testCase.versions(100)
        let sorted = sort(versions, by: testCase.scheme)
        for seed in 0..<5 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            #expect(sort(versions.shuffled(using: &generator), by: testCase.scheme) == sorted)
        }
    }

    @Test("the choice does not depend on the order of releases", arguments: SchemeCase.all)
    func orderOfReleases(_ testCase: SchemeCase) {
        let versions = testCase.versions(50)
        for current in versions.prefix(8) {
            let expected = select(versions, current, testCase.scheme)
            for seed in 0..<3 as Range<UInt64> {
                var generator = SeededGenerator(seed: seed)
                #expect(select(versions.shuffled(using: &generator), current, testCase.scheme) == expected)
            }
        }
    }

    @Test("what is picked is newer, compatible, and of the kind it is said to be", arguments: SchemeCase.all)
    func picksForward(_ testCase: SchemeCase) {
        let scheme = testCase.scheme
        let versions = testCase.versions(50)
        for current in versions {
            let selection = select(versions, current, scheme)
            #expect(selection.verdicts.count == versions.count)
            for candidate in [selection.major, selection.nonMajor].compactMap(\.self) {
                let version = candidate.release.version
                #expect(scheme.compare(version, current) == .newer)
                #expect(scheme.isCompatible(version, with: current))
                #expect(scheme.updateType(from: current, to: version) == candidate.updateType)
            }
        }
    }

    @Test("predicates agree with each other", arguments: SchemeCase.all)
    func predicates(_ testCase: SchemeCase) {
        let scheme = testCase.scheme
        for version in testCase.versions(100) {
            #expect(scheme.isValid(version), "\(version)")
            #expect(scheme.isCompatible(version, with: version), "\(version)")
            #expect(scheme.updateType(from: version, to: version) == nil)
            #expect(scheme.compare(version, "") == nil)
            #expect(scheme.matches(version, range: version) || !scheme.isSingleVersion(version), "\(version)")
        }
        #expect(!scheme.isVersion(""))
        #expect(!scheme.isStable(""))
        #expect(scheme.numbers(of: "") == nil)
    }

    @Test("a moved value means the version that it was moved to", arguments: SchemeCase.all)
    func movedValues(_ testCase: SchemeCase) {
        let scheme = testCase.scheme
        let versions = testCase.versions(40)
        for current in versions {
            for version in versions where scheme.isCompatible(version, with: current) {
                for strategy in RangeStrategy.allCases {
                    let value = scheme.newValue(currentValue: current, newVersion: version, strategy: strategy)
                    guard let value else { continue }
                    #expect(scheme.isValid(value), "\(current) to \(version) by \(strategy): \(value)")
                    #expect(
                        scheme.equals(value, version) || scheme.matches(version, range: value),
                        "\(current) to \(version) by \(strategy): \(value)")
                }
            }
        }
    }

    @Test("anything may come in, of any length, in bounded time", .timeLimit(.minutes(5)), arguments: SchemeCase.all)
    func noise(_ testCase: SchemeCase) {
        let scheme = testCase.scheme
        var generator = SeededGenerator(seed: 7)
        let lengths = (0..<200).map { $0 } + [255, 256, 257, 1000, 1024, 1025, 4000, 10_000]
        let texts = lengths.map { generator.noise(length: $0) } + Self.hostile
        for (a, b) in zip(texts, texts.reversed()) {
            _ = scheme.isValid(a)
            _ = scheme.isStable(a)
            _ = scheme.isSingleVersion(a)
            _ = scheme.numbers(of: a)
            _ = scheme.isCompatible(a, with: b)
            _ = scheme.matches("1.2.3", range: a)
            _ = scheme.newValue(currentValue: a, newVersion: "1.2.3", strategy: .widen)
            _ = scheme.newValue(currentValue: "^1.0.0", newVersion: a, strategy: .bump)
            #expect((scheme.compare(a, b) != nil) == (scheme.isVersion(a) && scheme.isVersion(b)))
            if scheme.isVersion(a) { #expect(a.utf8.count <= 256) }
        }
        _ = pickVersion(from: texts.map { Release(version: $0) }, currentValue: "1.2.3", scheme: scheme)
    }

    private static let hostile: [String] = [
        String(repeating: "9", count: 10_000), String(repeating: "1.", count: 5000),
        String(repeating: "-", count: 10_000),
        "1" + String(repeating: "-rc", count: 3000), "1.2.3-" + String(repeating: "a.", count: 5000),
        String(repeating: ">=1 ", count: 2500), String(repeating: "1||", count: 3000),
        "^" + String(repeating: "0", count: 9999),
        "v", "V", "vv1", "v-1", ".1", "1.", "1..2", "-1", "+", "~", "^", "=", "||", "|", ",", "1 -", "- 1", "1 - ", "/",
        "v/",
        "/v1", "99999999999999999999.99999999999999999999.99999999999999999999", "1.2.3-\u{0}", "１.２.３", "é", "🧭1.2.3",
    ]

    private func sort(_ versions: [String], by scheme: any VersioningScheme) -> [String] {
        versions.sorted {
            let order = scheme.compare($0, $1) ?? .equal
            return order == .equal ? $0 < $1 : order == .older
        }
    }

    private func select(_ versions: [String], _ current: String, _ scheme: some VersioningScheme) -> Selection {
        pickVersion(from: versions.map { Release(version: $0) }, currentValue: current, scheme: scheme)
    }
}
