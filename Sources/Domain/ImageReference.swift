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
        guard let parts = text.withUTF8({ Self.parts(of: $0[...]) }) else { return nil }
        self.text = text
        name = Self.piece(of: text, 0..<parts.name)
        tag = parts.tag.map { Self.piece(of: text, $0) }
        digest = parts.digest.map { Self.piece(of: text, $0) }
        tagRange = parts.tag
        digestRange = parts.digest
    }

    /// Scans write thousands of references; they are read where they stand, without arrays.
    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// The length of the name, and where tag and digest stand.
    private static func parts(of bytes: Bytes) -> (name: Int, tag: Range<Int>?, digest: Range<Int>?)? {
        guard !bytes.isEmpty, bytes.count <= 1024 else { return nil }
        var end = bytes.endIndex
        var digest: Range<Int>?
        if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
            guard isDigest(bytes[(at + 1)...]) else { return nil }
            digest = at + 1..<end
            end = at
        }
        var tag: Range<Int>?
        if let colon = bytes[..<end].lastIndex(of: UInt8(ascii: ":")),
            !bytes[colon..<end].contains(UInt8(ascii: "/"))
        {
            guard isTag(bytes[(colon + 1)..<end]) else { return nil }
            tag = colon + 1..<end
            end = colon
        }
        return isName(bytes[..<end]) ? (end, tag, digest) : nil
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
        return text.withUTF8 { isTag($0[...]) }
    }

    /// Whether `text` is a digest: an algorithm, a colon, and at least 32 hexadecimal digits.
    public static func isDigest(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isDigest($0[...]) }
    }

    private static func isTag(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, bytes.count <= 128, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
            return false
        }
        return bytes.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isDigest(_ bytes: Bytes) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > bytes.startIndex else { return false }
        let hex = bytes[(colon + 1)...]
        return hex.count >= 32 && hex.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
            && bytes[..<colon].allSatisfy { isWord($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".") }
    }

    /// Host parts may hold capitals and a port; repository parts are lower case with single separators inside.
    private static func isName(_ bytes: Bytes) -> Bool {
        let hasSeveral = bytes.contains(UInt8(ascii: "/"))
        var start = bytes.startIndex
        while true {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
            let part = bytes[start..<end]
            let isHost =
                start == bytes.startIndex && hasSeveral
                && (part.contains(UInt8(ascii: ".")) || part.contains(UInt8(ascii: ":"))
                    || part.elementsEqual("localhost".utf8))
            guard isHost ? isHostName(part) : isRepositoryPart(part) else { return false }
            if end == bytes.endIndex { return true }
            start = end + 1
        }
    }

    /// Labels of letters, digits and inner dashes, parted by dots; and perhaps a port.
    private static func isHostName(_ bytes: Bytes) -> Bool {
        let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        if end < bytes.endIndex {
            let port = bytes[(end + 1)...]
            guard !port.isEmpty, port.allSatisfy(isDigit) else { return false }
        }
        var previous = UInt8(ascii: ".")
        for byte in bytes[..<end] {
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
    private static func isRepositoryPart(_ bytes: Bytes) -> Bool {
        var separator = UInt8(ascii: ".")
        var count = 0
        for byte in bytes {
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
        return count == 0 && bytes.first.map(isLowerOrDigit) == true
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
