import Domain
import Foundation
import Testing

@testable import Server

/// Published vectors of the vendors, and what must be refused.
@Suite struct AuthenticityTests {
    private func request(
        _ fields: [String: String], body: String, at time: Double = 0, tail: String = ""
    ) -> WebhookRequest {
        WebhookRequest(
            fields: fields.map { ($0.key, $0.value) }, pathTail: tail, body: Array(body.utf8),
            receivedAt: Date(timeIntervalSince1970: time))
    }

    @Test(
        "GitHub's signature: its own example, and nothing that is nearly right",
        arguments: [
            ("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", true),
            ("Hello, World", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false),
            ("Hello, World!", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false),
            ("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1", false),
            ("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e", false),
            ("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700", false),
            ("Hello, World!", "SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false),
            ("Hello, World!", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59", false),
            ("Hello, World!", "sha256=", false),
            ("Hello, World!", "", false),
        ])
    func gitHub(body: String, signature: String, isAuthentic: Bool) {
        let secret = Secret("It's a Secret to Everybody")
        let request = request(["X-Hub-Signature-256": signature], body: body)
        #expect(GitHubSender().isAuthentic(request, secrets: [secret]) == isAuthentic)
        #expect(GitHubSender().isAuthentic(request, secrets: [Secret("old"), secret]) == isAuthentic)
        #expect(!GitHubSender().isAuthentic(request, secrets: [Secret("old")]))
        #expect(!GitHubSender().isAuthentic(request, secrets: []))
    }

    /// The example of the Standard Webhooks specification.
    private let standard = (
        secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        time: 1_614_265_330.0, body: #"{"test": 2432232314}"#,
        signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )

    @Test(
        "Standard Webhooks: one of several signatures, within five minutes, over these bytes",
        arguments: [
            ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, true),
            ("v1,AAAA v2,xyz v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, true),
            ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 300, true),
            ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 301, false),
            ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", -301, false),
            ("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false), ("v1,", 0, false), ("v1,g0hM", 0, false),
            ("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false), ("", 0, false),
        ])
    func standardWebhooks(signature: String, lateBy seconds: Double, isAuthentic: Bool) {
        let fields = [
            "webhook-id": standard.id, "webhook-timestamp": "1614265330", "webhook-signature": signature,
        ]
        let request = request(fields, body: standard.body, at: standard.time + seconds)
        #expect(GitLabSender().isAuthentic(request, secrets: [standard.secret]) == isAuthentic)
        #expect(GenericSender().isAuthentic(request, secrets: [Secret("x"), standard.secret]) == isAuthentic)
    }

    @Test("a changed body, id or time is refused")
    func changed() {
        let right = [
            "webhook-id": standard.id, "webhook-timestamp": "1614265330", "webhook-signature": standard.signature,
        ]
        for (name, value) in [
            ("webhook-id", "msg_other"), ("webhook-timestamp", "1614265331"), ("webhook-timestamp", "x"),
        ] {
            let request = request(right.merging([name: value]) { $1 }, body: standard.body, at: standard.time)
            #expect(!GitLabSender().isAuthentic(request, secrets: [standard.secret]), "\(name): \(value)")
        }
        let other = request(right, body: #"{"test":2432232314}"#, at: standard.time)
        #expect(!GitLabSender().isAuthentic(other, secrets: [standard.secret]))
    }

    @Test("GitLab: a wrong signature never falls back to the token, and a signing token is no token")
    func gitLab() {
        let token = Secret("a long secret token")
        let plain = request(["X-Gitlab-Token": "a long secret token"], body: "{}")
        #expect(GitLabSender().isAuthentic(plain, secrets: [token]))
        #expect(GitLabSender().isAuthentic(plain, secrets: [standard.secret, token]))
        #expect(!GitLabSender().isAuthentic(plain, secrets: [standard.secret]))
        let forged = request(
            [
                "X-Gitlab-Token": "a long secret token", "webhook-id": "1", "webhook-timestamp": "0",
                "webhook-signature": "v1,AAAA",
            ], body: "{}")
        #expect(!GitLabSender().isAuthentic(forged, secrets: [standard.secret, token]))
        let shown = request(["X-Gitlab-Token": standard.secret.reveal()], body: "{}")
        #expect(!GitLabSender().isAuthentic(shown, secrets: [standard.secret]))
        #expect(!GitLabSender().isAuthentic(request(["X-Gitlab-Token": ""], body: "{}"), secrets: [Secret("")]))
    }

    /// The examples of RFC 7617, sections 2 and 2.1.
    @Test(
        "basic authentication",
        arguments: [
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin:open sesame", true),
            ("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin:open sesame", true),
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "open sesame", true),
            ("Basic dGVzdDoxMjPCow==", "test:123£", true),
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", false),
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "", false), ("Basic !!!", "x", false),
            ("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin:open sesame", false), ("Basic ", "x", false),
        ])
    func basic(value: String, secret: String, isAuthentic: Bool) {
        let request = request(["Authorization": value], body: "{}")
        #expect(AzureSender().isAuthentic(request, secrets: [Secret(secret)]) == isAuthentic)
    }

    @Test("registries: in the path, verbatim, as bearer")
    func registries() {
        let secret = Secret("s3cret")
        for (fields, tail) in [
            ([:], "s3cret"), (["Authorization": "s3cret"], ""), (["Authorization": "Bearer s3cret"], ""),
        ] as [([String: String], String)] {
            #expect(HarborSender().isAuthentic(request(fields, body: "{}", tail: tail), secrets: [secret]))
        }
        for (fields, tail) in [([:], ""), ([:], "s3cre"), (["Authorization": "Bearer "], "")]
            as [([String: String], String)]
        {
            #expect(!HarborSender().isAuthentic(request(fields, body: "{}", tail: tail), secrets: [secret]))
        }
    }

    @Test("Nexus signs with SHA-1, Artifactory with SHA-256 or its secret, Flux with its own prefix")
    func others() throws {
        let secret = Secret("token")
        let nexus = request(
            ["X-Nexus-Webhook-Signature": "c4ae8dea980ca74d0f4aa7ce56863f7ac7b3106e"],
            body: #"{"action":"CREATED","repositoryName":"npm-proxy"}"#)
        #expect(NexusSender().isAuthentic(nexus, secrets: [secret]))
        #expect(!NexusSender().isAuthentic(nexus, secrets: [Secret("other")]))
        #expect(
            ArtifactorySender().isAuthentic(request(["X-JFrog-Event-Auth": "token"], body: "{}"), secrets: [secret]))
        let flux = request(["X-Signature": "sha1=00"], body: "{}")
        #expect(!FluxSender().isAuthentic(flux, secrets: [secret]))
    }
}
