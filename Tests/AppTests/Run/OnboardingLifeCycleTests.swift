import BotTestSupport
import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

/// The first merge request of a repository without settings, from its opening to normal life.
@Suite struct OnboardingLifeCycleTests {
    typealias Style = SandboxOptions.ForgeStyle

    private static let branch = "windlass/configure"

    private func with(
        _ style: Style, projects: [SeedProject]? = nil,
        _ edit: (inout OnboardingSettings) -> Void = { _ in }, _ body: (Bot) async throws -> Void
    ) async throws {
        try await Bot.with(style, projects: projects) { bot in
            var bot = bot
            bot.settings.onboarding.isOn = true
            edit(&bot.settings.onboarding)
            try await body(bot)
        }
    }

    private func first(_ bot: Bot) async throws -> SandboxMergeRequest {
        let requests = try await bot.requests()
        #expect(requests.map(\.sourceBranch) == [Self.branch], "nothing else is open")
        return try #require(requests.first)
    }

    @Test(arguments: Style.allCases)
    func `says what was found and would follow, opens nothing else, and leads to normal life`(style: Style)
        async throws
    {
        try await with(style) { bot in
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(outcome.reports.flatMap(\.plan.held).filter { $0.reason == .awaitingOnboarding }.count == 4)
            let request = try await first(bot)
            #expect(request.title == "Configure Windlass" && request.targetBranch == "main")
            #expect(request.assignees == ["alice"] && request.labels == ["deps"])
            #expect(request.description.contains("| `kubernetes` | 1 | 2 |"))
            #expect(request.description.contains("Update \(bot.world.registryHost)/team/cache to 7.2.4"))
            #expect(request.description.contains("### What would be held"))
            let file = try #require(
                try await bot.world.file(".windlass.yaml", of: Bot.project, branch: Self.branch))
            let text = String(decoding: file, as: UTF8.self)
            #expect(text.contains("\n# assignees: [alice]\n") && text.contains("\n# labels: [deps]\n"))
            #expect(try await bot.branches() == [Self.branch])
            try await bot.expectQuiet()

            // What would follow changes: the text does, the branch does not.
            bot.world.registry.addImage("team/cache", tags: ["7.2.9"])
            try await bot.run()
            let second = try await first(bot)
            #expect(second.iid == request.iid && second.sha == request.sha)
            #expect(second.description.contains("team/cache to 7.2.9"))
            try await bot.expectQuiet()

            try await bot.world.merge(request.iid, in: Bot.project)
            try await bot.run()
            #expect(try await bot.requests().count == 4)
            #expect(try await !bot.branches().contains(Self.branch))
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `closed unmerged it is remembered, opened again it goes on`(style: Style) async throws {
        try await with(style) { bot in
            try await bot.run()
            let request = try await first(bot)
            try await bot.world.close(request.iid, in: Bot.project)
            bot.world.resetLog()
            let outcome = try await bot.run()
            #expect(bot.world.counters.writes == 0)
            #expect(try await bot.requests().isEmpty)
            #expect(
                outcome.reports.flatMap(\.diagnostics).contains { $0.message.contains("onboarding !\(request.iid)") })

            // The database is no part of it.
            try FileManager.default.removeItem(atPath: bot.folder.path + "/state.sqlite")
            try await bot.run()
            #expect(try await bot.requests().isEmpty)

            try await bot.world.reopen(request.iid, in: Bot.project)
            bot.world.registry.addImage("team/cache", tags: ["7.2.9"])
            try await bot.run()
            let again = try await first(bot)
            #expect(again.iid == request.iid && again.description.contains("7.2.9"))
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `what a person writes on its branch stays, and says what would follow`(style: Style) async throws {
        try await with(style) { bot in
            try await bot.run()
            try await bot.world.commit(
                [SeedFile(".windlass.yaml", "enabledManagers: [argocd]\n")], to: Bot.project, branch: Self.branch)
            try await bot.run()
            let request = try await first(bot)
            #expect(request.description.contains("Update ingress") && !request.description.contains("team/cache"))
            let file = try await bot.world.file(".windlass.yaml", of: Bot.project, branch: Self.branch)
            #expect(file.map { String(decoding: $0, as: UTF8.self) } == "enabledManagers: [argocd]\n")
            try await bot.expectQuiet()

            try await bot.world.commit(
                [SeedFile(".windlass.yaml", "labels: 7\n")], to: Bot.project, branch: Self.branch)
            try await bot.run()
            #expect(try await first(bot).description.contains("| `.windlass.yaml` | 1 | `labels` |"))
            try await bot.expectQuiet()
            #expect(try await bot.world.issues(in: Bot.project).isEmpty)
        }
    }

    @Test(arguments: Style.allCases)
    func `settings that come another way close it`(style: Style) async throws {
        try await with(style) { bot in
            try await bot.run()
            let request = try await first(bot)
            try await bot.world.commit([SeedFile("renovate.json", "{}")], to: Bot.project)
            try await bot.run()
            let requests = try await bot.requests()
            #expect(requests.count == 4 && !requests.contains { $0.iid == request.iid })
            let closed = try await bot.requests(state: "closed")
            #expect(closed.map(\.iid) == [request.iid])
            #expect(closed.first?.notes.contains { $0.contains("has settings now") } == true)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `the admin's own words and options are in it`(style: Style) async throws {
        try await with(style) { bot in
            var bot = bot
            let text = """
                forges: []
                onboarding: true
                onboardingBranch: windlass/hello
                onboardingPrTitle: Hello from the platform team
                onboardingCommitMessage: "chore: say hello"
                onboardingConfig:
                  extends: [':labels(hello)']
                  prConcurrentLimit: 2
                """
            let reading = BotSettings.read(Array(text.utf8), file: "windlass.yaml")
            bot.settings.onboarding = try #require(reading.settings).onboarding
            try await bot.run()
            let request = try #require(try await bot.requests().first)
            #expect(request.sourceBranch == "windlass/hello" && request.title == "Hello from the platform team")
            #expect(request.description.contains("At most 2 of them are open at once"))
            let file = try #require(
                try await bot.world.file(".windlass.yaml", of: Bot.project, branch: "windlass/hello"))
            #expect(String(decoding: file, as: UTF8.self).contains("\nprConcurrentLimit: 2\n"))
            try await bot.expectQuiet()
            try await bot.world.merge(request.iid, in: Bot.project)
            try await bot.run()
            #expect(try await bot.requests().count == 2)
        }
    }

    @Test func `a run that is cut between push and opening is made good`() async throws {
        for style in Style.allCases {
            try await with(style) { bot in
                let create = style == .gitlab ? "/merge_requests" : style == .github ? "/pulls" : "/pullrequests"
                bot.world.before("POST", create, skipping: 0) {
                    $0.inject(Fault(.cut, on: .forge, method: "POST", times: 100))
                }
                let outcome = try await bot.run()
                #expect(outcome.hasFailed && bot.world.violations.isEmpty)
                bot.world.clearFaults()
                try await bot.run()
                _ = try await first(bot)
                try await bot.expectQuiet()
            }
        }
    }

    @Test func `repositories without pins are not asked unless settings say so`() async throws {
        let empty = SeedProject(Bot.project, files: [SeedFile("README.md", "# Nothing\n")])
        try await with(.gitlab, projects: [empty]) { bot in
            try await bot.run()
            #expect(try await bot.requests().isEmpty)
            var bot = bot
            bot.settings.onboarding.withoutPins = .enabled
            try await bot.run()
            #expect(try await first(bot).description.contains("No pinned version"))
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: OnboardingSettings.Requirement.allCases)
    func `requireConfig says what becomes of a repository without settings`(
        requirement: OnboardingSettings.Requirement
    ) async throws {
        try await Bot.with { bot in
            var bot = bot
            bot.settings.onboarding.requirement = requirement
            try await bot.run()
            #expect(try await bot.requests().count == (requirement == .required ? 0 : 4))
            try await bot.world.commit([SeedFile(".windlass.yaml", "enabled: false\n")], to: Bot.project)
            bot.world.registry.addImage("team/cache", tags: ["7.2.9"])
            try await bot.run()
            let isRead = try await bot.requests().allSatisfy { !$0.title.contains("7.2.9") }
            #expect(isRead == (requirement != .ignored))
        }
    }

    @Test func `who refused it gets the defaults where no settings are required`() async throws {
        try await with(.gitlab) { bot in
            try await bot.run()
            try await bot.world.close(try await first(bot).iid, in: Bot.project)
            var bot = bot
            bot.settings.onboarding.requirement = .optional
            try await bot.run()
            #expect(try await bot.requests().count == 4)
            try await bot.expectQuiet()
        }
    }

    @Test func `a dry run only says it`() async throws {
        try await with(.gitlab) { bot in
            bot.world.resetLog()
            let outcome = try await bot.run(isDryRun: true)
            #expect(outcome.reports.flatMap(\.steps).map(\.kind) == [.opened])
            #expect(bot.world.counters.writes == 0)
        }
    }

    @Test func `on a disk it is a branch and a file that describes it`() async throws {
        try await with(.gitlab) { bot in
            var bot = bot
            let git = Git(bot.folder.path + "/repository.git")
            try FileManager.default.createDirectory(atPath: git.path, withIntermediateDirectories: true)
            try git.run("init", "--quiet", "--bare", "--initial-branch", "main")
            try git.commit(["apps/web.yaml": bot.world.withAddresses(Seeds.deployment)])
            bot.settings.forges = [
                ForgeSettings(name: "disk", kind: "local", repositories: RepositorySelection(paths: [git.path]))
            ]
            let steps = try await bot.run().reports.flatMap(\.steps)
            #expect(steps.map(\.kind) == [.opened] && steps.allSatisfy { $0.error == nil })
            #expect(try git.run("branch", "--list", "windlass/*").contains("windlass/configure"))
            let file = try #require(steps.first?.webURL)
            var text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.contains("Nothing else is opened") && text.contains("team/cache to 7.2.4"))
            #expect(try await bot.run().reports.flatMap(\.steps).isEmpty)

            // A person says no, and changes their mind.
            text = text.replacing("state: open", with: "state: closed")
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            #expect(try await bot.run().reports.flatMap(\.steps).isEmpty)
            text = text.replacing("state: closed", with: "state: open")
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            #expect(try await bot.run().reports.flatMap(\.steps).isEmpty)

            // Merging is a fast-forward here; what follows is normal life.
            try git.run("update-ref", "refs/heads/main", "refs/heads/windlass/configure")
            let after = try await bot.run().reports.flatMap(\.steps)
            #expect(after.filter { $0.kind == .opened }.count == 3)
            #expect(after.filter { $0.kind == .closed }.map(\.branch) == ["windlass/configure"])
            #expect(try await bot.run().reports.flatMap(\.steps).isEmpty)
        }
    }
}
