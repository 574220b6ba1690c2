import Signing

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
func sha256(_ bytes: [UInt8]) -> String {
    // No policy of OpenSSL forbids this one, so there is nothing sensible to do but to show an empty digest.
    (try? HashFunction.sha256.hexDigest(of: bytes)) ?? ""
}
