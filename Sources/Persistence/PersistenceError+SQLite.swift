import GRDB

extension PersistenceError {
    /// Maps what SQLite reported about the file at `path`; errors of our own pass unchanged.
    init(_ error: any Error, path: String) {
        if let known = error as? PersistenceError {
            self = known
        } else if let error = error as? DatabaseError {
            self.init(error, path: path)
        } else {
            self.init(.other, "state database \(path): \(error)")
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? "result code \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, "cannot write state database \(path): no space left; free some, or move it with `state`")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .unwritable(path, reason)
        case .SQLITE_IOERR:
            self.init(.other, "cannot read or write state database \(path): \(reason); look at the disk below it")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, "state database \(path) is locked by another process; try again when that is done")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.damaged, "state database \(path) is damaged (\(reason)); the next start makes it anew")
        default:
            self.init(.other, "state database \(path): \(reason)")
        }
    }

    static func unwritable(_ path: String, _ reason: String) -> PersistenceError {
        PersistenceError(
            .unwritable,
            "cannot write state database \(path): \(reason); make its folder writable, or choose another with `state`")
    }
}
