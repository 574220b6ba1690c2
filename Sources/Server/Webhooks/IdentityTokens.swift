public import Foundation
import Signing

/// Checks identity tokens (OpenID Connect): JSON Web Tokens in the `Authorization` header, signed with RS256 by an issuer.
///
/// Google's Pub/Sub proves itself so. Of a token all must be right: the signature, by one of the keys that the issuer
/// publishes now; who issued it, whom it is for, whose it is, and when. Keys are kept as long as the issuer allows.
/// Source: https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions, RFC 7519, RFC 7517.
public actor IdentityTokens {
    /// What a token must say.
    public struct Expectation: Hashable, Sendable {
        /// Any of these may have issued it.
        public var issuers: [String]
        public var audience: String
        /// The account that the sender acts as; nil allows any that the issuer vouches for.
        public var email: String?

        public init(issuers: [String], audience: String, email: String?) {
            self.issuers = issuers
            self.audience = audience
            self.email = email
        }
    }

    /// What an issuer publishes at its key address.
    public struct PublishedKeys: Sendable {
        public var body: [UInt8]
        /// For how many seconds they may be kept; nil when the issuer does not say.
        public var maximumAge: TimeInterval?

        public init(body: [UInt8], maximumAge: TimeInterval?) {
            self.body = body
            self.maximumAge = maximumAge
        }
    }

    private let expectation: Expectation
    private let fetch: @Sendable () async throws -> PublishedKeys
    private let note: @Sendable (String) -> Void
    private var keys: [String: RSAVerifyingKey] = [:]
    private var expires = Date.distantPast
    /// When the keys were asked for last, so that made-up key names do not make us ask all the time.
    private var asked = Date.distantPast

    /// How far the issuer's clock may be from ours, in seconds.
    static let leeway: TimeInterval = 60
    /// How often the issuer is asked at most, in seconds.
    static let pause: TimeInterval = 30

    /// - Parameters:
    ///   - fetch: reads the issuer's keys, a JSON Web Key Set.
    ///   - note: told when they cannot be read.
    public init(
        _ expectation: Expectation, fetch: @escaping @Sendable () async throws -> PublishedKeys,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.expectation = expectation
        self.fetch = fetch
        self.note = note
    }

    /// Whether a request carries a token that says what is expected.
    public func isAuthentic(_ request: WebhookRequest) async -> Bool {
        guard let value = request.field("Authorization"), value.prefix(7).lowercased() == "bearer ",
            value.utf8.count <= 16_384, let token = WebToken(value.dropFirst(7)),
            isExpected(token.claims, at: request.receivedAt),
            let key = await key(token.keyID, at: request.receivedAt)
        else { return false }
        return key.isValid(token.signature, for: token.signed)
    }

    private func isExpected(_ claims: JSON, at time: Date) -> Bool {
        let now = time.timeIntervalSince1970
        guard let issuer = claims["iss"].string, expectation.issuers.contains(issuer),
            let expiry = claims["exp"].int, Double(expiry) + Self.leeway > now,
            Double(claims["iat"].int ?? 0) - Self.leeway <= now, Double(claims["nbf"].int ?? 0) - Self.leeway <= now
        else { return false }
        let audiences = claims["aud"].string.map { [$0] } ?? claims["aud"].strings
        guard audiences.contains(expectation.audience) else { return false }
        guard let email = expectation.email else { return true }
        return claims["email"].string == email && claims["email_verified"].bool == true
    }

    private func key(_ id: String, at time: Date) async -> RSAVerifyingKey? {
        if time < expires, let key = keys[id] { return key }
        // The issuer has new keys, or the name is made up.
        if time >= asked.addingTimeInterval(Self.pause) || time < asked {
            asked = time
            do { try read(try await fetch(), at: time) } catch { note("the issuer's keys cannot be read: \(error)") }
        }
        return time < expires ? keys[id] : nil
    }

    private func read(_ published: PublishedKeys, at time: Date) throws {
        var found: [String: RSAVerifyingKey] = [:]
        for key in try JSON(object: published.body)["keys"].items.prefix(100) {
            guard key["kty"].string == "RSA", key["use"].string ?? "sig" == "sig",
                key["alg"].string ?? "RS256" == "RS256",
                let modulus = key["n"].string, let exponent = key["e"].string
            else { continue }
            found[key["kid"].string ?? ""] = try? RSAVerifyingKey(
                webKey: RSAWebKey(modulus: modulus, exponent: exponent))
        }
        keys = found
        expires = time.addingTimeInterval(min(max(published.maximumAge ?? 3600, 60), 86_400))
    }
}

/// A JSON Web Token taken apart; nothing of it is believed yet.
private struct WebToken {
    var keyID: String
    var claims: JSON
    /// The bytes that the signature is over.
    var signed: [UInt8]
    var signature: [UInt8]

    /// - Returns: nil for anything that is not a token signed with RS256; `none` and the rest are not spoken.
    init?(_ text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = bytes(base64URL: parts[0]).flatMap({ try? JSON(object: $0) }),
            let claims = bytes(base64URL: parts[1]).flatMap({ try? JSON(object: $0) }),
            let signature = bytes(base64URL: parts[2]), !signature.isEmpty, header["alg"].string == "RS256",
            !header["crit"].exists
        else { return nil }
        keyID = header["kid"].string ?? ""
        self.claims = claims
        signed = Array((parts[0] + "." + parts[1]).utf8)
        self.signature = signature
    }
}
