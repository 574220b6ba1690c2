import Server
import Synchronization

/// How many webhooks came, by sender and what became of them, since the start.
final class WebhookCounters: Sendable {
    private let counts = Mutex<[String: [String: Int]]>([:])

    /// Those of a kind that their sender's documentation does not have.
    private let unknown = Mutex(0)

    func count(_ note: Receiver.Note) {
        let result = note.problem == nil ? (note.events == 0 ? "ignored" : "accepted") : "refused"
        if !note.isKnown { unknown.withLock { $0 += 1 } }
        counts.withLock { $0[note.sender, default: [:]][result, default: 0] += 1 }
    }

    /// Prometheus' text format.
    var text: String {
        let lines = counts.withLock { counts in
            counts.sorted { $0.key < $1.key }.flatMap { sender, results in
                results.sorted { $0.key < $1.key }.map { result, count in
                    "windlass_webhooks_total{sender=\"\(sender)\",result=\"\(result)\"} \(count)"
                }
            }
        }
        return "# HELP windlass_webhooks_total Webhooks of known senders since the start.\n"
            + "# TYPE windlass_webhooks_total counter\n" + lines.map { $0 + "\n" }.joined()
            + "# HELP windlass_webhooks_unknown_total Webhooks of a kind that their sender does not document.\n"
            + "# TYPE windlass_webhooks_unknown_total counter\n"
            + "windlass_webhooks_unknown_total \(unknown.withLock { $0 })\n"
    }
}
