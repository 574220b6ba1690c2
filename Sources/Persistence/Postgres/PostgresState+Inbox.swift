public import Domain
public import Foundation

/// How many deliveries may wait before senders are told to come later.
private let inboxLimit: Int64 = 200_000
/// How long the key of a processed delivery is kept: GitHub repeats those of the past three days on demand.
private let keptSeconds: TimeInterval = 4 * 86_400
/// How long deliveries belong to the process that took them; dispatching them takes some milliseconds.
private let takenSeconds: TimeInterval = 15
/// The server's time in the form of our columns.
let serverTime = "extract(epoch FROM clock_timestamp())::double precision"
/// The longest text in bytes that is a key of a table: an index of PostgreSQL takes 2.7 kB.
let keyLimit = 1024
/// Where news are sent to.
let newsChannel = "windlass"

/// The inbox: deliveries that are committed before their senders are answered.
extension PostgresState {
    /// - Throws: ``PersistenceError``; the delivery is then not accepted.
    public func accept(_ delivery: InboxDelivery) async throws -> InboxAnswer {
        let events = String(decoding: try JSONEncoder().encode(delivery.events), as: UTF8.self)
        return try await inboxWriter.accept(delivery, events: events)
    }

    /// Takes what waits for this process: another one gets it only when this one does not say in time what became of it.
    ///
    /// - Throws: ``PersistenceError``.
    public func waitingDeliveries(limit: Int) async throws -> [StoredDelivery] {
        try await run { connection in
            let rows = try connection.query(
                """
                WITH next AS MATERIALIZED (
                    SELECT id FROM delivery WHERE state = 'waiting' AND taken_until <= \(serverTime)
                    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
                )
                UPDATE delivery SET taken_until = \(serverTime) + $2 FROM next WHERE delivery.id = next.id
                RETURNING delivery.id, sender, key, kind, events, received_at
                """, [.integer(max(0, limit)), .number(takenSeconds)])
            let taken = try rows.map { row in
                let events = try? JSONDecoder().decode([Event].self, from: Data(try row.text("events").utf8))
                return StoredDelivery(
                    id: try row.integer("id"),
                    delivery: InboxDelivery(
                        sender: try row.text("sender"), key: try row.text("key"), kind: try row.text("kind"),
                        events: events ?? [], receivedAt: Date(timeIntervalSince1970: try row.number("received_at"))))
            }
            return taken.sorted { $0.id < $1.id }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) async throws {
        try await write { connection in
            try connection.query(
                "UPDATE delivery SET state = 'done', events = '[]' WHERE id = ANY ($1::bigint[])",
                [.integers(deliveries)])
            try requestJobs(jobs, connection)
            try connection.query(
                """
                DELETE FROM delivery WHERE id IN (
                    SELECT id FROM delivery WHERE state <> 'waiting' AND received_at < $1
                    LIMIT 5000 FOR UPDATE SKIP LOCKED
                )
                """, [.number(time.timeIntervalSince1970 - keptSeconds)])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func fail(_ delivery: Int64, reason: String) async throws {
        _ = try await run {
            try $0.query(
                "UPDATE delivery SET state = 'failed', failure = $1 WHERE id = $2", [.text(reason), .integer(delivery)]
            ).changes
        }
    }

    /// - Throws: ``PersistenceError``.
    public func deliveryCounts() async throws -> [String: Int] {
        try await run { connection in
            let rows = try connection.query("SELECT state, count(*) AS count FROM delivery GROUP BY state")
            return Dictionary(try rows.map { (try $0.text("state"), Int(try $0.integer("count"))) }) { $1 }
        }
    }
}

/// Stores deliveries in one statement of one transaction, and answers in their order.
func storeDeliveries(
    _ batch: [(InboxDelivery, String)], _ connection: PostgresConnection
) throws -> [InboxAnswer] {
    try connection.transaction {
        let waiting = try connection.query("SELECT count(*) AS count FROM delivery WHERE state = 'waiting'")
        var room = inboxLimit - (try waiting.first?.integer("count") ?? 0)
        var answers = [InboxAnswer](repeating: .seen, count: batch.count)
        var seen: Set<[String]> = []
        var entering: [Int] = []
        var batch = batch
        for index in batch.indices {
            batch[index].0.key = beginning(of: batch[index].0.key)
            let delivery = batch[index].0
            guard seen.insert([delivery.sender, delivery.key]).inserted else { continue }
            guard delivery.events.isEmpty || room > 0 else {
                answers[index] = .full
                continue
            }
            if !delivery.events.isEmpty { room -= 1 }
            entering.append(index)
        }
        // In one order for all processes, so that two of them never wait for each other.
        entering.sort { (batch[$0].0.sender, batch[$0].0.key) < (batch[$1].0.sender, batch[$1].0.key) }
        let stored = try insert(entering.map { batch[$0] }, connection)
        for (place, index) in entering.enumerated() where stored.contains(Int64(place) + 1) {
            answers[index] = .accepted
        }
        if answers.contains(.accepted) { try announce(.deliveries, connection) }
        return answers
    }
}

/// As much of a key as an index takes.
private func beginning(of key: String) -> String {
    key.utf8.count <= keyLimit ? key : String(decoding: key.utf8.prefix(keyLimit), as: UTF8.self)
}

/// Inserts what is new or failed before; returns the places, counted from 1, of what was.
private func insert(_ batch: [(InboxDelivery, String)], _ connection: PostgresConnection) throws -> Set<Int64> {
    guard !batch.isEmpty else { return [] }
    let deliveries = batch.map(\.0)
    let rows = try connection.query(
        """
        WITH entering AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::double precision[], $6::text[])
                WITH ORDINALITY AS t (sender, key, kind, events, received_at, state, place)
        ), stored AS (
            INSERT INTO delivery (sender, key, kind, events, received_at, state)
            SELECT sender, key, kind, events, received_at, state FROM entering ORDER BY place
            ON CONFLICT (sender, key) DO UPDATE SET
                kind = excluded.kind, events = excluded.events, received_at = excluded.received_at,
                state = excluded.state, failure = NULL, taken_until = 0
            WHERE delivery.state = 'failed'
            RETURNING sender, key
        )
        SELECT place FROM entering JOIN stored USING (sender, key)
        """,
        [
            .texts(deliveries.map(\.sender)), .texts(deliveries.map(\.key)), .texts(deliveries.map(\.kind)),
            .texts(batch.map(\.1)), .numbers(deliveries.map(\.receivedAt.timeIntervalSince1970)),
            .texts(deliveries.map { $0.events.isEmpty ? "done" : "waiting" }),
        ])
    return Set(try rows.map { try $0.integer("place") })
}

/// Tells all processes, when the transaction is committed.
func announce(_ news: StateNews, _ connection: PostgresConnection) throws {
    try connection.query("SELECT pg_notify($1, $2)::text AS sent", [.text(newsChannel), .text(news.rawValue)])
}
