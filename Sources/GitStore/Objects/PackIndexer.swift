import CGit2
import Domain
import Foundation
import Glibc

/// Owns one `git_indexer`: takes a pack as it arrives, indexes it in a folder of its own, and moves it in when complete.
///
/// The folder is gone with this object, so nothing half-written stays. libgit2 writes the pack through a memory map,
/// which would kill the process on a full disk (SIGBUS); so the blocks are reserved before each write.
final class PackIndexer {
    private let pointer: OpaquePointer
    private let folder: String
    private let descriptor: Int32
    private let limit: Int
    /// Keeps the object database that libgit2 reads from.
    private let base: Repository?
    private var size = 0
    /// libgit2 counts in it over all calls.
    private var progress = git_indexer_progress()

    /// - Parameters:
    ///   - folder: a folder to be made, on the same file system as the store.
    ///   - base: where the objects are that a thin pack builds on; nil for packs that stand alone.
    ///   - limit: the largest pack to accept, in bytes.
    init(folder: String, base: Repository?, limit: Int) throws {
        guard mkdir(folder, 0o700) == 0 else { throw storage("cannot make \(folder)") }
        var indexer: OpaquePointer?
        do {
            try check(git_indexer_new(&indexer, folder, 0, base?.database, nil))
        } catch {
            rmdir(folder)
            throw error.whileWriting(folder)
        }
        // The only file there is the one that libgit2 writes to.
        let name = try? FileManager.default.contentsOfDirectory(atPath: folder).first
        let descriptor = name.map { open(folder + "/" + $0, O_WRONLY | O_CLOEXEC) } ?? -1
        guard let indexer, descriptor >= 0 else {
            git_indexer_free(indexer)
            try? FileManager.default.removeItem(atPath: folder)
            throw storage("cannot write in \(folder)")
        }
        self.pointer = indexer
        self.folder = folder
        self.descriptor = descriptor
        self.limit = limit
        self.base = base
    }

    deinit {
        close(descriptor)
        git_indexer_free(pointer)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Takes the next bytes of the pack.
    ///
    /// - Throws: ``PackOverLimit``; ``GitError`` `.storage` on a full disk, `.malformed` when it is not a pack.
    func append(_ bytes: ArraySlice<UInt8>) throws {
        guard bytes.count <= limit - size else { throw PackOverLimit(limit: limit) }
        let failure = posix_fallocate(descriptor, off_t(size), off_t(bytes.count))
        guard bytes.isEmpty || failure == 0 else { throw storage("cannot store what the Git server sends", failure) }
        size += bytes.count
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(LibGit2Error) in
                try check(git_indexer_append(pointer, bytes.baseAddress, bytes.count, &progress))
            }
        }
        if case .failure(let error) = result { throw meaning(error) }
    }

    /// Completes the index and moves both files into `packFolder`.
    ///
    /// - Throws: ``GitError`` `.malformed` when the pack is not whole, `.storage`.
    func install(into packFolder: String) throws(GitError) {
        // To complete a thin pack libgit2 writes once more, and that cannot be reserved.
        if base != nil { try requireFree(16 << 20) }
        do { try check(git_indexer_commit(pointer, &progress)) } catch { throw meaning(error) }
        guard progress.total_objects > 0 else { return }
        guard let name = git_indexer_name(pointer).map({ "/pack-" + String(cString: $0) }) else {
            throw GitError(.malformed, "the pack has no name")
        }
        // The pack before its index: readers look for indexes.
        for ending in [".pack", ".idx"] where rename(folder + name + ending, packFolder + name + ending) != 0 {
            throw storage("cannot move a pack into \(packFolder)")
        }
    }

    private func requireFree(_ bytes: UInt64) throws(GitError) {
        var state = statvfs()
        guard statvfs(folder, &state) == 0 else { return }
        guard UInt64(state.f_bavail).multipliedReportingOverflow(by: UInt64(state.f_frsize)).partialValue >= bytes
        else {
            throw storage("cannot store what the Git server sends", ENOSPC)
        }
    }

    private func meaning(_ error: LibGit2Error) -> GitError {
        error.isFromSystem
            ? error.whileWriting("the pack in \(folder)")
            : GitError(.malformed, "the pack that the Git server sent cannot be read: \(error.message)")
    }
}

/// A pack is larger than allowed.
struct PackOverLimit: Error, Hashable, CustomStringConvertible {
    var limit: Int
    var description: String { "the Git server sends a pack of more than \(limit) bytes; raise the limit to take it" }
}

/// What the system's last error means for a place that must be written.
func storage(_ what: String, _ number: Int32 = errno) -> GitError {
    GitError(.storage, "\(what): \(String(cString: strerror(number))); make room or check the rights of the folder")
}
