import Domain
import Foundation
import Logging
import Sandbox
import Settings
import Testing

@testable import App

@Suite("A platform goes hop by hop to the newest GitLab", .timeLimit(.minutes(5))) struct UpgradeChainTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withScenario(_ body: (UpgradeScenario) async throws -> Void) async throws {
        let scenario = try await UpgradeScenario.start()
        do {
            try await body(scenario)
        } catch {
            await scenario.stop()
            throw error
        }
        await scenario.stop()
    }

    private func chain(_ outcome: NightlyJob.Outcome, _ component: ComponentID = "gitlab") throws -> ComponentChain {
        try #require(outcome.reports.flatMap(\.chains).first { $0.plan.component == component })
    }

    private func openGitLab(_ scenario: UpgradeScenario) async throws -> [SandboxMergeRequest] {
        try await scenario.openUpgrades().filter { $0.sourceBranch.hasPrefix("windlass/upgrade-gitlab-1") }
    }

    /// Merges what is open, and lets rounds pass until GitLab has nothing left to do.
    private func land(_ scenario: UpgradeScenario) async throws {
        for request in try await scenario.openUpgrades() {
            try await scenario.world.merge(request.iid, in: UpgradeScenario.project, by: "admin")
        }
        while try await !scenario.cluster.passRound().isEmpty {}
    }

    @Test func `from 16.11 to the newest, through every stop, with nothing to refuse`() async throws {
        try await withScenario { scenario in
            var round = try await scenario.playRound(1, logger: quiet)
            while !scenario.hasArrived(round), round.number < 100 {
                for name in ["gitlab-1", "argo-cd", "gitlab-runner"] {
                    #expect(round.merged.count { $0.sourceBranch.hasPrefix("windlass/upgrade-\(name)") } <= 1)
                }
                round = try await scenario.playRound(round.number + 1, logger: quiet)
            }
            #expect(scenario.hasArrived(round))
            #expect(await scenario.cluster.violations.isEmpty)
            let history = await scenario.cluster.history
            let lines = { (name: String) in
                (history[name] ?? []).map { $0.split(separator: ".").prefix(2).joined(separator: ".") }
            }
            #expect(
                lines("gitlab")
                    == ["16.11", "16.11", "17.1", "17.3", "17.5", "17.8", "17.11", "18.2", "18.5", "18.8", "18.9"])
            #expect(lines("argo-cd") == ["2.14", "3.0", "3.1", "3.2", "3.3", "3.4"])
            #expect(lines("gitlab-runner").last == "18.9")
            let all = try await scenario.world.mergeRequests(in: UpgradeScenario.project)
            #expect(all.allSatisfy { $0.state == "merged" && $0.assignees == ["admin"] })
            #expect(Set(all.map(\.sourceBranch)).count == all.count)
            scenario.world.resetLog()
            _ = try await scenario.runJob(logger: quiet)
            #expect(scenario.world.counters.writes == 0)
        }
    }

    @Test("killed at any request, the next run makes exactly one merge request", arguments: 1...22)
    func killed(requests: Int) async throws {
        try await withScenario { scenario in
            scenario.world.resetLog()
            let running = Task { try await scenario.runJob(logger: quiet) }
            let killing = Task {
                while scenario.world.requests.count < requests { try await Task.sleep(for: .milliseconds(1)) }
                running.cancel()
            }
            _ = try? await running.value
            killing.cancel()
            let outcome = try await scenario.runJob(logger: quiet)
            #expect(try chain(outcome).state == .open)
            let open = try await scenario.openUpgrades()
            #expect(
                open.map(\.sourceBranch).sorted() == ["windlass/upgrade-argo-cd-3.0", "windlass/upgrade-gitlab-16.11"])
            try await land(scenario)
            let next = try await scenario.runJob(logger: quiet)
            #expect(try chain(next).plan.hops.first?.version.hasPrefix("17.1.") == true)
            #expect(try chain(next, "argo-cd").plan.hops.first?.version.hasPrefix("3.1.") == true)
            #expect(await scenario.cluster.violations.isEmpty)
        }
    }

    @Test func `a hop that the administrator closes holds the chain, and opening it again goes on`() async throws {
        try await withScenario { scenario in
            _ = try await scenario.runJob(logger: quiet)
            let request = try #require(try await openGitLab(scenario).first)
            try await scenario.world.close(request.iid, in: UpgradeScenario.project, by: "admin")
            for _ in 1...2 {
                let held = try chain(try await scenario.runJob(logger: quiet))
                #expect(held.state == .held)
                #expect(held.evidence.contains("!\(request.iid)"))
                #expect(try await openGitLab(scenario).isEmpty)
            }
            try await scenario.world.reopen(request.iid, in: UpgradeScenario.project)
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .open)
            #expect(try await openGitLab(scenario).map(\.iid) == [request.iid])
        }
    }

    @Test func `a pin that somebody moved past a stop is named before it is rolled out, and nothing goes on from it`()
        async throws
    {
        try await withScenario { scenario in
            let file = "apps/gitlab.yaml"
            let bytes = try #require(try await scenario.world.file(file, of: UpgradeScenario.project))
            let text = String(decoding: bytes, as: UTF8.self)
            let moved = text.replacing(/targetRevision: .*/, with: "targetRevision: 8.5.5")
            try await scenario.world.commit([SeedFile(file, moved)], to: UpgradeScenario.project)
            let found = try chain(try await scenario.runJob(logger: quiet))
            #expect(found.state == .failed)
            #expect(found.evidence.contains("16.11") && found.evidence.contains("Move the pin back"))
            #expect(try await openGitLab(scenario).isEmpty)
            try await scenario.world.commit([SeedFile(file, text)], to: UpgradeScenario.project)
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .open)
        }
    }

    @Test func `a migration that fails holds the chain by its name until it is repaired`() async throws {
        try await withScenario { scenario in
            _ = try await scenario.runJob(logger: quiet)
            try await land(scenario)
            await scenario.cluster.setFailure("BackfillPartitions", of: "gitlab")
            let failed = try chain(try await scenario.runJob(logger: quiet))
            #expect(failed.state == .failed)
            #expect(failed.evidence.contains("BackfillPartitions"))
            #expect(try await scenario.openUpgrades().allSatisfy { !$0.title.contains("GitLab to") })
            await scenario.cluster.setFailure(nil, of: "gitlab")
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .open)
        }
    }

    @Test func `where nothing can be asked, a person's word below the merged request counts, and only from who may`()
        async throws
    {
        try await withScenario { scenario in
            var scenario = scenario
            scenario.settings.installations = []
            _ = try await scenario.runJob(logger: quiet)
            let request = try #require(
                try await scenario.openUpgrades().first { $0.sourceBranch.contains("upgrade-gitlab-16") })
            try await land(scenario)
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .merged)
            await scenario.world.addUser(SeedUser("eve", name: "Eve Elsewhere"))
            try await scenario.world.addNote(
                "/windlass landed", to: request.iid, in: UpgradeScenario.project, by: "eve")
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .merged)
            try await scenario.world.addNote(
                "/windlass landed", to: request.iid, in: UpgradeScenario.project, by: "alice")
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .open)
        }
    }

    @Test func `a forge that is away loses nothing`() async throws {
        try await withScenario { scenario in
            _ = try await scenario.runJob(logger: quiet)
            try await land(scenario)
            scenario.world.inject(Fault(.answer(status: 502), on: .forge, times: 10_000))
            let away = try? await scenario.runJob(logger: quiet)
            #expect(away?.hasFailed != false)
            scenario.world.clearFaults()
            #expect(try chain(try await scenario.runJob(logger: quiet)).state == .open)
        }
    }

    @Test func `what stands where is remembered for the status, with what is done`() async throws {
        try await withScenario { scenario in
            _ = try await scenario.runJob(logger: quiet)
            try await land(scenario)
            _ = try await scenario.runJob(logger: quiet)
            let database = try openState(scenario.settings.state, scenario.secrets)
            let recorded = try #require(
                try await database.allChains().first { $0.chain.plan.component == "gitlab" })
            #expect(recorded.chain.done == ["16.11.0"])
            #expect(recorded.chain.plan.current.hasPrefix("16.11."))
            #expect(recorded.chain.state == .open)
            let text = statusReport([recorded])
            #expect(text.contains("16.11.0 -> [16.11."))
            #expect(text.contains("waits for a person"))
            #expect(try statusJSON([recorded]).contains("\"state\":\"open\""))
        }
    }
}
