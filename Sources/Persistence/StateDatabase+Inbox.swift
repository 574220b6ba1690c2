public import Domain
public import Foundation
import GRDB

/// How many deliveries may wait before senders are told to come later.
private let inboxLimit = 200_000
/// How long the key of a processed delivery is kept: GitHub repeats those of the past three days on demand.
private let keptSeconds: TimeInterval = 4 * 86_400

/// The inbox: deliveries that are on disk before their senders are answered.
extension StateDatabase: Inbox {
    /// - Throws: ``PersistenceError``; the delivery is then not accepted.
    public func accept(_ delivery: InboxDelivery) async throws -> InboxAnswer {
        let events = String(decoding: try JSONEncoder().encode(delivery.events), as: UTF8.self)
        return try await inboxWriter.accept(delivery, events: events)
    }

    /// What stores deliveries through `writer`, whose file is at `path`.
    static func makeInboxWriter(_ writer: any DatabaseWriter, _ path: String) -> InboxWriter {
        InboxWriter { batch in
            do {
                return try await writer.writeWithoutTransaction { database in
                    // On the disk, not only in the system's memory, before anybody is told so.
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                    defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
                    var answers: [InboxAnswer] = []
                    try database.inTransaction(.immediate) {
                        answers = try store(batch, database)
                        return .commit
                    }
                    return answers
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                throw PersistenceError(error, path: path)
            }
        }
    }

    private static func store(_ batch: [(InboxDelivery, String)], _ database: Database) throws -> [InboxAnswer] {
        let waiting = try Int.fetchOne(database, sql: "SELECT count(*) FROM delivery WHERE state = 'waiting'") ?? 0
        var room = inboxLimit - waiting
        let find = try database.cachedStatement(sql: "SELECT state FROM delivery WHERE sender = ? AND key = ?")
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO delivery (sender, key, kind, events, received_at, state) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (sender, key) DO UPDATE SET
                    kind = excluded.kind, events = excluded.events, received_at = excluded.received_at,
                    state = excluded.state, failure = NULL
                """)
        return try batch.map { delivery, events in
            let state = try String.fetchOne(find, arguments: [delivery.sender, delivery.key])
            guard state == nil || state == "failed" else { return .seen }
            guard room > 0 else { return .full }
            let isIdle = delivery.events.isEmpty
            try insert.execute(arguments: [
                delivery.sender, delivery.key, delivery.kind, events, delivery.receivedAt.timeIntervalSince1970,
                isIdle ? "done" : "waiting",
            ])
            if !isIdle { room -= 1 }
            return .accepted
        }
    }

    /// - Throws: ``PersistenceError``.
    public func waitingDeliveries(limit: Int) async throws -> [StoredDelivery] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM delivery WHERE state = 'waiting' ORDER BY id LIMIT ?", arguments: [limit]
            ).map { row in
                let events = (try? JSONDecoder().decode([Event].self, from: Data((row["events"] as String).utf8))) ?? []
                return StoredDelivery(
                    id: row["id"],
                    delivery: InboxDelivery(
                        sender: row["sender"], key: row["key"], kind: row["kind"], events: events,
                        receivedAt: Date(timeIntervalSince1970: row["received_at"])))
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) async throws {
        try await write { database in
            let done = try database.cachedStatement(
                sql: "UPDATE delivery SET state = 'done', events = '[]' WHERE id = ?")
            for id in deliveries { try done.execute(arguments: [id]) }
            try Self.request(jobs, database)
            try database.execute(
                sql: "DELETE FROM delivery WHERE state != 'waiting' AND received_at < ?",
                arguments: [time.timeIntervalSince1970 - keptSeconds])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func fail(_ delivery: Int64, reason: String) async throws {
        try await write {
            try $0.execute(
                sql: "UPDATE delivery SET state = 'failed', failure = ? WHERE id = ?", arguments: [reason, delivery])
        }
    }
}
