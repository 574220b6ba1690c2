import Domain
import Foundation
import Sandbox
import Settings
import Testing

@testable import App

/// The dashboard: an issue, or a work item.
@Suite struct DashboardTests {
    private func dashboard(_ bot: Bot) async throws -> SandboxIssue {
        let issues = try await bot.world.issues(in: Bot.project)
        #expect(issues.count == 1)
        return try #require(issues.first)
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `shows what is open, waits for ticks, and obeys them`(style: SandboxOptions.ForgeStyle) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.mergeRequests.dependencyDashboard = true
            bot.settings.defaults.updates.lifeCycle.dependencyDashboardApproval = true
            try await bot.run()
            #expect(try await bot.requests().isEmpty)
            let first = try await dashboard(bot)
            #expect(first.title == "Dependency Dashboard" + (style == .azure ? ": gitops" : ""))
            #expect(first.text.contains("## Pending approval") && first.text.contains("Detected pins"))
            try await bot.expectQuiet()

            let branch = Seeds.branch(bot.world, "team/cache", 7)
            let box = "- [ ] <!-- windlass:\(BodyControl.approve(BranchName(branch)).name) -->"
            #expect(first.text.contains(box))
            try await bot.world.editIssue(
                first.number, in: Bot.project, text: first.text.replacing(box, with: box.replacing("[ ]", with: "[x]")))
            try await bot.run()
            #expect(try await bot.requests().map(\.sourceBranch) == [branch])
            let second = try await dashboard(bot)
            #expect(second.text.contains("## Open") && !second.text.contains("[x]"))
            try await bot.expectQuiet()

            // Its box for rebasing.
            let request = try #require(try await bot.request(branch))
            try await bot.world.commit([SeedFile("other.txt", "x")], to: Bot.project)
            let again = "- [ ] <!-- windlass:\(BodyControl.rebase(BranchName(branch)).name) -->"
            try await bot.world.editIssue(
                second.number, in: Bot.project,
                text: second.text.replacing(again, with: again.replacing("[ ]", with: "[x]")))
            try await bot.run()
            #expect(try await bot.request(branch)?.sha != request.sha)
            try await bot.expectQuiet()
            #expect(bot.world.violations == [])
        }
    }

    @Test(arguments: SandboxOptions.ForgeStyle.allCases)
    func `what a limit holds is opened when its box is ticked`(style: SandboxOptions.ForgeStyle) async throws {
        try await Bot.with(style) { bot in
            var bot = bot
            bot.settings.defaults.mergeRequests.dependencyDashboard = true
            bot.settings.defaults.prConcurrentLimit = 1
            try await bot.run()
            #expect(try await bot.requests().count == 1)
            let page = try await dashboard(bot)
            #expect(page.text.contains("## Rate-limited"))
            let ticked = page.text.replacing("- [ ] <!-- windlass:now=", with: "- [x] <!-- windlass:now=")
            try await bot.world.editIssue(page.number, in: Bot.project, text: ticked)
            try await bot.run()
            #expect(try await bot.requests().count == 4)
            try await bot.expectQuiet()
        }
    }

    @Test func `a token that may not touch work items is said, and the merge requests are done`() async throws {
        try await Bot.with(.azure) { bot in
            var bot = bot
            bot.settings.defaults.mergeRequests.dependencyDashboard = true
            bot.world.inject(
                Fault(.answer(status: 401), method: "POST", pathPrefix: "/sandbox/platform/_apis/wit", times: 9))
            let outcome = try await bot.run()
            let said = outcome.reports.flatMap(\.diagnostics).map(\.message).joined()
            #expect(said.contains("Work items: read & write"), "\(said)")
            #expect(try await bot.requests().count == 4)
        }
    }
}
