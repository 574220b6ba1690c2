import CGit2
import Glibc

/// Owns one `git_tree`: the entries of one folder.
final class Tree {
    /// One entry; the name is raw bytes because Git does not ask for UTF-8.
    struct Entry {
        var name: [UInt8]
        var mode: git_filemode_t
        var id: ObjectID

        var isTree: Bool { mode == GIT_FILEMODE_TREE }
    }

    /// For the other files of this folder; it never leaves them.
    let pointer: OpaquePointer

    init(_ id: ObjectID, in repository: Repository) throws(LibGit2Error) {
        var raw = id.raw
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, repository.pointer, &raw))
        guard let tree else { throw LibGit2Error(code: -1, category: 0, message: "no tree") }
        pointer = tree
    }

    deinit { git_tree_free(pointer) }

    var count: Int { git_tree_entrycount(pointer) }

    subscript(index: Int) -> Entry? {
        git_tree_entry_byindex(pointer, index).flatMap(Self.entry)
    }

    var entries: some Sequence<Entry> { (0..<count).lazy.compactMap { self[$0] } }

    /// The entry at a path below this tree, or nil when there is none.
    func entry(at path: String) throws(LibGit2Error) -> Entry? {
        var found: OpaquePointer?
        let code = git_tree_entry_bypath(&found, pointer, path)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check(code)
        defer { git_tree_entry_free(found) }
        return found.flatMap(Self.entry)
    }

    private static func entry(_ pointer: OpaquePointer) -> Entry? {
        guard let name = git_tree_entry_name(pointer), let id = git_tree_entry_id(pointer) else { return nil }
        let bytes = UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) }
        return Entry(name: bytes, mode: git_tree_entry_filemode(pointer), id: ObjectID(id.pointee))
    }
}
