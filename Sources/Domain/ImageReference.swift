/// A container image reference as the OCI distribution specification and Docker write it: `[host/]repository[:tag][@digest]`.
///
/// The parts are kept as offsets into the text, so that a tag and a digest can be replaced where they stand.
/// Source: https://github.com/distribution/reference (grammar of `reference`).
public struct ImageReference: Hashable, Sendable {
    /// The reference as written.
    public let text: String
    /// Registry and repository as written, without tag and digest.
    public let name: String
    public let tag: String?
    /// Algorithm and value, such as `sha256:...`.
    public let digest: String?
    /// The offsets of the tag's UTF-8 bytes in `text`.
    public let tagRange: Range<Int>?
    /// The offsets of the digest's UTF-8 bytes in `text`.
    public let digestRange: Range<Int>?

    /// Parses `text`; nil when it is not an image reference.
    public init?(_ text: String) {
        var text = text
        guard let parts = text.withUTF8({ Self.parts(of: $0) }) else { return nil }
        self.text = text
        name = Self.piece(of: text, 0..<parts.name)
        tag = parts.tag.map { Self.piece(of: text, $0) }
        digest = parts.digest.map { Self.piece(of: text, $0) }
        tagRange = parts.tag
        digestRange = parts.digest
    }

    /// Scans read thousands of references; they are looked at where they stand, without arrays.
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// The length of the name, and where tag and digest stand.
    private static func parts(of bytes: Bytes) -> (name: Int, tag: Range<Int>?, digest: Range<Int>?)? {
        guard !bytes.isEmpty, bytes.count <= 1024 else { return nil }
        var end = bytes.count
        var digest: Range<Int>?
        if let at = first(UInt8(ascii: "@"), in: bytes, 0..<end) {
            guard isDigest(bytes, at + 1..<end) else { return nil }
            digest = at + 1..<end
            end = at
        }
        // A colon behind the last slash begins the tag; one before it is a port's.
        var tag: Range<Int>?
        var offset = end - 1
        while offset >= 0, bytes[offset] != UInt8(ascii: ":"), bytes[offset] != UInt8(ascii: "/") { offset -= 1 }
        if offset >= 0, bytes[offset] == UInt8(ascii: ":") {
            guard isTag(bytes, offset + 1..<end) else { return nil }
            tag = offset + 1..<end
            end = offset
        }
        return isName(bytes, end) ? (end, tag, digest) : nil
    }

    private static func first(_ wanted: UInt8, in bytes: Bytes, _ range: Range<Int>) -> Int? {
        var offset = range.lowerBound
        while offset < range.upperBound {
            if bytes[offset] == wanted { return offset }
            offset += 1
        }
        return nil
    }

    private static func piece(of text: String, _ range: Range<Int>) -> String {
        let bytes = text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<bytes.index(start, offsetBy: range.count)])
    }

    /// The registry's host with its port: the first part when it looks like a host, else `docker.io`.
    public var host: String { Self.split(name).host }

    /// The repository at the registry; for Docker Hub with the implied `library/`.
    public var repository: String { Self.split(name).repository }

    /// Splits a name without tag and digest into the host and the repository that the registry knows.
    public static func split(_ name: String) -> (host: String, repository: String) {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[0].contains(where: { $0 == "." || $0 == ":" }) || parts[0] == "localhost" {
            let host = parts[0] == "index.docker.io" ? "docker.io" : String(parts[0])
            let repository = String(parts[1])
            return (host, host == "docker.io" && !repository.contains("/") ? "library/" + repository : repository)
        }
        return ("docker.io", parts.count == 1 ? "library/" + name : name)
    }

    /// Whether `text` can be a tag: at most 128 of letters, digits, `_`, `.` and `-`, not beginning with `.` or `-`.
    public static func isTag(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isTag($0, 0..<$0.count) }
    }

    /// Whether `text` is a digest: an algorithm, a colon, and at least 32 hexadecimal digits.
    public static func isDigest(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isDigest($0, 0..<$0.count) }
    }

    private static func isTag(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 128 else { return false }
        let first = bytes[range.lowerBound]
        guard first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
        for offset in range {
            let byte = bytes[offset]
            guard isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") else { return false }
        }
        return true
    }

    private static func isDigest(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
        guard let colon = first(UInt8(ascii: ":"), in: bytes, range), colon > range.lowerBound,
            range.upperBound - colon > 32
        else { return false }
        for offset in range.lowerBound..<colon {
            let byte = bytes[offset]
            guard isWord(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") else { return false }
        }
        for offset in colon + 1..<range.upperBound {
            let byte = bytes[offset]
            guard isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) else { return false }
        }
        return true
    }

    /// Host parts may hold capitals and a port; repository parts are lower case with single separators inside.
    private static func isName(_ bytes: Bytes, _ end: Int) -> Bool {
        var start = 0
        if let slash = first(UInt8(ascii: "/"), in: bytes, 0..<end), mayBeHost(bytes, slash) {
            guard isHostName(bytes, slash) else { return false }
            start = slash + 1
        }
        while true {
            let next = first(UInt8(ascii: "/"), in: bytes, start..<end) ?? end
            guard isRepositoryPart(bytes, start..<next) else { return false }
            if next == end { return true }
            start = next + 1
        }
    }

    /// Whether the part before the first slash is a host: it has a dot or a port, or is `localhost`.
    private static func mayBeHost(_ bytes: Bytes, _ end: Int) -> Bool {
        for offset in 0..<end where bytes[offset] == UInt8(ascii: ".") || bytes[offset] == UInt8(ascii: ":") {
            return true
        }
        return bytes[..<end].elementsEqual("localhost".utf8)
    }

    /// Labels of letters, digits and inner dashes, parted by dots; and perhaps a port.
    private static func isHostName(_ bytes: Bytes, _ end: Int) -> Bool {
        let colon = first(UInt8(ascii: ":"), in: bytes, 0..<end) ?? end
        if colon < end {
            guard colon + 1 < end, bytes[(colon + 1)..<end].allSatisfy(isDigit) else { return false }
        }
        var previous = UInt8(ascii: ".")
        for offset in 0..<colon {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "."): guard isLetterOrDigit(previous) else { return false }
            case UInt8(ascii: "-"): guard previous != UInt8(ascii: ".") else { return false }
            default: guard isLetterOrDigit(byte) else { return false }
            }
            previous = byte
        }
        return isLetterOrDigit(previous)
    }

    /// Letters and digits, parted by one dot, one or two underscores, or any number of dashes.
    private static func isRepositoryPart(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, isLowerOrDigit(bytes[range.lowerBound]) else { return false }
        var separator = UInt8(ascii: ".")
        var count = 0
        for offset in range {
            let byte = bytes[offset]
            if isLowerOrDigit(byte) {
                count = 0
                continue
            }
            guard count == 0 || byte == separator else { return false }
            separator = byte
            count += 1
            switch byte {
            case UInt8(ascii: "."): guard count == 1 else { return false }
            case UInt8(ascii: "_"): guard count <= 2 else { return false }
            case UInt8(ascii: "-"): break
            default: return false
            }
        }
        return count == 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { isWord(byte) && byte != UInt8(ascii: "_") }

    private static func isWord(_ byte: UInt8) -> Bool {
        isLowerOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
    }
}
