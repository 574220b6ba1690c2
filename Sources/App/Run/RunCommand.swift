import ArgumentParser
import Domain
import Foundation
import Messages
import Settings

/// `windlass run`: reconcile every merge request once.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Reconcile every merge request once: the nightly job.",
        discussion: """
            Reads the settings, finds the repositories, and brings their merge requests to what they should be. Running it again \
            changes nothing. A repository given as a folder on disk needs no settings: its merge requests are branches, each \
            with a description in a file.

            Exit codes: 0 done; 1 something failed, and the report says what; 2 wrong usage or settings.
            """)

    @Option(name: .shortAndLong, help: "The settings file. Default: windlass.yaml in this folder, if there is one.")
    var config: String?

    @Option(
        name: .shortAndLong,
        help: "Only this repository: a full path on the forge, or a folder on disk. May be repeated.")
    var repository: [String] = []

    @Flag(help: "Decide and report, but write nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("How the report looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @OptionGroup var log: LogOptions

    func run() async throws {
        let logger = log.makeLogger()
        let (settings, only) = try RunTarget(config: config, repositories: repository).resolve()
        let secrets = try settings.resolveSecrets(with: ConfigFiles())
        let job = NightlyJob(settings: settings, secrets: secrets, isDryRun: dryRun, logger: logger)
        let detail: ReportDetail = log.verbose ? .full : .brief
        let isTable = format == .table
        let isQuiet = log.quiet
        let isDryRun = dryRun
        let line = ProgressLine("repositories", isOn: log.showsProgress)
        let outcome = try await job.run(only: only) { report, count in
            line.clear()
            if isTable, !isQuiet || report.hasFailed {
                print(runReport(report, isDryRun: isDryRun, detail: detail))
            }
            line.step(of: count, report.repository)
        }
        line.clear()
        if format == .json { print(try runJSON(outcome, isDryRun: dryRun)) }
        for diagnostic in outcome.diagnostics { logger.log(diagnostic) }
        if outcome.hasFailed { throw ExitCode.failed }
    }
}
