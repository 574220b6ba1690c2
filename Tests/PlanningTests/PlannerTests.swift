import Domain
import Planning
import Testing
import TextEdits
import Versioning

@Suite struct PlannerTests {
    private func planner(_ edit: (inout RepositoryOptions) -> Void = { _ in }) -> Planner {
        var options = RepositoryOptions()
        edit(&options)
        return Planner(options: options, schemes: { versioning(for: $0) })
    }

    private func releases(_ versions: [String]) -> LookupOutcome {
        .success(ReleaseList(releases: versions.map { Release(version: $0) }, registryURL: "https://registry.example"))
    }

    private func plan(
        _ dependencies: [Dependency], _ versions: [String], _ edit: (inout RepositoryOptions) -> Void = { _ in }
    ) -> Plan {
        let found = Dictionary(dependencies.map { ($0.package, releases(versions)) }) { first, _ in first }
        return planner(edit).plan(dependencies, lookups: Lookups(releases: found), target: "main")
    }

    private func rule(_ edit: (inout PackageRule) -> Void) -> PackageRule {
        var rule = PackageRule()
        edit(&rule)
        return rule
    }

    @Test func `minor and major go to branches of their own, small steps first`() {
        let plan = plan([Samples.image()], ["1.25.3", "1.27.3", "2.0.0", "1.26.0"])
        #expect(plan.proposals.map(\.branch) == ["windlass/nginx-1.x", "windlass/nginx-2.x"])
        #expect(plan.proposals.map { $0.updates.map(\.newVersion) } == [["1.27.3"], ["2.0.0"]])
        #expect(plan.proposals.map(\.type) == [.minor, .major])
        #expect(plan.held.isEmpty)
    }

    @Test func `without separate majors only the newest is proposed`() {
        let plan = plan([Samples.image()], ["1.25.3", "1.27.3", "2.0.0"]) { $0.separateMajorMinor = false }
        #expect(plan.proposals.map { $0.updates.map(\.newVersion) } == [["2.0.0"]])
    }

