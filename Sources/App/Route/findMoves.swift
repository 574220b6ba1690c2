import Domain
import Foundation
import GitStore
import Managers
import Routes
import Settings

/// A pin of a component that is at another version than before.
struct ComponentMove: Hashable, Sendable {
    var component: String
    var role: PackageRole
    var file: String
    var line: Int
    /// As it is written in the file now.
    var value: String
    /// As they were written before, in any order.
    var oldValues: [String]
}

/// Compares the pins of components at `base` with those of the work tree.
///
/// - Throws: ``CommandFailure`` when the folder is in no repository or `base` names no commit; ``GitError``.
func findMoves(in directory: String, base: String, _ catalogues: Catalogues) async throws -> [ComponentMove] {
    let (root, prefix) = try repositoryRoot(of: directory)
    let repository = LocalRepository(path: root)
    let commit = try await resolve(base, in: repository)
    let options = ScanOptions(readFolderSettings(directory, over: RepositoryOptions()).options ?? RepositoryOptions())
    let new = try await scanDirectory(directory, options: options).dependencies
    let old = try await scanCommit(commit, of: repository, below: prefix, options: options)
    return compare(old, with: new, catalogues)
}

private struct PinKey: Hashable {
    var component: String
    var package: String
    var file: String
}

private func compare(_ old: [Dependency], with new: [Dependency], _ catalogues: Catalogues) -> [ComponentMove] {
    func pins(_ dependencies: [Dependency]) -> [(key: PinKey, role: PackageRole, dependency: Dependency)] {
        dependencies.compactMap { dependency in
            guard dependency.currentValue != nil,
                let found = catalogues.component(
                    of: dependency.datasource.rawValue, packageName: dependency.packageName)
            else { return nil }
            let key = PinKey(component: found.component.id, package: dependency.packageName, file: dependency.file)
            return (key, found.role, dependency)
        }
    }
    let before = Dictionary(grouping: pins(old), by: \.key).mapValues { Set($0.compactMap(\.dependency.currentValue)) }
    let after = pins(new)
    let files = Set(after.map(\.key))
    return after.compactMap { pin in
        guard let value = pin.dependency.currentValue else { return nil }
        // A file that was moved takes its pins along: those of files that are gone count as well.
        let values =
            before[pin.key]
            ?? before.filter { key, _ in
                key.component == pin.key.component && key.package == pin.key.package && !files.contains(key)
            }.values.reduce(into: []) { $0.formUnion($1) }
        guard !values.isEmpty, !values.contains(value) else { return nil }
        return ComponentMove(
            component: pin.key.component, role: pin.role, file: pin.dependency.file, line: pin.dependency.line,
            value: value, oldValues: values.sorted())
    }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
}

/// The folder with `.git` in it, and the path from there to `directory` with a slash at its end, empty for the root.
private func repositoryRoot(of directory: String) throws -> (root: String, prefix: String) {
    var url = URL(filePath: directory).resolvingSymlinksInPath().standardizedFileURL
    var names: [String] = []
    while !FileManager.default.fileExists(atPath: url.appending(path: ".git").path) {
        guard url.path != "/" else {
            throw CommandFailure(
                message: "route: \(directory) is in no Git repository; name a folder of a checkout.", code: .usage)
        }
        names.insert(url.lastPathComponent, at: 0)
        url.deleteLastPathComponent()
    }
    return (url.path, names.map { $0 + "/" }.joined())
}

/// A commit by its whole id, or by the name of a branch or tag, here or of a remote.
private func resolve(_ name: String, in repository: LocalRepository) async throws -> CommitSHA {
    let candidates = ["refs/heads/", "refs/tags/", "refs/remotes/"].map { $0 + name } + [name]
    if name.utf8.count == 40, name.allSatisfy(\.isHexDigit) {
        let commit = CommitSHA(name.lowercased())
        try await repository.fetch(commit)
        return commit
    }
    let refs = try await repository.listRefs(prefixes: candidates).refs
    guard let commit = candidates.lazy.compactMap({ refs[$0] }).first else {
        throw CommandFailure(
            message:
                "route: --base \(name) is no branch, tag or whole commit id here; fetch it first, as in git fetch origin main.",
            code: .usage)
    }
    return commit
}

private func scanCommit(
    _ commit: CommitSHA, of repository: LocalRepository, below prefix: String, options: ScanOptions
) async throws -> [Dependency] {
    let scanner = FileScanner(options: options)
    let entries = try await repository.listTree(at: commit).entries.filter { $0.path.hasPrefix(prefix) }
    let wanted = entries.map { (path: String($0.path.dropFirst(prefix.count)), blob: $0.blob) }
        .filter { scanner.wants(path: $0.path) }
    var extractions: [Extraction] = []
    // In batches, so that only a part of a large repository is in memory.
    for start in stride(from: 0, to: wanted.count, by: 256) {
        let batch = wanted[start..<min(start + 256, wanted.count)]
        let contents = try await repository.readBlobs(batch.map(\.blob), sizeLimit: 10 << 20)
        for (file, bytes) in zip(batch, contents) {
            if let bytes { extractions.append(scanner.scan(path: file.path, bytes: bytes)) }
        }
    }
    return scanner.resolve(extractions).dependencies
}
