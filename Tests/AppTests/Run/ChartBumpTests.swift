import Domain
import Foundation
import Sandbox
import Testing

@testable import App

/// `bumpVersion` and `bumpVersions`, from the settings of a repository to its branches.
@Suite struct ChartBumpTests {
    private static let values = """
        image:
          repository: "@REGISTRY@/team/web"
          tag: "1.4.0"

        """
    private static let chart = """
        apiVersion: v2
        name: shop
        version: 0.3.1 # ours
        appVersion: "1.0.0"

        """

    private func project(_ settings: String) -> SeedProject {
        SeedProject(
            Bot.project,
            files: [
                SeedFile("charts/shop/values.yaml", Self.values), SeedFile("charts/shop/Chart.yaml", Self.chart),
                SeedFile("VERSION", "release 4.0.0\n"), SeedFile("renovate.json", settings),
            ])
    }

    private func text(_ path: String, _ branch: String, _ bot: Bot) async throws -> String {
        String(decoding: try #require(try await bot.world.file(path, of: Bot.project, branch: branch)), as: UTF8.self)
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `the chart's version moves once, however often its branch is built`(style: SandboxOptions.ForgeStyle)
        async throws
    {
        let settings = #"""
            {"bumpVersion": "patch", "packageRules": [{"matchUpdateTypes": ["major"], "bumpVersion": "major"}]}
            """#
        try await Bot.with(style, projects: [project(settings)]) { bot in
            #expect(try await !bot.run().hasFailed)
            let (minor, major) = (
                Seeds.branch(bot.world, "team/web", 1), Seeds.branch(bot.world, "team/web", 2)
            )
            #expect(try await bot.branches() == [minor, major].sorted())
            #expect(try await text("charts/shop/values.yaml", minor, bot).contains("tag: \"1.5.2\""))
            let bumped = Self.chart.replacing("0.3.1", with: "0.3.2")
            #expect(try await text("charts/shop/Chart.yaml", minor, bot) == bumped)
            #expect(try await text("charts/shop/Chart.yaml", major, bot).contains("version: 1.0.0 # ours"))
            try await bot.expectQuiet()

            // Built again for a newer tag: from the target branch, so the same bump.
            bot.world.registry.addImage("team/web", tags: ["1.5.3"])
            try await bot.run()
            #expect(try await text("charts/shop/values.yaml", minor, bot).contains("tag: \"1.5.3\""))
            #expect(try await text("charts/shop/Chart.yaml", minor, bot) == bumped)
            try await bot.expectQuiet()

            // The target's version moved on with the merge, so what is left moves from there.
            let request = try #require(try await bot.request(minor))
            try await bot.world.merge(request.iid, in: Bot.project)
            try await bot.run()
            #expect(try await text("charts/shop/Chart.yaml", "main", bot) == bumped)
            #expect(try await text("charts/shop/Chart.yaml", major, bot).contains("version: 1.0.0 # ours"))
            try await bot.expectQuiet()
        }
    }

    @Test func `bumpVersions names files, places and steps by template`() async throws {
        let settings = #"""
            {"separateMajorMinor": false, "bumpVersions": [
                {"filePatterns": ["{{packageFileDir}}/Chart.yaml"], "bumpType": "{{#if isPatch}}patch{{else}}minor{{/if}}"},
                {"filePatterns": ["VERSION"], "matchStrings": ["release (?<version>\\S+)"], "bumpType": "major"},
                {"filePatterns": ["**"], "enabled": false}
            ]}
            """#
        try await Bot.with(projects: [project(settings)]) { bot in
            #expect(try await !bot.run().hasFailed)
            let branch = Seeds.branch(bot.world, "team/web", 2)
            #expect(try await text("charts/shop/Chart.yaml", branch, bot).contains("version: 0.4.0 # ours"))
            #expect(try await text("VERSION", branch, bot) == "release 5.0.0\n")
            try await bot.expectQuiet()
        }
    }

    @Test func `a version that cannot be bumped holds the update and says so`() async throws {
        let settings =
            #"{"bumpVersions": [{"filePatterns": ["README.md", "VERSION"], "matchStrings": ["(?<version>rel.*)"]}]}"#
        try await Bot.with(projects: [project(settings)]) { bot in
            let outcome = try await bot.run()
            #expect(try await bot.requests().isEmpty)
            let reasons =
                outcome.reports.flatMap(\.held).map(\.reason) + outcome.reports.flatMap(\.plan.held).map(\.reason)
            let texts = reasons.compactMap { if case .notEditable(let text) = $0 { text } else { nil } }
            let steps = outcome.reports.flatMap(\.steps).map { "\($0)" }
            #expect((texts + steps).contains { $0.contains("VERSION: its version release 4.0.0 cannot be bumped") })
        }
    }
}
