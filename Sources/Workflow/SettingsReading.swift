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
        let entries = try await git.listTree(at: head).entries
        let known = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
        var files: [RepositorySettingsFile] = []
        var wanted = RepositorySettings.paths
        // Files that name others in `extends`; each is read once, and their number is bounded.
        while !wanted.isEmpty, files.count < 50 {
            let next = distinct(wanted).filter { path in !files.contains { $0.path == path } }.compactMap { known[$0] }
            let read = try await readFiles(Array(next.prefix(50 - files.count)), git)
            files += read
            wanted = read.flatMap(RepositorySettings.presets)
        }
        let settings = RepositorySettings.read(files, over: defaults)
        guard let options = settings.options else { throw BrokenSettings(diagnostics: settings.diagnostics) }
        let unsupported = settings.unsupported.map { option in
            Diagnostic(
                file: option.file, line: option.line, severity: .note, message: "\(option.option): \(option.message)")
        }
        return SettingsReading(options: options, diagnostics: settings.diagnostics + unsupported)
    }
    private func readFiles(
        _ entries: [TreeEntry], _ git: any GitRepository
    ) async throws -> [RepositorySettingsFile] {
        let contents = try await git.readBlobs(entries.map(\.blob), sizeLimit: Self.settingsLimit)
        return try zip(entries, contents).map { entry, content in
            guard let content else {
                throw BrokenSettings(diagnostics: [
                    Diagnostic(
                        file: entry.path, severity: .error, message: "is larger than \(Self.settingsLimit) bytes")
                ])
            }
            return RepositorySettingsFile(path: entry.path, bytes: content)
        }
    }
}
