import CGit2
import Domain

/// The id of an object in libgit2's own form.
struct ObjectID: Hashable, Sendable {
    var raw: git_oid

    init(_ raw: git_oid) { self.raw = raw }

    /// Reads 40 lower-case hexadecimal digits.
    ///
    /// - Throws: ``GitError`` `.malformed` for anything else.
    init(_ text: String) throws(GitError) {
        raw = git_oid()
        guard isObjectID(text), git_oid_fromstr(&raw, text) == 0 else {
            throw GitError(.malformed, "'\(serverText(text.utf8, limit: 80))' is not the id of a Git object")
        }
    }

    var hexadecimal: String {
        withUnsafePointer(to: raw) { raw in
            String(unsafeUninitializedCapacity: 40) { buffer in
                buffer.withMemoryRebound(to: CChar.self) { _ = git_oid_fmt($0.baseAddress, raw) }
                return 40
            }
        }
    }

    static func == (a: ObjectID, b: ObjectID) -> Bool {
        withUnsafePointer(to: a.raw) { a in withUnsafePointer(to: b.raw) { git_oid_equal(a, $0) != 0 } }
    }

    func hash(into hasher: inout Hasher) {
        withUnsafeBytes(of: raw) { hasher.combine(bytes: $0) }
    }
}
