import Domain
import Foundation
import Sandbox
import Testing

@testable import App

@Suite struct LifeCycleTests {
    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `opens one assigned merge request for each package and major, and then rests`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            let web = Seeds.branch(bot.world, "team/web", 1)
            let requests = try await bot.requests()
            #expect(
                requests.map(\.sourceBranch).sorted()
                    == [
                        web, Seeds.branch(bot.world, "team/web", 2), Seeds.branch(bot.world, "team/cache", 7),
                        "windlass/ingress-4.x",
                    ].sorted())
            #expect(
                requests.allSatisfy { $0.assignees == ["alice"] && $0.labels == ["deps"] && $0.targetBranch == "main" })
            let request = try #require(try await bot.request(web))
            #expect(request.title == "Update \(bot.world.registryHost)/team/web to 1.5.2")
            #expect(request.description.contains("2.1.0-rc.1"))
            let file = try #require(try await bot.world.file("apps/web.yaml", of: Bot.project, branch: web))
            let expected = bot.world.withAddresses(Seeds.deployment).replacing("web:1.4.0", with: "web:1.5.2")
            #expect(String(decoding: file, as: UTF8.self) == expected)
            #expect(bot.world.violations.isEmpty)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases) func `a newer tag updates the same merge request`(
        style: SandboxOptions.ForgeStyle
    ) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let web = Seeds.branch(bot.world, "team/web", 1)
            let before = try #require(try await bot.request(web))
            bot.world.registry.addImage("team/web", tags: ["1.5.3"])
            try await bot.run()
            let after = try #require(try await bot.request(web))
            #expect(after.iid == before.iid)
            #expect(after.title.hasSuffix("1.5.3"))
            #expect(after.sha != before.sha)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases) func `what was merged is done`(
        style: SandboxOptions.ForgeStyle
    ) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let cache = try #require(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)))
            try await bot.world.merge(cache.iid, in: Bot.project)
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await bot.request(cache.sourceBranch) == nil)
            #expect(try await !bot.branches().contains(cache.sourceBranch))
            // The others touch the same file, so they are built again on its new content.
            try await bot.expectQuiet()
            let web = Seeds.branch(bot.world, "team/web", 1)
            let file = try #require(try await bot.world.file("apps/web.yaml", of: Bot.project, branch: web))
            #expect(String(decoding: file, as: UTF8.self).contains("cache:7.2.4"))
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `a pin that was moved by hand closes its merge request with a note, another change rebuilds it with one`(
        style: SandboxOptions.ForgeStyle
    )
        async throws
    {
        try await Bot.with(style) { bot in
            try await bot.run()
            let cache = try #require(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)))
            let text = Seeds.deployment.replacing("cache:7.0.0", with: "cache:7.2.4")
            try await bot.world.commit([SeedFile("apps/web.yaml", text)], to: Bot.project)
            try await bot.run()
            let closed = try #require(try await bot.requests(state: "closed").first { $0.iid == cache.iid })
            #expect(closed.notes.contains { $0.contains("Closed: nothing of this is to be done") })
            #expect(try await !bot.branches().contains(cache.sourceBranch))
            let web = try #require(try await bot.request(Seeds.branch(bot.world, "team/web", 1)))
            #expect(web.notes.contains { $0.contains("Built again") })
            try await bot.expectQuiet()

            // Moved back by hand: what we closed ourselves is no refusal, so it is proposed again.
            try await bot.world.commit([SeedFile("apps/web.yaml", Seeds.deployment)], to: Bot.project)
            try await bot.run()
            #expect(try await bot.request(cache.sourceBranch) != nil)
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases) func `closed without being merged means not this version`(
        style: SandboxOptions.ForgeStyle
    ) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let cache = try #require(try await bot.request(Seeds.branch(bot.world, "team/cache", 7)))
            try await bot.world.close(cache.iid, in: Bot.project)
            let outcome = try await bot.run()
            #expect(try await bot.request(cache.sourceBranch) == nil)
            #expect(outcome.reports.flatMap(\.held).map(\.reason).contains(.closedUnmerged(number: cache.iid)))
            try await bot.expectQuiet()
            bot.world.registry.addImage("team/cache", tags: ["7.2.5"])
            try await bot.run()
            let next = try #require(try await bot.request(cache.sourceBranch))
            #expect(next.iid != cache.iid)
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `a branch that somebody committed to is theirs, and they are told once`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            try await bot.run()
            let branch = Seeds.branch(bot.world, "team/cache", 7)
            let text = Seeds.deployment.replacing("cache:7.0.0", with: "cache:7.2.4-by-hand")
            let commit = try await bot.world.commit([SeedFile("apps/web.yaml", text)], to: Bot.project, branch: branch)
            try await bot.run()
            bot.world.registry.addImage("team/cache", tags: ["7.2.9"])
            try await bot.run()
            let request = try #require(try await bot.request(branch))
            #expect(request.sha == commit)
            #expect(request.notes.filter { $0.contains("leaves it alone") }.count == 1)
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases) func `a dry run writes nothing and says what it would do`(
        style: SandboxOptions.ForgeStyle
    ) async throws {
        try await Bot.with(style) { bot in
            let outcome = try await bot.run(isDryRun: true)
            #expect(outcome.reports.flatMap(\.steps).map(\.kind) == [.opened, .opened, .opened, .opened])
            #expect(bot.world.counters.writes == 0)
            #expect(try await bot.requests(state: nil).isEmpty)
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `settings of the repository are followed, and broken ones stop the run of it`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Bot.with(style) { bot in
            let rules = """
                {"packageRules": [{"matchUpdateTypes": ["major"], "enabled": false}], "labels": ["mine"]}
                """
            try await bot.world.commit([SeedFile("renovate.json", rules)], to: Bot.project)
            try await bot.run()
            #expect(try await bot.requests().count == 3)
            #expect(try await bot.requests().allSatisfy { $0.labels == ["mine"] })
            try await bot.world.commit([SeedFile("renovate.json", "{\"labels\": 3}")], to: Bot.project)
            bot.world.resetLog()
            let outcome = try await bot.run()
            #expect(outcome.hasFailed)
            #expect(outcome.reports.first?.failure?.contains("renovate.json") == true)
            // People are told, once; see SettingsLifeCycleTests.
            #expect(bot.world.counters.writes == 1)
            bot.world.resetLog()
            #expect(try await bot.run().hasFailed)
            #expect(bot.world.counters.writes == 0)
        }
    }
}
