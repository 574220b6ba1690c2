import Domain
import Foundation
import Logging
import Sandbox
import Testing

@testable import App

/// The runbook of an upgrade, which is longer than what every forge stores as a description.
@Suite(.timeLimit(.minutes(5))) struct UpgradeNoteTests {
    private static let sections = [
        "Checks before", "Backup", "Database", "What will happen", "Checks after", "Rollback",
    ]

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `it is wholly readable, with what was checked ticked, and stays as it is`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let scenario = try await UpgradeScenario.start(style)
        do {
            let outcome = try await scenario.runJob(logger: quiet)
            #expect(!outcome.hasFailed, "\(outcome.diagnostics) \(outcome.reports.flatMap(\.steps).map(\.error))")
            let request = try #require(
                try await scenario.openUpgrades().first { $0.title.hasPrefix("Upgrade GitLab to") })
            let description = request.description
            #expect(description.contains(ComponentPlan.landedMark) && description.contains("Why `16.11."))
            #expect(description.contains("<!-- windlass:rebase -->"))
            let memory = try #require(MergeRequestMemory(description: description))
            let runbook: String
            if style == .azure {
                #expect(description.utf16.count <= 4_000)
                #expect(description.contains("read the runbook in the note below"))
                #expect(request.notes.count == 1 && memory.rest != nil)
                runbook = try #require(request.notes.first)
            } else {
                #expect(request.notes.isEmpty && memory.rest == nil)
                runbook = description
            }
            for section in Self.sections { #expect(runbook.contains("## \(section)"), "\(section)") }
            #expect(runbook.contains("- [x]") && !runbook.contains("Cut here"))
            scenario.world.resetLog()
            _ = try await scenario.runJob(logger: quiet)
            #expect(scenario.world.counters.writes == 0 && scenario.world.violations.isEmpty)
        } catch {
            await scenario.stop()
            throw error
        }
        await scenario.stop()
    }
}
