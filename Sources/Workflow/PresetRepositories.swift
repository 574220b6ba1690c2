import Domain
import Settings

/// Presets of other repositories, each file read once for all repositories of a run.
public actor PresetRepositories {
    private struct Repository {
        var git: any GitRepository
        var entries: [String: TreeEntry]
    }

    private var repositories: [String: Repository] = [:]
    private var files: [ForeignPreset: [UInt8]?] = [:]

    public init() {}

    /// The bytes of `preset` at the head of its repository's default branch; nil when it has no such file.
    ///
    /// - Throws: why the repository cannot be read.
    func contents(of preset: ForeignPreset, _ tools: RunTools, limit: Int) async throws -> [UInt8]? {
        if let known = files[preset] { return known }
        let repository = try await open(preset.repository, tools)
        guard let entry = preset.paths.lazy.compactMap({ repository.entries[$0] }).first else {
            files[preset] = .some(nil)
            return nil
        }
        guard let bytes = try await repository.git.readBlobs([entry.blob], sizeLimit: limit).first ?? nil else {
            throw PresetFailure(description: "\(entry.path) is larger than \(limit) bytes")
        }
        files[preset] = bytes
        return bytes
    }

    private func open(_ path: String, _ tools: RunTools) async throws -> Repository {
        if let known = repositories[path] { return known }
        let (found, diagnostics) = try await tools.forge.listRepositories(RepositorySelection(paths: [path]))
        guard let repository = found.first else {
            let reason = diagnostics.first?.message ?? "the bot is no member of it, or it is not there"
            throw PresetFailure(description: "\(path): \(reason)")
        }
        let git = try await tools.openRepository(repository)
        let heads = try await Heads.list(git, repository: repository, options: RepositoryOptions())
        let head = try heads.head(of: heads.defaultBranch, in: repository)
        try await git.fetch(head)
        let entries = try await git.listTree(at: head).entries
        let opened = Repository(git: git, entries: Dictionary(entries.map { ($0.path, $0) }) { first, _ in first })
        repositories[path] = opened
        return opened
    }
}

/// Why a preset cannot be read, for people.
private struct PresetFailure: Error, CustomStringConvertible {
    var description: String
}
