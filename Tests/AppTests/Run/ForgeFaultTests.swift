import BotTestSupport
import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

/// What forges and people do in the middle of a run; the next run has to come to the same end as if nothing had happened.
@Suite("Faults of forges")
struct ForgeFaultTests {
    typealias Style = SandboxOptions.ForgeStyle

    /// A row of the table.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        /// Sets up what will go wrong.
        var disturb: @Sendable (Bot, Paths) async throws -> Void
        /// Ends what would go on.
        var repair: @Sendable (Bot) async throws -> Void = { $0.world.clearFaults() }
        /// How many of the four merge requests are merged in the end.
        var merged = 0
        /// Where the repository is in the end.
        var project = Bot.project
        /// Which repositories the bot works on.
        var selection = RepositorySelection(groups: ["platform"])
        var testDescription: String { name }
    }

    /// What requests of a forge have in their paths.
    struct Paths: Sendable {
        var api: String
        var create: String
        let push = "/git-receive-pack"

        init(_ style: Style) {
            switch style {
            case .gitlab: (api, create) = ("/api/v4/projects", "/merge_requests")
            case .github: (api, create) = ("/api/v3/repos", "/pulls")
            case .azure: (api, create) = ("/sandbox/platform/_apis", "/pullrequests")
            }
        }
    }

    static let table = [
        Row(name: "it goes away between push and create") { bot, paths in
            bot.world.inject(Fault(.cut, on: .forge, method: "POST", pathPrefix: paths.api, times: 100))
        },
        Row(name: "it answers 500 after creating") { bot, paths in
            let fault = Fault(.answer(status: 500), .afterWork, method: "POST", pathPrefix: paths.api, times: 100)
            bot.world.inject(fault)
        },
        Row(name: "it does everything twice") { bot, paths in
            bot.world.inject(Fault(.twice, on: .forge, method: "POST", pathPrefix: paths.api, times: 100))
        },
        Row(name: "it limits the rate in the middle") { bot, paths in
            bot.world.before("POST", paths.create, skipping: 1) {
                $0.inject(Fault(.rateLimit(retryAfter: 60), on: .forge, pathPrefix: paths.api, times: 100))
            }
        },
        Row(name: "the token expires in the middle") { bot, paths in
            bot.world.before("POST", paths.create, skipping: 1) { await $0.revokeToken($0.token) }
        } repair: {
            await $0.world.restoreToken($0.world.token)
        },
        Row(
            name: "a person merges while we push",
            disturb: { bot, paths in
                bot.world.before("POST", paths.push, skipping: 2) { world in
                    guard let first = try? await world.mergeRequests(in: Bot.project).first else { return }
                    try? await world.merge(first.iid, in: Bot.project)
                }
            }, merged: 1),
        Row(name: "a branch is protected") { bot, _ in
            try await bot.world.setProtected(true, Seeds.branch(bot.world, "team/cache", 7), of: Bot.project)
        } repair: {
            try await $0.world.setProtected(false, Seeds.branch($0.world, "team/cache", 7), of: Bot.project)
        },
        Row(name: "it is archived in the middle") { bot, paths in
            bot.world.before("POST", paths.create, skipping: 1) { try? await $0.setArchived(true, Bot.project) }
        } repair: {
            try await $0.world.setArchived(false, Bot.project)
        },
        Row(
            name: "it is renamed in the middle",
            disturb: { bot, paths in
                bot.world.before("POST", paths.create, skipping: 1) {
                    try? await $0.move(Bot.project, to: "platform/renamed")
                }
            }, project: "platform/renamed"),
        Row(
            name: "it is moved to another group in the middle",
            disturb: { bot, paths in
                bot.world.before("POST", paths.create, skipping: 1) {
                    try? await $0.move(Bot.project, to: "elsewhere/gitops")
                }
            }, project: "elsewhere/gitops", selection: RepositorySelection(paths: ["*/gitops"])),
        Row(
            name: "it answers every write of the first one with 500 though it did it",
            disturb: { bot, paths in
                for method in ["POST", "PUT", "PATCH"] {
                    bot.world.inject(
                        Fault(.answer(status: 500), .afterWork, method: method, pathPrefix: paths.api, times: 12))
                }
            }),
    ]

    @Test(arguments: Style.allCases, table)
    func `the next run converges, opens nothing twice and loses nothing`(style: Style, row: Row) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.forges[0].repositories = row.selection
            try await row.disturb(bot, Paths(style))
            _ = try await bot.run()
            try await row.repair(bot)
            // What a person merged is seen by the next run, and settled by the one after it.
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(outcome.reports.map(\.failure)) \(outcome.diagnostics)")
            let requests = try await bot.world.mergeRequests(in: row.project)
            #expect(requests.count == 4 && Set(requests.map(\.sourceBranch)).count == 4, "\(requests.map(\.title))")
            #expect(requests.filter { $0.state == "merged" }.count == row.merged)
            let open = requests.filter { $0.state == "opened" }
            #expect(open.count == 4 - row.merged)
            #expect(open.allSatisfy { $0.assignees == ["alice"] && $0.labels == ["deps"] })
            let branches = try await bot.world.branches(of: row.project)
            #expect(open.allSatisfy { branches[$0.sourceBranch] != nil })
            try await bot.expectQuiet("\(row.name)")
        }
    }

    @Test(arguments: Style.allCases)
    func `pages that shift while we read hide nothing for good`(style: Style) async throws {
        try await Bot.with(style) { bot in
            let others = (0..<200).map { "other/\($0)" }
            try await makeBranches(others, in: bot.world)
            try await bot.world.open(Array(others[..<100]), in: Bot.project)
            try await bot.run()
            try await bot.world.open(Array(others[100...]), in: Bot.project)
            let ours = try await bot.requests().filter { $0.sourceBranch.hasPrefix("windlass/") }
            #expect(ours.count == 4)
            let all = try await bot.requests()
            let ends = [try #require(all.first).iid, try #require(all.last).iid]
            bot.world.resetLog()
            let mark = style == .azure ? "skip=100" : "page=2"
            bot.world.before("GET", mark) { world in
                for number in ends { try? await world.close(number, in: Bot.project) }
            }
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(outcome.reports.map(\.failure)) \(outcome.diagnostics)")
            #expect(try await bot.requests().count == all.count - 2)
            let after = try await bot.requests().filter { $0.sourceBranch.hasPrefix("windlass/") }
            #expect(after.map(\.iid) == ours.map(\.iid) && after.map(\.description) == ours.map(\.description))
            #expect(after.allSatisfy { $0.notes.isEmpty })
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: Style.allCases)
    func `a repository that is named by its old path is followed where the forge does, and else said`(
        style: Style
    ) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            try await bot.world.move(Bot.project, to: "platform/renamed")
            let outcome = try await bot.run()
            let said = outcome.diagnostics.map(\.message).joined()
            #expect(said.contains(Bot.project), "\(said)")
            if style == .azure {
                #expect(outcome.hasFailed)
            } else {
                #expect(!outcome.hasFailed && said.contains("platform/renamed"), "\(said)")
            }
            #expect(try await bot.world.mergeRequests(in: "platform/renamed").count == 4)
            // The links to files have the new path now; after that there is nothing to do.
            bot.world.resetLog()
            try await bot.run()
            #expect(bot.world.counters.writes == 0)
        }
    }

    @Test(arguments: Style.allCases)
    func `an archived repository is left alone, and said`(style: Style) async throws {
        try await Bot.with(style) { bot in
            try await bot.run()
            let before = try await bot.requests()
            try await bot.world.setArchived(true, Bot.project)
            bot.world.resetLog()
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed && bot.world.counters.writes == 0)
            #expect(outcome.diagnostics.contains { $0.message.contains(Bot.project) })
            #expect(try await bot.requests() == before)
        }
    }

    @Test(arguments: Style.allCases)
    func `two runs at once open nothing twice`(style: Style) async throws {
        try await Bot.with(style) { bot in
            var second = bot
            let other = try TemporaryFolder()
            second.settings.state = .sqlite(path: other.path + "/state.sqlite")
            second.settings.git.cacheDirectory = other.path + "/cache"
            let copy = second
            async let a = bot.run()
            async let b = copy.run()
            _ = try await (a, b)
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            let requests = try await bot.requests(state: nil)
            #expect(requests.count == 4 && Set(requests.map(\.sourceBranch)).count == 4)
            try await bot.expectQuiet()
        }
    }

    private func makeBranches(_ branches: [String], in world: SandboxWorld) async throws {
        let commit = try #require(try await world.branches(of: Bot.project)["main"])
        let folder = try TemporaryFolder()
        let input = try folder.write("input", branches.map { "create refs/heads/\($0) \(commit)\n" }.joined())
        let path = world.repositoryPath(Bot.project)
        try #require(run(["/usr/bin/git", "-C", path, "update-ref", "--stdin"], input: input).status == 0)
    }
}
