import Foundation

/// Why a file or folder cannot be read, in the system's words.
struct ReadFailure: Error, CustomStringConvertible {
    var description: String

    /// What the last call of the system said.
    static var last: ReadFailure { ReadFailure(description: String(cString: strerror(errno))) }
}

/// Reads regular files, one after the other, up to a size.
///
/// Most files of a repository are small: they are read with one call into a buffer that all of them share, and only for
/// larger ones is the system asked how large they are.
struct FileReader {
    /// In bytes.
    let limit: Int
    private var buffer = [UInt8](repeating: 0, count: 32 << 10)

    init(limit: Int) { self.limit = limit }

    /// The bytes of a file; nil when they are more than the limit. A link at the end of the path is not followed.
    mutating func read(_ path: String) throws(ReadFailure) -> [UInt8]? {
        // Not blocking: what was a file when the folder was listed may be a pipe by now.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        let count = buffer.withUnsafeMutableBytes { Self.fill($0, from: descriptor) }
        guard count >= 0 else { throw .last }
        if count > limit { return nil }
        return count < buffer.count ? Array(buffer[..<count]) : try rest(of: descriptor)
    }

    private func rest(of descriptor: Int32) throws(ReadFailure) -> [UInt8]? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        let size = Int(status.st_size)
        guard size <= limit else { return nil }
        var isFailed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: max(size, buffer.count)) { bytes, count in
            count = buffer.count
            _ = bytes.initialize(fromContentsOf: buffer)
            guard size > count else { return }
            let more = Self.fill(
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[count...]),
                from: descriptor)
            isFailed = more < 0
            count += max(0, more)
        }
        if isFailed { throw .last }
        return bytes
    }

    /// Reads until the buffer is full or the file ends. Returns the number of bytes, or -1 after an error.
    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int {
        var count = 0
        while count < buffer.count {
            let wanted = buffer.count - count
            let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + count }, wanted)
            if got < 0, errno == EINTR { continue }
            if got < 0 { return -1 }
            count += got
            // A regular file gives less than was asked for only at its end.
            if got < wanted { break }
        }
        return count
    }
}
