extension JSON5Cursor {
    /// Reads a text in single or double quotes; the cursor stands at the quote.
    mutating func readString() throws(SettingsSyntaxError) -> String {
        let start = line
        guard let quote = peek else { throw unexpected("a text") }
        advance()
        var value: [UInt8] = []
        while let byte = peek {
            switch byte {
            case quote:
                advance()
                return String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "\\"): try readEscape(into: &value)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                throw SettingsSyntaxError(
                    line: start, message: "the file is not valid JSON: a text has no closing quote")
            default:
                value.append(byte)
                advance()
            }
        }
        throw SettingsSyntaxError(line: start, message: "the file is not valid JSON: a text has no closing quote")
    }

    /// Reads the name of a member: a text, or an ECMAScript identifier without quotes.
    mutating func readName() throws(SettingsSyntaxError) -> String {
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try readString() }
        guard let first = peek, Self.isNamePart(first) || first == UInt8(ascii: "\\"),
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { throw unexpected("a name") }
        var name: [UInt8] = []
        while let byte = peek {
            if byte == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
                try readEscape(into: &name)
            } else if Self.isNamePart(byte) {
                name.append(byte)
                advance()
            } else {
                break
            }
        }
        guard !name.isEmpty else { throw unexpected("a name") }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func readEscape(into value: inout [UInt8]) throws(SettingsSyntaxError) {
        advance()
        guard let byte = peek else { throw unexpected("a character behind \\") }
        switch byte {
        case UInt8(ascii: "u"): value += try readUnicodeEscape()
        case UInt8(ascii: "x"):
            advance()
            value += Self.encode(UInt32(try readHex(digits: 2)))
        case UInt8(ascii: "\r"), UInt8(ascii: "\n"): skipLineEnd()
        case UInt8(ascii: "1")...UInt8(ascii: "9"): throw unexpected("an escape such as \\n")
        case UInt8(ascii: "0"):
            advance()
            if let next = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) {
                throw unexpected("no digit behind \\0")
            }
            value.append(0)
        default: readPlainEscape(byte, into: &value)
        }
    }

    private mutating func readPlainEscape(_ byte: UInt8, into value: inout [UInt8]) {
        if let (scalar, length) = scalar() {
            // A backslash before U+2028 or U+2029 goes on with the text on the next line.
            if scalar.value != 0x2028, scalar.value != 0x2029 {
                value += bytes[offset..<min(offset + length, bytes.count)]
            }
            move(by: length)
            return
        }
        value.append(Self.escapes[byte] ?? byte)
        advance()
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B,
    ]

    private mutating func skipLineEnd() {
        let isPair = peek == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n")
        advance()
        if isPair { advance() }
    }

    /// Reads `uXXXX`, and a second one when the first is the high half of a surrogate pair.
    private mutating func readUnicodeEscape() throws(SettingsSyntaxError) -> [UInt8] {
        advance()
        let first = try readHex(digits: 4)
        guard (0xD800...0xDBFF).contains(first) else { return Self.encode(UInt32(first)) }
        guard peek == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else { return Self.encode(0xFFFD) }
        move(by: 2)
        let second = try readHex(digits: 4)
        guard (0xDC00...0xDFFF).contains(second) else { return Self.encode(0xFFFD) + Self.encode(UInt32(second)) }
        return Self.encode(0x10000 + UInt32(first - 0xD800) << 10 + UInt32(second - 0xDC00))
    }

    private mutating func readHex(digits: Int) throws(SettingsSyntaxError) -> Int {
        var value = 0
        for _ in 0..<digits {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | digit
            advance()
        }
        return value
    }

    /// Half a surrogate pair becomes the replacement character.
    private static func encode(_ value: UInt32) -> [UInt8] {
        Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
    }
}
