import CGit2
import Domain

/// Owns one `git_repository` and its object database.
///
/// Not `Sendable`: it lives inside one ``ObjectStore``, whose queue is the only one that calls it.
final class Repository {
    /// For the other files of this folder; it never leaves them.
    let pointer: OpaquePointer
    let database: OpaquePointer

    /// Makes an empty bare repository at `path`, which must not exist.
    static func create(bareAt path: String) throws(LibGit2Error) {
        LibGit2.start()
        var made: OpaquePointer?
        try check(git_repository_init(&made, path, 1))
        git_repository_free(made)
    }

    /// Opens the bare repository at exactly `path`.
    convenience init(bareAt path: String) throws(LibGit2Error) {
        try self.init { git_repository_open_bare(&$0, path) }
    }

    /// Opens the repository or work tree that `path` lies in.
    convenience init(around path: String) throws(LibGit2Error) {
        try self.init { git_repository_open_ext(&$0, path, 0, nil) }
    }

    private init(_ open: (inout OpaquePointer?) -> Int32) throws(LibGit2Error) {
        LibGit2.start()
        var opened: OpaquePointer?
        try check(open(&opened))
        var odb: OpaquePointer?
        let code = git_repository_odb(&odb, opened)
        guard code == 0, let opened, let odb else {
            git_repository_free(opened)
            try check(code)
            throw LibGit2Error(code: -1, category: 0, message: "no object database")
        }
        pointer = opened
        database = odb
    }

    deinit {
        git_odb_free(database)
        git_repository_free(pointer)
    }

    /// Whether Git allows this full name for a reference.
    static func isValidReference(_ name: String) -> Bool {
        var isValid: Int32 = 0
        return git_reference_name_is_valid(&isValid, name) == 0 && isValid == 1 && !name.utf8.contains(0)
    }

    func contains(_ id: ObjectID) -> Bool {
        withUnsafePointer(to: id.raw) { git_odb_exists(database, $0) == 1 }
    }

    /// Looks at packs that appeared since the last look.
    func refresh() { git_odb_refresh(database) }

    /// The type and size of an object, read without its content.
    func header(of id: ObjectID) throws(LibGit2Error) -> (type: git_object_t, size: Int) {
        var raw = id.raw
        var size = 0
        var type = GIT_OBJECT_INVALID
        try check(git_odb_read_header(&size, &type, database, &raw))
        return (type, size)
    }

    /// Reads a blob whole; nil when it is over `limit` bytes, or no blob although a tree calls it one.
    func readBlob(_ id: ObjectID, limit: Int) throws(LibGit2Error) -> [UInt8]? {
        let (type, size) = try header(of: id)
        guard type == GIT_OBJECT_BLOB, size <= limit else { return nil }
        var raw = id.raw
        var object: OpaquePointer?
        try check(git_odb_read(&object, database, &raw))
        defer { git_odb_object_free(object) }
        guard let data = git_odb_object_data(object) else { return [] }
        return Array(UnsafeRawBufferPointer(start: data, count: git_odb_object_size(object)))
    }

    func write(_ content: [UInt8], _ type: git_object_t) throws(LibGit2Error) -> ObjectID {
        var id = git_oid()
        try check(git_odb_write(&id, database, content, content.count, type))
        return ObjectID(id)
    }
}
