import Domain
import Foundation
import Signing

/// The credential of an app itself: a token that it signs, new for every request.
///
/// - Source: docs.github.com/apps, "Generating a JSON Web Token (JWT) for a GitHub App".
struct GitHubAppCredential: ForgeCredential {
    private let app: ForgeApp
    private let key: RSASigningKey
    private let now: @Sendable () -> Date

    init(_ app: ForgeApp, now: @escaping @Sendable () -> Date) throws(ForgeError) {
        self.app = app
        self.now = now
        do {
            key = try RSASigningKey(pem: app.privateKey.reveal())
        } catch {
            throw ForgeError(.unauthorized, "The private key \(app.name) of the app \(app.id) cannot be used: \(error)")
        }
    }

    func authorization() async throws -> Secret {
        // A minute back, for clocks that differ; GitHub allows ten minutes from now.
        let time = Int(now().timeIntervalSince1970)
        let token = try JSONWebToken(issuer: String(app.id), issuedAt: time - 60, expires: time + 540, key: key)
        return Secret("Bearer " + token.text)
    }

    func renew(after refused: Secret?) async -> Bool { false }
}
