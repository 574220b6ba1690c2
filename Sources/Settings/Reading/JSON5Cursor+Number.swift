extension JSON5Cursor {
    /// Reads a number: decimal, hexadecimal, with a sign, with a leading or trailing dot, `Infinity` and `NaN`.
    mutating func readNumber() throws(SettingsSyntaxError) -> SettingsNode.Content {
        let start = offset
        let isNegative = peek == UInt8(ascii: "-")
        if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { advance() }
        for word in ["Infinity", "NaN"] where skip(word: word) { return .number(word) }
        let isHex = peek == UInt8(ascii: "0") && (peek(1) == UInt8(ascii: "x") || peek(1) == UInt8(ascii: "X"))
        let content = try isHex ? readHexNumber(isNegative: isNegative) : readDecimal(from: start)
        if let next = peek, Self.isNamePart(next) { throw unexpected("the end of a number") }
        return content
    }

    private mutating func readHexNumber(isNegative: Bool) throws(SettingsSyntaxError) -> SettingsNode.Content {
        move(by: 2)
        let digits = skipDigits { $0.isHexDigit }
        guard !digits.isEmpty else { throw unexpected("a hexadecimal digit") }
        guard let value = Int((isNegative ? "-" : "") + digits, radix: 16) else { return .number("0x" + digits) }
        return .integer(value)
    }

    private mutating func readDecimal(from start: Int) throws(SettingsSyntaxError) -> SettingsNode.Content {
        let whole = skipDigits { $0.isASCII && $0.isNumber }
        if whole.count > 1, whole.hasPrefix("0") { throw unexpected("a number without leading zero") }
        var fraction = ""
        if skip(UInt8(ascii: ".")) { fraction = skipDigits { $0.isASCII && $0.isNumber } }
        guard !(whole.isEmpty && fraction.isEmpty) else { throw unexpected("a digit") }
        var hasExponent = false
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            hasExponent = true
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { advance() }
            guard !skipDigits({ $0.isASCII && $0.isNumber }).isEmpty else { throw unexpected("a digit") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        let isWhole = !hasExponent && fraction.allSatisfy { $0 == "0" }
        let sign = text.hasPrefix("-") ? "-" : ""
        return (isWhole ? Int(sign + (whole.isEmpty ? "0" : whole)) : nil).map { .integer($0) } ?? .number(text)
    }

    private mutating func skipDigits(_ isDigit: (Character) -> Bool) -> String {
        var digits = ""
        while let byte = peek, byte < 0x80, isDigit(Character(Unicode.Scalar(byte))) {
            digits.append(Character(Unicode.Scalar(byte)))
            advance()
        }
        return digits
    }
}
