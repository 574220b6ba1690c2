import Domain
import Foundation
import Glibc

/// A file without a name: it holds a large answer while it arrives and is read, and is gone with this object.
// Sendable: the descriptor never changes, and the kernel orders writes to it.
final class ScratchFile: Sendable {
    let descriptor: Int32

    /// - Throws: ``LookupError`` `.unreachable` when `folder` cannot be written.
    init(in folder: String) throws {
        var template = Array("\(folder)/windlass-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw LookupError(
                .unreachable, "cannot make a scratch file in \(folder): \(String(cString: strerror(errno)))")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Appends all of `bytes`.
    ///
    /// - Throws: ``LookupError`` `.unreachable` when the disk is full or broken.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw LookupError(.unreachable, "cannot write a scratch file: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Reads the next bytes; 0 at the end, less than 0 when the disk is broken.
    func read(into buffer: inout [UInt8]) -> Int {
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count
        }
    }

    func rewind() { lseek(descriptor, 0, SEEK_SET) }
}
