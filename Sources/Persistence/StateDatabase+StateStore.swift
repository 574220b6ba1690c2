public import Domain
public import Foundation
import GRDB

/// How many runs are kept for each repository.
private let keptRuns = 1000

/// Run history, inventory and remembered refusals.
extension StateDatabase: StateStore {
    /// - Throws: ``PersistenceError``.
    public func beginRun(of repository: String, at time: Date) async throws -> Int64 {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO run (repository, started_at) VALUES (?, ?)",
                arguments: [repository, time.timeIntervalSince1970])
            let id = database.lastInsertedRowID
            try database.execute(
                sql: """
                    DELETE FROM run WHERE repository = ? AND id <=
                        (SELECT id FROM run WHERE repository = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
                    """, arguments: [repository, repository, keptRuns])
            return id
        }
    }

    /// - Throws: ``PersistenceError``.
    public func finishRun(_ id: Int64, at time: Date, outcome: RunOutcome) async throws {
        let text = String(decoding: try JSONEncoder().encode(outcome), as: UTF8.self)
        try await write {
            try $0.execute(
                sql: "UPDATE run SET ended_at = ?, outcome = ? WHERE id = ?",
                arguments: [time.timeIntervalSince1970, text, id])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func runs(of repository: String?, limit: Int) async throws -> [RunRecord] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM run WHERE ?1 IS NULL OR repository = ?1 ORDER BY id DESC LIMIT ?2",
                arguments: [repository, max(0, limit)]
            ).map(RunRecord.init(row:))
        }
    }

    /// - Throws: ``PersistenceError``.
    public func replaceInventory(of repository: String, with entries: [InventoryEntry]) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM inventory WHERE repository = ?", arguments: [repository])
            let insert = try database.cachedStatement(sql: "INSERT INTO inventory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            for entry in entries {
                try insert.execute(arguments: [
                    repository, entry.file, entry.line, entry.manager.rawValue, entry.depName, entry.packageName,
                    entry.datasource.rawValue, entry.currentValue, entry.currentDigest,
                ])
            }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func inventory(of repository: String) async throws -> [InventoryEntry] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM inventory WHERE repository = ? ORDER BY file, line, rowid",
                arguments: [repository]
            ).map(InventoryEntry.init(row:))
        }
    }

    /// - Throws: ``PersistenceError``.
    public func remember(_ mergeRequest: ClosedMergeRequest) async throws {
        try await write {
            try $0.execute(
                sql: """
                    INSERT OR REPLACE INTO closed_merge_request (repository, number, branch, fingerprint)
                    VALUES (?, ?, ?, ?)
                    """,
                arguments: [
                    mergeRequest.repository, mergeRequest.number, mergeRequest.branch.rawValue,
                    mergeRequest.fingerprint,
                ])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func forgetClosedMergeRequest(_ number: Int, of repository: String) async throws {
        try await write {
            try $0.execute(
                sql: "DELETE FROM closed_merge_request WHERE repository = ? AND number = ?",
                arguments: [repository, number])
        }
    }

    /// - Throws: ``PersistenceError``.
    public func closedMergeRequests(of repository: String) async throws -> [ClosedMergeRequest] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM closed_merge_request WHERE repository = ? ORDER BY number",
                arguments: [repository]
            ).map(ClosedMergeRequest.init(row:))
        }
    }
}

extension RunRecord {
    /// An outcome that cannot be read, as from a newer version, counts as none.
    fileprivate init(row: Row) {
        let outcome = (row["outcome"] as String?).flatMap {
            try? JSONDecoder().decode(RunOutcome.self, from: Data($0.utf8))
        }
        self.init(
            id: row["id"], repository: row["repository"],
            startedAt: Date(timeIntervalSince1970: row["started_at"]),
            endedAt: (row["ended_at"] as Double?).map(Date.init(timeIntervalSince1970:)), outcome: outcome)
    }
}

extension InventoryEntry {
    fileprivate init(row: Row) {
        self.init(
            file: row["file"], line: row["line"], manager: ManagerID(row["manager"] as String),
            depName: row["dep_name"], packageName: row["package_name"],
            datasource: DatasourceID(row["datasource"] as String), currentValue: row["current_value"],
            currentDigest: row["current_digest"])
    }
}

extension ClosedMergeRequest {
    fileprivate init(row: Row) {
        self.init(
            repository: row["repository"], branch: BranchName(row["branch"] as String), number: row["number"],
            fingerprint: row["fingerprint"])
    }
}
