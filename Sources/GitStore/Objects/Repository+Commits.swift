import CGit2
import Domain
import Foundation

extension Repository {
    /// Reads who made a commit.
    func commit(_ id: ObjectID) throws(LibGit2Error) -> (info: CommitInfo, tree: ObjectID) {
        let commit = try Commit(id, in: self)
        return (commit.info(id), commit.tree)
    }

    /// Writes blobs, the trees above them and the commit.
    ///
    /// - Throws: ``GitError`` `.rejected` for a path that is none or holds something else than a file; ``LibGit2Error``.
    func makeCommit(_ draft: CommitDraft, signer: CommitSigner?) throws -> ObjectID {
        let base = try Commit(try ObjectID(draft.base.rawValue), in: self)
        let tree = try Tree(try change(try Tree(base.tree, in: self), draft.changes), in: self)
        let content = try base.child(tree: tree, message: draft.message, author: draft.author, in: self)
        guard let signer else { return try write(content, GIT_OBJECT_COMMIT) }
        let signature = try signer.signature(of: content)
        var id = git_oid()
        try check(
            git_commit_create_with_signature(
                &id, pointer, String(decoding: content, as: UTF8.self), signature, "gpgsig"))
        return ObjectID(id)
    }

    /// Puts the new contents in and returns the id of the new root; modes and all other entries stay.
    private func change(_ root: Tree, _ changes: [FileChange]) throws -> ObjectID {
        var modes: [(path: String, mode: git_filemode_t, blob: ObjectID)] = []
        for change in Dictionary(changes.map { ($0.path, $0) }, uniquingKeysWith: { $1 }).values.sorted(by: {
            $0.path < $1.path
        }) {
            let mode = try mode(at: change.path, in: root)
            modes.append((change.path, mode, try write(change.content, GIT_OBJECT_BLOB)))
        }
        let paths = modes.map { strdup($0.path) }
        defer { paths.forEach { free($0) } }
        let updates = zip(modes, paths).map {
            git_tree_update(action: GIT_TREE_UPDATE_UPSERT, id: $0.blob.raw, filemode: $0.mode, path: UnsafePointer($1))
        }
        var id = git_oid()
        try check(git_tree_create_updated(&id, pointer, root.pointer, updates.count, updates))
        return ObjectID(id)
    }

    /// The mode that a changed file keeps, or that of a plain file where there is none yet.
    private func mode(at path: String, in root: Tree) throws -> git_filemode_t {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ isPlainName($0) }) else {
            throw GitError(.rejected, "'\(serverText(path.utf8))' is not a path inside a repository")
        }
        if let entry = try root.entry(at: path) {
            guard [GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE].contains(entry.mode) else {
                throw GitError(.rejected, "\(path) is a folder, a symbolic link or a submodule; only files are written")
            }
            return entry.mode
        }
        for length in 1..<max(parts.count, 1) {
            let folder = parts.prefix(length).map { String($0) ?? "" }.joined(separator: "/")
            guard try root.entry(at: folder)?.isTree ?? true else {
                throw GitError(.rejected, "\(path) cannot be made: \(folder) is not a folder")
            }
        }
        return GIT_FILEMODE_BLOB
    }
}

/// Owns one `git_commit`.
private final class Commit {
    private let pointer: OpaquePointer

    init(_ id: ObjectID, in repository: Repository) throws(LibGit2Error) {
        var raw = id.raw
        var commit: OpaquePointer?
        try check(git_commit_lookup(&commit, repository.pointer, &raw))
        guard let commit else { throw LibGit2Error(code: -1, category: 0, message: "no commit") }
        pointer = commit
    }

    deinit { git_commit_free(pointer) }

    var tree: ObjectID { ObjectID(git_commit_tree_id(pointer)?.pointee ?? git_oid()) }

    func info(_ id: ObjectID) -> CommitInfo {
        CommitInfo(
            sha: CommitSHA(id.hexadecimal),
            parents: (0..<git_commit_parentcount(pointer)).compactMap { index in
                git_commit_parent_id(pointer, index).map { CommitSHA(ObjectID($0.pointee).hexadecimal) }
            },
            author: signature(git_commit_author(pointer)), committer: signature(git_commit_committer(pointer)),
            message: git_commit_message(pointer).map { String(cString: $0) } ?? "")
    }

    /// The raw content of a commit whose only parent is this one.
    func child(tree: Tree, message: String, author: GitSignature, in repository: Repository) throws(LibGit2Error)
        -> [UInt8]
    {
        var signature: UnsafeMutablePointer<git_signature>?
        try check(
            git_signature_new(
                &signature, plain(author.name), plain(author.email),
                git_time_t(clamping: Int64(exactly: author.time.timeIntervalSince1970.rounded(.down)) ?? 0), 0))
        defer { git_signature_free(signature) }
        let text = message.replacing("\0", with: "")
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        var parents: [OpaquePointer?] = [pointer]
        try check(
            git_commit_create_buffer(
                &buffer, repository.pointer, signature, signature, nil, text.hasSuffix("\n") ? text : text + "\n",
                tree.pointer, 1, &parents))
        return Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    private func signature(_ pointer: UnsafePointer<git_signature>?) -> GitSignature {
        guard let signature = pointer?.pointee else { return GitSignature(name: "", email: "", time: .distantPast) }
        return GitSignature(
            name: signature.name.map { String(cString: $0) } ?? "",
            email: signature.email.map { String(cString: $0) } ?? "",
            time: Date(timeIntervalSince1970: TimeInterval(signature.when.time)))
    }

    /// Git's commit format gives brackets and line ends in names a meaning.
    private func plain(_ name: String) -> String {
        // By scalar: a carriage return and a line feed together are one character.
        let kept = String(
            String.UnicodeScalarView(name.unicodeScalars.filter { !"<>\n\r\0".unicodeScalars.contains($0) }))
        return kept.allSatisfy(\.isWhitespace) ? "windlass" : kept
    }
}
