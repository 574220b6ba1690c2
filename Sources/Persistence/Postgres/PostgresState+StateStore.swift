public import Domain
public import Foundation

/// How many runs are kept for each repository.
private let keptRuns = 1000

/// Run history, inventory and remembered refusals.
extension PostgresState {
    /// - Throws: ``PersistenceError``.
    public func beginRun(of repository: String, at time: Date) async throws -> Int64 {
        try await write { connection in
            let id = try connection.query(
                "INSERT INTO run (repository, started_at) VALUES ($1, $2) RETURNING id",
                [.text(repository), .number(time.timeIntervalSince1970)]
            ).first?.integer("id")
            try connection.query(
                """
                DELETE FROM run WHERE repository = $1 AND id <=
                    (SELECT id FROM run WHERE repository = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)
                """, [.text(repository), .integer(keptRuns)])
            return id ?? 0
        }
    }

    /// - Throws: ``PersistenceError``.
    public func finishRun(_ id: Int64, at time: Date, outcome: RunOutcome) async throws {
        let text = String(decoding: try JSONEncoder().encode(outcome), as: UTF8.self)
        _ = try await run {
            try $0.query(
                "UPDATE run SET ended_at = $1, outcome = $2 WHERE id = $3",
                [.number(time.timeIntervalSince1970), .text(text), .integer(id)]
            ).changes
        }
    }

    /// - Throws: ``PersistenceError``.
    public func runs(of repository: String?, limit: Int) async throws -> [RunRecord] {
        try await run { connection in
            try connection.query(
                """
                SELECT id, repository, started_at, ended_at, outcome FROM run WHERE $1::text IS NULL OR repository = $1 ORDER BY id DESC LIMIT $2
                """, [.text(repository), .integer(max(0, limit))]
            ).map { row in
                // An outcome that cannot be read, as from a newer version, counts as none.
                let outcome = try row.optionalText("outcome").flatMap {
                    try? JSONDecoder().decode(RunOutcome.self, from: Data($0.utf8))
                }
                return RunRecord(
                    id: try row.integer("id"), repository: try row.text("repository"),
                    startedAt: Date(timeIntervalSince1970: try row.number("started_at")),
                    endedAt: try row.optionalNumber("ended_at").map(Date.init(timeIntervalSince1970:)),
                    outcome: outcome)
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func replaceInventory(of repository: String, with entries: [InventoryEntry]) async throws {
        try await write { connection in
            try connection.query("DELETE FROM inventory WHERE repository = $1", [.text(repository)])
            guard !entries.isEmpty else { return }
            try connection.query(
                """
                INSERT INTO inventory (
                    repository, file, line, manager, dep_name, package_name, datasource, current_value, current_digest
                )
                SELECT $1, file, line, manager, dep_name, package_name, datasource, current_value, current_digest
                FROM unnest(
                    $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]
                ) WITH ORDINALITY AS t (
                    file, line, manager, dep_name, package_name, datasource, current_value, current_digest, place
                ) ORDER BY place
                """,
                [
                    .text(repository), .texts(entries.map(\.file)), .integers(entries.map { Int64($0.line) }),
                    .texts(entries.map(\.manager.rawValue)), .texts(entries.map(\.depName)),
                    .texts(entries.map(\.packageName)), .texts(entries.map(\.datasource.rawValue)),
                    .texts(entries.map(\.currentValue)), .texts(entries.map(\.currentDigest)),
                ])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func inventory(of repository: String) async throws -> [InventoryEntry] {
        try await run { connection in
            try connection.query(
                """
                SELECT file, line, manager, dep_name, package_name, datasource, current_value, current_digest
                FROM inventory WHERE repository = $1 ORDER BY file, line, id
                """, [.text(repository)]
            ).map { row in
                InventoryEntry(
                    file: try row.text("file"), line: Int(try row.integer("line")),
                    manager: ManagerID(try row.text("manager")), depName: try row.text("dep_name"),
                    packageName: try row.text("package_name"), datasource: DatasourceID(try row.text("datasource")),
                    currentValue: try row.optionalText("current_value"),
                    currentDigest: try row.optionalText("current_digest"))
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func remember(_ mergeRequest: ClosedMergeRequest) async throws {
        _ = try await run {
            try $0.query(
                """
                INSERT INTO closed_merge_request (repository, number, branch, fingerprint) VALUES ($1, $2, $3, $4)
                ON CONFLICT (repository, number) DO UPDATE SET
                    branch = excluded.branch, fingerprint = excluded.fingerprint
                """,
                [
                    .text(mergeRequest.repository), .integer(mergeRequest.number),
                    .text(mergeRequest.branch.rawValue), .text(mergeRequest.fingerprint),
                ]
            ).changes
        }
    }

    /// - Throws: ``PersistenceError``.
    public func forgetClosedMergeRequest(_ number: Int, of repository: String) async throws {
        _ = try await run {
            try $0.query(
                "DELETE FROM closed_merge_request WHERE repository = $1 AND number = $2",
                [.text(repository), .integer(number)]
            ).changes
        }
    }

    /// - Throws: ``PersistenceError``.
    public func closedMergeRequests(of repository: String) async throws -> [ClosedMergeRequest] {
        try await run { connection in
            try connection.query(
                """
                SELECT repository, number, branch, fingerprint FROM closed_merge_request
                WHERE repository = $1 ORDER BY number
                """, [.text(repository)]
            ).map { row in
                ClosedMergeRequest(
                    repository: try row.text("repository"), branch: BranchName(try row.text("branch")),
                    number: Int(try row.integer("number")), fingerprint: try row.text("fingerprint"))
            }
        }
    }
}
