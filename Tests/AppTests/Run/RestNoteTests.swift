import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

/// What a description has no room for stands in one note behind it. Only Azure's are that short.
@Suite(.timeLimit(.minutes(5))) struct RestNoteTests {
    private static let heading = "## Continued from the description"

    private static func file(_ number: Int, at version: String = "1.0.0") -> SeedFile {
        SeedFile(
            "apps/service-\(number).yaml",
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: service-\(number)
            spec:
              containers:
                - name: service
                  image: @REGISTRY@/team/service-\(number):\(version)

            """)
    }

    /// A repository with a group of `count` services.
    private func withGroup(
        of count: Int, _ style: SandboxOptions.ForgeStyle = .azure, _ body: (Bot) async throws -> Void
    ) async throws {
        let rules = SeedFile(
            "renovate.json", #"{"packageRules": [{"matchDatasources": ["docker"], "groupName": "services"}]}"#)
        let project = SeedProject(Bot.project, files: [rules] + (1...count).map { Self.file($0) })
        let images = (1...count).map {
            Catalogue.Image("team/service-\($0)", tags: Seeds.versions(["1.0.0", "1.1.0"]))
        }
        try await Bot.with(
            style, projects: [project], options: { $0.seed.catalogue = Catalogue(images: images) }, body)
    }

    private func group(_ bot: Bot) async throws -> SandboxMergeRequest {
        let requests = try await bot.requests()
        #expect(requests.count == 1)
        return try #require(requests.first)
    }

    @Test func `the description keeps the essence, one note has the rest, and both are kept up to date`() async throws {
        try await withGroup(of: 60) { bot in
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(outcome.reports.flatMap(\.steps).map(\.error))")
            let first = try await group(bot)
            #expect(first.description.utf16.count <= 4_000)
            #expect(first.description.contains("more |") && first.description.contains("read the whole table"))
            #expect(first.description.contains("<!-- windlass:rebase -->"))
            #expect(MergeRequestMemory(description: first.description)?.rest != nil)
            #expect(first.notes.count == 1)
            let note = try #require(first.notes.first)
            #expect(note.hasPrefix(Self.heading))
            #expect((1...60).allSatisfy { note.contains("apps/service-\($0).yaml") })
            try await bot.expectQuiet()

            bot.world.registry.addImage("team/service-40", tags: ["1.2.0"])
            try await bot.run()
            let second = try await group(bot)
            #expect(second.iid == first.iid && second.notes.count == 1)
            #expect(second.notes.first?.contains("`1.2.0`") == true)
            try await bot.expectQuiet()

            try await bot.world.commit((3...60).map { Self.file($0, at: "1.2.0") }, to: Bot.project)
            try await bot.run()
            let third = try await group(bot)
            #expect(third.iid == first.iid && !third.description.contains("No room here"))
            #expect(third.notes.contains { $0.hasPrefix("Nothing is left over") })
            #expect(third.notes.allSatisfy { !$0.contains(Self.heading) })
            #expect(MergeRequestMemory(description: third.description)?.rest == nil)
            try await bot.expectQuiet()
        }
    }

    @Test func `a run that is cut off between note and description leaves one note`() async throws {
        try await withGroup(of: 60) { bot in
            bot.world.before("POST", "/threads") {
                $0.inject(Fault(.cut, on: .forge, method: "PATCH", pathPrefix: "/sandbox/platform", times: 100))
            }
            _ = try await bot.run()
            #expect(try await group(bot).notes.count == 1)
            bot.world.clearFaults()
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            #expect(try await group(bot).notes.count == 1)
            try await bot.expectQuiet()
        }
    }

    @Test func `a group that somebody closed is known again though its description has no names`() async throws {
        try await withGroup(of: 60) { bot in
            try await bot.run()
            let request = try await group(bot)
            let memory = try #require(MergeRequestMemory(description: request.description))
            #expect(memory.digest != nil && memory.moves.isEmpty)
            try await bot.world.close(request.iid, in: Bot.project)
            let outcome = try await bot.run()
            #expect(try await bot.requests().isEmpty)
            #expect(
                outcome.reports.flatMap(\.held).filter { $0.reason == .closedUnmerged(number: request.iid) }.count == 60
            )
            try await bot.expectQuiet()
            bot.world.registry.addImage("team/service-7", tags: ["1.2.0"])
            try await bot.run()
            let next = try await group(bot)
            #expect(next.description.contains("service-7") && !next.description.contains("service-8"))
            try await bot.expectQuiet()
        }
    }

    @Test(arguments: [SandboxOptions.ForgeStyle.gitlab, .github])
    func `where the description has room there is no note`(style: SandboxOptions.ForgeStyle) async throws {
        try await withGroup(of: 40, style) { bot in
            try await bot.run()
            let request = try await group(bot)
            #expect(request.notes.isEmpty && request.description.contains("apps/service-40.yaml"))
            try await bot.expectQuiet()
        }
    }
}
