import Domain
import Foundation
import Planning
import Testing
import Versioning

@Suite struct UpdateOptionTests {
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)

    private func plan(
        _ releases: [Release], value: String = "1.25.3", latest: String? = nil,
        _ edit: (inout RepositoryOptions) -> Void
    ) -> Plan {
        var options = RepositoryOptions()
        edit(&options)
        let dependency = Samples.image("nginx", value)
        let planner = Planner(
            options: options, schemes: { versioning(for: $0) }, context: PlanningContext(now: Self.now))
        let list = ReleaseList(releases: releases, registryURL: "https://registry.example", latestVersion: latest)
        return planner.plan(
            [dependency], lookups: Lookups(releases: [dependency.package: .success(list)]), target: "main")
    }

    private func releases(_ versions: String...) -> [Release] { versions.map { Release(version: $0) } }

    private func aged(_ version: String, days: Double?) -> Release {
        Release(version: version, timestamp: days.map { Self.now.addingTimeInterval(-86_400 * $0) })
    }

    private func moves(_ plan: Plan) -> [String: String] {
        Dictionary(plan.proposals.map { ($0.branch.rawValue, $0.updates.first?.newVersion ?? "") }) { $1 }
    }

    private let many = ["1.25.3", "1.25.4", "1.25.5", "1.26.0", "1.27.1", "2.0.0", "2.1.0", "3.0.0"].map {
        Release(version: $0)
    }

    @Test func `steps are separated as options say`() {
        #expect(moves(plan(many) { _ in }) == ["windlass/nginx-1.x": "1.27.1", "windlass/nginx-3.x": "3.0.0"])
        #expect(
            moves(plan(many) { $0.updates.separateMinorPatch = true }) == [
                "windlass/nginx-1.25.x": "1.25.5", "windlass/nginx-1.x": "1.27.1", "windlass/nginx-3.x": "3.0.0",
            ])
        #expect(
            moves(plan(many) { $0.updates.separateMultipleMajor = true }) == [
                "windlass/nginx-1.x": "1.27.1", "windlass/nginx-2.x": "2.1.0", "windlass/nginx-3.x": "3.0.0",
            ])
        #expect(
            moves(plan(many) { $0.updates.separateMultipleMinor = true }) == [
                "windlass/nginx-1.25.x": "1.25.5", "windlass/nginx-1.26.x": "1.26.0",
                "windlass/nginx-1.27.x": "1.27.1", "windlass/nginx-3.x": "3.0.0",
            ])
    }

    @Test func `a young release is held, and the newest that is old enough is proposed`() {
        let releases = [aged("1.25.3", days: 90), aged("1.26.0", days: 10), aged("1.27.0", days: 2)]
        let age = ReleaseAge("3 days")
        let strict = plan(releases) { $0.updates.minimumReleaseAge = age }
        #expect(moves(strict) == ["windlass/nginx-1.x": "1.26.0"])
        #expect(strict.held.map(\.version) == ["1.27.0"])
        #expect(strict.held.map(\.reason) == [age.map { .tooYoung($0) }])
        let none = plan(releases) {
            $0.updates.minimumReleaseAge = age
            $0.updates.internalChecksFilter = UpdateOptions.ChecksFilter.none
        }
        #expect(moves(none) == ["windlass/nginx-1.x": "1.27.0"])
        #expect(
            moves(plan(releases) { $0.updates.minimumReleaseAge = ReleaseAge("2 days") }) == [
                "windlass/nginx-1.x": "1.27.0"
            ])
    }

    @Test func `flexible proposes a young release only when no older one will do`() {
        let flexible = { (options: inout RepositoryOptions) in
            options.updates.minimumReleaseAge = ReleaseAge("1 week")
            options.updates.internalChecksFilter = .flexible
        }
        #expect(moves(plan([aged("1.26.0", days: 3), aged("1.27.0", days: 2)], flexible)).values.first == "1.27.0")
        #expect(moves(plan([aged("1.26.0", days: 9), aged("1.27.0", days: 2)], flexible)).values.first == "1.26.0")
    }

    @Test func `a release without a time is held unless settings say that it may be`() {
        let age = { (options: inout RepositoryOptions) in options.updates.minimumReleaseAge = ReleaseAge("1 hour") }
        #expect(plan([aged("1.26.0", days: nil)], age).proposals.isEmpty)
        let optional = plan([aged("1.26.0", days: nil)]) {
            age(&$0)
            $0.updates.minimumReleaseAgeBehaviour = .optional
        }
        #expect(optional.proposals.count == 1)
    }

    @Test func `an age may depend on the kind of update`() {
        var rule = PackageRule()
        rule.matchUpdateTypes = [.major]
        rule.updates.minimumReleaseAge = ReleaseAge("2 weeks")
        let plan = plan([aged("1.26.0", days: 1), aged("2.0.0", days: 10)]) { $0.packageRules = [rule] }
        #expect(moves(plan) == ["windlass/nginx-1.x": "1.26.0"])
    }

    @Test func `nothing newer than the publisher's latest is proposed when it is respected`() {
        let respecting = plan(many, latest: "1.26.0") { $0.updates.respectLatest = true }
        #expect(moves(respecting) == ["windlass/nginx-1.x": "1.26.0"])
        #expect(moves(plan(many) { $0.updates.respectLatest = true }).count == 2)
        // Who is beyond the latest is not held back to it.
        let beyond = plan(many, value: "1.26.0", latest: "1.25.5") { $0.updates.respectLatest = true }
        #expect(moves(beyond) == ["windlass/nginx-1.x": "1.27.1", "windlass/nginx-3.x": "3.0.0"])
    }

    @Test func `a followed tag decides by what it points at`() {
        let releases = [
            Release(version: "1.25.3", digest: "sha256:a"), Release(version: "1.26.0", digest: "sha256:b"),
            Release(version: "1.27.0", digest: "sha256:c"), Release(version: "stable", digest: "sha256:b"),
        ]
        #expect(moves(plan(releases) { $0.updates.followTag = "stable" }).values.first == "1.26.0")
        let unknown = plan(releases) { $0.updates.followTag = "missing" }
        #expect(unknown.proposals.isEmpty)
        #expect(unknown.held.map(\.reason) == [.notFollowed("missing")])
    }

    @Test func `ignored versions and an extracted part are honoured`() {
        let ignored = plan(releases("1.26.0", "1.27.0")) { $0.updates.ignoreVersions = ["1.27.0"] }
        #expect(moves(ignored).values.first == "1.26.0")
        #expect(ignored.held.map(\.reason) == [.ignored])
        let extracted = plan(releases("chart-1.25.3", "chart-1.28.0")) {
            $0.updates.extractVersion = "^chart-(?<version>.+)$"
        }
        #expect(moves(extracted).values.first == "1.28.0")
    }

    @Test(
        "allowed versions are a range or an expression, which may be negated",
        arguments: [
            ("<1.27", "1.26.0"), ("/^1\\.25/", "1.25.5"), ("!/^(1\\.27|2|3)\\./", "1.26.0"),
        ])
    func allowed(text: String, newest: String) {
        var rule = PackageRule()
        rule.allowedVersions = text
        #expect(moves(plan(many) { $0.packageRules = [rule] }) == ["windlass/nginx-1.x": newest])
    }

    @Test func `a group may be named by a template`() {
        var rule = PackageRule()
        rule.groupName = "{{parentDir}} of {{updateType}}"
        let plan = plan(releases("1.26.0", "2.0.0")) { $0.packageRules = [rule] }
        #expect(plan.proposals.map(\.topic) == ["apps of minor", "apps of major"])
        #expect(plan.proposals.first?.branch == "windlass/apps-of-minor")
    }

    @Test(
        "rules of presets for odd images choose as meant",
        arguments: [
            ("/^v?[0-9]*[02468](?:[^0-9]|$)/", ["20.1.0", "21.0.0", "22.1.0", "23.0.0"], "22.1.0"),
            ("/^(?:8|11|17|21|25)(?:[^0-9]|$)/", ["11.0.1", "17.0.2", "18.0.0", "110.0.0"], "17.0.2"),
        ])
    func oddImages(allowed: String, versions: [String], newest: String) {
        var rule = PackageRule()
        rule.allowedVersions = allowed
        let plan = plan(versions.map { Release(version: $0) }, value: versions[0]) { $0.packageRules = [rule] }
        #expect(plan.proposals.last?.updates.last?.newVersion == newest)
    }

    @Test func `a version is replaced once, and another name is held`() {
        let back = plan(many) { $0.updates.replacementVersion = "1.20.0" }
        #expect(back.proposals.first?.updates.first?.newValue == "1.20.0")
        #expect(plan(many, value: "1.20.0") { $0.updates.replacementVersion = "1.20.0" }.proposals.isEmpty)
        let name = plan(many) { $0.updates.replacementName = "registry.example/nginx" }
        #expect(name.held.map(\.reason) == [.replaced(by: "registry.example/nginx")])
    }

    @Test func `a group waits for its size, and has the slug that settings give`() {
        var rule = PackageRule()
        rule.groupName = "Web servers"
        rule.updates.groupSlug = "web"
        rule.updates.minimumGroupSize = 2
        rule.updates.prBodyNotes = ["Tell operations."]
        let plan = plan(releases("1.26.0")) { $0.packageRules = [rule] }
        #expect(plan.proposals.map(\.branch) == ["windlass/web"])
        #expect(plan.proposals.map(\.postponed) == [.groupTooSmall(2)])
        #expect(plan.proposals.first?.notes == ["Tell operations."])
        var facts = Samples.facts(earlier: [])
        facts.earlier["windlass/web"] = []
        guard case .decided(let actions, let held) = reconcile(plan, with: facts, limit: 0, render: Samples.render)
        else { return #expect(Bool(false), "nothing is asked") }
        #expect(actions.isEmpty)
        #expect(held.map(\.reason) == [.groupTooSmall(2)])
    }

    @Test func `labels of a repository add up`() {
        let plan = plan(releases("1.26.0")) {
            $0.labels = ["deps"]
            $0.addLabels = ["bot", "deps"]
        }
        #expect(plan.proposals.first?.labels == ["deps", "bot"])
    }
}

