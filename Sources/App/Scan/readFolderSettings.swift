import Domain
import Foundation
import Logging
import Settings

/// Reads the settings that a folder has for itself, with the files that these name in `extends`.
func readFolderSettings(_ directory: String, over defaults: RepositoryOptions) -> RepositorySettings {
    var files: [RepositorySettingsFile] = []
    var wanted = RepositorySettings.paths
    // Only the file that counts may name others; each is read once, and their number is bounded.
    while !wanted.isEmpty, files.count < 50 {
        var next: [String] = []
        for path in wanted where !files.contains(where: { $0.path == path }) && files.count < 50 {
            guard let bytes = try? ConfigFiles().read(directory + "/" + path) else { continue }
            let file = RepositorySettingsFile(path: path, bytes: bytes)
            files.append(file)
            next += RepositorySettings.presets(of: file)
        }
        wanted = next
    }
    return RepositorySettings.read(files, over: defaults)
}

extension RepositorySettings {
    /// Says what is wrong, and what is left out.
    func log(to logger: Logger) {
        for diagnostic in diagnostics { logger.log(diagnostic) }
        for option in unsupported { logger.info("not supported, and left out: \(option)") }
    }
}
