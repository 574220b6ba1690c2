public import Domain
public import Foundation
import GRDB

/// The queue of repositories to look at. A lease is a time and a number that grows with every holder.
extension StateDatabase: JobQueue {
    /// - Throws: ``PersistenceError``.
    public func request(_ jobs: [JobRequest]) async throws {
        try await write { try Self.request(jobs, $0) }
    }

    static func request(_ jobs: [JobRequest], _ database: Database) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO job (forge, repository, reason, due_at, requests) VALUES (?, ?, ?, ?, 1)
                ON CONFLICT (forge, repository) DO UPDATE SET
                    reason = excluded.reason, requests = requests + 1,
                    due_at = CASE WHEN attempts > 0 THEN due_at ELSE min(due_at, excluded.due_at) END
                """)
        for job in jobs {
            try insert.execute(arguments: [job.forge, job.repository, job.reason, job.due.timeIntervalSince1970])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func claim(lease: TimeInterval, at time: Date) async throws -> ClaimedJob? {
        let now = time.timeIntervalSince1970
        return try await write { database in
            let due = try Row.fetchOne(
                database,
                sql: """
                    SELECT forge, repository FROM job WHERE due_at <= ?1 AND lease_until <= ?1 AND parked = 0
                    ORDER BY due_at, repository LIMIT 1
                    """, arguments: [now])
            guard let due else { return nil }
            // One counter for all jobs: a job that is done leaves no row behind to count on.
            let token = try Int64.fetchOne(
                database, sql: "UPDATE job_token SET value = value + 1 RETURNING value")
            return try Row.fetchOne(
                database,
                sql: """
                    UPDATE job SET lease_until = ?, token = ?, claimed_requests = requests
                    WHERE forge = ? AND repository = ? RETURNING *
                    """, arguments: [now + lease, token, due["forge"] as String, due["repository"] as String]
            ).map { row in
                ClaimedJob(
                    forge: row["forge"], repository: row["repository"], reason: row["reason"],
                    attempts: row["attempts"], fencingToken: row["token"])
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func extend(_ job: ClaimedJob, lease: TimeInterval, at time: Date) async throws -> Bool {
        try await write { database in
            try database.execute(
                sql:
                    "UPDATE job SET lease_until = ? WHERE forge = ? AND repository = ? AND token = ? AND lease_until > 0",
                arguments: [time.timeIntervalSince1970 + lease, job.forge, job.repository, job.fencingToken])
            return database.changesCount == 1
        }
    }

    /// - Throws: ``PersistenceError``.
    public func holds(_ job: ClaimedJob, at time: Date) async throws -> Bool {
        try await read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM job WHERE forge = ? AND repository = ? AND token = ? AND lease_until > ?
                    )
                    """,
                arguments: [job.forge, job.repository, job.fencingToken, time.timeIntervalSince1970]) == true
        }
    }

    /// - Throws: ``PersistenceError``.
    public func finish(_ job: ClaimedJob, _ outcome: JobOutcome, at time: Date) async throws {
        let held = "forge = :forge AND repository = :repository AND token = :token AND lease_until > 0"
        var arguments: StatementArguments = [
            "forge": job.forge, "repository": job.repository, "token": job.fencingToken,
        ]
        var statements: [String]
        switch outcome {
        case .done:
            statements = [
                "DELETE FROM job WHERE \(held) AND requests = claimed_requests",
                "UPDATE job SET lease_until = 0, attempts = 0, failure = NULL WHERE \(held)",
            ]
        case .failed(let reason, let retryAt):
            arguments += ["reason": reason, "due": retryAt.timeIntervalSince1970]
            statements = [
                "UPDATE job SET lease_until = 0, attempts = attempts + 1, failure = :reason, due_at = :due WHERE \(held)"
            ]
        case .parked(let reason):
            arguments += ["reason": reason]
            statements = [
                "UPDATE job SET lease_until = 0, attempts = attempts + 1, failure = :reason, parked = 1 WHERE \(held)"
            ]
        case .returned: statements = ["UPDATE job SET lease_until = 0 WHERE \(held)"]
        }
        let (sql, values) = (statements, arguments)
        try await write { database in
            for statement in sql { try database.execute(sql: statement, arguments: values) }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func jobs() async throws -> [JobStatus] {
        let now = now().timeIntervalSince1970
        return try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM job ORDER BY due_at, repository").map { row in
                let isRunning = (row["lease_until"] as Double) > now
                return JobStatus(
                    forge: row["forge"], repository: row["repository"], reason: row["reason"],
                    state: (row["parked"] as Int) != 0 ? .parked : isRunning ? .running : .waiting,
                    attempts: row["attempts"], due: Date(timeIntervalSince1970: row["due_at"]), failure: row["failure"])
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func retry(_ repository: String, at time: Date) async throws {
        try await write {
            try $0.execute(
                sql: "UPDATE job SET parked = 0, attempts = 0, due_at = min(due_at, ?) WHERE repository = ?",
                arguments: [time.timeIntervalSince1970, repository])
        }
    }

    /// The repositories whose inventory has a package of this datasource with one of `names`.
    ///
    /// - Throws: ``PersistenceError``.
    public func repositories(pinning names: [String], of datasource: DatasourceID) async throws -> [String] {
        let marks = databaseQuestionMarks(count: names.count)
        let values = StatementArguments([datasource.rawValue] + names)
        return try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT repository FROM inventory WHERE datasource = ? AND package_name IN (\(marks))
                    ORDER BY repository
                    """, arguments: values)
        }
    }
}

/// Times that must survive the process, by name.
extension StateDatabase {
    /// When `name` was marked last; nil when never.
    ///
    /// - Throws: ``PersistenceError``.
    public func time(of name: String) async throws -> Date? {
        try await read {
            try Double.fetchOne($0, sql: "SELECT time FROM mark WHERE name = ?", arguments: [name])
                .map { Date(timeIntervalSince1970: $0) }
        }
    }

    /// Remembers that `name` happened at `time`.
    ///
    /// - Throws: ``PersistenceError``.
    public func mark(_ name: String, at time: Date) async throws {
        try await write {
            try $0.execute(
                sql: "INSERT INTO mark VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET time = excluded.time",
                arguments: [name, time.timeIntervalSince1970])
        }
    }

    /// How many deliveries wait, failed, and are kept as processed.
    ///
    /// - Throws: ``PersistenceError``.
    public func deliveryCounts() async throws -> [String: Int] {
        try await read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT state, count(*) AS count FROM delivery GROUP BY state")
            return Dictionary(rows.map { ($0["state"] as String, $0["count"] as Int) }) { first, _ in first }
        }
    }
}
