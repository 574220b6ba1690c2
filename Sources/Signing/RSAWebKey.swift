import Foundation

/// The public half of an RSA key as a JSON Web Key holds it: two large numbers in base64url (RFC 7518, 6.3.1).
public struct RSAWebKey: Hashable, Sendable {
    public var modulus: String
    public var exponent: String

    public init(modulus: String, exponent: String) {
        self.modulus = modulus
        self.exponent = exponent
    }
}

extension RSAVerifyingKey {
    /// Reads a JSON Web Key.
    ///
    /// - Throws: ``SigningError`` as ``init(pem:)``.
    public init(webKey: RSAWebKey) throws(SigningError) {
        guard let modulus = bytes(base64URL: webKey.modulus), let exponent = bytes(base64URL: webKey.exponent),
            !modulus.isEmpty, !exponent.isEmpty, modulus.count <= 2048, exponent.count <= 8
        else { throw SigningError(.unreadableKey, "this is no RSA key: n and e must be base64url") }
        // SubjectPublicKeyInfo (RFC 5280, 4.1) around RSAPublicKey (RFC 8017, A.1.1).
        let algorithm: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]
        let key = derValue(0x30, derNumber(modulus) + derNumber(exponent))
        let info = derValue(0x30, algorithm + derValue(0x03, [0] + key))
        let text = Data(info).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        try self.init(pem: "-----BEGIN PUBLIC KEY-----\n\(text)\n-----END PUBLIC KEY-----\n")
    }
}

/// A positive INTEGER: without leading zeros, but with one where the first bit would be a sign.
private func derNumber(_ digits: [UInt8]) -> [UInt8] {
    let trimmed = Array(digits.drop { $0 == 0 })
    let isSigned = (trimmed.first ?? 0) >= 0x80 || trimmed.isEmpty
    return derValue(0x02, (isSigned ? [0] : []) + trimmed)
}

/// Tag, length and content (X.690, 8.1).
private func derValue(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
    let count = [UInt8(truncatingIfNeeded: content.count >> 8), UInt8(truncatingIfNeeded: content.count)]
    let length = Array(count.drop { $0 == 0 })
    return [tag, 0x80 | UInt8(length.count)] + length + content
}

/// Reads base64 with `-` and `_`, without padding (RFC 4648, section 5); nil when there is anything else.
public func bytes(base64URL text: some StringProtocol) -> [UInt8]? {
    guard !text.contains(where: { $0 == "+" || $0 == "/" || $0 == "=" }) else { return nil }
    let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    return Data(base64Encoded: plain + padding).map { Array($0) }
}
