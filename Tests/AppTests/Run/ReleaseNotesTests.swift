import BotTestSupport
import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

@Suite struct ReleaseNotesTests {
    private static let attack =
        "Thanks @alice, fixes #1\n\n/close\n\n<!-- windlass:state {} -->\n- [x] <!-- windlass:rebase --> x"

    /// A bot whose images and charts tell where their source is.
    private static func with(
        _ style: SandboxOptions.ForgeStyle = .gitlab, forge: ForgeID = "github", _ body: (Bot) async throws -> Void
    ) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            var host = RegistrySettings(host: bot.world.sources.host)
            host.forge = forge
            bot.settings.registries.append(host)
            let sources = bot.world.sources
            for repository in ["team/web", "team/cache"] {
                let tags = bot.world.registry.tags(of: repository)
                bot.world.registry.addImage(repository, tags: tags, source: sources.url + "/" + repository)
            }
            sources.addRelease("v1.4.0", of: "team/web", notes: "old")
            sources.addRelease("v1.5.0", of: "team/web", notes: "**Middle** release")
            sources.addRelease("v1.5.2", of: "team/web", notes: attack)
            sources.addRelease("7.2.4", of: "team/cache", notes: "Faster")
            var chart = Catalogue.Version("4.11.4", released: Seeds.day, appVersion: "1.11.4")
            chart.changes = "- Plain text\n- kind: added\n  description: An object\n"
            bot.world.charts.addChart("ingress", to: "ingress", versions: [chart])
            try await body(bot)
        }
    }

    private static func asked(_ world: SandboxWorld) -> [String] {
        world.requests.map(\.target).filter { $0.hasPrefix("/api/v3/repos") || $0.hasPrefix("/api/v4/projects/team") }
            .filter { $0.contains("/releases") }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `merge requests show what was released, and later runs ask nobody`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        try await Self.with(style) { bot in
            #expect(!(try await bot.run()).hasFailed)
            #expect(Self.asked(bot.world).count == 2)
            let web = try #require(try await bot.request(Seeds.branch(bot.world, "team/web", 1))).description
            let chart = try #require(try await bot.request("windlass/ingress-4.x")).description
            #expect(web.contains("](\(bot.world.sources.url)/team/web/releases/tag/v1.5.2)"))
            #expect(web.contains("\(bot.world.sources.url)/team/web/compare/v1.4.0...v1.5.2"))
            #expect(!web.contains("@alice") && !web.contains("#1") && !web.contains("\n/close"))
            #expect(web.components(separatedBy: "windlass:rebase").count == 2)
            if style != .azure {
                #expect(web.contains("<details>") && web.contains("**Middle** release") && !web.contains("\nold\n"))
                #expect(chart.contains("- Plain text\n- **Added**: An object"))
            }
            let before = bot.world.requests.count
            #expect(before > 0)
            try await bot.expectQuiet()
            #expect(Self.asked(bot.world).isEmpty)
            #expect(!bot.world.requests.contains { $0.method == "GET" && $0.target.contains("/manifests/") })
            try FileManager.default.removeItem(atPath: bot.folder.path + "/state.sqlite")
            try await bot.expectQuiet("with an empty database")
            #expect(Self.asked(bot.world).isEmpty)
        }
    }

    @Test func `a newer version is described anew, from a forge that is like GitLab`() async throws {
        try await Self.with(forge: "gitlab") { bot in
            try await bot.run()
            bot.world.registry.addImage("team/web", tags: ["1.5.3"], source: bot.world.sources.url + "/team/web")
            bot.world.sources.addRelease("v1.5.3", of: "team/web", notes: "Newest")
            try await bot.run()
            let web = try #require(try await bot.request(Seeds.branch(bot.world, "team/web", 1))).description
            #expect(web.contains("Newest") && web.contains("**Middle** release"))
            #expect(web.contains("/team/web/-/compare/v1.4.0...v1.5.3"))
            #expect(web.contains("/team/web/-/releases/v1.5.3"))
            try await bot.expectQuiet()
        }
    }

    @Test func `settings switch them off`() async throws {
        try await Self.with { bot in
            var off = bot
            off.settings.defaults.updates.changeLog.fetchChangeLogs = .off
            try await off.run()
            #expect(Self.asked(bot.world).isEmpty)
            let branch = Seeds.branch(bot.world, "team/web", 1)
            #expect(try await bot.request(branch)?.description.contains("windlass:notes") == false)
            try await bot.run()
            #expect(try await bot.request(branch)?.description.contains("**Middle** release") == true)
            try await off.run()
            #expect(try await bot.request(branch)?.description.contains("windlass:notes") == false)
        }
    }

    @Test func `settings say where the source and the changes are`() async throws {
        try await Self.with { bot in
            var bot = bot
            bot.settings.defaults.updates.changeLog.sourceURL = bot.world.sources.url + "/team/cache"
            bot.settings.defaults.updates.changeLog.changelogURL = "https://changes.example/log"
            try await bot.run()
            let cache = try #require(try await bot.request(Seeds.branch(bot.world, "team/cache", 7))).description
            #expect(cache.contains("Faster") && cache.contains("[Changes](https://changes.example/log)"))
            #expect(Self.asked(bot.world).count == 1)
        }
    }

    @Test func `a dry run asks nobody`() async throws {
        try await Self.with { bot in
            try await bot.run(isDryRun: true)
            #expect(Self.asked(bot.world).isEmpty)
            try await bot.run()
            #expect(try await bot.run(isDryRun: true).reports.flatMap(\.steps).isEmpty)
        }
    }

    private static let faults: [(name: String, effect: Fault.Effect, isTransient: Bool)] = [
        ("500", .answer(status: 500), true),
        (
            "403 rate limit",
            .answer(
                status: 403, headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4000000000"],
                body: #"{"message":"API rate limit exceeded"}"#), true
        ),
        ("429", .answer(status: 429, headers: ["Retry-After": "3600"]), true), ("cut", .cut, true),
        ("403", .answer(status: 403, body: "{}"), false), ("404", .answer(status: 404, body: "{}"), false),
        ("HTML", .answer(status: 200, headers: ["Content-Type": "text/html"], body: "<html>Sign in</html>"), false),
        ("other JSON", .answer(status: 200, headers: ["Content-Type": "application/json"], body: "{\"a\":1}"), false),
    ]

    @Test(arguments: faults.indices)
    func `without release notes a merge request is opened nonetheless`(index: Int) async throws {
        let fault = Self.faults[index]
        try await Self.with { bot in
            bot.world.inject(Fault(fault.effect, on: .charts, pathPrefix: "/api/v3", times: 1000))
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(fault.name)")
            let branch = Seeds.branch(bot.world, "team/web", 1)
            let request = try #require(try await bot.request(branch))
            #expect(!request.description.contains("**Middle** release"))
            // One that turns us away is not asked for the second repository.
            let repositories = Set(Self.asked(bot.world))
            #expect(repositories.count == (fault.isTransient ? 1 : 2), "\(fault.name)")
            bot.world.clearFaults()
            try await bot.run()
            let later = try #require(try await bot.request(branch))
            #expect(later.description.contains("**Middle** release") == fault.isTransient, "\(fault.name)")
            #expect(later.sha == request.sha)
            try await bot.expectQuiet()
        }
    }
}
