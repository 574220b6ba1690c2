import BotTestSupport
import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

/// What becomes of a repository whose settings cannot be used, and how people hear of it.
@Suite struct SettingsLifeCycleTests {
    private static let broken = "labels: [deps]\nprConcurrentLimit: many\n"

    private func commit(_ settings: String?, _ bot: Bot, file: String = ".windlass.yaml") async throws {
        try await bot.world.commit([SeedFile(file, settings ?? "{}")], to: Bot.project)
    }

    private func issue(_ bot: Bot) async throws -> SandboxIssue {
        let issues = try await bot.world.issues(in: Bot.project)
        #expect(issues.count == 1)
        return try #require(issues.first)
    }

    /// A run of broken settings that writes nothing.
    private func expectSilence(_ bot: Bot, location: SourceLocation = #_sourceLocation) async throws {
        bot.world.resetLog()
        let outcome = try await bot.run()
        #expect(outcome.hasFailed, sourceLocation: location)
        #expect(bot.world.counters.writes == 0, sourceLocation: location)
        #expect(bot.world.violations == [], sourceLocation: location)
    }

    @Test(
        arguments: [SandboxOptions.ForgeStyle.gitlab, .github],
        [
            (".windlass.yaml", "labels: [deps]\nprConcurrentLimit: many\n", "prConcurrentLimit"),
            ("renovate.json", "{\n  \"prConcurrentLimit\": \"many\"\n}\n", "prConcurrentLimit"),
        ])
    func `one issue says file, line and option, follows what is wrong, and closes with a note`(
        style: SandboxOptions.ForgeStyle, file: (name: String, text: String, option: String)
    ) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let before = try await bot.requests()
            try await commit(file.text, bot, file: file.name)
            bot.world.registry.addImage("team/web", tags: ["1.5.3"])
            #expect(try await bot.run().hasFailed)
            let first = try await issue(bot)
            #expect(first.isOpen)
            #expect(first.text.contains("| `\(file.name)` | 2 | `\(file.option)` | expected a whole number from 0"))
            #expect(try await bot.requests() == before, "what is open is left alone")
            try await expectSilence(bot)

            // Another problem: the same issue, another text.
            try await commit(file.text.replacing("prConcurrentLimit", with: "prHourlyLimit"), bot, file: file.name)
            try await bot.run()
            let second = try await issue(bot)
            #expect(second.number == first.number && second.text.contains("`prHourlyLimit`"))
            #expect(second.notes.isEmpty)
            try await expectSilence(bot)

            try await commit("{}", bot, file: file.name)
            #expect(try await !bot.run().hasFailed)
            let closed = try await issue(bot)
            #expect(!closed.isOpen && closed.notes.count == 1 && !closed.text.contains("prHourlyLimit"))
            #expect(try await bot.requests() != before, "and the work goes on")
            try await bot.expectQuiet()

