import Domain
import Settings

/// The settings in force for a repository, and what is to be said about them.
struct SettingsReading: Sendable {
    /// The file that they stand in; nil when there is none.
    var file: String?
    var options: RepositoryOptions
    var diagnostics: [Diagnostic]
}

/// The repository's own settings have errors: nothing of it is touched until they are corrected.
struct BrokenSettings: Error, CustomStringConvertible {
    let diagnostics: [Diagnostic]
    /// Nobody has to correct anything: what they name could not be read just now.
    var isTransient = false

    var problems: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    var description: String {
        let errors = problems.map(\.description).joined(separator: "; ")
        return "its settings have errors, so its merge requests are left as they are: \(errors)"
    }
}

extension RepositoryRun {
    /// The largest settings file, in bytes.
    private static let settingsLimit = 1 << 20
    /// How many files of settings and presets one repository may have.
    private static let settingsFiles = 50

    /// Reads the repository's settings at the head of its default branch.
    func readSettings(_ git: any GitRepository, _ heads: Heads) async throws -> SettingsReading {
        guard tools.onboarding.requirement != .ignored else {
            return SettingsReading(options: defaults, diagnostics: [])
        }
        return try await readSettings(git, at: try heads.head(of: heads.defaultBranch, in: repository))
    }

    /// Reads the repository's settings at one of its commits.
    func readSettings(_ git: any GitRepository, at head: CommitSHA) async throws -> SettingsReading {
        try await git.fetch(head)
        let entries = try await git.listTree(at: head).entries
        let known = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
        var files: [RepositorySettingsFile] = []
        var wanted = RepositorySettings.paths
        // Files that name others in `extends`; each is read once, and their number is bounded.
        while !wanted.isEmpty, files.count < Self.settingsFiles {
            let next = distinct(wanted).filter { path in !files.contains { $0.path == path } }.compactMap { known[$0] }
            let read = try await readFiles(Array(next.prefix(Self.settingsFiles - files.count)), git)
            files += read
            wanted = read.flatMap(RepositorySettings.presets)
        }
        // Only the file that counts is followed elsewhere; the others are not read at all.
        let first = RepositorySettings.paths.compactMap { path in files.first { $0.path == path } }.first
        let others = Set(RepositorySettings.paths).subtracting([first?.path].compactMap(\.self))
        var open = files.filter { !others.contains($0.path) }.flatMap(RepositorySettings.foreignPresets)[...]
        while let preset = open.popFirst(), files.count < Self.settingsFiles {
            guard !files.contains(where: { $0.path == preset.name }) else { continue }
            let file = try await read(preset)
            files.append(file)
            open += RepositorySettings.foreignPresets(of: file)
        }
        return try reading(files)
    }

    /// What settings files say over the defaults.
    func reading(_ files: [RepositorySettingsFile]) throws -> SettingsReading {
        let settings = RepositorySettings.read(files, over: defaults)
        guard let options = settings.options else { throw BrokenSettings(diagnostics: settings.diagnostics) }
        let unsupported = settings.unsupported.map { option in
            Diagnostic(
                file: option.file, line: option.line, severity: .note, message: "\(option.option): \(option.message)")
        }
        return SettingsReading(
            file: settings.file, options: options, diagnostics: settings.diagnostics + unsupported)
    }

    /// Reads a preset of another repository. Without it, more would be proposed than was wanted, so there is no going on.
    private func read(_ preset: ForeignPreset) async throws -> RepositorySettingsFile {
        func broken(_ reason: String, isTransient: Bool = false) -> BrokenSettings {
            BrokenSettings(
                diagnostics: [
                    Diagnostic(severity: .error, message: "the preset \(preset.name) cannot be read: \(reason)")
                ], isTransient: isTransient)
        }
        do {
            guard let bytes = try await tools.presets.contents(of: preset, tools, limit: Self.settingsLimit) else {
                throw broken("\(preset.repository) has none of \(preset.paths.joined(separator: ", "))")
            }
            return RepositorySettingsFile(path: preset.name, bytes: bytes)
        } catch let error as BrokenSettings {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            let isTransient = (error as? ForgeError)?.isTransient ?? (error as? GitError)?.isTransient ?? false
            throw broken("\(error)", isTransient: isTransient)
        }
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
