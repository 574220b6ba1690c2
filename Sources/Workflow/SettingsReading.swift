import Domain
import Settings

/// The settings in force for a repository, and what is to be said about them.
struct SettingsReading: Sendable {
    var options: RepositoryOptions
    var diagnostics: [Diagnostic]
}

/// The repository's own settings have errors: nothing of it is touched until they are corrected.
struct BrokenSettings: Error, CustomStringConvertible {
    let diagnostics: [Diagnostic]

    var description: String {
        let errors = diagnostics.filter { $0.severity == .error }.map(\.description).joined(separator: "; ")
        return "its settings have errors, so its merge requests are left as they are: \(errors)"
    }
}

extension RepositoryRun {
    /// The largest settings file, in bytes.
    private static let settingsLimit = 1 << 20

    /// Reads the repository's settings at the head of its default branch.
    func readSettings(_ git: any GitRepository, _ heads: Heads) async throws -> SettingsReading {
        let head = try heads.head(of: heads.defaultBranch, in: repository)
        try await git.fetch(head)
        let wanted = Set(RepositorySettings.paths)
        let entries = try await git.listTree(at: head).entries.filter { wanted.contains($0.path) }
        let contents = try await git.readBlobs(entries.map(\.blob), sizeLimit: Self.settingsLimit)
        var files: [RepositorySettingsFile] = []
        for (entry, content) in zip(entries, contents) {
            guard let content else {
                throw BrokenSettings(diagnostics: [
                    Diagnostic(
                        file: entry.path, severity: .error, message: "is larger than \(Self.settingsLimit) bytes")
                ])
            }
            files.append(RepositorySettingsFile(path: entry.path, bytes: content))
        }
        let settings = RepositorySettings.read(files, over: defaults)
        guard let options = settings.options else { throw BrokenSettings(diagnostics: settings.diagnostics) }
        let unsupported = settings.unsupported.map { option in
            Diagnostic(
                file: option.file, line: option.line, severity: .note, message: "\(option.option): \(option.message)")
        }
        return SettingsReading(options: options, diagnostics: settings.diagnostics + unsupported)
    }
}
