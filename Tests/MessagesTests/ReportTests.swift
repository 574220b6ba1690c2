import Domain
import Messages
import Testing
import TextEdits

@Suite struct ReportTests {
    private let dependency = Dependency(
        file: "apps/web.yaml", line: 12, manager: "kubernetes", depName: "nginx", datasource: "docker",
        versioning: "docker", currentValue: "1.25.3", spans: [DependencySpan(.value, ByteSpan(start: 0, end: 6))])

    private var plan: Plan {
        let update = Update(
            dependency: dependency, type: .minor, currentVersion: "1.25.3", newVersion: "1.27.3", newValue: "1.27.3")
        var missing = dependency
        missing.depName = "gone"
        missing.packageName = "gone"
        return Plan(
            proposals: [Proposal(branch: "windlass/nginx-1.x", target: "main", topic: "nginx", updates: [update])],
            held: [HeldUpdate(dependency: dependency, version: "2.0.0-rc.1", reason: .unstable)],
            unknown: [
                UnknownDependency(
                    dependency: missing, error: LookupError(.unreachable, "registry.example does not answer"))
            ])
    }

    @Test func `the report of a run says what was done and what is unknown`() {
        let step = Step(
            kind: .opened, title: "Update nginx to 1.27.3", branch: "windlass/nginx-1.x", number: 7,
            webURL: "http://forge/7", assignees: ["admin"])
        let report = RepositoryReport(
            forge: "gitlab", repository: "platform/gitops", target: "main",
            head: "1111111111111111111111111111111111111111", plan: plan, steps: [step])
        #expect(
            runReport(report, isDryRun: false) == """
                platform/gitops (main at 11111111)
                  opened  !7  Update nginx to 1.27.3  windlass/nginx-1.x  @admin  http://forge/7
                  unknown  gone  registry.example does not answer
                  2 dependencies: 0 up to date, 1 update in 1 merge request, 1 held, 1 unknown, 0 skipped

                """)
        #expect(runReport(report, isDryRun: true).contains("would be opened"))
        #expect(runReport(report, isDryRun: false, detail: .full).contains("held  nginx 2.0.0-rc.1  a pre-release"))
    }

    @Test func `a failure is told instead of counts`() {
        let report = RepositoryReport(forge: "gitlab", repository: "platform/gitops", failure: "no branch main")
        #expect(runReport(report, isDryRun: false) == "platform/gitops\n  failed: no branch main\n")
        #expect(report.hasFailed)
    }

    @Test func `check shows updates, what is held, and what is unknown, with file and line`() {
        #expect(
            checkReport(plan) == """
                Update nginx to 1.27.3  [windlass/nginx-1.x]
                  apps/web.yaml:12  nginx  1.25.3 -> 1.27.3  minor
                Held back
                  apps/web.yaml:12  nginx  2.0.0-rc.1  a pre-release, and the version in use is a stable one
                Unknown: the lookup failed, so nothing is known about newer versions
                  apps/web.yaml:12  gone  1.25.3  registry.example does not answer
                1 update in 1 merge request, 1 held, 1 unknown, 0 up to date, 0 skipped

                """)
    }

    @Test func `control characters do not reach the terminal`() {
        var table = TextTable()
        table.add(["a\u{1B}[31m", "b"])
        #expect(!table.text().contains("\u{1B}"))
    }
}
