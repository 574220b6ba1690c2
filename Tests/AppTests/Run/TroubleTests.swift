import BotTestSupport
import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

@Suite struct TroubleTests {
    /// What a registry can do wrong, and what the report then says.
    enum Trouble: String, CaseIterable, CustomTestStringConvertible {
        case cut, html, notFound, unauthorized, rateLimited, serverError, endless

        var fault: Fault.Effect {
            switch self {
            case .cut: .cut
            case .html: .answer(status: 200, headers: ["Content-Type": "text/html"], body: "<html>maintenance</html>")
            case .notFound: .answer(status: 404, body: #"{"errors":[{"code":"NAME_UNKNOWN"}]}"#)
            case .unauthorized: .answer(status: 401, body: "{}")
            case .rateLimited: .rateLimit(retryAfter: 1)
            case .serverError: .answer(status: 500)
            case .endless: .endlessBody()
            }
        }

        var code: LookupError.Code {
            switch self {
            case .cut, .serverError: .unreachable
            case .html: .malformed
            case .notFound: .notFound
            case .unauthorized: .unauthorized
            case .rateLimited: .rateLimited
            case .endless: .tooLarge
            }
        }

        var testDescription: String { rawValue }
    }

    @Test(arguments: Trouble.allCases)
    func `a registry in trouble makes its packages unknown, never up to date`(trouble: Trouble) async throws {
        try await Bot.with { bot in
            try await bot.run()
            let before = try await bot.requests()
            bot.world.inject(Fault(trouble.fault, on: .registry, pathPrefix: "/v2/team/cache/tags", times: 1000))
            bot.world.resetLog()
            let outcome = try await bot.run()
            #expect(outcome.hasFailed)
            let unknown = outcome.reports.flatMap(\.plan.unknown)
            #expect(
                unknown.map(\.dependency.depName) == ["\(bot.world.registryHost)/team/cache"],
                "\(unknown.map(\.error.message))")
            #expect(unknown.first?.error.code == trouble.code)
            #expect(bot.world.counters.writes == 0)
            #expect(try await bot.requests() == before)
        }
    }

    @Test func `a token that is refused stops with the credential's name`() async throws {
        try await Bot.with { bot in
            var bot = bot
            bot.token = "wrong"
            let outcome = try await bot.run()
            #expect(outcome.hasFailed)
            let message = outcome.diagnostics.map(\.message).joined()
            #expect(message.contains("env:TOKEN"))
            #expect(!message.contains("wrong "))
        }
    }

    @Test func `a token that may only read is told so, and nothing is lost`() async throws {
        try await Bot.with { bot in
            var reader = bot
            reader.token = bot.world.readOnlyToken
            let outcome = try await reader.run()
            #expect(outcome.hasFailed)
            #expect(outcome.reports.flatMap(\.steps).allSatisfy { $0.error != nil })
            #expect(try await bot.requests(state: nil).isEmpty)
            try await bot.run()
            #expect(try await bot.requests().count == 4)
        }
    }

    @Test func `an empty repository and a missing default branch are said by name`() async throws {
        let empty = SeedProject("platform/empty", commits: [])
        try await Bot.with(projects: [Seeds.platform, empty]) { bot in
            var bot = bot
            bot.settings.forges[0].repositories = RepositorySelection(paths: [
                "platform/empty", "platform/gone", Bot.project,
            ])
            let outcome = try await bot.run()
            let messages = outcome.diagnostics.map(\.message)
            #expect(messages.contains { $0.contains("platform/empty") && $0.contains("empty") })
            #expect(messages.contains { $0.contains("platform/gone") })
            #expect(try await bot.requests().count == 4)
        }
    }

