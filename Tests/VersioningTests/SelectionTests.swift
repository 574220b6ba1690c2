import Domain
import Foundation
import Testing

@testable import Versioning

@Suite("The choice of a version")
struct SelectionTests {
    private func select(
        _ versions: [String], from current: String, by versioning: String = "docker",
        _ options: SelectionOptions = SelectionOptions()
    ) throws -> Selection {
        let scheme = try #require(named(versioning))
        return pickVersion(
            from: versions.map { Release(version: $0) }, currentValue: current, scheme: scheme, options: options)
    }

    private func named(_ id: String) -> (any VersioningScheme)? { versioning(for: VersioningID(id)) }

    private func verdicts(_ selection: Selection) -> [String: Verdict] {
        Dictionary(selection.verdicts.map { ($0.version, $0.verdict) }) { first, _ in first }
    }

    @Test("picks the newest within the major number, and the newest beyond")
    func buckets() throws {
        let selection = try select(["1.2.4", "1.9.0", "2.0.0", "3.1.0", "1.2.3", "1.2.2"], from: "1.2.3")
        #expect(selection.nonMajor == .init(release: Release(version: "1.9.0"), updateType: .minor))
        #expect(selection.major == .init(release: Release(version: "3.1.0"), updateType: .major))
        #expect(selection.newest == selection.major)
        #expect(selection.currentVersion == "1.2.3" && !selection.isCurrentMissing)
        #expect(
            verdicts(selection) == [
                "1.2.2": .older, "1.2.3": .sameAsCurrent, "1.2.4": .newerButNotPicked, "1.9.0": .picked,
                "2.0.0": .newerButNotPicked, "3.1.0": .picked,
            ])
    }

    @Test("gives every release a reason, ordered by its text")
    func reasons() throws {
        let releases = [
            Release(version: "1.2.3"), Release(version: "latest"), Release(version: "1.2.4-alpine"),
            Release(version: "1.3.0-rc.1"), Release(version: "1.4.0", isDeprecated: true), Release(version: "1.5.0"),
            Release(version: "1.6.0"), Release(version: "2.0.0"), Release(version: "1.2.5"),
        ]
        let selection = pickVersion(
            from: releases, currentValue: "1.2.3", scheme: Docker(),
            options: SelectionOptions(allowedVersions: "<2", ignoreVersions: ["1.6.0", "/^1\\.5/"]))
        #expect(
            verdicts(selection) == [
                "1.2.3": .sameAsCurrent, "1.2.4-alpine": .otherLane, "1.2.5": .picked, "1.3.0-rc.1": .unstable,
                "1.4.0": .deprecated, "1.5.0": .ignored, "1.6.0": .ignored, "2.0.0": .notAllowed,
                "latest": .notAVersion,
            ])
        #expect(selection.verdicts.map(\.version) == selection.verdicts.map(\.version).sorted())
        #expect(
            selection.held == [.unstable: "1.3.0-rc.1", .deprecated: "1.4.0", .ignored: "1.6.0", .notAllowed: "2.0.0"])
    }

    @Test("says what is held only where it is newer than what is picked")
    func held() throws {
        let selection = try select(["1.3.0-rc.1", "1.3.0", "1.4.0-rc.1", "1.4.0-rc.2"], from: "1.2.3")
        #expect(selection.held == [.unstable: "1.4.0-rc.2"])
        #expect(try select(["1.3.0-rc.1", "1.3.0"], from: "1.2.3").held.isEmpty)
    }

    @Test("proposes pre-releases to everyone when asked to")
    func unstableWanted() throws {
        let selection = try select(["1.3.0", "1.4.0-rc.1"], from: "1.2.3", SelectionOptions(ignoreUnstable: false))
        #expect(selection.newest?.release.version == "1.4.0-rc.1")
    }

    @Test("a deprecated version is proposed to who is on one")
    func deprecated() {
        let releases = ["1.0.0", "1.1.0"].map { Release(version: $0, isDeprecated: true) }
        #expect(pickVersion(from: releases, currentValue: "1.0.0", scheme: Helm()).newest?.release.version == "1.1.0")
        #expect(pickVersion(from: releases, currentValue: "0.9.0", scheme: Helm()).newest == nil)
    }

    @Test("a range is at the newest release in it")
    func range() throws {
        let selection = try select(["1.2.0", "1.9.0", "1.10.0-rc.1", "2.0.0", "2.1.0"], from: "^1.2.0", by: "helm")
        #expect(selection.currentVersion == "1.9.0")
        #expect(selection.major?.release.version == "2.1.0")
        #expect(selection.nonMajor == nil)
        #expect(verdicts(selection)["1.10.0-rc.1"] == .unstable)
    }

    @Test("of a range without releases nothing is picked, so nothing is downgraded")
    func emptyRange() throws {
        let selection = try select(["1.0.0", "9.0.0"], from: "^5.0.0", by: "helm")
        #expect(selection.currentVersion == nil && selection.newest == nil && selection.isCurrentMissing)
        #expect(Set(verdicts(selection).values) == [.otherLane])
    }

    @Test("a current value that is no version picks nothing")
    func invalidCurrent() throws {
        let selection = try select(["1.0.0", "latest"], from: "latest")
        #expect(selection.newest == nil)
        #expect(verdicts(selection) == ["1.0.0": .otherLane, "latest": .notAVersion])
    }

    @Test("says when the current version is gone")
    func missing() throws {
        let selection = try select(["1.0.0", "2.0.0"], from: "1.5.0")
        #expect(selection.isCurrentMissing && selection.newest?.release.version == "2.0.0")
    }

    @Test("no releases, no choice")
    func empty() throws {
        let selection = try select([], from: "1.0.0")
        #expect(selection.newest == nil && selection.verdicts.isEmpty)
    }

    @Test("a release that is listed twice counts once, in either order")
    func duplicates() {
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        let releases = [
            Release(version: "1.1.0", digest: "sha256:b"),
            Release(version: "1.1.0", timestamp: date, digest: "sha256:a"),
        ]
        for list in [releases, releases.reversed()] {
            let selection = pickVersion(from: list, currentValue: "1.0.0", scheme: Docker())
            #expect(selection.newest?.release == Release(version: "1.1.0", timestamp: date, digest: "sha256:a"))
            #expect(selection.verdicts.count == 1)
        }
    }

    @Test(
        "allowedVersions takes ranges, versions and patterns",
        arguments: [
            ("<17", "docker", ["16.4-alpine"], ["17.0-alpine"]),
            ("16.x", "docker", ["16.4-alpine"], ["17.0-alpine"]),
            ("16", "docker", ["16.4-alpine"], ["17.0-alpine"]),
            (">=16.3 <17", "docker", ["16.4-alpine"], ["16.2-alpine"]),
            ("/^16\\./", "docker", ["16.4-alpine"], ["17.0-alpine", "1.16.0"]),
            ("!/^17\\./", "docker", ["16.4-alpine"], ["17.0-alpine"]),
            ("/ALPINE$/i", "docker", ["16.4-alpine"], ["16.4-slim"]),
            ("16.4-alpine", "docker", ["16.4-alpine"], ["16.5-alpine"]),
            ("^1.2", "helm", ["1.9.0"], ["2.0.0", "1.9.0-rc.1"]),
            (" ~> 1.2 ", "hashicorp", ["1.9.0"], ["2.0.0"]),
            ("<25", "ubuntu", ["noble"], ["plucky"]),
        ] as [(String, String, [String], [String])])
    func allowed(text: String, versioning: String, allowed: [String], refused: [String]) throws {
        let scheme = try #require(named(versioning))
        guard let filter = VersionFilter(text, scheme: scheme) else {
            Issue.record("cannot be read: \(text)")
            return
        }
        for version in allowed { #expect(filter.allows(version), "\(version)") }
        for version in refused { #expect(!filter.allows(version), "\(version)") }
    }

    @Test("allowedVersions that cannot be read allows nothing", arguments: ["", "/(/", "/x", "nonsense!", ">= latest"])
    func unreadable(text: String) throws {
        #expect(VersionFilter(text, scheme: Docker()) == nil)
        let selection = try select(["1.1.0"], from: "1.0.0", SelectionOptions(allowedVersions: text))
        #expect(selection.newest == nil && verdicts(selection) == ["1.1.0": .notAllowed])
    }

    @Test("a version in ignoreVersions means only itself")
    func ignoredVersion() throws {
        let options = SelectionOptions(ignoreVersions: ["2", "1.3.0", ">=3"])
        let selection = try select(["1.3.0", "1.3.1", "2.0.0", "3.0.0"], from: "1.0.0", options)
        #expect(
            verdicts(selection)
                == ["1.3.0": .ignored, "1.3.1": .picked, "2.0.0": .picked, "3.0.0": .ignored])
    }

    @Test("works with a scheme from elsewhere as well")
    func foreignScheme() {
        let releases = ["1", "2", "3", "x"].map { Release(version: $0) }
        let selection = pickVersion(from: releases, currentValue: "1", scheme: Plain())
        #expect(selection.newest?.release.version == "3")
        #expect(verdicts(selection) == ["1": .sameAsCurrent, "2": .newerButNotPicked, "3": .picked, "x": .notAVersion])
    }

    /// The least that a scheme must do.
    private struct Plain: VersioningScheme {
        static let id: VersioningID = "plain"
        static let summary = "one number"

        func isVersion(_ text: String) -> Bool { Int(text) != nil }
        func isStable(_ version: String) -> Bool { true }
        func compare(_ a: String, _ b: String) -> VersionOrder? {
            guard let a = Int(a), let b = Int(b) else { return nil }
            return a == b ? .equal : a < b ? .older : .newer
        }
        func numbers(of version: String) -> VersionNumbers? { Int(version).map { VersionNumbers(major: $0) } }
    }
}
