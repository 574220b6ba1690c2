import Foundation
import Signing

/// The header fields of a webhook that is signed as Standard Webhooks says, now.
///
/// - Parameter secret: `whsec_` and base64 of the key.
public func signedWebhook(id: String, body: String, secret: String) throws -> [String: String] {
    let time = "\(Int(Date().timeIntervalSince1970))"
    let key = Data(base64Encoded: String(secret.dropFirst(6))) ?? Data()
    let code = try HashFunction.sha256.hmac(key: Array(key), message: Array("\(id).\(time).\(body)".utf8))
    return [
        "webhook-id": id, "webhook-timestamp": time, "webhook-signature": "v1," + Data(code).base64EncodedString(),
        "Content-Type": "application/json",
    ]
}