            // It comes back: the same issue is opened again.
            try await commit(file.text, bot, file: file.name)
            try await bot.run()
            let again = try await issue(bot)
            #expect(again.isOpen && again.number == first.number && again.text == first.text)
            try await expectSilence(bot)
        }
    }

    @Test(arguments: [SandboxOptions.ForgeStyle.gitlab, .github])
    func `an issue that a person closed stays closed until something else is wrong`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await commit(Self.broken, bot)
            try await bot.run()
            try await bot.world.editIssue(try await issue(bot).number, in: Bot.project, isOpen: false)
            try await expectSilence(bot)
            #expect(try await issue(bot).isOpen == false)
            try await commit("automerge: perhaps\n", bot)
            try await bot.run()
            let open = try await issue(bot)
            #expect(open.isOpen && open.text.contains("`automerge`"))
            try await expectSilence(bot)
        }
    }

    @Test func `the status of the database names the repository until its settings are right again`() async throws {
        try await Bot.with { bot in
            try await commit(Self.broken, bot)
            try await bot.run()
            let database = try #require(try bot.effects().database)
            #expect(try await database.repositoriesWithBrokenSettings() == ["sandbox/" + Bot.project])
            try await commit(nil, bot)
            try await bot.run()
            #expect(try await database.repositoriesWithBrokenSettings() == [])
        }
    }

    @Test(arguments: [SandboxOptions.ForgeStyle.gitlab, .github])
    func `two issues of two processes are both closed`(style: SandboxOptions.ForgeStyle) async throws {
        try await Bot.with(style) { bot in
            try await commit(Self.broken, bot)
            let path = style == .gitlab ? "/api/v4/projects" : "/api/v3/repos"
            bot.world.inject(Fault(.twice, on: .forge, method: "POST", pathPrefix: path, times: 1))
            try await bot.run()
            #expect(try await bot.world.issues(in: Bot.project).filter(\.isOpen).count == 2)
            try await expectSilence(bot)
            try await commit(nil, bot)
            try await bot.run()
            #expect(try await bot.world.issues(in: Bot.project).allSatisfy { !$0.isOpen && $0.notes.count == 1 })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [SandboxOptions.ForgeStyle.gitlab, .github])
    func `with the state lost, the issue is found and closed all the same`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await commit(Self.broken, bot)
            try await bot.run()
            try FileManager.default.removeItem(atPath: bot.folder.path + "/state.sqlite")
            try await expectSilence(bot)
            try FileManager.default.removeItem(atPath: bot.folder.path + "/state.sqlite")
            try await commit(nil, bot)
            try await bot.run()
            #expect(try await issue(bot).isOpen == false)
            try await bot.expectQuiet()
        }
    }

    @Test func `on a forge without issues, one note below the oldest merge request says it`() async throws {
        try await Bot.with(.azure) { bot in
            try await bot.run()
            let before = try await bot.requests()
            let oldest = try #require(before.min { $0.iid < $1.iid })
            try await commit(Self.broken, bot)
            let outcome = try await bot.run()
            #expect(outcome.reports.compactMap(\.failure).joined().contains(".windlass.yaml:2"))
            let told = try await bot.requests().filter { !$0.notes.isEmpty }
            #expect(told.map(\.iid) == [oldest.iid])
            #expect(told.first?.notes.first?.contains("| `.windlass.yaml` | 2 | `prConcurrentLimit` |") == true)
            #expect(try await bot.requests().map(\.sha) == before.map(\.sha))
            try await expectSilence(bot)
            try await commit(nil, bot)
            try await bot.run()
            let notes = try await bot.requests().flatMap(\.notes)
            #expect(notes.count == 1 && notes[0].contains("can be used again"))
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [SandboxOptions.ForgeStyle.gitlab, .github])
    func `a repository with its issues switched off hears it in a note`(style: SandboxOptions.ForgeStyle) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            try await commit(Self.broken, bot)
            let path = style == .gitlab ? "/api/v4/projects/1/issues" : "/api/v3/repos/platform/gitops/issues?"
            let status = style == .gitlab ? 403 : 410
            bot.world.inject(
                Fault(
                    .answer(status: status, body: #"{"message":"Issues are disabled"}"#), pathPrefix: path, times: 1000)
            )
            try await bot.run()
            #expect(try await bot.world.issues(in: Bot.project).isEmpty)
            #expect(try await bot.requests().flatMap(\.notes).count == 1)
            try await expectSilence(bot)
        }
    }

    @Test func `a preset that cannot be read for the moment is in the report only`() async throws {
        let presets = SeedProject("platform/presets", files: [SeedFile("default.json", "{}")])
        let project = SeedProject(
            Bot.project,
            files: [
                SeedFile("apps/web.yaml", Seeds.deployment),
                SeedFile("renovate.json", #"{"extends": ["local>platform/presets"]}"#),
            ])
        try await Bot.with(projects: [project, presets]) { bot in
            bot.world.inject(
                Fault(.answer(status: 503), pathPrefix: "/api/v4/projects/platform%2Fpresets", times: 1000))
            bot.world.inject(Fault(.answer(status: 503), pathPrefix: "/api/v4/projects/platform/presets", times: 1000))
            let outcome = try await bot.run()
            #expect(outcome.hasFailed)
            #expect(try await bot.world.issues(in: Bot.project).isEmpty)
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `with settings that are right, only the first run asks for an issue`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await bot.run()
            let asked = bot.world.requests.filter { $0.method == "GET" && $0.target.contains("/issues?") }.count
            #expect(asked == (style == .azure ? 0 : 1))
            try await bot.expectQuiet()
            #expect(!bot.world.requests.contains { $0.target.contains("/issues") || $0.target.contains("/threads") })
        }
    }

    @Test func `a dry run tells nobody`() async throws {
        try await Bot.with { bot in
            try await commit(Self.broken, bot)
            #expect(try await bot.run(isDryRun: true).hasFailed)
            #expect(try await bot.world.issues(in: Bot.project).isEmpty)
        }
    }
}
