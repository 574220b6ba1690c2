import CGit2
import Domain

extension Repository {
    /// Packs what a server that has the parent lacks of `commit`: the commit, and its trees and blobs that differ.
    ///
    /// Parents in `own` were made here and are packed too. What is not at hand was not made here, so the server has it.
    func pack(_ commit: ObjectID, own: Set<ObjectID>) throws -> [UInt8] {
        let builder = try PackBuilder(self)
        var next: ObjectID? = contains(commit) ? commit : nil
        while let id = next {
            let (info, tree) = try self.commit(id)
            let parent = try info.parents.first.map { try ObjectID($0.rawValue) }
            guard let parent, contains(parent) else { break }
            try builder.insert(id)
            try insertDifference(of: tree, from: try self.commit(parent).tree, into: builder)
            next = own.contains(parent) ? parent : nil
        }
        return try builder.finish()
    }

    private func insertDifference(of new: ObjectID, from old: ObjectID, into builder: PackBuilder) throws {
        var open: [(new: ObjectID, old: ObjectID?)] = [(new, old)]
        while let (new, old) = open.popLast() {
            guard new != old, contains(new) else { continue }
            try builder.insert(new)
            let known = try old.map { Dictionary(try Tree($0, in: self).entries.map { ($0.name, $0) }) { $1 } } ?? [:]
            for entry in try Tree(new, in: self).entries {
                let before = known[entry.name]
                if entry.isTree {
                    open.append((entry.id, before?.isTree == true ? before?.id : nil))
                } else if entry.mode != GIT_FILEMODE_COMMIT, entry.id != before?.id, contains(entry.id) {
                    try builder.insert(entry.id)
                }
            }
        }
    }
}

/// Owns one `git_packbuilder`.
private final class PackBuilder {
    private let pointer: OpaquePointer

    init(_ repository: Repository) throws(LibGit2Error) {
        var builder: OpaquePointer?
        try check(git_packbuilder_new(&builder, repository.pointer))
        guard let builder else { throw LibGit2Error(code: -1, category: 0, message: "no pack builder") }
        pointer = builder
        git_packbuilder_set_threads(builder, 1)
    }

    deinit { git_packbuilder_free(pointer) }

    func insert(_ id: ObjectID) throws(LibGit2Error) {
        var raw = id.raw
        try check(git_packbuilder_insert(pointer, &raw, nil))
    }

    func finish() throws(LibGit2Error) -> [UInt8] {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        try check(git_packbuilder_write_buf(&buffer, pointer))
        return Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }
}
