import COpenSSL

/// Whether two byte strings are the same, in a time that depends on their lengths only.
///
/// For signatures and tokens: comparing with `==` tells an attacker how many leading bytes were right.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
