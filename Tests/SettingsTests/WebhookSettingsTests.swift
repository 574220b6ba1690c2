import Foundation
import Testing

@testable import Settings

@Suite struct WebhookSettingsTests {
    private func read(_ webhook: String) -> BotSettingsReading {
        BotSettings.read(
            Array("server:\n  jitter: 30m\n  webhooks:\n    - sender: registry/gar\n\(webhook)".utf8),
            file: "windlass.yaml")
    }

    @Test("an identity token may stand in for a secret, with Google as the issuer unless another is named")
    func identity() throws {
        let text =
            "      registry: pkg.example.com\n      identity:\n        audience: bot\n        email: push@example.com\n"
        let server = try read(text).get().server
        #expect(server.jitter == .seconds(1800))
        let webhook = try #require(server.webhooks.first)
        #expect(webhook.registry == "pkg.example.com")
        #expect(webhook.identity == IdentitySettings(audience: "bot", email: "push@example.com"))
        #expect(webhook.identity?.keys == "https://www.googleapis.com/oauth2/v3/certs")
    }

    @Test(
        "what proves nothing is refused",
        arguments: [
            "", "      identity:\n        email: push@example.com\n", "      secrets: []\n",
            "      unverified: false\n",
        ])
    func refused(text: String) {
        #expect(throws: SettingsError.self) { try read(text).get() }
    }
}
