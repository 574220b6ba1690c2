import Domain
import Glibc

/// A lock on a folder that holds between processes, let go with this object or with the process.
final class FolderLock: Sendable {
    /// Many may use a store, one may make it anew.
    enum Mode: Sendable { case shared, exclusive }

    private let descriptor: Int32

    /// Takes the lock if it can be had now.
    ///
    /// - Throws: ``GitError`` `.storage` when there can be no lock, as on some network file systems.
    static func take(_ mode: Mode, path: String) throws(GitError) -> FolderLock? {
        let lock = try FolderLock(path: path)
        if flock(lock.descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return lock }
        guard errno == EWOULDBLOCK || errno == EINTR else { throw storage("cannot lock \(path)") }
        return nil
    }

    private init(path: String) throws(GitError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw storage("cannot open \(path)") }
    }

    deinit {
        // Closing alone does not let go while a process that is just being started has a copy of the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
