/// One challenge of a `WWW-Authenticate` header: how the server wants to know who we are.
///
/// Source: RFC 9110, section 11.6.1; https://distribution.github.io/distribution/spec/auth/token/.
struct AuthChallenge: Hashable, Sendable {
    /// In lower case: `basic`, `bearer`.
    var scheme: String
    /// Names in lower case.
    var parameters: [String: String]

    /// Reads all challenges of a header's value; what does not parse ends the list.
    static func parse(_ value: String) -> [AuthChallenge] {
        var reader = ChallengeReader(Array(value.utf8))
        return reader.readAll()
    }
}

/// Reads `scheme name=value, name="value", scheme ...`. A comma parts parameters and challenges alike, so a word is a
/// parameter only when `=` follows.
private struct ChallengeReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func readAll() -> [AuthChallenge] {
        var result: [AuthChallenge] = []
        while true {
            skip(" \t,")
            guard let word = readWord() else { return result }
            skip(" \t")
            if next == UInt8(ascii: "="), !result.isEmpty {
                position += 1
                skip(" \t")
                guard let value = readValue() else { return result }
                result[result.count - 1].parameters[word.lowercased()] = value
            } else {
                result.append(AuthChallenge(scheme: word.lowercased(), parameters: [:]))
            }
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ characters: StaticString) {
        while let next, characters.withUTF8Buffer({ $0.contains(next) }) { position += 1 }
    }

    private mutating func readWord() -> String? {
        let start = position
        while let next, next > 0x20, next < 0x7F, !",=\"".utf8.contains(next) { position += 1 }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readValue() -> String? {
        guard next == UInt8(ascii: "\"") else { return readWord() }
        position += 1
        var value: [UInt8] = []
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let escaped = next {
                position += 1
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return nil
    }
}
