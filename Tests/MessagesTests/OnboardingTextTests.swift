import Domain
import Foundation
import Messages
import Testing
import TextEdits

/// The texts about settings: those that are missing, and those that cannot be used.
@Suite struct OnboardingTextTests {
    private let memory = MergeRequestMemory(
        commit: "2222222222222222222222222222222222222222", base: "1111111111111111111111111111111111111111",
        fingerprint: "", moves: [])

    private func proposal(_ name: String) -> Proposal {
        let dependency = Dependency(
            file: "a.yaml", line: 1, manager: "kubernetes", depName: name, datasource: "docker", versioning: "docker",
            currentValue: "1.0.0", currentDigest: nil, spans: [DependencySpan(.value, ByteSpan(start: 0, end: 1))])
        let update = Update(
            dependency: dependency, type: .minor, currentVersion: "1.0.0", newVersion: "1.1.0", newValue: "1.1.0")
        return Proposal(branch: BranchName("windlass/" + name), target: "main", topic: name, updates: [update])
    }

    private func findings(_ proposals: [Proposal], limit: Int = 10) -> OnboardingFindings {
        OnboardingFindings(
            file: ".windlass.yaml", branch: "windlass/configure",
            counts: [.init(manager: "kubernetes", files: 1, pins: proposals.count)], proposals: proposals,
            held: proposals.map {
                HeldUpdate(dependency: $0.updates[0].dependency, version: "2.0.0-rc.1", reason: .unstable)
            }, limit: limit)
    }

    private func body(_ findings: OnboardingFindings, limit: Int = 100_000) -> String {
        onboardingBody(
            findings, memory: memory,
            capabilities: ForgeCapabilities(descriptionLimit: limit, assigneeLimit: 1, rendersDetails: true))
    }

    @Test func `lists what was found and what would follow, and when`() {
        var later = proposal("later")
        later.postponed = .awaitingSchedule
        var asked = proposal("asked")
        asked.lifeCycle.dependencyDashboardApproval = true
        let text = body(findings([proposal("one"), later, asked, proposal("four")], limit: 3))
        #expect(text.contains("| `kubernetes` | 1 | 4 |"))
        #expect(text.contains("| Update one to 1.1.0 | `1.0.0 -> 1.1.0` | at once |"))
        #expect(text.contains("| Update later to 1.1.0 | `1.0.0 -> 1.1.0` | awaiting schedule |"))
        #expect(text.contains("| Update asked to 1.1.0 | `1.0.0 -> 1.1.0` | when approved |"))
        #expect(text.contains("| Update four to 1.1.0 | `1.0.0 -> 1.1.0` | when there is room |"))
        #expect(text.contains("At most 3 of them"))
        #expect(text.contains("- `one` `2.0.0-rc.1`: a pre-release"))
        #expect(MergeRequestMemory(description: text) == memory)
    }

    @Test(arguments: [4000, 60_000])
    func `stays below the forge's limit, and says what it leaves out`(limit: Int) {
        let many = (0..<500).map { proposal("registry.example.com/team/service-with-a-long-name-\($0)\u{1F6A2}") }
        let text = body(findings(many), limit: limit)
        #expect(text.utf16.count <= limit)
        #expect(text.contains("| and ") && text.contains(" more | | |"))
        #expect(text.contains("- and ") && MergeRequestMemory(description: text) == memory)
    }

    @Test func `names of others stay text`() {
        let text = body(findings([proposal("a|b`@all <img src=x> \n# heading")]))
        #expect(!text.contains("<img") || text.contains("`") && !text.contains("\n# heading"))
        #expect(!text.contains(" @all"))
    }

    @Test func `problems stand by file, line and option, and equal ones have one mark`() {
        let problems = [
            Diagnostic(file: ".windlass.yaml", line: 3, severity: .error, message: "labels: expected a list, found 7"),
            Diagnostic(file: "renovate.json", severity: .error, message: "the file ends | too early <b>"),
        ]
        let text = settingsProblemsText(problems, isNote: false)
        #expect(text.contains("| `.windlass.yaml` | 3 | `labels` | expected a list, found 7 |"))
        #expect(text.contains("| `renovate.json` |  |  | the file ends \\| too early \\<b\\> |"))
        #expect(text.contains("closes this issue") && text.contains(SettingsProblemsMark(problems).comment))
        #expect(SettingsProblemsMark(problems) != SettingsProblemsMark(problems.reversed()))
        #expect(settingsProblemsText(problems, isNote: true).contains("changes this note"))
        let many = (1...150).map { Diagnostic(file: "f", line: $0, severity: .error, message: "x: y") }
        #expect(settingsProblemsText(many, isNote: false).contains("and 130 more"))
    }
}
