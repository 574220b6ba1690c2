import Domain
import Foundation
import Signing

/// The ways in which senders prove who they are. All compare in constant time, and try every secret: there are several
/// while one is being replaced.
enum Authenticity {
    /// A secret sent as it is.
    static func token(_ value: String?, _ secrets: [Secret]) -> Bool {
        guard let value, !value.isEmpty else { return false }
        return any(of: secrets) { constantTimeEqual(Array($0.utf8), Array(value.utf8)) }
    }

    /// `prefix` and the HMAC of `message` in hexadecimal digits of either case.
    static func hexHMAC(
        _ value: String?, prefix: String = "", _ function: HashFunction, of message: [UInt8], _ secrets: [Secret]
    ) -> Bool {
        guard let value, value.hasPrefix(prefix), let code = bytes(hexadecimal: value.dropFirst(prefix.count)),
            !code.isEmpty
        else { return false }
        return any(of: secrets) { secret in
            guard let expected = try? function.hmac(key: Array(secret.utf8), message: message) else { return false }
            return constantTimeEqual(expected, code)
        }
    }

    /// How far a signed time may be from ours.
    static let tolerance: TimeInterval = 300

    /// Standard Webhooks: `v1,` and the base64 of an HMAC-SHA256 over id, time and body; one of several may match.
    ///
    /// A secret is `whsec_` and base64 of the key, or the key itself.
    /// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    static func standardWebhook(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
        guard let id = request.field("webhook-id"), !id.isEmpty, let time = request.field("webhook-timestamp"),
            let seconds = Int64(time), let signatures = request.field("webhook-signature"),
            abs(Double(seconds) - request.receivedAt.timeIntervalSince1970) <= tolerance
        else { return false }
        let codes = signatures.split(whereSeparator: { $0 == " " }).compactMap { part -> [UInt8]? in
            guard part.hasPrefix("v1,"), let code = Data(base64Encoded: String(part.dropFirst(3))) else { return nil }
            return Array(code)
        }
        let message = Array("\(id).\(time).".utf8) + request.body
        return any(of: secrets) { secret in
            guard let expected = try? HashFunction.sha256.hmac(key: standardKey(secret), message: message) else {
                return false
            }
            return codes.reduce(false) { constantTimeEqual(expected, $1) || $0 }
        }
    }

    private static func standardKey(_ secret: String) -> [UInt8] {
        guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6))) else {
            return Array(secret.utf8)
        }
        return Array(key)
    }

    /// Basic authentication; a secret is `user:password`, or a password for any user.
    ///
    /// Source: RFC 7617.
    static func basic(_ value: String?, _ secrets: [Secret]) -> Bool {
        guard let value, value.prefix(6).lowercased() == "basic ",
            let data = Data(base64Encoded: String(value.dropFirst(6)).trimmingCharacters(in: .whitespaces))
        else { return false }
        let credentials = Array(data)
        let password = Array(credentials.drop { $0 != UInt8(ascii: ":") }.dropFirst())
        return any(of: secrets) { secret in
            let expected = Array(secret.utf8)
            let isWhole = constantTimeEqual(expected, credentials)
            let isPassword = constantTimeEqual(expected, password)
            return isWhole || isPassword && !expected.isEmpty
        }
    }

    /// Whether one of the secrets matches; all are tried, so that the time does not tell which. An empty secret never does.
    private static func any(of secrets: [Secret], _ matches: (String) -> Bool) -> Bool {
        secrets.reduce(false) { found, secret in
            let text = secret.reveal()
            return (!text.isEmpty && matches(text)) || found
        }
    }
}
