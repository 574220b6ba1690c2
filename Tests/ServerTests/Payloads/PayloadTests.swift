import Domain
import Foundation
import Persistence
import Signing
import Synchronization
import Testing

@testable import Server

/// Bodies and signatures as vendors publish them, where `WINDLASS_PAYLOADS` names a folder of them.
@Suite(.enabled(if: PayloadFolder.path != nil, "WINDLASS_PAYLOADS names no folder")) struct PayloadTests {
    @Test("the folder that is named holds something")
    func folder() {
        #expect(!PayloadFolder.payloads().isEmpty)
    }

    @Test(
        "a body is taken when it is authentic, and refused when anything of it is not",
        arguments: PayloadFolder.payloads())
    func payload(_ payload: PayloadFolder.Payload) async throws {
        let sender = try #require(PayloadFolder.senders[payload.vendor], "no sender for \(payload.file)")
        let notes = Mutex<[Receiver.Note]>([])
        let database = try StateDatabase(inMemoryWithResponseCacheLimit: 1 << 20)
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        let receiver = Receiver(
            sources: [sender: Receiver.Source(secrets: { [Secret("old"), Secret("s3cret")] })], inbox: database,
            now: { time }, note: { note in notes.withLock { $0.append(note) } })
        func send(_ body: [UInt8], signed: [UInt8], secret: String = "s3cret") async throws -> Int {
            let fields = payload.fields + (try proof(sender, of: signed, secret: secret, at: time))
            return await receiver.receive(sender, fields: fields, tail: "", body: body).status
        }
        let status = try await send(payload.body, signed: payload.body)
        #expect(status == 202 || status == 204, "\(payload.file)")
        let note = try #require(notes.withLock { $0.last })
        #expect(note.problem == nil && note.isKnown, "\(payload.file): \(note)")
        #expect((status == 202) == (note.events > 0))
        #expect(try await database.deliveryCounts()["waiting"] ?? 0 == (status == 202 ? 1 : 0))
        if status == 202 { #expect(try await send(payload.body, signed: payload.body) == 200) }
        #expect(try await send(payload.body, signed: payload.body, secret: "s3cre") == 401)
        if !proofIsOfSecretOnly(sender) { #expect(try await send(payload.body + [0x20], signed: payload.body) == 401) }
        if let path = ProcessInfo.processInfo.environment["WINDLASS_PAYLOADS_REPORT"] {
            report("\(payload.file)\t\(status)\t\(note.kind)\t\(note.events)", to: path)
        }
    }

    /// Whether the proof of these senders does not cover the body.
    private func proofIsOfSecretOnly(_ sender: SenderID) -> Bool {
        !["github", "registry/ghcr", "registry/nexus", "registry/artifactory", "flux", "generic"].contains(sender)
    }

    private func report(_ line: String, to path: String) {
        guard let file = fopen(path, "a") else { return }
        fputs(line + "\n", file)
        fclose(file)
    }

    @Test("a published signature counts, and one that is nearly right does not", arguments: PayloadFolder.vectors())
    func vector(_ vector: PayloadFolder.Vector) throws {
        let found: Bool?
        switch vector.scheme {
        case let scheme where scheme.hasPrefix("hmac-"): found = hmac(vector)
        case "standard-webhooks-v1": found = standard(vector)
        case "basic": found = Authenticity.basic(vector.value, [Secret(vector.key)])
        case "token": found = Authenticity.token(vector.value, [Secret(vector.key)])
        case "jws-rs256": found = try webSignature(vector)
        default: found = nil
        }
        #expect(found == vector.isValid, "\(vector.scheme)")
    }

    private func hmac(_ vector: PayloadFolder.Vector) -> Bool? {
        let parts = vector.scheme.split(separator: "-").map(String.init)
        guard parts.count > 1, let function = HashFunction(rawValue: parts[1]) else { return nil }
        let body = Array(vector.body.utf8)
        if vector.keyEncoding == "hex" {
            guard let key = bytes(hexadecimal: vector.key), let code = try? function.hmac(key: key, message: body)
            else {
                return nil
            }
            return bytes(hexadecimal: vector.value).map { constantTimeEqual(code, $0) } ?? false
        }
        let request = WebhookRequest(
            fields: [(vector.header, vector.value)], body: body, receivedAt: Date(timeIntervalSince1970: 0))
        let secrets = [Secret("another"), Secret(vector.key)]
        switch vector.header {
        case "X-Hub-Signature-256": return GitHubSender().isAuthentic(request, secrets: secrets)
        case "X-Signature": return FluxSender().isAuthentic(request, secrets: secrets)
        case "X-JFrog-Event-Auth": return ArtifactorySender().isAuthentic(request, secrets: secrets)
        case "X-Nexus-Webhook-Signature": return NexusSender().isAuthentic(request, secrets: secrets)
        default:
            // GitHub's other header is never looked at, whatever it holds.
            #expect(!GitHubSender().isAuthentic(request, secrets: secrets))
            let prefix = vector.value.contains("=") ? function.rawValue + "=" : ""
            return Authenticity.hexHMAC(vector.value, prefix: prefix, function, of: body, secrets)
        }
    }

    private func standard(_ vector: PayloadFolder.Vector) -> Bool? {
        guard let seconds = Double(vector.timestamp) else { return nil }
        func isAuthentic(at seconds: Double) -> Bool {
            let request = WebhookRequest(
                fields: [
                    ("webhook-id", vector.messageID), ("webhook-timestamp", vector.timestamp),
                    (vector.header, vector.value),
                ], body: Array(vector.body.utf8), receivedAt: Date(timeIntervalSince1970: seconds))
            return GitLabSender().isAuthentic(request, secrets: [Secret("another"), Secret(vector.key)])
        }
        #expect(!isAuthentic(at: seconds + 301))
        return isAuthentic(at: seconds)
    }

    private func webSignature(_ vector: PayloadFolder.Vector) throws -> Bool {
        let key = try RSAVerifyingKey(webKey: specificationKey)
        let signature = bytes(base64URL: vector.value) ?? []
        return key.isValid(signature, for: Array(vector.body.utf8))
    }

    /// The public half of the key of RFC 7515, appendix A.2.
    private var specificationKey: RSAWebKey {
        RSAWebKey(
            modulus:
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-y"
                + "RT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
                + "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGN"
                + "j8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ", exponent: "AQAB")
    }
}
