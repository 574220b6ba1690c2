public import Domain
public import Foundation

/// The queue of repositories to look at. A lease is a time and a number that grows with every holder.
extension PostgresState {
    /// - Throws: ``PersistenceError``.
    public func request(_ jobs: [JobRequest]) async throws {
        guard !jobs.isEmpty else { return }
        try await write { try requestJobs(jobs, $0) }
    }

    /// The time that leases are measured by; `$1` is that of whoever calls.
    private var leaseTime: String {
        switch leaseClock {
        case .server: "greatest(\(serverTime), $1::double precision * 0)"
        case .caller: "$1::double precision"
        }
    }

    /// - Throws: ``PersistenceError``.
    public func claim(lease: TimeInterval, at time: Date) async throws -> ClaimedJob? {
        let leaseTime = leaseTime
        return try await run { connection in
            // The number is drawn while the row is locked: so those of one job grow.
            try connection.query(
                """
                WITH next AS MATERIALIZED (
                    SELECT forge, repository FROM job
                    WHERE due_at <= $1::double precision AND lease_until <= \(leaseTime) AND NOT parked
                    ORDER BY due_at, repository LIMIT 1 FOR UPDATE SKIP LOCKED
                )
                UPDATE job SET lease_until = \(leaseTime) + $2, token = nextval('job_token'),
                    claimed_requests = requests
                FROM next WHERE job.forge = next.forge AND job.repository = next.repository
                RETURNING job.forge, job.repository, reason, attempts, token
                """, [.number(time.timeIntervalSince1970), .number(lease)]
            ).first.map { row in
                ClaimedJob(
                    forge: try row.text("forge"), repository: try row.text("repository"),
                    reason: try row.text("reason"), attempts: Int(try row.integer("attempts")),
                    fencingToken: try row.integer("token"))
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func extend(_ job: ClaimedJob, lease: TimeInterval, at time: Date) async throws -> Bool {
        let leaseTime = leaseTime
        return try await run { connection in
            try connection.query(
                """
                UPDATE job SET lease_until = \(leaseTime) + $2
                WHERE forge = $3 AND repository = $4 AND token = $5 AND lease_until > 0
                """, [.number(time.timeIntervalSince1970), .number(lease)] + Self.key(of: job)
            ).changes == 1
        }
    }

    /// - Throws: ``PersistenceError``.
    public func holds(_ job: ClaimedJob, at time: Date) async throws -> Bool {
        let leaseTime = leaseTime
        return try await run { connection in
            try connection.query(
                """
                SELECT 1 AS one FROM job
                WHERE lease_until > \(leaseTime) AND forge = $2 AND repository = $3 AND token = $4
                """, [.number(time.timeIntervalSince1970)] + Self.key(of: job)
            ).count == 1
        }
    }

    /// - Throws: ``PersistenceError``.
    public func finish(_ job: ClaimedJob, _ outcome: JobOutcome, at time: Date) async throws {
        let held = "forge = $1 AND repository = $2 AND token = $3 AND lease_until > 0"
        let key = Self.key(of: job)
        try await write { connection in
            switch outcome {
            case .done:
                try connection.query("DELETE FROM job WHERE \(held) AND requests = claimed_requests", key)
                let again = try connection.query(
                    "UPDATE job SET lease_until = 0, attempts = 0, failure = NULL WHERE \(held)", key)
                if again.changes > 0 { try announce(.jobs, connection) }
            case .failed(let reason, let retryAt):
                try connection.query(
                    """
                    UPDATE job SET lease_until = 0, attempts = attempts + 1, failure = $4, due_at = $5 WHERE \(held)
                    """, key + [.text(reason), .number(retryAt.timeIntervalSince1970)])
            case .parked(let reason):
                try connection.query(
                    """
                    UPDATE job SET lease_until = 0, attempts = attempts + 1, failure = $4, parked = true WHERE \(held)
                    """, key + [.text(reason)])
            case .returned:
                try connection.query("UPDATE job SET lease_until = 0 WHERE \(held)", key)
                try announce(.jobs, connection)
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func jobs() async throws -> [JobStatus] {
        let (leaseTime, now) = (leaseTime, now().timeIntervalSince1970)
        return try await run { connection in
            try connection.query(
                """
                SELECT forge, repository, reason, attempts, due_at, failure, parked,
                    lease_until > \(leaseTime) AS running
                FROM job ORDER BY due_at, repository
                """, [.number(now)]
            ).map { row in
                JobStatus(
                    forge: try row.text("forge"), repository: try row.text("repository"),
                    reason: try row.text("reason"),
                    state: try row.flag("parked") ? .parked : try row.flag("running") ? .running : .waiting,
                    attempts: Int(try row.integer("attempts")),
                    due: Date(timeIntervalSince1970: try row.number("due_at")),
                    failure: try row.optionalText("failure"))
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func retry(_ repository: String, at time: Date) async throws {
        try await write { connection in
            try connection.query(
                "UPDATE job SET parked = false, attempts = 0, due_at = least(due_at, $1) WHERE repository = $2",
                [.number(time.timeIntervalSince1970), .text(repository)])
            try announce(.jobs, connection)
        }
    }

    /// - Throws: ``PersistenceError``.
    public func repositories(pinning names: [String], of datasource: DatasourceID) async throws -> [String] {
        try await run { connection in
            // The index holds the beginning of names; the whole is compared behind it.
            try connection.query(
                """
                SELECT DISTINCT repository FROM inventory
                WHERE datasource = $1 AND package_name = ANY ($2::text[])
                    AND left(package_name, 200) = ANY ($3::text[])
                ORDER BY repository
                """,
                [
                    .text(datasource.rawValue), .texts(names),
                    .texts(names.map { String($0.unicodeScalars.prefix(200)) }),
                ]
            ).map { try $0.text("repository") }
        }
    }

    private static func key(of job: ClaimedJob) -> [PostgresValue] {
        [.text(job.forge), .text(job.repository), .integer(job.fencingToken)]
    }
}

/// Asks for jobs within a transaction, and tells all workers when it is committed.
func requestJobs(_ jobs: [JobRequest], _ connection: PostgresConnection) throws {
    // No forge has longer paths; what a webhook made up must not keep back the deliveries beside it.
    let jobs = jobs.filter { $0.forge.utf8.count + $0.repository.utf8.count <= keyLimit }
    guard !jobs.isEmpty else { return }
    // In one order for all processes, so that two of them never wait for each other.
    for job in jobs.sorted(by: { ($0.forge, $0.repository) < ($1.forge, $1.repository) }) {
        try connection.query(
            """
            INSERT INTO job (forge, repository, reason, due_at, requests) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (forge, repository) DO UPDATE SET
                reason = excluded.reason, requests = job.requests + 1,
                due_at = CASE WHEN job.attempts > 0 THEN job.due_at ELSE least(job.due_at, excluded.due_at) END
            """,
            [.text(job.forge), .text(job.repository), .text(job.reason), .number(job.due.timeIntervalSince1970)])
    }
    try announce(.jobs, connection)
}