    @Test func `every place of a package is in one merge request`() {
        let places = [
            Samples.image(), Samples.image(file: "apps/other.yaml"), Samples.image("nginx", "1.26.0", line: 30),
        ]
        let plan = plan(places, ["1.25.3", "1.26.0", "1.27.3"])
        #expect(plan.proposals.count == 1)
        #expect(
            plan.proposals.first?.updates.map(\.dependency.file) == [
                "apps/other.yaml", "apps/web.yaml", "apps/web.yaml",
            ])
    }

    @Test func `a pre-release is held with its version`() {
        let plan = plan([Samples.image()], ["1.25.3", "1.26.0-rc.1"])
        #expect(plan.proposals.isEmpty)
        #expect(plan.held.map(\.reason) == [.unstable])
        #expect(plan.held.map(\.version) == ["1.26.0-rc.1"])
    }

    @Test func `a pre-release may be proposed when settings say so, or when one is in use`() {
        let wanted = plan([Samples.image()], ["1.25.3", "1.26.0-rc.1"]) { $0.ignoreUnstable = false }
        #expect(wanted.proposals.first?.updates.first?.newVersion == "1.26.0-rc.1")
        let onward = plan([Samples.image("nginx", "1.26.0-rc.1")], ["1.26.0-rc.1", "1.26.0-rc.2"])
        #expect(onward.proposals.first?.updates.first?.newVersion == "1.26.0-rc.2")
        let released = plan([Samples.image("nginx", "1.26.0-rc.1")], ["1.26.0-rc.1", "1.26.0-rc.2", "1.26.0"])
        #expect(released.proposals.first?.updates.first?.newVersion == "1.26.0")
    }

    @Test func `a version that vanished is said, and never a reason to go back`() {
        let back = plan([Samples.image()], ["1.25.2", "1.24.0"])
        #expect(back.proposals.isEmpty)
        #expect(back.held.map(\.reason) == [.currentMissing])
        let forward = plan([Samples.image()], ["1.25.2", "1.27.3"])
        #expect(forward.proposals.first?.updates.first?.isCurrentMissing == true)
    }

    @Test func `up to date is said of what was looked up, unknown of what could not be`() {
        let dependency = Samples.image()
        #expect(plan([dependency], ["1.25.3"]).upToDate == [dependency])
        let error = LookupError(.unreachable, "no answer")
        let plan = planner().plan(
            [dependency], lookups: Lookups(releases: [dependency.package: .failure(error)]), target: "main")
        #expect(plan.unknown == [UnknownDependency(dependency: dependency, error: error)])
        #expect(plan.upToDate.isEmpty)
    }

    @Test func `the order in which a registry lists versions changes nothing`() {
        let versions = ["1.25.3", "1.27.3", "2.0.0", "1.26.0", "2.1.0-rc.1", "v1.27.3", "1.27.3+build"]
        let first = plan([Samples.image()], versions)
        for _ in 0..<20 {
            #expect(plan([Samples.image()], versions.shuffled()) == first)
        }
    }

    @Test func `rules switch off, group, allow and label; later ones win`() {
        let disabled = plan([Samples.image()], ["1.25.3", "1.27.3", "2.0.0"]) {
            $0.packageRules = [
                rule {
                    $0.matchUpdateTypes = [.major]; $0.enabled = false
                }
            ]
        }
        #expect(disabled.proposals.map(\.branch) == ["windlass/nginx-1.x"])
        #expect(disabled.held.map(\.reason) == [.disabled])

        let grouped = plan(
            [Samples.image(), Samples.image("redis", "7.0.0", line: 20)], ["1.25.3", "7.0.0", "7.2.0", "1.27.3"]
        ) {
            $0.packageRules = [
                rule { $0.groupName = "all of it" },
                rule {
                    $0.matchPackageNames = ["re*"]; $0.addLabels = ["cache"]
                },
            ]
            $0.labels = ["deps"]
        }
        #expect(grouped.proposals.map(\.branch) == ["windlass/all-of-it", "windlass/major-all-of-it"])
        #expect(grouped.proposals.first?.labels == ["deps", "cache"])

        let allowed = plan([Samples.image()], ["1.25.3", "1.26.4", "1.27.3"]) {
            $0.packageRules = [
                rule {
                    $0.matchDepNames = ["nginx"]; $0.allowedVersions = "/^1\\.26\\./"
                }
            ]
        }
        #expect(allowed.proposals.first?.updates.first?.newVersion == "1.26.4")
        #expect(allowed.held.map(\.reason) == [.notAllowed("/^1\\.26\\./")])
    }

    @Test(arguments: [
        (["nginx"], true), (["ngin*"], true), (["/^NGINX$/i"], true), (["/^NGINX$/"], false), (["!nginx"], false),
        (["!redis"], true), (["redis"], false), (["*", "!nginx"], false), (["/(/"], false), ([], true),
    ])
    func `names match exactly, by glob, by expression, or not at all`(patterns: [String], isMatch: Bool) {
        let plan = plan([Samples.image()], ["1.25.3", "1.27.3"]) {
            $0.packageRules = [
                rule {
                    $0.matchPackageNames = patterns; $0.enabled = false
                }
            ]
        }
        #expect(plan.proposals.isEmpty == isMatch)
    }

    @Test func `a pin with a digest moves with the digest of its new tag`() {
        let old = "sha256:" + String(repeating: "a", count: 64)
        let new = "sha256:" + String(repeating: "b", count: 64)
        let dependency = Samples.image("nginx", "1.25.3", digest: old)
        let outcome = releases(["1.25.3", "1.27.3"])
        let planner = planner()
        let question = DigestQuestion(
            package: dependency.package, version: "1.27.3", replacing: dependency.currentDigest)
        #expect(planner.digestQuestions([dependency], releases: [dependency.package: outcome]) == [question])

        let lookups = Lookups(releases: [dependency.package: outcome], digests: [question: .success(new)])
        let plan = planner.plan([dependency], lookups: lookups, target: "main")
        #expect(plan.proposals.first?.updates.first?.newDigest == new)

        let failed = Lookups(
            releases: [dependency.package: outcome], digests: [question: .failure(LookupError(.unreachable, "gone"))])
        let held = planner.plan([dependency], lookups: failed, target: "main")
        #expect(held.proposals.isEmpty)
        #expect(held.held.map(\.reason) == [.digestUnknown("gone")])
    }

    @Test(arguments: ["1.27.3", "latest"])
    func `a tag that points at something else now gets its new digest`(tag: String) {
        let old = "sha256:" + String(repeating: "a", count: 64)
        let new = "sha256:" + String(repeating: "b", count: 64)
        let dependency = Samples.image("nginx", tag, digest: old)
        let question = DigestQuestion(package: dependency.package, version: tag, replacing: dependency.currentDigest)
        let outcome = releases(["1.27.3", "latest"])
        #expect(planner().digestQuestions([dependency], releases: [dependency.package: outcome]) == [question])
        let plan = planner().plan(
            [dependency],
            lookups: Lookups(releases: [dependency.package: outcome], digests: [question: .success(new)]),
            target: "main")
        #expect(plan.proposals.map(\.branch) == ["windlass/nginx-digest"])
        #expect(plan.proposals.first?.updates.first?.newValue == nil)
        let same = planner().plan(
            [dependency],
            lookups: Lookups(releases: [dependency.package: outcome], digests: [question: .success(old)]),
            target: "main")
        #expect(same.upToDate == [dependency])
    }

    @Test func `a range moves so that the new version fits`() {
        var chart = Samples.image("redis", "^18.0.0")
        chart.versioning = "helm"
        let plan = plan([chart], ["18.0.0", "18.19.4", "20.1.0"])
        #expect(plan.proposals.map { $0.updates.map(\.newValue) } == [["^20.0.0"]])
        #expect(plan.proposals.first?.updates.first?.currentVersion == "18.19.4")
    }

    @Test(
        arguments: [
            (.bump, "^18.0.0", ["18.0.0", "18.19.4"], "^18.19.4"),
            (.bump, "^18.19.4", ["18.0.0", "18.19.4"], nil), (.bump, "~18.0", ["18.0.0", "18.0.9"], nil),
            (.pin, "^18.0.0", ["18.0.0", "18.19.4"], "18.19.4"), (.pin, "18.19.4", ["18.0.0", "18.19.4"], nil),
            (.replace, "^18.0.0", ["18.0.0", "18.19.4"], nil), (.inRangeOnly, "^18.0.0", ["18.0.0", "20.1.0"], nil),
        ] as [(RangeStrategy, String, [String], String?)])
    func `inside of a range only bump and pin write anything`(
        strategy: RangeStrategy, value: String, versions: [String], written: String?
    ) {
        var chart = Samples.image("redis", value)
        chart.versioning = "helm"
        var options = RepositoryOptions()
        options.updates.rangeStrategy = strategy
        let plan = plan([chart], versions) { $0 = options }
        #expect(plan.proposals.flatMap { $0.updates.map(\.newValue) } == (written.map { [$0] } ?? []))
    }

    @Test(arguments: [
        ("Chart.yaml", UpdateType.minor, BumpStep.minor), ("shop/values.yaml", .major, .major),
    ])
    func `versions of one's own move as far as rules say`(file: String, type: UpdateType, step: BumpStep) {
        var options = RepositoryOptions()
        options.updates.bumpVersion = "patch"
        var own = BumpRule()
        own.filePatterns = ["{{packageFileDir}}/VERSION"]
        own.bumpType = "{{#if isMajor}}major{{else}}patch{{/if}}"
        var off = own
        off.isEnabled = false
        var wrong = own
        wrong.bumpType = "{{depName}}"
        options.updates.bumpVersions = [own, off, wrong]
        var rule = PackageRule()
        rule.updates.bumpVersion = "{{updateType}}"
        options.packageRules = [rule]
        let versions = ["1.25.3", type == .major ? "2.0.0" : "1.26.0"]
        let plan = plan([Samples.image("nginx", "1.25.3", file: file)], versions) { $0 = options }
        let path = file == "Chart.yaml" ? "VERSION" : "shop/VERSION"
        #expect(
            plan.proposals.first?.bumps == [
                VersionBump(.chart(of: file), by: step),
                VersionBump(
                    .files(patterns: [path], expressions: []), by: type == .major ? .major : .patch),
            ])
    }

    @Test(arguments: [
        ("ghcr.io/Stefan/podinfo", "ghcr.io-stefan-podinfo"), ("a//b", "a-b"), ("..", "update"),
        ("web tier!", "web-tier"),
        ("x..y", "x.y"), ("name.lock", "name.lock-"),
    ])
    func `branch names hold only what Git allows`(name: String, slug: String) {
        let plan = plan([Samples.image(name, "1.0.0")], ["1.0.0", "1.1.0"])
        #expect(plan.proposals.first?.branch.rawValue == "windlass/\(slug)-1.x")
    }

    @Test func `a digest is written behind a tag when settings want it and it can stand there`() {
        let digest = "sha256:" + String(repeating: "b", count: 64)
        var dependency = Samples.image("nginx", "1.27.3")
        dependency.acceptsDigest = true
        let question = DigestQuestion(
            package: dependency.package, version: "1.27.3", replacing: dependency.currentDigest)
        let lookups = Lookups(
            releases: [dependency.package: releases(["1.27.3"])], digests: [question: .success(digest)])
        let pinning = planner { $0.pinDigests = true }
        #expect(pinning.digestQuestions([dependency], releases: lookups.releases) == [question])
        let plan = pinning.plan([dependency], lookups: lookups, target: "main")
        #expect(plan.proposals.map(\.branch) == ["windlass/nginx-pin-digest"])
        #expect(
            plan.proposals.first?.updates.first?.edits.edits == [TextEdit(dependency.spans[0].span, "1.27.3@" + digest)]
        )
        #expect(planner().plan([dependency], lookups: lookups, target: "main").upToDate == [dependency])
        dependency.acceptsDigest = false
        #expect(pinning.plan([dependency], lookups: lookups, target: "main").upToDate == [dependency])
    }

    @Test func `only the part that extractVersion cuts out is compared and written`() {
        var dependency = Samples.image("app", "1.2.3")
        dependency.extractVersion = "^v(?<version>.+)-alpine$"
        let plan = plan([dependency], ["v1.2.3-alpine", "v1.3.0-alpine", "1.9.0", "v1.8.0"])
        #expect(plan.proposals.first?.updates.map(\.newValue) == ["1.3.0"])
        dependency.extractVersion = "("
        #expect(self.plan([dependency], ["v1.3.0-alpine"]).proposals.isEmpty)
    }
}
