import ArgumentParser
import Domain
import Foundation
import Settings

/// `windlass config validate`: every problem of a settings file, one a line.
struct ConfigValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check settings files and print every problem.",
        discussion:
            "Exits with 0 when the files can be used, else with 2. Without arguments it checks \(ConfigFiles.standardPath)."
    )

    @Argument(
        help: "Bot settings (YAML); a file called .windlass.yaml or like one of Renovate's is read as a repository's.")
    var file: String?

    @Option(help: "Settings of a repository (.windlass.yaml or one of Renovate's files).")
    var repository: String?

    init() {}

    func run() throws {
        var isValid = true
        if let file = file ?? (repository == nil ? ConfigFiles.standardPath : nil) {
            isValid = isOfRepository(file) ? checkRepositorySettings(file) : checkBotSettings(file)
        }
        if let repository { isValid = checkRepositorySettings(repository) && isValid }
        guard isValid else { throw ExitCode(2) }
    }

    /// Whether a file is called as the settings of repositories are.
    private func isOfRepository(_ path: String) -> Bool {
        let name = URL(fileURLWithPath: path).lastPathComponent
        return RepositorySettings.paths.contains { URL(fileURLWithPath: $0).lastPathComponent == name }
    }

    private func checkBotSettings(_ path: String) -> Bool {
        do throws(SettingsError) {
            let reading = BotSettings.read(try ConfigFiles().read(path), file: path)
            for diagnostic in reading.diagnostics { print(diagnostic.settingsLine) }
            guard let settings = reading.settings else { return false }
            print("\(path): valid (forges: \(settings.forges.count), registries: \(settings.registries.count))")
            return true
        } catch {
            print(error)
            return false
        }
    }

    private func checkRepositorySettings(_ path: String) -> Bool {
        do throws(SettingsError) {
            let file = RepositorySettingsFile(path: path, bytes: try ConfigFiles().read(path))
            let settings = RepositorySettings.read(file, over: RepositoryOptions())
            for diagnostic in settings.diagnostics { print(diagnostic.settingsLine) }
            for option in settings.unsupported { print("\(option.listingLine)") }
            guard let options = settings.options else { return false }
            print(
                "\(path): valid, \(options.packageRules.count) rules, \(settings.unsupported.count) options unsupported"
            )
            return true
        } catch {
            print(error)
            return false
        }
    }
}

extension UnsupportedOption {
    /// `file:line: note: option: message`.
    var listingLine: String {
        Diagnostic(file: file, line: line, severity: .note, message: (option.isEmpty ? "" : option + ": ") + message)
            .settingsLine
    }
}
