import BotTestSupport
import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

/// Who is assigned and asked besides those that settings name, and where merge requests are filed; on every forge.
@Suite struct OwnersLifeCycleTests {
    typealias Style = SandboxOptions.ForgeStyle

    private static let owners = """
        * @alice
        /apps/ @bob @platform/keepers nobody@sandbox.invalid @ghost
        /argocd/ @admin
        """

    /// A bot that assigns nobody by itself, in a repository with owners.
    private func with(
        _ style: Style, owners: String = Self.owners, path: String = "CODEOWNERS",
        _ edit: (inout PeopleOptions) -> Void, _ body: (Bot) async throws -> Void
    ) async throws {
        var project = Seeds.platform
        project = SeedProject(
            Bot.project,
            files: [
                SeedFile("apps/web.yaml", Seeds.deployment), SeedFile("argocd/ingress.yaml", Seeds.application),
                SeedFile(path, owners),
            ])
        try await Bot.with(style, projects: [project]) { bot in
            var bot = bot
            bot.settings.defaults.assignees = []
            edit(&bot.settings.defaults.updates.lifeCycle.people)
            try await body(bot)
        }
    }

    private func cache(_ bot: Bot) async throws -> SandboxMergeRequest {
        try #require(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)))
    }

    private func ingress(_ bot: Bot) async throws -> SandboxMergeRequest {
        try #require(try await bot.request("windlass/ingress-4.x"))
    }

    @Test(arguments: Style.allCases)
    func `owners of the changed files review; who cannot be asked is named once`(style: Style) async throws {
        try await with(style) {
            $0.reviewersFromCodeOwners = true
        } _: { bot in
            await bot.world.addTeam("platform/keepers", members: ["admin"])
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await cache(bot).reviewers == ["bob"])
            #expect(try await cache(bot).teams == (style == .github ? ["keepers"] : []))
            #expect(try await ingress(bot).reviewers == ["admin"])
            #expect(try await ingress(bot).assignees.isEmpty)
            let remarks = outcome.reports.flatMap(\.steps).compactMap(\.remark)
            #expect(remarks.contains { $0.contains("nobody@sandbox.invalid, ghost") })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `a removed owner stays removed, a new owner is asked`(style: Style) async throws {
        try await with(style) {
            $0.assigneesFromCodeOwners = true
        } _: { bot in
            try await bot.run()
            #expect(try await ingress(bot).assignees == ["admin"])
            try await bot.world.change(try await ingress(bot).iid, in: Bot.project, assignees: [])
            try await bot.expectQuiet()
            try await bot.world.commit(
                [SeedFile("CODEOWNERS", Self.owners.replacing("@admin", with: "@admin @bob"))], to: Bot.project)
            try await bot.run()
            #expect(try await ingress(bot).assignees == ["bob"])
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [Style.gitlab, .github])
    func `members stand for their group where settings say so`(style: Style) async throws {
        try await with(style) {
            $0.reviewersFromCodeOwners = true
            $0.expandCodeOwnersGroups = true
        } _: { bot in
            await bot.world.addTeam("platform/keepers", members: ["admin", "alice"])
            try await bot.run()
            #expect(try await Set(cache(bot).reviewers) == ["bob", "admin", "alice"])
            #expect(try await cache(bot).teams.isEmpty)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [Style.gitlab, .azure])
    func `sections of GitLab's are understood`(style: Style) async throws {
        let text = "[Apps][2] @alice\n/apps/\n\n^[Charts] @bob\n/argocd/ @admin\n/argocd/nothing @@developer\n"
        try await with(style, owners: text, path: ".gitlab/CODEOWNERS") {
            $0.reviewersFromCodeOwners = true
        } _: { bot in
            let outcome = try await bot.run()
            #expect(try await cache(bot).reviewers == ["alice"])
            #expect(try await ingress(bot).reviewers == ["admin"])
            #expect(outcome.reports.flatMap(\.diagnostics).contains { $0.line == 6 && $0.message.contains("a role") })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `additional reviewers are added, and a sample stays the same`(style: Style) async throws {
        try await with(style, owners: "* @alice @bob\n") {
            $0.reviewersFromCodeOwners = true
            $0.reviewersSampleSize = 1
            $0.additionalReviewers = ["admin"]
        } _: { bot in
            try await bot.run()
            let before = try await cache(bot).reviewers
            #expect(before.count == 1)
            try await bot.expectQuiet()
            bot.world.registry.addImage("team/cache", tags: ["7.2.9"])
            try await bot.run()
            #expect(try await cache(bot).reviewers == before)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `without the file nobody is asked, and the report says why`(style: Style) async throws {
        try await with(style, path: "elsewhere/CODEOWNERS") {
            $0.assigneesFromCodeOwners = true
        } _: { bot in
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await bot.requests().allSatisfy { $0.assignees.isEmpty && $0.reviewers.isEmpty })
            #expect(outcome.reports.flatMap(\.diagnostics).contains { $0.message.contains("no CODEOWNERS") })
        }
    }

    @Test(arguments: Style.allCases)
    func `a milestone is set where the forge has milestones`(style: Style) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            let number = try await bot.world.addMilestone("Spring", to: Bot.project)
            bot.settings.defaults.updates.lifeCycle.people.milestone = number
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await bot.requests().allSatisfy { $0.milestone == (style == .azure ? nil : "Spring") })
            #expect(outcome.reports.flatMap(\.steps).allSatisfy { $0.remark == nil })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [Style.gitlab, .github])
    func `a milestone that is not there is said, and everything else is done`(style: Style) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.updates.lifeCycle.people.milestone = 77
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await bot.requests().count == 4)
            #expect(outcome.reports.flatMap(\.steps).allSatisfy { $0.remark?.contains("no milestone 77") == true })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [Style.gitlab, .github])
    func `a milestone that a cut kept from being set is set by the next run`(style: Style) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.updates.lifeCycle.people.milestone = try await bot.world.addMilestone(
                "Spring", to: Bot.project)
            let create = style == .gitlab ? "/merge_requests" : "/pulls"
            bot.world.before(style == .gitlab ? "POST" : "PATCH", style == .gitlab ? create : "/issues", skipping: 0) {
                $0.inject(Fault(.cut, on: .forge, times: 100))
            }
            try await bot.run()
            bot.world.clearFaults()
            try await bot.run()
            #expect(try await bot.requests().allSatisfy { $0.milestone == "Spring" })
            try await bot.expectQuiet()
        }
    }
}
