import Domain
import Foundation
import Testing

@testable import App

@Suite("What the status shows") struct StatusReportTests {
    private func chain(
        _ name: String, _ file: String, done: [String] = [], now: String, next: [String], _ state: ChainState,
        repository: String = "company/platform/gitops"
    ) -> RecordedChain {
        var plan = ComponentPlan(
            component: ComponentID(name.lowercased()), name: name, file: file, current: now, goal: next.last ?? now,
            hops: next.map { ComponentHop(version: $0, isStop: $0.hasPrefix("17"), reason: "") }, arrivalBranch: "b")
        plan.branch = "b"
        var chain = ComponentChain(plan: plan, state: state, evidence: "\(name) is asked.")
        chain.done = done
        return RecordedChain(
            repository: repository, target: "main", at: Date(timeIntervalSince1970: 1_790_000_000), chain: chain)
    }

    private var two: [RecordedChain] {
        [
            chain("Argo CD", "apps/argocd.yaml", done: ["2.14.1", "3.0.12"], now: "3.1.9", next: ["3.2.6"], .open),
            chain("GitLab", "apps/gitlab.yaml", now: "16.11.10", next: ["17.1.8", "17.3.7", "18.0.0"], .migrating),
        ]
    }

    @Test func `two chains stand side by side`() {
        let expected = """
            company/platform/gitops  (main)

            Argo CD                GitLab
            apps/argocd.yaml       apps/gitlab.yaml
              done  2.14.1           now   16.11.10  migrating
              done  3.0.12           next  17.1.8*
              now   3.1.9  open      then  17.3.7*
              next  3.2.6            then  18.0.0

            Argo CD, open: Argo CD is asked.
              seen 2026-09-21T14:13:20Z
            GitLab, migrating: GitLab is asked.
              seen 2026-09-21T14:13:20Z

            * a stop that may not be passed over

            """
        #expect(statusReport(two) == expected)
    }

    @Test func `where there is no room they stand below each other, and no line is too long`() {
        let text = chainColumns(two.map(\.chain), width: 40)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 })
        #expect(text.contains("  next  3.2.6\n\nGitLab\n"))
        let chains = (1...40).map { chain("C\($0)", "f\($0).yaml", now: "1.0.0", next: [], .landed).chain }
        #expect(chainColumns(chains, width: 100).split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(chainColumns([], width: 10).isEmpty)
    }

    @Test func `a chain alone is one line, and a long one is cut`() {
        let one = statusReport([two[1]])
        #expect(one.contains("[16.11.10] -> 17.1.8* -> 17.3.7* -> 18.0.0\n"))
        let long = chain(
            "GitLab", "a.yaml", done: (1...30).map { "8.\($0).0" }, now: "9.0.0", next: (1...30).map { "10.\($0).0" },
            .open)
        let text = chainColumns([long.chain, two[0].chain], width: 120)
        #expect(text.contains("done  ... 18 more") && text.contains("then  ... 18 more"))
        #expect(text.contains("done  8.30.0") && !text.contains("8.1.0"))
    }

    @Test func `chains of other repositories are told for themselves, and names do not steer the terminal`() {
        let other = chain("GitLab\u{1B}[2J", "b.yaml", now: "1.0.0", next: [], .landed, repository: "company/z")
        let text = statusReport(two + [other])
        #expect(text.contains("\n\nGitLab"))
        #expect(!chainColumns([other.chain, two[0].chain], width: 100).contains("\u{1B}"))
    }
}
