import Domain
import Managers

/// What one target branch holds and what should become of it: steps 1 to 4 of a run.
struct Survey: Sendable {
    let target: BranchName
    let base: CommitInfo
    let blobs: [String: BlobID]
    var plan: Plan
    var diagnostics: [Diagnostic]
    /// Which lock files of Terraform serve which files.
    let locks: TerraformLocks
    /// Finds the dependencies of one file again, after an edit.
    let extract: @Sendable (String, [UInt8]) -> [Dependency]
}

extension RepositoryRun {
    func survey(
        _ git: any GitRepository, _ refs: Heads, _ target: BranchName, _ options: RepositoryOptions
    ) async throws -> Survey {
        let head = try refs.head(of: target, in: repository)
        try await git.fetch(head)
        let base = try await git.readCommit(head)
        let tree = try await git.listTree(at: head)
        let scanner = FileScanner(options: ScanOptions(options))
        let found = try await scan(tree.entries, git, scanner)
        let step = PlanningStep(
            releases: tools.releases, datasources: tools.datasources, width: tools.lookupWidth,
            components: tools.components?(repository))
        return Survey(
            target: target, base: base,
            blobs: Dictionary(tree.entries.map { ($0.path, $0.blob) }) { first, _ in first },
            plan: try await step.plan(
                found.dependencies, options: options, target: target, repository: repository.path),
            diagnostics: tree.skipped + found.diagnostics, locks: found.locks,
            extract: { path, bytes in scanner.scan(path: path, bytes: bytes).dependencies })
    }

    /// Reads and scans the files in small batches, several at once, so that memory does not grow with the repository.
    private func scan(
        _ entries: [TreeEntry], _ git: any GitRepository, _ scanner: FileScanner
    ) async throws -> (dependencies: [Dependency], diagnostics: [Diagnostic], locks: TerraformLocks) {
        let wanted = entries.filter { scanner.wants(path: $0.path) }
        let batches = stride(from: 0, to: wanted.count, by: 64).map { Array(wanted[$0..<min($0 + 64, wanted.count)]) }
        let limit = tools.fileSizeLimit
        let extractions = try await mapConcurrently(batches, width: tools.scanWidth) { batch in
            let contents = try await git.readBlobs(batch.map(\.blob), sizeLimit: limit)
            return zip(batch, contents).map { entry, content -> Extraction in
                guard let content else {
                    return Extraction(diagnostics: [
                        Diagnostic(
                            file: entry.path, severity: .warning,
                            message: "not read: it is larger than \(limit >> 20) MB")
                    ])
                }
                guard !LFSPointer.isLFSPointer(content) else {
                    return Extraction(diagnostics: [
                        Diagnostic(file: entry.path, severity: .note, message: "not read: its content is in Git LFS")
                    ])
                }
                return scanner.scan(path: entry.path, bytes: content)
            }
        }
        let all = extractions.flatMap { $0 }
        let found = scanner.resolve(all)
        return (found.dependencies, found.diagnostics, TerraformLocks(all.lazy.flatMap(\.facts)))
    }
}