    /// Faults between our push and the forge's knowledge of it.
    private static func forgeFaults(_ style: SandboxOptions.ForgeStyle) -> [(String, Fault)] {
        let api =
            ["gitlab": "/api/v4/projects", "github": "/api/v3/repos", "azure": "/sandbox/platform/_apis"][
                style.rawValue] ?? ""
        let git = style == .azure ? "/sandbox/platform/_git/gitops" : "/platform/gitops.git"
        return [
            (
                "create is lost",
                Fault(.answer(status: 500), on: .forge, method: "POST", pathPrefix: api, times: 100)
            ),
            (
                "create is done, the answer lost",
                Fault(
                    .answer(status: 500), .afterWork, on: .forge, method: "POST", pathPrefix: api, times: 100
                )
            ),
            (
                "create is done, the connection cut",
                Fault(.cut, .afterWork, on: .forge, method: "POST", pathPrefix: api, times: 100)
            ),
            (
                "push is lost",
                Fault(.cut, on: .forge, method: "POST", pathPrefix: git + "/git-receive-pack", times: 100)
            ),
            (
                "push is done, the answer cut",
                Fault(
                    .cut, .afterWork, on: .forge, method: "POST", pathPrefix: git + "/git-receive-pack",
                    times: 100)
            ),
            ("a rate limit in the middle", Fault(.rateLimit(retryAfter: 1), on: .forge, pathPrefix: api, times: 3)),
            (
                "a credential is refused in the middle",
                Fault(.answer(status: 401), on: .forge, method: "POST", pathPrefix: api)
            ),
            (
                "a repository is forbidden in the middle",
                Fault(.answer(status: 403), on: .forge, method: "POST", pathPrefix: api, times: 2)
            ),
        ]
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases, 0..<8)
    func `after a fault of the forge the next run converges`(style: SandboxOptions.ForgeStyle, index: Int) async throws
    {
        let (fault, kind) = (Self.forgeFaults(style)[index].1, Self.forgeFaults(style)[index].0)
        let name = "\(style.rawValue): \(kind)"
        try await Bot.with(style) { bot in
            bot.world.inject(fault)
            _ = try await bot.run()
            bot.world.clearFaults()
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(name)")
            let requests = try await bot.requests(state: nil)
            #expect(requests.count == 4, "\(name)")
            #expect(try await bot.branches() == requests.map(\.sourceBranch).sorted(), "\(name)")
            try await bot.expectQuiet("\(name)")
        }
    }

    @Test(arguments: [3, 8, 12, 15, 18, 21, 24, 27, 30])
    func `a run that is cancelled in the middle is completed by the next one`(after requests: Int) async throws {
        try await Bot.with { bot in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await bot.run() }
                group.addTask {
                    while bot.world.requests.count < requests { try await Task.sleep(for: .milliseconds(1)) }
                }
                // Whichever comes first: the run is over, or it has made that many requests.
                try await group.next()
                group.cancelAll()
                while let _ = try? await group.next() {}
            }
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            let open = try await bot.requests(state: nil)
            #expect(open.count == 4)
            #expect(Set(open.map(\.sourceBranch)).count == 4)
            #expect(try await bot.branches() == open.map(\.sourceBranch).sorted())
            try await bot.expectQuiet()
        }
    }

    @Test func `two runs at once open nothing twice`() async throws {
        try await Bot.with { bot in
            var second = bot
            let other = try TemporaryFolder()
            second.settings.state = .sqlite(path: other.path + "/state.sqlite")
            let copy = second
            async let a = bot.run()
            async let b = copy.run()
            _ = try await (a, b)
            try await bot.run()
            let requests = try await bot.requests(state: nil)
            #expect(requests.count == 4)
            try await bot.expectQuiet()
        }
    }

    @Test func `losing cache and database loses nothing`() async throws {
        try await Bot.with { bot in
            try await bot.run()
            try FileManager.default.removeItem(atPath: bot.folder.path + "/cache")
            try Data("no database".utf8).write(to: URL(fileURLWithPath: bot.folder.path + "/state.sqlite"))
            try await bot.expectQuiet()
        }
    }
}
