import ArgumentParser
import Domain
import Foundation
import Settings

/// `windlass config show`: what is in force, with credentials as references and defaults marked.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what is in force, with defaults marked and credentials as references.",
        discussion: "Without --config it reads \(ConfigFiles.standardPath) if that exists, else it shows the defaults.")

    @Option(help: "Bot settings (YAML).")
    var config: String?

    @Option(help: "Also show what is in force in a repository with these settings.")
    var repository: String?

    init() {}

    func run() throws {
        do throws(SettingsError) {
            let settings = try readBotSettings()
            print(SettingsListing.text(of: settings), terminator: "")
            if let repository { try show(repository, over: settings.defaults) }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(2)
        }
    }

    private func readBotSettings() throws(SettingsError) -> BotSettings {
        if config == nil, !FileManager.default.fileExists(atPath: ConfigFiles.standardPath) {
            print("# no settings file; these are the defaults")
            return BotSettings()
        }
        let path = config ?? ConfigFiles.standardPath
        let settings = try ConfigFiles().readBotSettings(path).get()
        print("# \(path)")
        return settings
    }

    private func show(_ path: String, over defaults: RepositoryOptions) throws(SettingsError) {
        let file = RepositorySettingsFile(path: path, bytes: try ConfigFiles().read(path))
        let settings = RepositorySettings.read(file, over: defaults)
        guard let options = settings.options else {
            throw SettingsError(.invalid, settings.diagnostics.filter { $0.severity == .error })
        }
        print("---\n# \(path)")
        print(SettingsListing.text(of: options, defaults: defaults), terminator: "")
        print(settings.unsupported.isEmpty ? "# nothing unsupported" : "# not supported by this version:")
        for option in settings.unsupported { print("# \(option)") }
    }
}
