import Domain

/// The strings of a TOML file, each with its path and the bytes inside its quotes.
///
/// Reads tables, dotted and quoted keys, strings, arrays and inline tables; numbers, dates and multi-line strings are passed over.
/// Time is proportional to the file, and nesting is bounded.
/// Source: https://toml.io/en/v1.0.0
struct TOMLStrings {
    struct Entry: Hashable {
        var path: [String]
        /// The bytes of the string, without quotes.
        var range: Range<Int>
        var text: String
    }

    private(set) var entries: [Entry] = []
    private let bytes: [UInt8]
    private var offset = 0
    private var table: [String] = []

    private static let maximumDepth = 20
    private static let maximumEntries = 100_000

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        while offset < bytes.count, entries.count < Self.maximumEntries {
            skipBlanks(includingLines: true)
            guard offset < bytes.count else { break }
            if bytes[offset] == UInt8(ascii: "[") { readHeader() } else { readPair() }
            skipLine()
        }
    }

    private mutating func readHeader() {
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "[") { offset += 1 }
        table = readKey() ?? ["?"]
    }

    private mutating func readPair() {
        guard let key = readKey(), offset < bytes.count, bytes[offset] == UInt8(ascii: "=") else { return }
        offset += 1
        readValue(table + key, depth: 0)
    }

    /// Reads `a."b.c".d` and the blanks behind it; nil when there is no key.
    private mutating func readKey() -> [String]? {
        var parts: [String] = []
        repeat {
            if !parts.isEmpty { offset += 1 }
            skipBlanks()
            guard offset < bytes.count, parts.count < Self.maximumDepth else { return nil }
            if bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'") {
                guard let range = readString() else { return nil }
                parts.append(ByteText.string(bytes, range))
            } else {
                let start = offset
                while offset < bytes.count, VariableText.isNameByte(bytes[offset]) || bytes[offset] == UInt8(ascii: "-")
                {
                    offset += 1
                }
                guard offset > start else { return nil }
                parts.append(ByteText.string(bytes, start..<offset))
            }
            skipBlanks()
        } while offset < bytes.count && bytes[offset] == UInt8(ascii: ".")
        return parts
    }

    private mutating func readValue(_ path: [String], depth: Int) {
        skipBlanks()
        guard offset < bytes.count, depth < Self.maximumDepth, path.count < 2 * Self.maximumDepth else { return }
        switch bytes[offset] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let range = readString() else { return }
            entries.append(Entry(path: path, range: range, text: ByteText.string(bytes, range)))
        case UInt8(ascii: "["):
            offset += 1
            readItems(until: UInt8(ascii: "]")) { $0.readValue(path, depth: depth + 1) }
        case UInt8(ascii: "{"):
            offset += 1
            readItems(until: UInt8(ascii: "}")) { reader in
                guard let key = reader.readKey(), reader.offset < reader.bytes.count,
                    reader.bytes[reader.offset] == UInt8(ascii: "=")
                else { return }
                reader.offset += 1
                reader.readValue(path + key, depth: depth + 1)
            }
        default:
            while offset < bytes.count, !Self.endsValue(bytes[offset]) { offset += 1 }
        }
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        ByteText.isBreak(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: "#")
    }

    /// Reads what commas divide, over lines and comments, up to `close`.
    private mutating func readItems(until close: UInt8, _ read: (inout TOMLStrings) -> Void) {
        while offset < bytes.count {
            skipBlanks(includingLines: true)
            guard offset < bytes.count else { return }
            if bytes[offset] == close {
                offset += 1
                return
            }
            let before = offset
            if bytes[offset] == UInt8(ascii: ",") { offset += 1 } else { read(&self) }
            // What cannot be read must not stop the reader in one place.
            if offset == before { offset += 1 }
        }
    }

    /// Reads a string of one line, with the quotes; nil, behind it, for one that has escapes or several lines.
    private mutating func readString() -> Range<Int>? {
        let quote = bytes[offset]
        if offset + 2 < bytes.count, bytes[offset + 1] == quote, bytes[offset + 2] == quote {
            offset += 3
            while offset + 2 < bytes.count,
                !(bytes[offset] == quote && bytes[offset + 1] == quote && bytes[offset + 2] == quote)
            {
                offset += 1
            }
            offset = min(offset + 3, bytes.count)
            return nil
        }
        let start = offset + 1
        var end = start
        var hasEscape = false
        while end < bytes.count, bytes[end] != quote, !ByteText.isBreak(bytes[end]) {
            if bytes[end] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                hasEscape = true
                end += 1
            }
            end += 1
        }
        guard end < bytes.count, bytes[end] == quote else {
            offset = min(end, bytes.count)
            return nil
        }
        offset = end + 1
        return hasEscape ? nil : start..<end
    }

    private mutating func skipBlanks(includingLines: Bool = false) {
        while offset < bytes.count {
            if ByteText.isBlank(bytes[offset]) || (includingLines && ByteText.isBreak(bytes[offset])) {
                offset += 1
            } else if includingLines, bytes[offset] == UInt8(ascii: "#") {
                skipLine()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() { offset = min(ByteText.lineEnd(bytes, from: offset) + 1, bytes.count) }
}
