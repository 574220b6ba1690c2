import CZlib
import Domain
import Glibc

/// The files in a zip archive on disk, by its central directory: what an installer unpacks.
///
/// Only what packages of providers are made of: files that are stored or deflated, with names that stay inside. Archives over
/// 4 GiB (zip64), in several parts or with encrypted files are refused.
/// Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3 and 4.4).
struct ZipFile {
    /// One file of the archive.
    struct Entry: Hashable {
        var name: String
        var method: UInt16
        var packed: Int
        var size: Int
        /// Where its own header begins.
        var offset: Int
    }

    private let descriptor: Int32
    private let length: Int
    /// The files in the order of the directory; folders are left out.
    let entries: [Entry]

    /// The most files that an archive may hold.
    private static let entryLimit = 10_000
    private static let directoryLimit = 8 << 20

    /// Reads the directory of the archive behind an open descriptor, which stays the caller's.
    ///
    /// - Throws: ``LookupError`` `.malformed` for what is no such archive.
    init(descriptor: Int32) throws {
        self.descriptor = descriptor
        length = Int(lseek(descriptor, 0, SEEK_END))
        guard length >= 22 else { throw Self.malformed("it is no zip archive") }
        let tailStart = max(0, length - 22 - 65_535)
        let tail = try Self.read(descriptor, tailStart, length - tailStart)
        guard let end = Self.directoryEnd(in: tail) else { throw Self.malformed("it is no zip archive") }
        let count = Self.short(tail, end + 10)
        let size = Self.long(tail, end + 12)
        let start = Self.long(tail, end + 16)
        guard Self.short(tail, end + 4) == 0, Self.short(tail, end + 6) == 0, count == Self.short(tail, end + 8) else {
            throw Self.malformed("the archive is in several parts")
        }
        guard count != 0xFFFF, start != 0xFFFF_FFFF, size != 0xFFFF_FFFF, count <= Self.entryLimit,
            size <= Self.directoryLimit
        else { throw Self.malformed("the archive is too large") }
        guard start + size <= tailStart + end else { throw Self.malformed("its directory is cut off") }
        entries = try Self.entries(in: try Self.read(descriptor, start, size), count: count)
    }

    /// Hands the content of one file to `receive`, piece by piece.
    ///
    /// - Throws: ``LookupError`` `.malformed` when it is not what the directory says; what `receive` throws.
    func readContent(of entry: Entry, _ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard entry.offset + 30 <= length else { throw Self.malformed("\(entry.name) is cut off") }
        let header = try Self.read(descriptor, entry.offset, 30)
        guard Self.long(header, 0) == 0x0403_4B50 else { throw Self.malformed("\(entry.name) has no header") }
        let start = entry.offset + 30 + Self.short(header, 26) + Self.short(header, 28)
        guard start + entry.packed <= length else { throw Self.malformed("\(entry.name) is cut off") }
        var offset = start
        let next = { () throws -> [UInt8] in
            let count = min(256 << 10, start + entry.packed - offset)
            let bytes = try Self.read(descriptor, offset, count)
            offset += count
            return bytes
        }
        if entry.method == 0 {
            guard entry.packed == entry.size else { throw Self.malformed("\(entry.name) has two sizes") }
            while offset < start + entry.packed { try next().withUnsafeBytes { try receive($0) } }
        } else {
            try Inflation(size: entry.size, name: entry.name).run(next, receive)
        }
    }

    // MARK: The directory

    private static func directoryEnd(in tail: [UInt8]) -> Int? {
        var at = tail.count - 22
        while at >= 0 {
            // The comment behind has to end with the file.
            if long(tail, at) == 0x0605_4B50, at + 22 + short(tail, at + 20) == tail.count { return at }
            at -= 1
        }
        return nil
    }

