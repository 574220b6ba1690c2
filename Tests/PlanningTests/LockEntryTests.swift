import Domain
import Planning
import Testing
import TextEdits
import Versioning

/// Entries of lock files beside the constraints that lead them.
@Suite struct LockEntryTests {
    private func entry(_ value: String, within constraint: String?, file: String = ".terraform.lock.hcl") -> Dependency
    {
        var dependency = pin(value, file: file)
        dependency.depType = "lock"
        dependency.isLockEntry = true
        dependency.constraint = constraint
        return dependency
    }

    private func pin(_ value: String, file: String = "main.tf") -> Dependency {
        Dependency(
            file: file, line: 4, manager: "terraform", depName: "tls", packageName: "hashicorp/tls",
            datasource: "terraform-provider", versioning: "hashicorp", currentValue: value,
            spans: [DependencySpan(.value, ByteSpan(start: 10, end: 15))])
    }

    private func plan(_ dependencies: [Dependency], _ edit: (inout RepositoryOptions) -> Void = { _ in }) -> Plan {
        var options = RepositoryOptions()
        edit(&options)
        let versions = ["4.0.5", "4.0.6", "4.1.0", "5.0.0"].map { Release(version: $0) }
        let list = ReleaseList(releases: versions, registryURL: "https://registry.example")
        let found = Dictionary(dependencies.map { ($0.package, LookupOutcome.success(list)) }) { first, _ in first }
        return Planner(options: options, schemes: { versioning(for: $0) })
            .plan(dependencies, lookups: Lookups(releases: found), target: "main")
    }

    private func moves(_ plan: Plan) -> [String] {
        plan.proposals.map { proposal in
            "\(proposal.branch): "
                + proposal.updates.map { "\($0.dependency.file) \($0.newValue ?? "")" }.joined(separator: ", ")
        }
    }

    @Test func `an entry moves within its constraint only`() {
        #expect(moves(plan([entry("4.0.5", within: "~> 4.0.0")])) == ["windlass/tls-4.x: .terraform.lock.hcl 4.0.6"])
        #expect(moves(plan([entry("4.0.5", within: "~> 4.0")])) == ["windlass/tls-4.x: .terraform.lock.hcl 4.1.0"])
        #expect(
            moves(plan([entry("4.0.5", within: nil)])) == [
                "windlass/tls-4.x: .terraform.lock.hcl 4.1.0", "windlass/tls-5.x: .terraform.lock.hcl 5.0.0",
            ])
        let exact = plan([entry("4.0.5", within: "4.0.5")])
        #expect(exact.proposals.isEmpty && exact.upToDate.count == 1)
    }

    @Test func `an entry follows what leads it in the same branch, and is listed as one that does`() {
        let plan = plan([pin("~> 4.0.0"), entry("4.0.5", within: "~> 4.0.0")])
        #expect(moves(plan) == ["windlass/tls-4.x: main.tf ~> 4.1.0", "windlass/tls-5.x: main.tf ~> 5.0.0"])
        #expect(plan.skipped.map(\.file) == [".terraform.lock.hcl"])
        #expect(plan.skipped.map(\.skipReason) == ["lock-file"])
    }

    @Test func `an entry moves in its branch while its constraint moves in another`() {
        let plan = plan([pin("~> 4.0"), entry("4.0.5", within: "~> 4.0")])
        #expect(moves(plan) == ["windlass/tls-4.x: .terraform.lock.hcl 4.1.0", "windlass/tls-5.x: main.tf ~> 5.0"])
        #expect(plan.skipped.isEmpty)
    }

    @Test func `an entry is written in full whatever rangeStrategy says, and rules can switch entries off`() {
        let strict = plan([entry("4.0.5", within: "~> 4.0")]) { $0.updates.rangeStrategy = .inRangeOnly }
        #expect(moves(strict) == ["windlass/tls-4.x: .terraform.lock.hcl 4.1.0"])
        let off = plan([entry("4.0.5", within: "~> 4.0")]) { options in
            var rule = PackageRule()
            rule.matchDepTypes = ["lock"]
            rule.enabled = false
            options.packageRules = [rule]
        }
        #expect(off.proposals.isEmpty && off.held.map(\.reason) == [.disabled])
    }
}
