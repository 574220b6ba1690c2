import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Logging
import Sandbox
import Settings
import Testing

@testable import App

@Suite("A stop that is declared in the middle of a chain", .timeLimit(.minutes(5))) struct UpgradeStopTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withGitLab(at chart: String, _ body: (UpgradeScenario) async throws -> Void) async throws {
        var scenario = try await UpgradeScenario.start()
        scenario.settings.installations = []
        do {
            let file = "apps/gitlab.yaml"
            let bytes = try #require(try await scenario.world.file(file, of: UpgradeScenario.project))
            let text = String(decoding: bytes, as: UTF8.self)
                .replacing(/targetRevision: .*/, with: "targetRevision: \(chart)")
            try await scenario.world.commit([SeedFile(file, text)], to: UpgradeScenario.project)
            try await body(scenario)
        } catch {
            await scenario.stop()
            throw error
        }
        await scenario.stop()
    }

    private func open(_ scenario: UpgradeScenario) async throws -> [SandboxMergeRequest] {
        try await scenario.openUpgrades().filter { $0.sourceBranch.hasPrefix("windlass/upgrade-gitlab-1") }
    }

    private func chain(_ outcome: NightlyJob.Outcome) throws -> ComponentChain {
        try #require(outcome.reports.flatMap(\.chains).first { $0.plan.component == "gitlab" })
    }

    private func stop(_ line: String, avoid: [String] = []) -> ComponentSettings {
        var settings = ComponentSettings(name: "gitlab")
        settings.stops = [line]
        settings.avoid = avoid
        return settings
    }

    @Test func `the open hop past it is closed with the reason, the stop comes first, and the hop comes back after it`()
        async throws
    {
        try await withGitLab(at: "8.1.8") { start in
            var scenario = start
            _ = try await scenario.runJob(logger: quiet)
            let first = try #require(try await open(scenario).first)
            #expect(first.sourceBranch == "windlass/upgrade-gitlab-17.3")
            scenario.settings.components = [stop("17.2")]
            let outcome = try await scenario.runJob(logger: quiet)
            #expect(try chain(outcome).plan.hops.first?.version.hasPrefix("17.2.") == true)
            let now = try await open(scenario)
            #expect(now.map(\.sourceBranch) == ["windlass/upgrade-gitlab-17.2"])
            let all = try await scenario.world.mergeRequests(in: UpgradeScenario.project)
            let closed = try #require(all.first { $0.iid == first.iid })
            #expect(closed.state == "closed")
            #expect(closed.notes.contains { $0.contains("GitLab goes to 17.2.") && $0.contains("required stop") })
            scenario.world.resetLog()
            _ = try await scenario.runJob(logger: quiet)
            #expect(scenario.world.counters.writes == 0)
            // Once the stop is merged and has landed, the hop of before is proposed again.
            let request = try #require(now.first)
            try await scenario.world.merge(request.iid, in: UpgradeScenario.project, by: "admin")
            try await scenario.world.addNote(
                "/windlass landed", to: request.iid, in: UpgradeScenario.project, by: "alice")
            _ = try await scenario.runJob(logger: quiet)
            #expect(try await open(scenario).map(\.sourceBranch) == ["windlass/upgrade-gitlab-17.3"])
        }
    }

    @Test func `GitLab's own path file declares it`() async throws {
        try await withGitLab(at: "8.1.8") { start in
            var scenario = start
            scenario.settings.state = .sqlite(path: scenario.folder + "/state/windlass.db")
            try FileManager.default.createDirectory(
                atPath: scenario.folder + "/state", withIntermediateDirectories: true)
            _ = try await scenario.runJob(logger: quiet)
            #expect(try await open(scenario).map(\.sourceBranch) == ["windlass/upgrade-gitlab-17.3"])
            let path =
                (1...19).map { "- major: 16\n  minor: \($0)\n" }.joined()
                + "- major: 17\n  minor: 2\n- major: 17\n  minor: 11\n"
            let server = try ScriptedServer.answering { _ in
                "HTTP/1.1 200 OK\r\ncontent-length: \(path.utf8.count)\r\n\r\n\(path)"
            }
            scenario.settings.catalogue.gitlabPathURL = server.origin + "/upgrade_path.yml"
            let client = CurlClient(Effects.curlSettings(scenario.settings)) { _ in }
            #expect(try await updateCatalogue(scenario.settings, http: client, today: Date()).contains("17.2"))
            _ = try await scenario.runJob(logger: quiet)
            #expect(try await open(scenario).map(\.sourceBranch) == ["windlass/upgrade-gitlab-17.2"])
        }
    }

    @Test func `without a usable patch of it the chain is held with the reason, and nothing past it stays open`()
        async throws
    {
        try await withGitLab(at: "8.1.8") { start in
            var scenario = start
            _ = try await scenario.runJob(logger: quiet)
            #expect(try await open(scenario).count == 1)
            scenario.settings.components = [stop("17.2", avoid: ["17.2.0-17.2.99"])]
            for _ in 1...2 {
                let held = try chain(try await scenario.runJob(logger: quiet))
                #expect(held.state == .held)
                #expect(held.evidence.contains("17.2"))
                #expect(try await open(scenario).isEmpty)
            }
            let all = try await scenario.world.mergeRequests(in: UpgradeScenario.project)
            #expect(all.contains { $0.state == "closed" && $0.notes.contains { $0.contains("17.2") } })
        }
    }
}
