import COpenSSL

/// Owns one `EVP_PKEY`.
// Unchecked: the pointer is set once and the key behind it is never changed; OpenSSL allows concurrent read-only use
// of one EVP_PKEY, every operation makes its own context, and deinit runs when nobody else holds the object.
final class KeyHandle: @unchecked Sendable {
    private let key: OpaquePointer

    /// Reads the first private key of a PEM text (PKCS#1 or PKCS#8, without a passphrase).
    init(privatePEM text: String) throws(SigningError) {
        key = try Self.read(text, what: "private key") { PEM_read_bio_PrivateKey($0, nil, Self.noPassphrase, nil) }
    }

    /// Reads the first public key of a PEM text (`BEGIN PUBLIC KEY`).
    init(publicPEM text: String) throws(SigningError) {
        key = try Self.read(text, what: "public key") { PEM_read_bio_PUBKEY($0, nil, Self.noPassphrase, nil) }
    }

    /// Makes an Ed25519 key of its 32-byte seed (RFC 8032).
    init(ed25519Seed seed: [UInt8]) throws(SigningError) {
        guard let made = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw SigningError(.unreadableKey, "this is no Ed25519 key: \(openSSLReason())")
        }
        key = made
    }

    deinit { EVP_PKEY_free(key) }

    var isRSA: Bool { EVP_PKEY_get_id(key) == EVP_PKEY_RSA }
    var bits: Int { Int(EVP_PKEY_get_bits(key)) }

    /// The 32 bytes of an Ed25519 public key.
    func rawPublicKey() throws(SigningError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var length = result.count
        guard EVP_PKEY_get_raw_public_key(key, &result, &length) == 1, length == result.count else {
            throw SigningError(.failed, "cannot read the public half of the key: \(openSSLReason())")
        }
        return result
    }

    /// Signs `message`; `hash` is nil for algorithms that hash by themselves, such as Ed25519.
    func sign(_ message: [UInt8], hash: OpaquePointer?) throws(SigningError) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard context != nil, EVP_DigestSignInit(context, nil, hash, nil, key) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw SigningError(.failed, "cannot sign: \(openSSLReason())") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw SigningError(.failed, "cannot sign: \(openSSLReason())")
        }
        return Array(signature.prefix(length))
    }

    /// Whether `signature` is one of `message` by this key.
    func verifies(_ signature: [UInt8], of message: [UInt8], hash: OpaquePointer?) -> Bool {
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return context != nil && EVP_DigestVerifyInit(context, nil, hash, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// Without this callback OpenSSL would ask for a passphrase on the terminal.
    private static let noPassphrase:
        @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = { _, _, _, _ in
            -1
        }

    /// The BIO only points at the bytes, so making it, reading it and freeing it stay inside one closure.
    private static func read(
        _ text: String, what: String, _ body: (OpaquePointer) -> OpaquePointer?
    ) throws(SigningError) -> OpaquePointer {
        let key = Array(text.utf8).withUnsafeBytes { bytes -> OpaquePointer? in
            guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return nil }
            defer { BIO_free(bio) }
            return body(bio)
        }
        guard let key else {
            throw SigningError(.unreadableKey, "this is no PEM \(what) without a passphrase: \(openSSLReason())")
        }
        return key
    }
}
