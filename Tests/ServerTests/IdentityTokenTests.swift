import Domain
import Foundation
import Signing
import Synchronization
import Testing

@testable import Server

/// Tokens as Google's Pub/Sub sends them, signed with a key that the test makes.
@Suite struct IdentityTokenTests {
    private static let time = Date(timeIntervalSince1970: 1_800_000_000)
    private let expectation = IdentityTokens.Expectation(
        issuers: ["https://accounts.google.com", "accounts.google.com"],
        audience: "https://windlass.example.com/webhooks/registry/gar", email: "push@project.iam.gserviceaccount.com")

    private func claims(_ changes: [String: Any?] = [:]) -> [String: Any] {
        var claims: [String: Any] = [
            "iss": "https://accounts.google.com", "aud": "https://windlass.example.com/webhooks/registry/gar",
            "email": "push@project.iam.gserviceaccount.com", "email_verified": true, "sub": "1",
            "iat": 1_799_999_900, "exp": 1_800_003_500,
        ]
        for (name, value) in changes { claims[name] = value }
        return claims
    }

    private func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private func token(
        _ claims: [String: Any], key: TestKey, header: [String: Any] = ["alg": "RS256", "kid": "k1", "typ": "JWT"]
    ) throws -> String {
        let parts = try [header, claims].map { base64URL(Array(try JSONSerialization.data(withJSONObject: $0))) }
        let signed = parts.joined(separator: ".")
        return signed + "." + base64URL(try key.signing.sign(Array(signed.utf8)))
    }

    private func request(_ token: String, at time: Date = time) -> WebhookRequest {
        WebhookRequest(fields: [("Authorization", "Bearer " + token)], body: [], receivedAt: time)
    }

    private func tokens(_ key: TestKey, asked: Counter = Counter()) -> IdentityTokens {
        let keys = key.keySet(id: "k1")
        return IdentityTokens(expectation) {
            asked.increment()
            return IdentityTokens.PublishedKeys(body: keys, maximumAge: 600)
        }
    }

