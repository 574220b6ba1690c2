import Domain
import Foundation
import Synchronization

/// An inbox that wakes the dispatcher when something came in.
struct WakingInbox: Inbox {
    let inbox: any Inbox
    let wakeUps: WakeUps
    let news: InboxNews

    func accept(_ delivery: InboxDelivery) async throws -> InboxAnswer {
        let answer = try await inbox.accept(delivery)
        if answer == .accepted, news.post() { await wakeUps.wake(.dispatcher) }
        return answer
    }
    func waitingDeliveries(limit: Int) async throws -> [StoredDelivery] {
        try await inbox.waitingDeliveries(limit: limit)
    }
    func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) async throws {
        try await inbox.finish(deliveries, requesting: jobs, at: time)
    }
    func fail(_ delivery: Int64, reason: String) async throws { try await inbox.fail(delivery, reason: reason) }
}

/// Whether something came in that the dispatcher has not begun to read: in a storm, only the first one wakes it.
final class InboxNews: Sendable {
    private let isPosted = Atomic(false)

    /// True for the first since the last ``take()``.
    func post() -> Bool { !isPosted.exchange(true, ordering: .sequentiallyConsistent) }

    /// To be called before the inbox is read: what comes after that wakes again.
    func take() { isPosted.store(false, ordering: .sequentiallyConsistent) }
}
