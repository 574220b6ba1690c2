import Domain
import Foundation
import Sandbox
import Settings
import Testing
import Workflow

@testable import App

/// What people do to merge requests, and what becomes of it; the same on every forge.
@Suite struct PeopleTests {
    private static let cache = "team/cache"

    private func cache(_ bot: Bot) async throws -> SandboxMergeRequest {
        try #require(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)))
    }

    /// Gives a command as somebody, by a note as a webhook would tell it.
    private func command(
        _ text: String, _ number: Int, by user: String = "alice", _ bot: Bot
    ) async throws -> CommandDesk.Outcome {
        try await bot.world.addNote(text, to: number, in: Bot.project, by: user)
        let forge = try bot.effects().makeForge(bot.settings.forges[0])
        let (found, _) = try await forge.listRepositories(RepositorySelection(paths: [Bot.project]))
        let author = bot.style == .azure ? "\(user)@sandbox.invalid" : user
        return try await CommandDesk(forge: forge).apply(
            try #require(BotCommand(note: text)), by: author, to: number, in: try #require(found.first))
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases, ["box", "label", "title"])
    func `a rebase is asked for, done once, and the asking is cleared away`(
        style: SandboxOptions.ForgeStyle, way: String
    ) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let before = try await cache(bot)
            try await bot.world.commit([SeedFile("other.txt", "x")], to: Bot.project)
            try await bot.expectQuiet("another file is no reason")
            switch way {
            case "box":
                let ticked = before.description.replacing(
                    "- [ ] <!-- windlass:rebase", with: "- [x] <!-- windlass:rebase")
                try await bot.world.edit(before.iid, in: Bot.project, description: ticked)
            case "label":
                try await bot.world.change(before.iid, in: Bot.project, labels: before.labels + ["rebase"])
            default: try await bot.world.edit(before.iid, in: Bot.project, title: "rebase! " + before.title)
            }
            try await bot.run()
            let after = try await cache(bot)
            #expect(after.iid == before.iid && after.sha != before.sha)
            #expect(after.labels == before.labels && after.title == before.title)
            #expect(!after.description.contains("[x]"))
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `hold, release, take and ignore do what they say, and answer in one note`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await bot.run()
            let first = try await cache(bot)
            #expect(try await command("/windlass hold", first.iid, bot) == .taken)
            bot.world.registry.addImage(Self.cache, tags: ["7.2.9"])
            try await bot.run()
            #expect(try await cache(bot).sha == first.sha)
            #expect(try await command("/windlass release", first.iid, bot) == .taken)
            try await bot.run()
            let second = try await cache(bot)
            #expect(second.sha != first.sha && second.title.hasSuffix("7.2.9"))
            #expect(second.notes.filter { $0.contains("windlass:note answer") }.count == 1)

            let text = Seeds.deployment.replacing("cache:7.0.0", with: "cache:7.2.4-by-hand")
            try await bot.world.commit([SeedFile("apps/web.yaml", text)], to: Bot.project, branch: second.sourceBranch)
            try await bot.run()
            try await bot.expectQuiet("it is theirs")
            #expect(try await command("/windlass take", second.iid, bot) == .taken)
            try await bot.run()
            let taken = try await cache(bot)
            #expect(taken.iid == second.iid)
            let file = try await bot.world.file("apps/web.yaml", of: Bot.project, branch: taken.sourceBranch)
            #expect(String(decoding: try #require(file), as: UTF8.self).contains("cache:7.2.9"))
            try await bot.expectQuiet("it is ours again")

            #expect(try await command("/windlass why", taken.iid, bot) == .answered)
            #expect(try await command("/windlass ignore major", taken.iid, bot) == .taken)
            bot.world.registry.addImage(Self.cache, tags: ["7.3.0"])
            try await bot.run()
            #expect(try await bot.request(taken.sourceBranch) == nil)
            try await bot.expectQuiet("nothing of 7 is wanted")
            #expect(bot.world.violations == [])
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `a command of somebody who may not write changes nothing`(style: SandboxOptions.ForgeStyle) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let request = try await cache(bot)
            let forge = try bot.effects().makeForge(bot.settings.forges[0])
            let (found, _) = try await forge.listRepositories(RepositorySelection(paths: [Bot.project]))
            let repository = try #require(found.first)
            let desk = CommandDesk(forge: forge)
            #expect(try await desk.apply(.take, by: "nobody", to: request.iid, in: repository) == .refused)
            #expect(try await desk.apply(.take, by: "alice", to: 999, in: repository) == .notOurs)
            #expect(try await cache(bot).description == request.description)
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `the label that stops is obeyed, a removed assignee stays removed`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await bot.run()
            let request = try await cache(bot)
            try await bot.world.change(
                request.iid, in: Bot.project, labels: request.labels + ["stop-updating"], assignees: [])
            bot.world.registry.addImage(Self.cache, tags: ["7.2.9"])
            try await bot.run()
            #expect(try await cache(bot).sha == request.sha)
            try await bot.world.change(request.iid, in: Bot.project, labels: request.labels)
            try await bot.run()
            let after = try await cache(bot)
            #expect(after.sha != request.sha && after.assignees.isEmpty)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `what was closed as outdated is the same merge request when it comes back`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await bot.run()
            let request = try await cache(bot)
            let text = Seeds.deployment.replacing("cache:7.0.0", with: "cache:7.2.4")
            try await bot.world.commit([SeedFile("apps/web.yaml", text)], to: Bot.project)
            try await bot.run()
            #expect(try await bot.request(request.sourceBranch) == nil)
            try await bot.world.commit([SeedFile("apps/web.yaml", Seeds.deployment)], to: Bot.project)
            try await bot.run()
            let again = try await cache(bot)
            #expect(again.iid == request.iid)
            #expect(again.notes.filter { $0.contains("windlass:note state") }.count == 1)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `drafts wait, and what merges itself does so when its checks are green`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.updates.lifeCycle.automerge = true
            var rule = PackageRule()
            rule.matchPackageNames = ["**/web"]
            rule.updates.lifeCycle.draftPR = true
            bot.settings.defaults.packageRules = [rule]
            try await bot.run()
            #expect(try await bot.requests().filter(\.isDraft).count == 2)
            for request in try await bot.requests() {
                try await bot.world.setCheck(.pending, of: try #require(request.sha), in: Bot.project)
            }
            try await bot.run()
            let armed = try await cache(bot)
            #expect(armed.isMergingItself)
            #expect(try await bot.requests().filter { $0.isDraft && $0.isMergingItself }.isEmpty)
            try await bot.expectQuiet()

            // Somebody switches it off: that stays.
            try await bot.world.change(armed.iid, in: Bot.project, isMergingItself: false)
            try await bot.expectQuiet()
            try await bot.world.change(armed.iid, in: Bot.project, isMergingItself: true)
            try await bot.world.setCheck(.success, of: try #require(armed.sha), in: Bot.project)
            #expect(try await bot.requests(state: "merged").map(\.iid).contains(armed.iid))
            #expect(bot.world.violations == [])
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `a foreign commit takes back the order to merge`(style: SandboxOptions.ForgeStyle) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.updates.lifeCycle.automerge = true
            try await bot.run()
            let request = try await cache(bot)
            try await bot.world.setCheck(.pending, of: try #require(request.sha), in: Bot.project)
            try await bot.run()
            #expect(try await cache(bot).isMergingItself)
            try await bot.world.commit(
                [SeedFile("x", "y")], to: Bot.project, branch: request.sourceBranch)
            try await bot.run()
            #expect(try await !cache(bot).isMergingItself)
            #expect(bot.world.violations == [])
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `a branch waits for its checks before it becomes a merge request`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.updates.lifeCycle.prCreation = .statusSuccess
            bot.settings.defaults.mergeRequests.prHourlyLimit = 1
            try await bot.run()
            #expect(try await bot.requests().isEmpty)
            #expect(try await bot.branches().count == 4)
            try await bot.expectQuiet()
            let heads = try await bot.world.branches(of: Bot.project)
            for branch in try await bot.branches() {
                try await bot.world.setCheck(.success, of: try #require(heads[branch]), in: Bot.project)
            }
            let outcome = try await bot.run()
            #expect(try await bot.requests().count == 1)
            #expect(outcome.reports.flatMap(\.held).contains { $0.reason == .hourlyLimit(1) })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `what merges itself asks people only when its checks failed, where settings say so`(
        style: SandboxOptions.ForgeStyle
    ) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.updates.lifeCycle.automerge = true
            bot.settings.defaults.updates.lifeCycle.people.assignAutomerge = false
            try await bot.run()
            #expect(try await bot.requests().count == 4)
            #expect(try await bot.requests().allSatisfy(\.assignees.isEmpty))
            for request in try await bot.requests() {
                try await bot.world.setCheck(.pending, of: try #require(request.sha), in: Bot.project)
            }
            try await bot.run()
            try await bot.expectQuiet()
            let failed = try await cache(bot)
            try await bot.world.setCheck(.failure, of: try #require(failed.sha), in: Bot.project)
            try await bot.run()
            #expect(try await bot.requests().filter { $0.assignees == ["alice"] }.map(\.iid) == [failed.iid])
            try await bot.expectQuiet()
        }
    }
}
