import CGit2
import Domain

extension Repository {
    /// Lists the branch of HEAD and the references below `prefixes`; annotated tags as the commits they name.
    func listRefs(prefixes: [String]) throws -> RefListing {
        var listing = RefListing(head: nil, refs: [:])
        for name in try referenceNames() where prefixes.contains(where: name.hasPrefix) {
            listing.refs[name] = try target(of: name)
        }
        if let head = try headBranch(), let commit = try target(of: head) {
            listing.head = BranchName(String(head.dropFirst("refs/heads/".count)))
            listing.refs[head] = commit
        }
        return listing
    }

    /// Moves a branch if it is where `update.expected` says; compared under the lock of the reference.
    ///
    /// - Throws: ``GitError`` `.stale`, `.rejected` for a branch that is checked out; ``LibGit2Error``.
    func move(_ update: RefUpdate) throws {
        let name = update.branch.ref
        guard Self.isValidReference(name) else {
            throw GitError(.rejected, "'\(serverText(update.branch.rawValue.utf8))' is no name for a branch")
        }
        if try isCheckedOut(update.branch) {
            throw GitError(.rejected, "\(update.branch) is checked out; it is not moved under somebody's hands")
        }
        if update.expected == nil { try requireRoom(for: name) }
        let transaction = try Transaction(name, in: self)
        let current = try target(of: name)
        guard current == update.expected else {
            throw GitError(
                .stale,
                "\(name) is at \(current?.rawValue ?? "nothing") but expected at \(update.expected?.rawValue ?? "nothing")"
            )
        }
        if let new = update.new {
            try transaction.set(try ObjectID(new.rawValue))
        } else if current != nil {
            try transaction.remove()
        }
        try transaction.commit()
    }

    private func referenceNames() throws(LibGit2Error) -> [String] {
        var names = git_strarray()
        try check(git_reference_list(&names, pointer))
        defer { git_strarray_dispose(&names) }
        return (0..<names.count).compactMap { names.strings[$0].map { String(cString: $0) } }
    }

    /// References are files: none can be a folder of another one.
    private func requireRoom(for name: String) throws {
        guard let other = try referenceNames().first(where: { name.hasPrefix($0 + "/") || $0.hasPrefix(name + "/") })
        else { return }
        throw GitError(.rejected, "\(name) cannot be made beside \(other)")
    }

    /// The commit that a reference leads to, or nil when there is none.
    private func target(of name: String) throws -> CommitSHA? {
        var reference: OpaquePointer?
        let code = git_reference_lookup(&reference, pointer, name)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check(code)
        defer { git_reference_free(reference) }
        var object: OpaquePointer?
        if git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) == 0 {
            defer { git_object_free(object) }
            return git_object_id(object).map { CommitSHA(ObjectID($0.pointee).hexadecimal) }
        }
        // A tag of something else than a commit, or a reference to an object that is not at hand.
        return git_reference_target(reference).map { CommitSHA(ObjectID($0.pointee).hexadecimal) }
    }

    /// The full name of the branch that HEAD names, whether it exists or not; nil when HEAD is detached.
    private func headBranch() throws -> String? {
        var head: OpaquePointer?
        let code = git_reference_lookup(&head, pointer, "HEAD")
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check(code)
        defer { git_reference_free(head) }
        return git_reference_symbolic_target(head).map { String(cString: $0) }.flatMap {
            $0.hasPrefix("refs/heads/") ? $0 : nil
        }
    }

    private func isCheckedOut(_ branch: BranchName) throws -> Bool {
        guard git_repository_is_bare(pointer) == 0 else { return false }
        if try headBranch() == branch.ref { return true }
        var reference: OpaquePointer?
        let code = git_reference_lookup(&reference, pointer, branch.ref)
        if code == GIT_ENOTFOUND.rawValue { return false }
        try check(code)
        defer { git_reference_free(reference) }
        return try check(git_branch_is_checked_out(reference)) == 1
    }
}

/// Owns one `git_transaction` that holds the lock of one reference.
private final class Transaction {
    private let pointer: OpaquePointer
    private let name: String

    init(_ name: String, in repository: Repository) throws {
        var transaction: OpaquePointer?
        try check(git_transaction_new(&transaction, repository.pointer))
        guard let transaction else { throw LibGit2Error(code: -1, category: 0, message: "no transaction") }
        pointer = transaction
        self.name = name
        do { try check(git_transaction_lock_ref(pointer, name)) } catch {
            if error.code == GIT_ELOCKED.rawValue { throw GitError(.stale, "another program is moving \(name)") }
            throw error
        }
    }

    deinit { git_transaction_free(pointer) }

    func set(_ id: ObjectID) throws(LibGit2Error) {
        var raw = id.raw
        try check(git_transaction_set_target(pointer, name, &raw, nil, "windlass"))
    }

    func remove() throws(LibGit2Error) { try check(git_transaction_remove(pointer, name)) }

    func commit() throws(LibGit2Error) { try check(git_transaction_commit(pointer)) }
}