    @Test("a right token is believed, and the keys are asked for once as long as they may be kept")
    func right() async throws {
        let key = try TestKey.first()
        let asked = Counter()
        let tokens = tokens(key, asked: asked)
        let text = try token(claims(), key: key)
        for _ in 0..<5 { #expect(await tokens.isAuthentic(request(text))) }
        #expect(asked.value == 1)
        #expect(await tokens.isAuthentic(request(text, at: Self.time.addingTimeInterval(601))))
        #expect(asked.value == 2)
        #expect(await tokens.isAuthentic(request(try token(claims(["iss": "accounts.google.com"]), key: key))))
        #expect(await tokens.isAuthentic(request(try token(claims(["aud": ["x", expectation.audience]]), key: key))))
    }

    @Test("a token that says anything else is refused")
    func wrongClaims() async throws {
        let key = try TestKey.first()
        let tokens = tokens(key)
        let changes: [[String: Any?]] = [
            ["iss": "https://accounts.example.com"], ["iss": nil], ["aud": "https://other.example.com"], ["aud": nil],
            ["aud": [String]()], ["email": "other@project.iam.gserviceaccount.com"], ["email": nil],
            ["email_verified": false], ["email_verified": "true"], ["email_verified": nil], ["exp": 1_799_999_000],
            ["exp": nil], ["exp": "soon"], ["iat": 1_800_000_900], ["nbf": 1_800_000_900],
        ]
        for change in changes {
            #expect(!(await tokens.isAuthentic(request(try token(claims(change), key: key)))), "\(change)")
        }
    }

    @Test("a token that is signed otherwise, or not at all, is refused")
    func wrongSignatures() async throws {
        let key = try TestKey.first()
        let tokens = tokens(key)
        let right = try token(claims(), key: key)
        let parts = right.split(separator: ".").map(String.init)
        let none = base64URL(Array(#"{"alg":"none"}"#.utf8))
        let symmetric = base64URL(Array(#"{"alg":"HS256","kid":"k1"}"#.utf8))
        let code = try HashFunction.sha256.hmac(
            key: Array(key.publicPEM.utf8), message: Array("\(symmetric).\(parts[1])".utf8))
        for wrong in [
            "", ".", "..", "...", "a.b.c", parts[0] + "." + parts[1], "\(parts[0]).\(parts[1]).",
            "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))", "\(none).\(parts[1]).",
            "\(none).\(parts[1]).\(parts[2])",
            "\(symmetric).\(parts[1]).\(base64URL(code))", right + "=", right + ".x",
            try token(claims(), key: TestKey.second()),
            try token(claims(), key: key, header: ["alg": "RS256", "kid": "other"]),
            try token(claims(), key: key, header: ["alg": "RS512", "kid": "k1"]),
            try token(claims(), key: key, header: ["alg": "RS256", "kid": "k1", "crit": ["b64"]]),
            String(repeating: "A", count: 1_000_000),
        ] {
            #expect(!(await tokens.isAuthentic(request(wrong))), "\(wrong.prefix(80))")
        }
        #expect(!(await tokens.isAuthentic(WebhookRequest(fields: [], body: [], receivedAt: Self.time))))
        #expect(await tokens.isAuthentic(request(right)))
    }

    @Test("made-up key names do not make us ask the issuer all the time; new keys are found")
    func rotation() async throws {
        let (old, new) = (try TestKey.first(), try TestKey.second())
        let current = Mutex(old.keySet(id: "k1"))
        let asked = Counter()
        let tokens = IdentityTokens(expectation) {
            asked.increment()
            return IdentityTokens.PublishedKeys(body: current.withLock { $0 }, maximumAge: 3600)
        }
        #expect(await tokens.isAuthentic(request(try token(claims(), key: old))))
        for number in 0..<50 {
            let made = try token(claims(), key: new, header: ["alg": "RS256", "kid": "x\(number)"])
            #expect(!(await tokens.isAuthentic(request(made))))
        }
        #expect(asked.value == 1)
        current.withLock { $0 = new.keySet(id: "k2") }
        let later = Self.time.addingTimeInterval(IdentityTokens.pause + 1)
        let rotated = try token(claims(), key: new, header: ["alg": "RS256", "kid": "k2"])
        #expect(await tokens.isAuthentic(request(rotated, at: later)))
        #expect(!(await tokens.isAuthentic(request(try token(claims(), key: old), at: later))))
    }

    @Test("an issuer that does not answer is said, and nothing is believed")
    func unreachable() async throws {
        struct Unreachable: Error {}
        let notes = Mutex<[String]>([])
        let tokens = IdentityTokens(expectation, fetch: { throw Unreachable() }) { note in
            notes.withLock { $0.append(note) }
        }
        #expect(!(await tokens.isAuthentic(request(try token(claims(), key: TestKey.first())))))
        #expect(notes.withLock { $0.count } == 1)
    }

    @Test("where a token is asked for, the secret alone is not enough")
    func receiver() async throws {
        let key = try TestKey.first()
        let source = Receiver.Source(secrets: { [Secret("s3cret")] }, identity: tokens(key))
        struct Taking: Inbox {
            func accept(_ delivery: InboxDelivery) -> InboxAnswer { .accepted }
            func waitingDeliveries(limit: Int) -> [StoredDelivery] { [] }
            func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) {}
            func fail(_ delivery: Int64, reason: String) {}
        }
        let receiver = Receiver(sources: ["registry/gar": source], inbox: Taking(), now: { Self.time })
        let fixture = try #require(WebhookFixture.all.first { $0.sender == "registry/gar" })
        let right = try token(claims(), key: key)
        for (authorization, tail, status) in [
            ("Bearer " + right, "s3cret", 202), ("Bearer " + right, "", 401), ("Bearer " + right, "s3cre", 401),
            ("s3cret", "s3cret", 401), ("Bearer x", "s3cret", 401),
        ] {
            let answer = await receiver.receive(
                "registry/gar", fields: [("Authorization", authorization)], tail: tail, body: Array(fixture.body.utf8))
            #expect(answer.status == status)
        }
    }
}

/// Counts across tasks.
final class Counter: Sendable {
    private let count = Mutex(0)

    func increment() { count.withLock { $0 += 1 } }

    var value: Int { count.withLock { $0 } }
}
