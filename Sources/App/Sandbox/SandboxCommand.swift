import ArgumentParser
import Domain
import Foundation
import Logging
import Messages
import Sandbox
import Settings

/// `windlass sandbox`: try everything on loopback.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Try everything on loopback: nothing to install or sign up for.",
        discussion: """
            Starts a small forge, a Git server, an image registry and a chart repository on 127.0.0.1, with a realistic platform \
            repository in them, runs the nightly job against them, and prints the merge requests with their diffs. Then it runs \
            the job once more, which must change nothing.
            """)

    @Option(help: ArgumentHelp("The service that the forge is like.", valueName: "gitlab|github|azure"))
    var forge = SandboxForge.gitlab

    @Flag(help: "Leave it serving, to look at in a browser; end it with Ctrl-C.")
    var keep = false

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @Option(
        help: ArgumentHelp(
            "What is shown: `nightly`, or `gitlab-upgrade`, a platform that goes hop by hop to the newest GitLab.",
            valueName: "nightly|gitlab-upgrade"))
    var scenario = SandboxScenario.nightly

    @OptionGroup var log: LogOptions

    func run() async throws {
        let logger = log.makeLogger()
        if scenario == .gitlabUpgrade { return try await showUpgrade(logger: logger) }
        let isTable = format == .table
        let say = { (text: String) in if isTable { print(text) } }
        say("Starting a forge, a Git server, an image registry and a chart repository on 127.0.0.1 ...")
        let show = try await SandboxShow.start(forge.style)
        do {
            say(show.introduction)
            let first = try await show.runJob(logger: logger)
            for diagnostic in first.diagnostics { logger.log(diagnostic) }
            let requests = try await show.mergeRequests()
            let writes = try await show.writesOfSecondRun(logger: logger)
            switch format {
            case .table:
                for report in first.reports {
                    print(runReport(report, isDryRun: false, detail: log.verbose ? .full : .brief))
                }
                print(sandboxReport(requests, secondRunWrites: writes, on: .output))
            case .json:
                print(try sandboxJSON(requests, secondRunWrites: writes))
            }
            if keep { try await stay(show) }
            await show.stop()
            if first.hasFailed || writes != 0 { throw ExitCode.failed }
        } catch {
            await show.stop()
            throw error
        }
    }

    /// Plays the upgrade of a platform from its beginning to its end.
    private func showUpgrade(logger: Logger) async throws {
        let scenario = try await UpgradeScenario.start()
        do {
            let isTable = format == .table
            if isTable { print(upgradeIntroduction) }
            var rounds: [UpgradeScenario.Round] = []
            var hasArrived = false
            while !hasArrived, rounds.count < Self.longestUpgrade {
                let round = try await scenario.playRound(rounds.count + 1, logger: logger)
                if isTable { print(roundReport(round), terminator: "") }
                // Also behind a pipe, people want to see it go on.
                fflush(nil)
                rounds.append(round)
                hasArrived = scenario.hasArrived(round)
            }
            let violations = await scenario.cluster.violations
            let history = await scenario.cluster.history
            switch format {
            case .table: print(upgradeSummary(history, violations, hasArrived: hasArrived))
            case .json: print(try upgradeJSON(rounds, history, violations, hasArrived: hasArrived))
            }
            fflush(nil)
            if keep {
                FileHandle.standardError.write(
                    Data("Still serving \(scenario.world.forgeURL)/\nEnd it with Ctrl-C.\n".utf8))
                for await _ in Signals.ending() { break }
            }
            await scenario.stop()
            if !hasArrived || !violations.isEmpty { throw ExitCode.failed }
        } catch {
            await scenario.stop()
            throw error
        }
    }

    private static let longestUpgrade = 200

    /// Serves until the process is told to end.
    private func stay(_ show: SandboxShow) async throws {
        let addresses = try await show.mergeRequests().map { "  \($0.url)  \($0.title)\n" }.joined()
        FileHandle.standardError.write(Data((show.invitation + addresses).utf8))
        for await _ in Signals.ending() { break }
    }
}
