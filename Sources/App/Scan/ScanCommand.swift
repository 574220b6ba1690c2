import ArgumentParser
import Domain
import Foundation
import Logging
import Managers
import Messages
import Settings

/// `windlass scan`: every pinned version, offline.
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Show every pinned version, with file, line and byte spans. Offline.",
        discussion:
            "Settings of the folder itself (.windlass.yaml or Renovate's files) are followed; when they are broken, the scan is made without them and ends with 2. Several folders print several results; with --format json one object a line."
    )

    @Argument(help: "The folders to look into.")
    var directories: [String] = ["."]

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @Flag(help: "Also show what was recognised but cannot be moved, with the reason.")
    var all = false

    @Option(name: .customLong("manager"), help: "Only this manager. May be repeated; see windlass managers.")
    var managers: [String] = []

    @OptionGroup var log: LogOptions

    func validate() throws {
        let known = Set(builtInManagers.map { $0.id.rawValue })
        for name in managers where !known.contains(name) {
            throw ValidationError(
                "--manager: there is no manager \(name); there are \(known.sorted().joined(separator: ", "))")
        }
    }

    func run() async throws {
        let logger = log.makeLogger()
        var areSettingsSound = true
        for directory in directories {
            let reading = readFolderSettings(directory, over: RepositoryOptions())
            areSettingsSound = areSettingsSound && !reading.diagnostics.contains { $0.severity == .error }
            for option in reading.unsupported { logger.info("not supported, and left out: \(option)") }
            var options = ScanOptions(reading.options ?? RepositoryOptions())
            if !managers.isEmpty { options.enabledManagers = managers.map { ManagerID($0) } }
            var result = try await scanDirectory(directory, options: options)
            result.diagnostics = reading.diagnostics + result.diagnostics
            switch format {
            case .json:
                var json = JSONText { try? FileHandle.standardOutput.write(contentsOf: Data($0)) }
                write(result, to: &json)
                json.endLine()
            case .table:
                print(scanTable(result, showsSkipped: all), terminator: "")
                for diagnostic in result.diagnostics { logger.log(diagnostic) }
            }
        }
        // What is found without them is shown all the same, but it may not be what was meant.
        guard areSettingsSound else { throw ExitCode.usage }
    }
}

/// The result as a person reads it.
func scanTable(_ result: ScanResult, showsSkipped: Bool) -> String {
    var table = TextTable()
    let shown = result.dependencies.filter { showsSkipped || $0.skipReason == nil }
    for dependency in shown {
        let digest = dependency.currentDigest.map { "@" + $0.prefix(19) } ?? ""
        table.add([
            "\(dependency.file):\(dependency.line)", dependency.manager.rawValue, dependency.depName,
            (dependency.currentValue ?? "") + digest, dependency.skipReason.map { "skipped: \($0)" } ?? "",
        ])
    }
    let skipped = result.dependencies.count - result.dependencies.filter { $0.skipReason == nil }.count
    let count = result.dependencies.count - skipped
    return table.text()
        + "\(result.root): \(count) pinned \(count == 1 ? "version" : "versions") in \(result.files) files"
        + (skipped == 0 ? "" : ", \(skipped) skipped" + (showsSkipped ? "" : " (--all shows them)")) + "\n"
}
