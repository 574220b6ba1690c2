import COpenSSL

/// A hash function of OpenSSL: digests, and message authentication codes over them.
public enum HashFunction: String, Hashable, Sendable, Codable, CaseIterable {
    /// For GitHub's legacy signatures and Git's object ids only; collisions are known.
    case sha1
    case sha224
    case sha256
    case sha384
    case sha512

    /// Hashes `bytes` and returns the raw digest.
    ///
    /// - Throws: ``SigningError`` `.failed` when OpenSSL has no such function, as under a FIPS policy.
    public func digest(of bytes: [UInt8]) throws(SigningError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_Digest(bytes, bytes.count, &result, &length, function, nil) == 1 else {
            throw SigningError(.failed, "cannot compute \(rawValue): \(openSSLReason())")
        }
        return Array(result.prefix(Int(length)))
    }

    /// Hashes `bytes` and returns the digest in lower-case hexadecimal digits.
    ///
    /// - Throws: as ``digest(of:)``.
    public func hexDigest(of bytes: [UInt8]) throws(SigningError) -> String {
        hexadecimal(try digest(of: bytes))
    }

    /// Computes the HMAC (RFC 2104) of `message` and returns its raw bytes.
    ///
    /// - Throws: ``SigningError`` `.failed` when OpenSSL refuses.
    public func hmac(key: [UInt8], message: [UInt8]) throws(SigningError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard HMAC(function, key, Int32(clamping: key.count), message, message.count, &result, &length) != nil else {
            throw SigningError(.failed, "cannot compute HMAC-\(rawValue): \(openSSLReason())")
        }
        return Array(result.prefix(Int(length)))
    }

    private var function: OpaquePointer? {
        switch self {
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}

/// Writes bytes as lower-case hexadecimal digits.
public func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// Reads hexadecimal digits of either case; nil when there is anything else, or an odd number of them.
public func bytes(hexadecimal text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    var high: UInt8?
    for digit in text.utf8 {
        let value: UInt8
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
        default: return nil
        }
        if let first = high {
            result.append(first << 4 | value)
            high = nil
        } else {
            high = value
        }
    }
    return high == nil ? result : nil
}
