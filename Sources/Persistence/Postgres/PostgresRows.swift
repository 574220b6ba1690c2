import CPostgres

/// The rows that a statement gave.
final class PostgresRows {
    private let result: OpaquePointer
    private let columns: [String: Int32]
    let count: Int
    /// The names of the columns, in order.
    let names: [String]
    /// How many rows a statement changed.
    let changes: Int

    /// - Parameter takingOwnership: a result in binary form, freed with this object.
    init(takingOwnership result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
        names = (0..<PQnfields(result)).map { column in PQfname(result, column).map { String(cString: $0) } ?? "" }
        columns = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        changes = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    deinit { PQclear(result) }

    var first: PostgresRow? { count > 0 ? PostgresRow(rows: self, index: 0) : nil }

    func map<T>(_ transform: (PostgresRow) throws -> T) rethrows -> [T] {
        try (0..<count).map { try transform(PostgresRow(rows: self, index: Int32($0))) }
    }

    /// What is in a field; nil for NULL.
    fileprivate func field(_ row: Int32, _ name: String) throws -> PostgresField? {
        guard let column = columns[name] else {
            throw PersistenceError(.damaged, "the state has no column \(name)")
        }
        guard PQgetisnull(result, row, column) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        return try PostgresField(bytes, type: PQftype(result, column), name: name)
    }
}

/// What a field holds. Other types than these are not in our schema.
enum PostgresField {
    case text(String)
    case integer(Int64)
    case number(Double)
    case bytes([UInt8])

    /// Source: the binary forms are those of the types' send functions; the numbers of types are in `pg_type.dat`.
    fileprivate init(_ bytes: UnsafeRawBufferPointer, type: Oid, name: String) throws {
        switch (type, bytes.count) {
        case (16, 1): self = .integer(bytes[0] == 0 ? 0 : 1)
        case (17, _): self = .bytes(Array(bytes))
        case (20, 8): self = .integer(Int64(bitPattern: Self.bigEndian(bytes)))
        case (23, 4): self = .integer(Int64(Int32(truncatingIfNeeded: Self.bigEndian(bytes))))
        case (701, 8): self = .number(Double(bitPattern: Self.bigEndian(bytes)))
        case (19, _), (25, _), (1043, _): self = .text(String(decoding: bytes, as: UTF8.self))
        default: throw PersistenceError(.damaged, "the state's column \(name) has a type that is not ours")
        }
    }

    private static func bigEndian(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// One row of a result.
struct PostgresRow {
    fileprivate let rows: PostgresRows
    fileprivate let index: Int32

    func field(_ name: String) throws -> PostgresField? { try rows.field(index, name) }

    func text(_ name: String) throws -> String { try required(try optionalText(name), name) }
    func integer(_ name: String) throws -> Int64 { try required(try optionalInteger(name), name) }
    func number(_ name: String) throws -> Double { try required(try optionalNumber(name), name) }

    func optionalText(_ name: String) throws -> String? {
        guard case .text(let text)? = try field(name) else { return nil }
        return text
    }

    func optionalInteger(_ name: String) throws -> Int64? {
        guard case .integer(let number)? = try field(name) else { return nil }
        return number
    }

    func optionalNumber(_ name: String) throws -> Double? {
        guard case .number(let number)? = try field(name) else { return nil }
        return number
    }

    func bytes(_ name: String) throws -> [UInt8] {
        guard case .bytes(let bytes)? = try field(name) else { return try required(nil, name) }
        return bytes
    }

    func flag(_ name: String) throws -> Bool { try integer(name) != 0 }

    private func required<T>(_ value: T?, _ name: String) throws -> T {
        guard let value else { throw PersistenceError(.damaged, "the state's column \(name) holds no value") }
        return value
    }
}