    private static func entries(in directory: [UInt8], count: Int) throws -> [Entry] {
        var entries: [Entry] = []
        var names: Set<String> = []
        var at = 0
        for _ in 0..<count {
            guard at + 46 <= directory.count, long(directory, at) == 0x0201_4B50 else {
                throw malformed("its directory is broken")
            }
            let nameEnd = at + 46 + short(directory, at + 28)
            let next = nameEnd + short(directory, at + 30) + short(directory, at + 32)
            guard next <= directory.count, let name = String(validating: directory[(at + 46)..<nameEnd], as: UTF8.self)
            else { throw malformed("its directory is broken") }
            let entry = Entry(
                name: name, method: UInt16(short(directory, at + 10)), packed: long(directory, at + 20),
                size: long(directory, at + 24), offset: long(directory, at + 42))
            let mode = long(directory, at + 38) >> 16
            guard short(directory, at + 8) & 0x2041 == 0 else { throw malformed("\(name) is encrypted") }
            at = next
            if name.hasSuffix("/"), entry.size == 0 { continue }
            guard isInside(name), mode & 0o170000 != 0o120000, entry.method == 0 || entry.method == 8 else {
                throw malformed("it holds something that no package of a provider has: \(name.debugDescription)")
            }
            guard names.insert(name).inserted else { throw malformed("it holds \(name.debugDescription) twice") }
            entries.append(entry)
        }
        return entries
    }

    /// Whether a name is one that an installer unpacks under exactly that name.
    private static func isInside(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") }
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !["", ".", ".."].contains($0)
            }
    }

    // MARK: Bytes

    private static func read(_ descriptor: Int32, _ offset: Int, _ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: filled), count - filled,
                    offset + filled)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    throw LookupError(.unreachable, "cannot read a scratch file: \(String(cString: strerror(errno)))")
                }
                filled += got
            }
        }
    }

    private static func short(_ bytes: [UInt8], _ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }

    private static func long(_ bytes: [UInt8], _ at: Int) -> Int { short(bytes, at) | short(bytes, at + 2) << 16 }

    fileprivate static func malformed(_ why: String) -> LookupError { LookupError(.malformed, why) }
}

/// Unpacks one deflated stream of a known size (RFC 1951).
private final class Inflation {
    private let size: Int
    private let name: String
    /// On the heap: zlib keeps the address between calls.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init(size: Int, name: String) throws {
        self.size = size
        self.name = name
        stream.initialize(to: z_stream())
        // Without the header of zlib, as zip archives have it.
        guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw ZipFile.malformed("\(name) cannot be unpacked: zlib refuses")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Never hands out more than the size that the directory says, so that a bomb does not go off.
    func run(_ next: () throws -> [UInt8], _ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        var output = [UInt8](repeating: 0, count: 256 << 10)
        var made = 0
        while true {
            var input = try next()
            guard !input.isEmpty else { throw ZipFile.malformed("\(name) is cut off") }
            let isEnd = try input.withUnsafeMutableBufferPointer { bytes -> Bool in
                stream.pointee.next_in = bytes.baseAddress
                stream.pointee.avail_in = UInt32(bytes.count)
                // Output may wait in zlib although all input was taken.
                while true {
                    let (status, count) = step(&output)
                    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                        throw ZipFile.malformed("\(name) cannot be unpacked: it is damaged")
                    }
                    made += count
                    guard made <= size else { throw ZipFile.malformed("\(name) is larger than its directory says") }
                    try output.withUnsafeBytes { try receive(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                    if status == Z_STREAM_END { return true }
                    if stream.pointee.avail_in == 0, count < output.count { return false }
                    if status == Z_BUF_ERROR, count == 0 { return false }
                }
            }
            guard isEnd else { continue }
            guard made == size else { throw ZipFile.malformed("\(name) is smaller than its directory says") }
            return
        }
    }

    private func step(_ output: inout [UInt8]) -> (status: Int32, count: Int) {
        output.withUnsafeMutableBufferPointer { bytes in
            stream.pointee.next_out = bytes.baseAddress
            stream.pointee.avail_out = UInt32(bytes.count)
            let status = inflate(stream, Z_NO_FLUSH)
            return (status, bytes.count - Int(stream.pointee.avail_out))
        }
    }
}
