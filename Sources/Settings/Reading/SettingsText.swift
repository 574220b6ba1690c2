/// The text of a settings file: valid UTF-8, without byte order mark, within the size limit.
struct SettingsText: Hashable, Sendable {
    let bytes: [UInt8]

    /// Checks `bytes`.
    ///
    /// - Throws: ``SettingsSyntaxError`` when they are too many or not UTF-8.
    init(_ bytes: [UInt8], limits: SettingsLimits = .standard) throws(SettingsSyntaxError) {
        guard bytes.count <= limits.bytes else {
            throw SettingsSyntaxError(
                message: "the file has \(bytes.count) bytes, settings may have \(limits.bytes) at most")
        }
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw SettingsSyntaxError(line: 1, message: "the file is written in UTF-16, expected UTF-8")
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = hasMark ? Array(bytes.dropFirst(3)) : bytes
        guard String(validating: text, as: UTF8.self) != nil else {
            throw SettingsSyntaxError(line: Self.firstBrokenLine(of: text), message: "the file is not valid UTF-8")
        }
        self.bytes = text
    }

    /// The line, counted from 1, that holds the byte at `offset`.
    func line(at offset: Int) -> Int {
        1 + bytes.prefix(max(0, offset)).count { $0 == UInt8(ascii: "\n") }
    }

    private static func firstBrokenLine(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): if scalar == "\n" { line += 1 }
            case .emptyInput, .error: return line
            }
        }
    }
}
