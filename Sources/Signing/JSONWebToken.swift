import Foundation

/// A signed JSON Web Token of an app, as GitHub takes them: RS256 (RFC 7515, RFC 7519).
public struct JSONWebToken: Hashable, Sendable {
    /// Three parts with dots between.
    public let text: String

    /// Makes a token that says who `issuer` is, from `issuedAt` to `expires`, in whole seconds since 1970.
    ///
    /// - Throws: ``SigningError`` `.failed`.
    public init(issuer: String, issuedAt: Int, expires: Int, key: RSASigningKey) throws(SigningError) {
        struct Claims: Encodable {
            var exp: Int
            var iat: Int
            var iss: String
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let claims = try? encoder.encode(Claims(exp: expires, iat: issuedAt, iss: issuer)) else {
            throw SigningError(.failed, "the claims of a token cannot be written as JSON")
        }
        let head = base64URL(Array(#"{"alg":"RS256","typ":"JWT"}"#.utf8))
        let signed = head + "." + base64URL(Array(claims))
        text = signed + "." + base64URL(try key.sign(Array(signed.utf8)))
    }
}

/// Base64 with `-` and `_`, without padding (RFC 4648, section 5; RFC 7515, section 2).
private func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}
