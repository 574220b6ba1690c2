import Domain
import Foundation
import Persistence
import Synchronization
import Testing

@testable import Server

/// One body per event and source, whole and in every broken form.
@Suite struct FixtureTests {
    private actor CountingInbox: Inbox {
        private(set) var events: [Event] = []

        func accept(_ delivery: InboxDelivery) -> InboxAnswer {
            events += delivery.events
            return .accepted
        }
        func waitingDeliveries(limit: Int) -> [StoredDelivery] { [] }
        func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) {}
        func fail(_ delivery: Int64, reason: String) {}
    }

    private let time = Date(timeIntervalSince1970: 1_800_000_000)

    private func send(
        _ fixture: WebhookFixture, _ body: [UInt8], to inbox: any Inbox,
        note: @escaping @Sendable (Receiver.Note) -> Void = { _ in }
    ) async throws -> Int {
        let receiver = Receiver(
            sources: [fixture.sender: Receiver.Source(secrets: { [Secret("s3cret")] })], inbox: inbox, now: { time },
            note: note)
        let fields = fixture.fields + (try proof(fixture.sender, of: body, secret: "s3cret", at: time))
        return await receiver.receive(fixture.sender, fields: fields, tail: "", body: body).status
    }

    @Test("leads to its events", arguments: WebhookFixture.all)
    func events(_ fixture: WebhookFixture) async throws {
        let inbox = CountingInbox()
        let notes = Mutex<[Receiver.Note]>([])
        let status = try await send(fixture, Array(fixture.body.utf8), to: inbox) { note in
            notes.withLock { $0.append(note) }
        }
        #expect(status == (fixture.events.isEmpty ? 204 : 202))
        #expect(await inbox.events == fixture.events)
        #expect(notes.withLock { $0.first?.isKnown } == true)
    }

    @Test("every sender has a body")
    func complete() {
        let covered = Set(WebhookFixture.all.map(\.sender))
        for sender in builtInSenders { #expect(covered.contains(sender.id), "\(sender.id)") }
    }

    @Test("a kind that nobody documents is passed over, and told apart")
    func unknown() async throws {
        for (sender, fields, body) in [
            ("github", [("X-GitHub-Event", "cold_fusion")], "{}"), ("gitlab", [], #"{"object_kind": "cold_fusion"}"#),
            ("azure", [], #"{"eventType": "cold.fusion"}"#),
        ] as [(SenderID, [(String, String)], String)] {
            let notes = Mutex<[Receiver.Note]>([])
            let fixture = WebhookFixture(
                sender: sender, name: "unknown", fields: fields.map { (name: $0.0, value: $0.1) }, body: body,
                events: [])
            #expect(
                try await send(fixture, Array(body.utf8), to: CountingInbox()) { note in
                    notes.withLock { $0.append(note) }
                } == 204)
            #expect(notes.withLock { $0.first?.isKnown } == false)
        }
    }

    @Test("no field is needed so badly that its loss is ours", arguments: WebhookFixture.all)
    func broken(_ fixture: WebhookFixture) async throws {
        guard let whole = try? JSONSerialization.jsonObject(with: Data(fixture.body.utf8)) else { return }
        let inbox = CountingInbox()
        var count = 0
        for body in mutations(of: whole) {
            let status = try await send(fixture, body, to: inbox) { note in
                #expect(!"\(note)".contains("s3cret") && !"\(note)".contains("hunter2"))
                #expect(!"\(note)".unicodeScalars.contains { $0.value < 32 })
            }
            #expect([202, 204, 400].contains(status), "\(String(decoding: body, as: UTF8.self))")
            count += 1
        }
        #expect(count > 10)
        // Cut anywhere, and with bytes that are no text.
        let bytes = Array(fixture.body.utf8)
        for end in stride(from: 0, to: bytes.count, by: 7) {
            #expect(try await send(fixture, Array(bytes[..<end]), to: inbox) == 400)
            #expect(
                [202, 204, 400].contains(
                    try await send(fixture, bytes[..<end] + [0xC3, 0x28] + bytes[end...], to: inbox)))
        }
    }

    /// The value with each of its parts, in turn, taken out and replaced by everything that it should not be.
    private func mutations(of whole: Any) -> [[UInt8]] {
        let strange: [Any] = [
            NSNull(), true, -1, 1e308, 18_446_744_073_709_551_615 as UInt64, "", "../../etc/passwd",
            "<script>alert('hunter2')</script>\u{0}\u{1B}[31m", String(repeating: "x", count: 10_000), [Any](),
            [String: Any](), [NSNull(), 1, "x", [[String: Any]()]] as [Any],
        ]
        return variants(of: whole, strange).compactMap { value in
            (try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])).map { Array($0) }
        }
    }

    private func variants(of value: Any, _ strange: [Any]) -> [Any] {
        var result = strange
        if let object = value as? [String: Any] {
            for (key, member) in object {
                var without = object
                without[key] = nil
                result.append(without)
                for variant in variants(of: member, strange) {
                    without[key] = variant
                    result.append(without)
                }
            }
        } else if let array = value as? [Any], let first = array.first {
            for variant in variants(of: first, strange) { result.append([variant] + array.dropFirst()) }
        }
        return result
    }
}
