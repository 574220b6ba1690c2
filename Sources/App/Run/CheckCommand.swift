import ArgumentParser
import Domain
import Foundation
import Logging
import Managers
import Messages
import Planning
import Settings
import Versioning
import Workflow

/// `windlass check`: scan, look up, and show what would move and what is held, and why.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Scan, look up, and show what would move and what is held, and why.",
        discussion:
            "Settings of the folder itself (.windlass.yaml or Renovate's files) are followed; nothing is written.")

    @Argument(help: "The folders to look into.")
    var directories: [String] = ["."]

    @Option(name: .shortAndLong, help: "The settings file, for registries, credentials and defaults.")
    var config: String?

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @Flag(help: "End with code 3 when updates are available.")
    var exitCode = false

    @OptionGroup var log: LogOptions

    func run() async throws {
        let logger = log.makeLogger()
        let settings = try config.map { try ConfigFiles().readBotSettings($0).get() } ?? BotSettings()
        let effects = try Effects(
            settings: settings, secrets: try settings.resolveSecrets(with: ConfigFiles()), logger: logger)
        for diagnostic in effects.diagnostics { logger.log(diagnostic) }
        var hasUpdates = false
        var hasFailed = false
        for directory in directories {
            let reading = readFolderSettings(directory, over: settings.defaults)
            reading.log(to: logger)
            guard let options = reading.options else { throw SettingsError(.invalid, reading.diagnostics) }
            let scan = try await scanDirectory(directory, options: ScanOptions(options))
            for diagnostic in scan.diagnostics { logger.log(diagnostic) }
            let line = ProgressLine("packages looked up", isOn: log.showsProgress)
            let planning = PlanningStep(
                releases: CountedReleases(releases: effects.releases, progress: line),
                datasources: effects.datasources, width: 32,
                components: ComponentContext(guide: effects.guide))
            let plan = try await planning.plan(scan.dependencies, options: options, target: "HEAD")
            line.clear()
            switch format {
            case .table: print(checkReport(plan, detail: log.verbose ? .full : .brief), terminator: "")
            case .json: print(try checkJSON(plan, root: directory))
            }
            hasUpdates = hasUpdates || !plan.proposals.isEmpty
            hasFailed = hasFailed || !plan.unknown.isEmpty
        }
        if hasFailed { throw ExitCode.failed }
        if exitCode, hasUpdates { throw ExitCode.updatesAvailable }
    }
}
