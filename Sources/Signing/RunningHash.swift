import COpenSSL

/// A hash of bytes that come piece by piece.
public final class RunningHash {
    private let context: OpaquePointer

    /// Begins a SHA-256.
    ///
    /// - Throws: ``SigningError`` `.failed` when OpenSSL refuses.
    public init() throws(SigningError) {
        guard let context = EVP_MD_CTX_new() else {
            throw SigningError(.failed, "cannot begin a hash: \(openSSLReason())")
        }
        self.context = context
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            // The object exists already: deinit frees the context.
            throw SigningError(.failed, "cannot begin a hash: \(openSSLReason())")
        }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes more bytes.
    ///
    /// - Throws: ``SigningError`` `.failed` when OpenSSL refuses.
    public func update(_ bytes: UnsafeRawBufferPointer) throws(SigningError) {
        guard bytes.isEmpty || EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw SigningError(.failed, "cannot go on with a hash: \(openSSLReason())")
        }
    }

    /// Ends it, and returns the raw digest; nothing can be added behind.
    ///
    /// - Throws: ``SigningError`` `.failed` when OpenSSL refuses.
    public func finish() throws(SigningError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &result, &length) == 1 else {
            throw SigningError(.failed, "cannot end a hash: \(openSSLReason())")
        }
        return Array(result.prefix(Int(length)))
    }
}
