import ArgumentParser
import Domain
import Foundation
import Settings

/// What a run is about, from `--config` and `--repository`.
struct RunTarget {
    var config: String?
    var repositories: [String]

    /// The settings file that is looked for when none is named.
    static let standardFile = "windlass.yaml"

    /// The settings in force, and the only repositories to work on (empty for all that the settings select).
    func resolve() throws -> (BotSettings, only: [String]) {
        let folders = repositories.filter(isFolder)
        if !folders.isEmpty {
            guard folders.count == repositories.count else {
                throw ValidationError(
                    "--repository: folders on disk and repositories of a forge cannot be mixed in one run")
            }
            return (try local(folders), [])
        }
        if let config { return (try readSettings(config), repositories) }
        if FileManager.default.fileExists(atPath: Self.standardFile) {
            return (try readSettings(Self.standardFile), repositories)
        }
        throw ValidationError(
            "there are no settings: name a file with --config, put \(Self.standardFile) into this folder, "
                + "or name a repository on disk, such as --repository .")
    }

    /// Settings for repositories on disk: those of the file, if there is one, with a local forge in place of its forges.
    private func local(_ folders: [String]) throws -> BotSettings {
        var settings = try config.map(readSettings) ?? BotSettings()
        if config == nil { hideStandardFolder() }
        settings.forges = [
            ForgeSettings(
                name: "local", kind: "local",
                repositories: RepositorySelection(
                    paths: folders.map { URL(fileURLWithPath: $0).standardizedFileURL.path }))
        ]
        return settings
    }

    /// Keeps what we leave in a checkout out of its status: caches, history and the descriptions of merge requests.
    private func hideStandardFolder() {
        let folder = ".windlass"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let list = folder + "/.gitignore"
        guard !FileManager.default.fileExists(atPath: list) else { return }
        try? Data("*\n".utf8).write(to: URL(fileURLWithPath: list))
    }

    private func readSettings(_ path: String) throws -> BotSettings {
        try ConfigFiles().readBotSettings(path).get()
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
