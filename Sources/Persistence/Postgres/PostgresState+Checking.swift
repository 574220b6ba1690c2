import Foundation

/// Looking at the whole state.
extension PostgresState {
    /// Reads every row of every table, so that damage shows; what indexes hold is the server's affair.
    ///
    /// - Throws: ``PersistenceError``.
    public func check() async throws -> StateCheck {
        let (place, known) = (place, postgresMigrations.map(\.name))
        return try await run { connection in
            // Reading everything may take its time.
            try connection.script("SET statement_timeout = 0")
            defer { try? connection.script("SET statement_timeout = '60s'") }
            let applied = try appliedMigrations(connection)
            var problems = known.filter { !applied.contains($0) }.map { "the change \"\($0)\" was not applied" }
            problems += applied.filter { !known.contains($0) }.map { "the change \"\($0)\" is of a newer version" }
            var rows: [String: Int] = [:]
            for table in stateTables {
                do {
                    // The sum makes the server read what is stored outside of the rows as well.
                    let row = try connection.query(
                        """
                        SELECT count(*) AS count, coalesce(sum(length(t::text)), 0)::bigint AS read FROM \(table) AS t
                        """
                    ).first
                    rows[table] = Int(try row?.integer("count") ?? 0)
                } catch let failure as PostgresFailure where !failure.isLoss {
                    problems.append("\(table): \(failure.reason)")
                }
            }
            let total = try connection.query(
                """
                SELECT (SELECT bytes FROM response_total) = (SELECT coalesce(sum(size), 0) FROM response) AS fits
                """)
            if try total.first?.flag("fits") != true { problems.append("response_total: not the sum of all answers") }
            let size = try connection.query(
                """
                SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes FROM pg_catalog.pg_class AS c
                WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
                """, [.text(PostgresConnection.schema)])
            return StateCheck(
                place: place, problems: problems, migrations: applied, rows: rows,
                bytes: try size.first?.integer("bytes") ?? 0, freeBytes: nil)
        }
    }

    /// Reads in pieces, each by itself: what is changed meanwhile may be in it or not.
    ///
    /// - Throws: ``PersistenceError``, and what `emit` throws.
    public func export(_ emit: @escaping @Sendable (ExportedRecord) throws -> Void) async throws {
        for table in exportedTables {
            var last: [String] = []
            while true {
                let after = last
                let records = try await run { try exportedPiece(of: table, after: after, $0) }
                for record in records { try emit(record.record) }
                guard let end = records.last?.key, records.count == pieceSize else { break }
                last = end
            }
        }
    }
}

/// How many rows are read at once.
private let pieceSize = 500

private func exportedPiece(
    of table: ExportedTable, after last: [String], _ connection: PostgresConnection
) throws -> [(record: ExportedRecord, key: [String])] {
    let key = table.key.joined(separator: ", ")
    let marks = table.key.enumerated().map {
        "$\($0.offset + 1)::\($0.element == "id" || $0.element == "number" ? "bigint" : "text")"
    }
    let condition = last.isEmpty ? "" : "WHERE (\(key)) > (\(marks.joined(separator: ", ")))"
    let columns = table.columns.map(\.name)
    let rows = try connection.query(
        "SELECT \(key), \(columns.joined(separator: ", ")) FROM \(table.name) \(condition) ORDER BY \(key) LIMIT \(pieceSize)",
        last.map { .text($0) })
    return try rows.map { row in
        let fields = try table.columns.map { column in
            (name: column.name, value: ExportedValue(try row.field(column.name), column.form))
        }
        let place = try table.key.map { name in
            switch try row.field(name) {
            case .integer(let number)?: "\(number)"
            case .text(let text)?: text
            default: ""
            }
        }
        return (ExportedRecord(table: table.name, fields: fields), place)
    }
}

extension ExportedValue {
    fileprivate init(_ field: PostgresField?, _ form: ExportedTable.Form) {
        switch field {
        case .integer(let number)?: self = .integer(number)
        case .number(let number)?: self = .number(number)
        case .text(let text)?: self = form == .json ? .json(text) : .text(text)
        case .bytes?, nil: self = .null
        }
    }
}