extension UpdateOptionTests {
    @Test func `outside of the schedule nothing is opened, and what is open stays`() {
        let plan = awaiting()
        let proposal = plan.proposals[0]
        #expect(proposal.postponed == .awaitingSchedule)
        guard
            case .decided(let actions, let held) = reconcile(
                plan, with: Samples.facts(), limit: 0, render: Samples.render)
        else { return #expect(Bool(false), "nothing is asked") }
        #expect(actions.isEmpty)
        #expect(held.map(\.reason) == [.awaitingSchedule])
        let open = Samples.facts(
            branches: [proposal.branch: Samples.head], open: [Samples.request(for: proposal)])
        #expect(reconcile(plan, with: open, limit: 0, render: Samples.render) == .decided(actions: [], held: []))
    }

    /// The plan of an update on a Tuesday, where only weekends are wanted.
    private func awaiting() -> Plan {
        var options = RepositoryOptions()
        options.updates.schedule = ["every weekend"].compactMap { UpdateSchedule($0) }
        let dependency = Samples.image()
        let list = ReleaseList(releases: [Release(version: "1.26.0")], registryURL: "https://registry.example")
        return Planner(
            options: options, schemes: { versioning(for: $0) },
            context: PlanningContext(now: Date(timeIntervalSince1970: 1_700_000_000))
        ).plan([dependency], lookups: Lookups(releases: [dependency.package: .success(list)]), target: "main")
    }
}
