import Foundation
import GRDB

/// The file as what keeps all state: there are no other processes to tell, and no machine but this one.
extension StateDatabase: StateKeeper {
    public var isShared: Bool { false }
    public var place: String { "sqlite:\(path)" }

    /// Runs `work` at once: one process keeps a schedule for a file.
    public func exclusively(_ name: String, _ work: @Sendable () async throws -> Void) async throws -> Bool {
        try await work()
        return true
    }

    /// There are no news from elsewhere: returns at once.
    public func followNews(_ heard: @escaping @Sendable (StateNews) async -> Void) async {}

    /// Lets SQLite look at every page, and counts.
    ///
    /// - Throws: ``PersistenceError``.
    public func check() async throws -> StateCheck {
        let (place, path) = (place, path)
        return try await read { database in
            var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            let migrator = stateMigrator()
            let applied = try migrator.appliedIdentifiers(database)
            problems += migrator.migrations.filter { !applied.contains($0) }.map {
                "the change \"\($0)\" was not applied"
            }
            var rows: [String: Int] = [:]
            for table in stateTables { rows[table] = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") }
            let total = try Bool.fetchOne(
                database,
                sql: "SELECT (SELECT bytes FROM response_total) = (SELECT coalesce(sum(size), 0) FROM response)")
            if total != true { problems.append("response_total: not the sum of all answers") }
            return StateCheck(
                place: place, problems: problems, migrations: migrator.migrations.filter { applied.contains($0) },
                rows: rows, bytes: bytesOnDisk(path), freeBytes: freeBytes(at: path))
        }
    }

    /// Reads in one view of the file, whatever is written meanwhile.
    ///
    /// - Throws: ``PersistenceError``, and what `emit` throws.
    public func export(_ emit: @escaping @Sendable (ExportedRecord) throws -> Void) async throws {
        try await read { database in
            for table in exportedTables {
                let columns = table.columns.map(\.name).joined(separator: ", ")
                let key = table.key == ["id"] ? "rowid" : table.key.joined(separator: ", ")
                let rows = try Row.fetchCursor(database, sql: "SELECT \(columns) FROM \(table.name) ORDER BY \(key)")
                while let row = try rows.next() {
                    try emit(
                        ExportedRecord(
                            table: table.name,
                            fields: table.columns.map { column in
                                (column.name, ExportedValue(row[column.name], column.form))
                            }))
                }
            }
        }
    }
}

extension ExportedValue {
    fileprivate init(_ value: DatabaseValue, _ form: ExportedTable.Form) {
        switch value.storage {
        case .null, .blob: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .number(number)
        case .string(let text): self = form == .json ? .json(text) : .text(text)
        }
    }
}

/// The file and its companions.
private func bytesOnDisk(_ path: String) -> Int64 {
    ["", "-wal", "-shm"].reduce(0) { sum, companion in
        let size = try? FileManager.default.attributesOfItem(atPath: path + companion)[.size] as? Int64
        return sum + ((size ?? nil) ?? 0)
    }
}

private func freeBytes(at path: String) -> Int64? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize]
    return (free as? NSNumber)?.int64Value
}
