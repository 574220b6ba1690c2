extension YAMLScalar {
    static let coreTagPrefix = "tag:yaml.org,2002:"

    /// The typed value, by YAML 1.2.2, section 10.3 (core schema).
    func content(line: Int) throws(SettingsSyntaxError) -> SettingsNode.Content {
        guard let tag else { return isPlain ? Self.resolve(value) : .text(value) }
        guard tag != "!" else { return .text(value) }
        guard tag.hasPrefix(Self.coreTagPrefix) else { throw Self.unknownTag(line) }
        switch tag.dropFirst(Self.coreTagPrefix.count) {
        case "str": return .text(value)
        case "int", "bool", "float", "null": return Self.resolve(value)
        default: throw Self.unknownTag(line)
        }
    }

    static func unknownTag(_ line: Int) -> SettingsSyntaxError {
        SettingsSyntaxError(line: line, message: "YAML tags such as !name are not supported here")
    }

    private static func resolve(_ plain: String) -> SettingsNode.Content {
        switch plain {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .flag(true)
        case "false", "False", "FALSE": .flag(false)
        default: resolveNumber(plain) ?? .text(plain)
        }
    }

    private static func resolveNumber(_ plain: String) -> SettingsNode.Content? {
        guard let first = plain.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
        for (prefix, radix) in [("0x", 16), ("0o", 8)] where plain.hasPrefix(prefix) {
            let digits = plain.dropFirst(2)
            guard let digit = digits.utf8.first, digit != UInt8(ascii: "+"), digit != UInt8(ascii: "-") else {
                return nil
            }
            return Int(digits, radix: radix).map { .integer($0) }
        }
        let unsigned = plain.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        guard plain.utf8.count - unsigned.count <= 1, isDecimal(unsigned) else { return nil }
        return Int(plain).map { .integer($0) } ?? .number(plain)
    }

    /// Digits with at most one dot, at least one digit before the exponent, and a whole exponent if any.
    private static func isDecimal(_ text: some Collection<UInt8>) -> Bool {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
        }
        guard let mantissa = parts.first, mantissa.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else { return false }
        let digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return false }
        guard parts.count == 2 else { return true }
        let exponent = parts[1].first.map { "+-".utf8.contains($0) } == true ? parts[1].dropFirst() : parts[1]
        return !exponent.isEmpty && exponent.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
