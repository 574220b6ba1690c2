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
            "Settings of the folder itself (.windlass.yaml or Renovate's files) are followed; nothing is written. With --package, the whole look-up of one package: requests, cache, tags and verdicts; with -v every tag."
    )

    @Argument(help: "The folders to look into.")
    var directories: [String] = ["."]

    @Option(name: .shortAndLong, help: "The settings file, for registries, credentials and defaults.")
    var config: String?

    @Option(help: "Only this package, by its name in files or the one that is looked up, with its whole look-up.")
    var package: String?

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @Flag(help: "End with code 3 when updates are available.")
    var exitCode = false

    @OptionGroup var log: LogOptions

    /// What the exit code says.
    private struct Result {
        var hasUpdates = false
        var hasFailed = false
        /// Whether `--package` meant anything.
        var found = false
        var similar: [String] = []
    }

    func run() async throws {
        let logger = log.makeLogger()
        let settings = try config.map { try ConfigFiles().readBotSettings($0).get() } ?? BotSettings()
        let requests = RequestLog()
        let effects = try Effects(
            settings: settings, secrets: try settings.resolveSecrets(with: ConfigFiles()), logger: logger,
            recording: package == nil ? nil : requests)
        for diagnostic in effects.diagnostics { logger.log(diagnostic) }
        var result = Result()
        for directory in directories {
            let reading = readFolderSettings(directory, over: settings.defaults)
            reading.log(to: logger)
            guard let options = reading.options else { throw SettingsError(.invalid, reading.diagnostics) }
            let scan = try await scanDirectory(directory, options: ScanOptions(options))
            for diagnostic in scan.diagnostics { logger.log(diagnostic) }
            if let package {
                try await show(package, scan.dependencies, directory, options, effects, requests, &result)
            } else {
                try await show(scan.dependencies, directory, options, effects, &result)
            }
        }
        if let package, !result.found {
            let hint = result.similar.isEmpty ? "" : "; there is \(result.similar.joined(separator: ", "))"
            throw CommandFailure(message: "nothing here pins \(package)\(hint)", code: .usage)
        }
        if result.hasFailed { throw ExitCode.failed }
        if exitCode, result.hasUpdates { throw ExitCode.updatesAvailable }
    }

    private func show(
        _ dependencies: [Dependency], _ directory: String, _ options: RepositoryOptions, _ effects: Effects,
        _ result: inout Result
    ) async throws {
        let line = ProgressLine("packages looked up", isOn: log.showsProgress)
        let planning = PlanningStep(
            releases: CountedReleases(releases: effects.releases, progress: line),
            datasources: effects.datasources, width: 32,
            components: ComponentContext(guide: effects.guide))
        let plan = try await planning.plan(dependencies, options: options, target: "HEAD")
        line.clear()
        switch format {
        case .table: print(checkReport(plan, detail: log.verbose ? .full : .brief), terminator: "")
        case .json: print(try checkJSON(plan, root: directory))
        }
        result.hasUpdates = result.hasUpdates || !plan.proposals.isEmpty
        result.hasFailed = result.hasFailed || !plan.unknown.isEmpty
    }

    /// Looks up what `name` means, one package after the other, so that requests belong to the package that they are shown with.
    private func show(
        _ name: String, _ dependencies: [Dependency], _ directory: String, _ options: RepositoryOptions,
        _ effects: Effects, _ requests: RequestLog, _ result: inout Result
    ) async throws {
        let wanted = dependencies.named(name)
        if wanted.isEmpty { result.similar += dependencies.names(like: name) }
        let planning = PlanningStep(
            releases: effects.releases, datasources: effects.datasources, width: 32,
            components: ComponentContext(guide: effects.guide))
        for package in distinct(wanted.map(\.package)) {
            let before = await requests.records.count
            let prepared = try await planning.prepare(
                wanted.filter { $0.package == package }, options: options, target: "HEAD")
            let lookup = PackageLookup(
                package, prepared, requests: Array(await requests.records.dropFirst(before)))
            switch format {
            case .table: print(packageLookupText(lookup, showsAll: log.verbose), terminator: "")
            case .json: print(try packageLookupJSON(lookup, root: directory))
            }
            result.found = true
            result.hasUpdates = result.hasUpdates || !prepared.plan.proposals.isEmpty
            result.hasFailed = result.hasFailed || !prepared.plan.unknown.isEmpty
        }
    }
}
