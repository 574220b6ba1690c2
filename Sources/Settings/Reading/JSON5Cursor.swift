/// A place in the bytes of a JSON5 text, and the small things that can be read there.
struct JSON5Cursor {
    let bytes: [UInt8]
    private(set) var offset = 0
    /// Counted from 1.
    private(set) var line = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset >= bytes.count }
    var peek: UInt8? { peek(0) }

    func peek(_ ahead: Int) -> UInt8? {
        let index = offset + ahead
        return index < bytes.count ? bytes[index] : nil
    }

    /// Steps over one byte, counting lines at `\n`, `\r\n` and a lone `\r`.
    mutating func advance() {
        guard let byte = peek else { return }
        if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && peek(1) != UInt8(ascii: "\n")) { line += 1 }
        offset += 1
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        advance()
        return true
    }

    /// Steps over `word` when it stands here as a whole.
    mutating func skip(word: String) -> Bool {
        let utf8 = Array(word.utf8)
        guard bytes[offset...].starts(with: utf8) else { return false }
        if let next = peek(utf8.count), Self.isNamePart(next) { return false }
        offset += utf8.count
        return true
    }

    /// Steps over blanks, line ends and comments.
    ///
    /// - Throws: ``SettingsSyntaxError`` when a comment has no end.
    mutating func skipBlanks() throws(SettingsSyntaxError) {
        while let byte = peek {
            switch byte {
            case 0x09...0x0D, 0x20: advance()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLineComment()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try skipBlockComment()
            default:
                guard let (scalar, length) = scalar(), Self.blanks.contains(scalar) else { return }
                offset += length
            }
        }
    }

    private mutating func skipLineComment() {
        while let byte = peek, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { advance() }
    }

    private mutating func skipBlockComment() throws(SettingsSyntaxError) {
        let start = line
        offset += 2
        while !(peek == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) {
            guard !isAtEnd else { throw SettingsSyntaxError(line: start, message: "a comment /* has no end */") }
            advance()
        }
        offset += 2
    }

    /// The scalar here and how many bytes it takes; nil at the end and for ASCII.
    func scalar() -> (Unicode.Scalar, Int)? {
        guard let first = peek, first >= 0x80 else { return nil }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        var iterator = bytes[offset..<min(offset + length, bytes.count)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, length)
    }

    /// Blanks beyond ASCII: ECMAScript's WhiteSpace and LineTerminator. Editors do not count the latter as lines.
    private static let blanks: Set<Unicode.Scalar> = {
        let single: [UInt32] = [0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]
        return Set((single + Array(0x2000...0x200A)).compactMap(Unicode.Scalar.init))
    }()

    static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
            true
        default: false
        }
    }

    mutating func move(by count: Int) { offset = min(offset + count, bytes.count) }

    func unexpected(_ expected: String) -> SettingsSyntaxError {
        let found =
            switch peek {
            case nil: "the end of the file"
            case let byte? where byte > 0x20 && byte < 0x7F: "\(Character(Unicode.Scalar(byte)))"
            default: "a character that does not belong there"
            }
        return SettingsSyntaxError(
            line: line, message: "the file is not valid JSON: expected \(expected), found \(found)")
    }
}
