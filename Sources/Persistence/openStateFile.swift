import Domain
import Foundation
import GRDB
import Glibc

/// Opens the file at `path` and brings its schema up to date; a damaged file is moved aside and made anew.
///
/// A lock file beside it lets only one process open at a time, so that two of them do not both repair.
func openStateFile(
    _ path: String, configuration: Configuration, now: Date
) throws -> (pool: DatabasePool, diagnostics: [Diagnostic]) {
    let lock = try lockOpening(path)
    defer { close(lock) }
    do {
        if !isMarkedDamaged(path) {
            do {
                return (try openPool(path, configuration), [])
            } catch let error as DatabaseError where error.isDamage {
                // Falls through to a new file.
            }
        }
        let kept = try moveAside(path, now: now)
        return (
            try openPool(path, configuration),
            [
                Diagnostic(
                    file: path, severity: .warning,
                    message: "the state database was damaged and is made anew: caches and history start empty, "
                        + "merge requests are not affected; the damaged file is kept as \(kept)")
            ]
        )
    } catch {
        throw PersistenceError(error, path: path)
    }
}

/// Notes that the file at `path` turned out to be damaged while in use; the next opening moves it aside.
func markDamaged(_ path: String) {
    guard path != ":memory:" else { return }
    let file = open(path + ".damaged", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    if file >= 0 { close(file) }
}

private func isMarkedDamaged(_ path: String) -> Bool { access(path + ".damaged", F_OK) == 0 }

private func openPool(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
    if access(path, F_OK) == 0 {
        // A pool changes the journal mode at once, so whose file it is must be known before.
        var reading = configuration
        reading.readonly = true
        try DatabaseQueue(path: path, configuration: reading).read { try checkOwner($0, path) }
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    let migrator = stateMigrator()
    try pool.read { database in
        if try migrator.hasBeenSuperseded(database) {
            throw PersistenceError(
                .newer,
                "state database \(path) was written by a newer version; use that one, or choose another file with `state`"
            )
        }
    }
    try migrator.migrate(pool)
    return pool
}

/// Refuses a database that another program made: it has tables, and not our application id.
private func checkOwner(_ database: Database, _ path: String) throws {
    let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard owner == stateApplicationID || tables == 0 else {
        throw PersistenceError(
            .foreign, "\(path) is a database of another program; choose another file with `state`")
    }
}

/// Renames the database and its companions, and returns the new name of the first.
private func moveAside(_ path: String, now: Date) throws -> String {
    let seconds = Int64(now.timeIntervalSince1970)
    var kept = "\(path).damaged-\(seconds)"
    var number = 1
    while access(kept, F_OK) == 0 {
        kept = "\(path).damaged-\(seconds)-\(number)"
        number += 1
    }
    for companion in ["", "-wal", "-shm"] where rename(path + companion, kept + companion) != 0 && errno != ENOENT {
        throw PersistenceError.unwritable(path, String(cString: strerror(errno)))
    }
    unlink(path + ".damaged")
    return kept
}

/// Makes the folder where it is missing and returns the descriptor that holds the lock until it is closed.
private func lockOpening(_ path: String) throws -> Int32 {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
        throw PersistenceError.unwritable(path, "its folder cannot be made")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        throw PersistenceError.unwritable(path, "it is a folder")
    }
    let file = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw PersistenceError.unwritable(path, String(cString: strerror(errno))) }
    while flock(file, LOCK_EX) != 0 {
        guard errno == EINTR else {
            let reason = String(cString: strerror(errno))
            close(file)
            throw PersistenceError.unwritable(path, "its lock file cannot be locked: \(reason)")
        }
    }
    return file
}

extension DatabaseError {
    fileprivate var isDamage: Bool { resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB }
}
