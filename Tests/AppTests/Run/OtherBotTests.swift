import Domain
import Foundation
import Sandbox
import Settings
import Testing
import Workflow

@testable import App

/// A team that comes from another bot, whose merge requests are open still.
@Suite(.timeLimit(.minutes(5))) struct OtherBotTests {
    typealias Style = SandboxOptions.ForgeStyle

    private static let theirs = SeedCommit.Author(name: "renovate-bot", email: "bot@renovate.example")

    /// A world in which the other bot is a developer.
    private func with(_ style: Style, _ mode: OtherBots = .leave, _ body: (Bot) async throws -> Void) async throws {
        var project = Seeds.platform
        project.members["renovate-bot"] = .developer
        try await Bot.with(
            style, projects: [project],
            options: { $0.seed.users.append(SeedUser("renovate-bot", name: "Renovate Bot", isBot: true)) }
        ) { bot in
            var bot = bot
            bot.settings.defaults.mergeRequests.otherBots = mode
            try await body(bot)
        }
    }

    /// Opens what the other bot would open for the cache.
    @discardableResult
    private func openTheirs(
        _ bot: Bot, version: String = "7.2.4", branch: String? = nil, author: SeedCommit.Author = theirs
    ) async throws -> SandboxMergeRequest {
        let text = Seeds.deployment.replacing("cache:7.0.0", with: "cache:\(version)")
        let branch = branch ?? "renovate/team-cache-7.x"
        try await bot.world.commit(
            [SeedFile("apps/web.yaml", text)], to: Bot.project, branch: branch, message: "Update cache", author: author)
        try await bot.world.open([branch], in: Bot.project, by: "renovate-bot")
        let request = try #require(try await bot.request(branch))
        try await bot.world.edit(
            request.iid, in: Bot.project,
            title: "Update \(bot.world.registryHost)/team/cache Docker tag to v\(version)",
            description: """
                What moves:

                | Package | Update | Change |
                |---|---|---|
                | \(bot.world.registryHost)/team/cache | minor | `7.0.0` -> `\(version)` |

                <!--renovate-debug:e30=-->
                """)
        return try #require(try await bot.request(branch))
    }

    @Test(arguments: Style.allCases)
    func `is left its merge request, nothing is opened beside it, and the report says whose it is`(style: Style)
        async throws
    {
        try await with(style) { bot in
            let before = try await openTheirs(bot)
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await bot.requests().count == 4)
            #expect(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)) == nil)
            #expect(try await bot.request(before.sourceBranch) == before)
            let held = outcome.reports.flatMap(\.held).map(\.reason)
            let isSaid = held.contains {
                if case .otherBot(before.iid, let author, let url) = $0 {
                    return author.hasPrefix("renovate-bot") && !url.isEmpty
                }
                return false
            }
            #expect(isSaid, "\(held)")
            try await bot.expectQuiet()
            // Once it is gone, the update is ours.
            try await bot.world.close(before.iid, in: Bot.project)
            try await bot.world.deleteBranch(before.sourceBranch, of: Bot.project)
            try await bot.run()
            #expect(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)) != nil)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `its merge request is adopted where settings say so, and then kept like one of ours`(style: Style) async throws
    {
        try await with(style, .adopt) { bot in
            bot.world.registry.addImage("team/cache", tags: ["7.2.3"])
            // Theirs is a version behind: its text names what its branch has.
            let before = try await openTheirs(bot, version: "7.2.3")
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(outcome.reports.flatMap(\.steps).map(\.error))")
            #expect(try await bot.requests().count == 4)
            let after = try #require(try await bot.request(before.sourceBranch))
            #expect(after.iid == before.iid && after.sha != before.sha && after.author == "renovate-bot")
            #expect(after.title == "Update \(bot.world.registryHost)/team/cache to 7.2.4")
            #expect(after.assignees == ["alice"] && after.labels == ["deps"])
            #expect(MergeRequestMemory(description: after.description)?.people.count == 1)
            #expect(!after.description.contains("renovate-debug"))
            #expect(after.notes.filter { $0.contains("otherBots: adopt") }.count == 1)
            let file = try #require(
                try await bot.world.file("apps/web.yaml", of: Bot.project, branch: before.sourceBranch))
            #expect(String(decoding: file, as: UTF8.self).contains("cache:7.2.4"))
            try await bot.expectQuiet()

            bot.world.registry.addImage("team/cache", tags: ["7.2.5"])
            try await bot.run()
            #expect(try await bot.request(before.sourceBranch)?.title.hasSuffix("7.2.5") == true)
            #expect(try await bot.requests().count == 4)
            try await bot.expectQuiet()

            let forge = try bot.effects().makeForge(bot.settings.forges[0])
            let (found, _) = try await forge.listRepositories(RepositorySelection(paths: [Bot.project]))
            try await bot.world.addNote("/windlass why", to: before.iid, in: Bot.project)
            let answer = try await CommandDesk(forge: forge).apply(
                .why, by: style == .azure ? "alice@sandbox.invalid" : "alice", to: before.iid,
                in: try #require(found.first))
            #expect(answer == .answered)

            // Moved by hand on the target: it is closed as one of ours.
            let text = Seeds.deployment.replacing("cache:7.0.0", with: "cache:7.2.5")
            try await bot.world.commit([SeedFile("apps/web.yaml", text)], to: Bot.project)
            try await bot.run()
            #expect(try await bot.requests(state: "closed").map(\.iid) == [before.iid])
            try await bot.expectQuiet()
            #expect(bot.world.violations.isEmpty)
        }
    }

    @Test(arguments: Style.allCases)
    func `a run that is cut off while it adopts is finished by the next one`(style: Style) async throws {
        try await with(style, .adopt) { bot in
            let before = try await openTheirs(bot)
            bot.world.before("POST", "/git-receive-pack") {
                for method in ["PUT", "PATCH", "POST"] {
                    $0.inject(Fault(.cut, on: .forge, method: method, pathPrefix: "/", times: 100))
                }
            }
            _ = try? await bot.run()
            bot.world.clearFaults()
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            let after = try #require(try await bot.request(before.sourceBranch))
            #expect(after.iid == before.iid && after.title.hasSuffix("to 7.2.4") && after.assignees == ["alice"])
            #expect(try await bot.requests(state: nil).count == 4)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `its branch is not adopted when a person committed to it`(style: Style) async throws {
        try await with(style, .adopt) { bot in
            let before = try await openTheirs(
                bot, author: SeedCommit.Author(name: "Bob Bowline", email: "bob@sandbox.invalid"))
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await bot.request(before.sourceBranch) == before)
            #expect(try await bot.requests().count == 4)
            try await bot.expectQuiet()
        }
    }

    @Test(
        arguments: Style.allCases,
        ["Update cache Docker tag to v7.2.4", "Update cache Docker tag to v7.2.4 - autoclosed"])
    func `what a person closed of it is not proposed again, what it closed itself is`(style: Style, title: String)
        async throws
    {
        try await with(style, .adopt) { bot in
            let branch = Seeds.branch(bot.world, "team/cache", 7).replacing("windlass/", with: "renovate/")
            let theirs = try await openTheirs(bot, branch: branch)
            try await bot.world.edit(theirs.iid, in: Bot.project, title: title)
            try await bot.world.close(theirs.iid, in: Bot.project)
            try await bot.world.deleteBranch(branch, of: Bot.project)
            let outcome = try await bot.run()
            let isAgain = title.hasSuffix("autoclosed")
            #expect(try await bot.requests().count == (isAgain ? 4 : 3))
            let reasons = outcome.reports.flatMap(\.held).map(\.reason)
            #expect(reasons.contains(.closedUnmerged(number: theirs.iid)) != isAgain)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases, [OtherBots.leave, .adopt])
    func `the same branch names under the same prefix are one merge request`(style: Style, mode: OtherBots) async throws
    {
        try await with(style, mode) { bot in
            var bot = bot
            bot.settings.defaults.branchPrefix = "renovate/"
            let branch = Seeds.branch(bot.world, "team/cache", 7).replacing("windlass/", with: "renovate/")
            let before = try await openTheirs(bot, branch: branch)
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            let after = try #require(try await bot.request(branch))
            #expect(after.iid == before.iid && (after.sha == before.sha) == (mode == .leave))
            #expect((MergeRequestMemory(description: after.description) == nil) == (mode == .leave))
            #expect(try await bot.requests(state: nil).count == 4)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `a repository without its branches costs no request more`(style: Style) async throws {
        try await with(style, .adopt) { bot in
            try await bot.run()
            bot.world.resetLog()
            try await bot.run()
            let adopting = bot.world.requests.count
            var other = bot
            other.settings.defaults.mergeRequests.otherBots = .ignore
            bot.world.resetLog()
            try await other.run()
            #expect(bot.world.requests.count == adopting)
        }
    }
}
