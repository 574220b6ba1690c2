import Domain
import Foundation
import Persistence
import Synchronization
import Testing

@testable import Server

@Suite struct ReceiverTests {
    /// An inbox that answers as it is told, and keeps what it got.
    private actor StubInbox: Inbox {
        var answer: Result<InboxAnswer, Failure> = .success(.accepted)
        private(set) var deliveries: [InboxDelivery] = []

        struct Failure: Error {}

        init(_ answer: Result<InboxAnswer, Failure> = .success(.accepted)) { self.answer = answer }

        func accept(_ delivery: InboxDelivery) throws -> InboxAnswer {
            deliveries.append(delivery)
            return try answer.get()
        }
        func waitingDeliveries(limit: Int) -> [StoredDelivery] { [] }
        func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) {}
        func fail(_ delivery: Int64, reason: String) {}
    }

    private let push = Array(
        #"{"object_kind": "push", "ref": "refs/heads/main", "project": {"id": 1, "path_with_namespace": "a/b", "default_branch": "main"}}"#
            .utf8)

    private func receiver(
        _ inbox: any Inbox, isUnverified: Bool = false, note: @escaping @Sendable (Receiver.Note) -> Void = { _ in }
    ) -> Receiver {
        let source = Receiver.Source(secrets: { [Secret("s3cret")] }, isUnverified: isUnverified)
        return Receiver(
            sources: ["gitlab": source, "registry/harbor": source], inbox: inbox,
            now: { Date(timeIntervalSince1970: 0) }, note: note)
    }

    @Test("finds the sender and what follows it in the path")
    func routes() {
        let receiver = receiver(StubInbox())
        #expect(receiver.route("/webhooks/gitlab")?.id == "gitlab")
        #expect(receiver.route("/webhooks/registry/harbor/tail")?.tail == "tail")
        #expect(receiver.route("/webhooks/registry/harbor")?.bodyLimit == 1 << 20)
        for path in ["/webhooks/", "/webhooks/github", "/webhooks/registry", "/webhooks/gitlab/a/b", "/gitlab", ""] {
            #expect(receiver.route(path) == nil, "\(path)")
        }
    }

    @Test("an authentic event is stored, then answered")
    func accepted() async {
        let inbox = StubInbox()
        let answer = await receiver(inbox).receive(
            "gitlab", fields: [("x-gitlab-token", "s3cret"), ("Webhook-Id", "d1")], tail: "", body: push)
        #expect(answer == Receiver.Answer(202))
        let delivery = await inbox.deliveries.first
        #expect(delivery?.key == "d1")
        #expect(
            delivery?.events == [
                .branchPushed(RepositoryName(id: "1", path: "a/b"), branch: "main", isDefault: true, paths: nil)
            ])
    }

    @Test("each refusal has its status, and stores nothing")
    func refused() async {
        let inbox = StubInbox()
        let token = [("X-Gitlab-Token", "s3cret")]
        let receiver = receiver(inbox)
        let cases: [([(String, String)], [UInt8], Int)] = [
            ([], push, 401), ([("X-Gitlab-Token", "wrong")], push, 401), (token, Array("{".utf8), 400),
            (token, Array("{}".utf8), 400), (token, [UInt8](repeating: 0x20, count: (25 << 20) + 1), 413),
            (token, Array(#"{"object_kind": "emoji"}"#.utf8), 204),
        ]
        for (fields, body, status) in cases {
            let answer = await receiver.receive("gitlab", fields: fields.map { ($0.0, $0.1) }, tail: "", body: body)
            #expect(answer.status == status)
        }
        #expect(await inbox.deliveries.isEmpty)
    }

    @Test("what came before is a success, and a full or broken inbox asks to come again")
    func inboxAnswers() async {
        let fields = [("X-Gitlab-Token", "s3cret")].map { ($0.0, $0.1) }
        for (stub, expected) in [
            (StubInbox(.success(.seen)), Receiver.Answer(200)),
            (StubInbox(.success(.full)), .init(503, retryAfter: 60)),
            (StubInbox(.failure(StubInbox.Failure())), .init(503, retryAfter: 30)),
        ] {
            #expect(await receiver(stub).receive("gitlab", fields: fields, tail: "", body: push) == expected)
        }
    }

    @Test("without proof only when that was written out")
    func unverified() async {
        let inbox = StubInbox()
        #expect(
            await receiver(inbox, isUnverified: true).receive("gitlab", fields: [], tail: "", body: push).status == 202)
    }

    @Test("notes say nothing of a body but what looks like a name")
    func notes() async {
        let notes = Mutex<[Receiver.Note]>([])
        let receiver = receiver(StubInbox()) { note in notes.withLock { $0.append(note) } }
        let body = Array(#"{"object_kind": "pu\u001b[31msh", "secret": "hunter2"}"#.utf8)
        _ = await receiver.receive("gitlab", fields: [("X-Gitlab-Token", "s3cret")], tail: "", body: body)
        let text = notes.withLock { "\($0)" }
        #expect(text.contains("(no name)") && !text.contains("hunter2") && !text.contains("\u{1B}"))
    }

    @Test("the same delivery is processed once, and again only when it failed")
    func realInbox() async throws {
        let database = try StateDatabase(inMemoryWithResponseCacheLimit: 1 << 20)
        let receiver = receiver(database)
        func send() async -> Int {
            await receiver.receive(
                "gitlab", fields: [("X-Gitlab-Token", "s3cret"), ("webhook-id", "d1")], tail: "", body: push
            ).status
        }
        #expect(await send() == 202)
        #expect(await send() == 200)
        let waiting = try await database.waitingDeliveries(limit: 10)
        #expect(waiting.count == 1)
        try await database.fail(try #require(waiting.first?.id), reason: "no")
        #expect(await send() == 202)
        #expect(try await database.waitingDeliveries(limit: 10).count == 1)
        try await database.finish([try #require(waiting.first?.id)], requesting: [], at: Date(timeIntervalSince1970: 1))
        #expect(await send() == 200)
        #expect(try await database.waitingDeliveries(limit: 10).isEmpty)
    }
}
