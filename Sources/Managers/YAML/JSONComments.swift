import Domain

/// Hides what JSON5 and JSON with comments have and YAML has not, byte for byte, so that the YAML parser reads such files.
///
/// YAML's flow style already allows what else they have: keys without quotes, single quotes, commas at the end.
/// Sources: https://spec.json5.org, https://code.visualstudio.com/docs/languages/json#_json-with-comments
enum JSONComments {
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")

    /// Whether the name says that a file is JSON.
    static func mayBeIn(_ name: String) -> Bool {
        name.hasSuffix(".json") || name.hasSuffix(".json5") || name.hasSuffix(".jsonc") || name == ".renovaterc"
    }

    /// `bytes` with blanks in place of comments, and of halves of surrogate pairs, which YAML has no escapes for.
    static func masked(_ bytes: [UInt8]) -> [UInt8] {
        guard ByteText.contains(bytes, "//") || ByteText.contains(bytes, "/*") || ByteText.contains(bytes, "\\u") else {
            return bytes
        }
        var result = bytes
        var offset = 0
        var quote: UInt8?
        while offset < bytes.count {
            let byte = bytes[offset]
            let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
            if let open = quote {
                if byte == UInt8(ascii: "\\") {
                    if isSurrogate(bytes, offset) { hide(&result, offset..<(offset + 6)) }
                    offset += 2
                    continue
                }
                // A line that ends in a string is no JSON: what follows is read as if it had been closed.
                if byte == open || byte == ByteText.lineFeed { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == slash, next == slash || next == star {
                let end = commentEnd(bytes, offset, isBlock: next == star)
                hide(&result, offset..<end)
                offset = end
                continue
            }
            offset += 1
        }
        return result
    }

    private static func commentEnd(_ bytes: [UInt8], _ start: Int, isBlock: Bool) -> Int {
        guard isBlock else { return ByteText.lineEnd(bytes, from: start) }
        return ByteText.firstIndex(of: "*/", in: bytes, from: start + 2).map { $0 + 2 } ?? bytes.count
    }

    private static func isSurrogate(_ bytes: [UInt8], _ start: Int) -> Bool {
        guard start + 6 <= bytes.count, bytes[start + 1] == UInt8(ascii: "u") else { return false }
        return bytes[start + 2] | 0x20 == UInt8(ascii: "d")
            && (bytes[start + 3] > UInt8(ascii: "7"))
    }

    private static func hide(_ bytes: inout [UInt8], _ range: Range<Int>) {
        for offset in range where !ByteText.isBreak(bytes[offset]) { bytes[offset] = ByteText.space }
    }
}
