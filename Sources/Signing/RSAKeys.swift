import COpenSSL

/// An RSA private key that signs as RS256: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 7518, 3.3).
///
/// Reading the PEM costs about as much as signing: make one and keep it.
public struct RSASigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let handle: KeyHandle

    /// Reads a PEM text, PKCS#1 (`BEGIN RSA PRIVATE KEY`) or PKCS#8, without a passphrase.
    ///
    /// - Throws: ``SigningError`` `.unreadableKey`; `.unsupportedKey` for another algorithm or less than 2048 bits.
    public init(pem: String) throws(SigningError) {
        handle = try KeyHandle(privatePEM: pem)
        try checkRSA(handle)
    }

    /// Signs `message` and returns the raw signature.
    ///
    /// - Throws: ``SigningError`` `.failed`.
    public func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        try handle.sign(message, hash: EVP_sha256())
    }

    public var description: String { "RSA key ***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// An RSA public key that verifies RS256 signatures.
public struct RSAVerifyingKey: Sendable {
    private let handle: KeyHandle

    /// Reads a PEM text that begins with `BEGIN PUBLIC KEY`.
    ///
    /// - Throws: ``SigningError`` `.unreadableKey`; `.unsupportedKey` for another algorithm or less than 2048 bits.
    public init(pem: String) throws(SigningError) {
        handle = try KeyHandle(publicPEM: pem)
        try checkRSA(handle)
    }

    /// Whether `signature` was made of `message` with the private half.
    public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        handle.verifies(signature, of: message, hash: EVP_sha256())
    }
}

private func checkRSA(_ handle: KeyHandle) throws(SigningError) {
    guard handle.isRSA else { throw SigningError(.unsupportedKey, "the key is not an RSA key; RS256 needs one") }
    guard handle.bits >= 2048 else {
        throw SigningError(.unsupportedKey, "the RSA key has \(handle.bits) bits; make one of at least 2048")
    }
}
