import Domain
import GRDB

/// Stores deliveries that come at the same time in one transaction: the disk is waited for once for all of them.
actor InboxWriter {
    private typealias Waiting = (
        delivery: InboxDelivery, events: String, done: CheckedContinuation<InboxAnswer, any Error>
    )

    private let store: @Sendable ([(InboxDelivery, String)]) async throws -> [InboxAnswer]
    private var waiting: [Waiting] = []
    private var isWriting = false

    /// - Parameter store: writes deliveries, with their events as text, and answers in their order.
    init(_ store: @escaping @Sendable ([(InboxDelivery, String)]) async throws -> [InboxAnswer]) { self.store = store }

    func accept(_ delivery: InboxDelivery, events: String) async throws -> InboxAnswer {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((delivery, events, continuation))
            if !isWriting {
                isWriting = true
                Task { await self.writeAll() }
            }
        }
    }

    private func writeAll() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(512))
            waiting.removeFirst(batch.count)
            do {
                let answers = try await store(batch.map { ($0.delivery, $0.events) })
                for (entry, answer) in zip(batch, answers) { entry.done.resume(returning: answer) }
            } catch {
                for entry in batch { entry.done.resume(throwing: error) }
            }
        }
        isWriting = false
    }
}
