import CPostgres
import Domain
import Glibc

/// One connection to a server, used by one thread at a time; every call blocks until the server answered.
///
/// Source: https://www.postgresql.org/docs/15/libpq.html.
final class PostgresConnection {
    private let handle: OpaquePointer
    /// The server's names of statements that it knows already.
    private var prepared: [String: String] = [:]
    /// The channel that is listened to.
    private(set) var isListening = false

    /// Where all our tables are, so that nothing of others is met in a shared database.
    static let schema = "windlass"

    /// What holds unless the address says otherwise: a server that went away is noticed within half a minute.
    private static let defaults = [
        ("connect_timeout", "10"), ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "20000"), ("application_name", "windlass"),
    ]

    /// - Throws: ``PostgresFailure``.
    init(_ address: PostgresAddress) throws {
        let pairs = Self.defaults + [("dbname", address.url.reveal()), ("client_encoding", "UTF8")]
        let keywords = CStrings(pairs.map(\.0))
        let values = CStrings(pairs.map(\.1))
        let opened = keywords.withPointers { keywords in
            values.withPointers { PQconnectdbParams(keywords, $0, 1) }
        }
        guard let opened else { throw PostgresFailure(state: nil, reason: "no memory for a connection") }
        handle = opened
        guard PQstatus(handle) == CONNECTION_OK else {
            let reason = oneLine(PQerrorMessage(handle))
            // Opening has no error fields; the server's refusals are only told apart by their standard texts.
            throw PostgresFailure(state: Self.refusal(in: reason), reason: reason)
        }
        // libpq would print notices.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try script(
            """
            SET search_path TO \(Self.schema); SET statement_timeout = '60s'; SET lock_timeout = '30s';
            SET idle_in_transaction_session_timeout = '60s'; SET tcp_keepalives_idle = 15;
            SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
            """)
    }

    deinit { PQfinish(handle) }

    /// Whether the connection was alive when it was last used.
    var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

    /// Runs one statement, prepared when it comes for the first time. Values stand for `$1`, `$2`, ...
    ///
    /// - Throws: ``PostgresFailure``.
    @discardableResult
    func query(_ sql: String, _ values: [PostgresValue] = []) throws -> PostgresRows {
        let name = try prepare(sql)
        let wires = values.map(\.wire)
        // One block holds all values, each with a NUL behind it for those in text form.
        var block: [CChar] = []
        let starts = wires.map { wire in
            let start = block.count
            if let wire { block += wire.bytes.map { CChar(bitPattern: $0) } + [0] }
            return start
        }
        block.append(0)
        let lengths = wires.map { Int32(clamping: $0?.bytes.count ?? 0) }
        let formats = wires.map { Int32($0?.isBinary == true ? 1 : 0) }
        let result = block.withUnsafeBufferPointer { block in
            let pointers = zip(wires, starts).map { wire, start in
                wire == nil ? nil : block.baseAddress.map { $0 + start }
            }
            return PQexecPrepared(handle, name, Int32(clamping: values.count), pointers, lengths, formats, 1)
        }
        return try checked(result)
    }

    /// Runs statements that are separated by semicolons, and takes no values.
    ///
    /// - Throws: ``PostgresFailure``.
    func script(_ sql: String) throws { _ = try checked(PQexec(handle, sql)) }

    /// Runs `work` in one transaction, which is rolled back when it throws.
    func transaction<T>(_ work: () throws -> T) throws -> T {
        try script("BEGIN")
        do {
            let value = try work()
            try script("COMMIT")
            return value
        } catch {
            if isAlive { try? script("ROLLBACK") }
            throw error
        }
    }

    /// Asks to be told of what is sent to `channel`.
    func listen(to channel: String) throws {
        try script("LISTEN \(channel)")
        isListening = true
    }

    /// What was sent to the channel, waiting for it at most `limit` milliseconds.
    ///
    /// - Throws: ``PostgresFailure`` when the connection is lost.
    func notifications(within limit: Int32) throws -> [String] {
        let heard = try takeNotifications()
        guard heard.isEmpty else { return heard }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, limit) > 0 else { return [] }
        return try takeNotifications()
    }

    private func takeNotifications() throws -> [String] {
        guard PQconsumeInput(handle) == 1 else {
            throw PostgresFailure(state: nil, reason: oneLine(PQerrorMessage(handle)))
        }
        var heard: [String] = []
        while let notification = PQnotifies(handle) {
            heard.append(notification.pointee.extra.map { String(cString: $0) } ?? "")
            PQfreemem(notification)
        }
        return heard
    }

    private func prepare(_ sql: String) throws -> String {
        if let name = prepared[sql] { return name }
        let name = "w\(prepared.count)"
        _ = try checked(PQprepare(handle, name, sql, 0, nil))
        prepared[sql] = name
        return name
    }

    private func checked(_ result: OpaquePointer?) throws -> PostgresRows {
        guard let result else { throw PostgresFailure(state: nil, reason: oneLine(PQerrorMessage(handle))) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return PostgresRows(takingOwnership: result)
        default:
            defer { PQclear(result) }
            let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
            let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M"))) ?? PQresultErrorMessage(result)
            throw PostgresFailure(state: isAlive ? state : nil, reason: oneLine(primary))
        }
    }

    private static func refusal(in reason: String) -> String? {
        if reason.contains("password") || reason.contains("pg_hba.conf") || reason.contains("role \"") {
            return "28000"
        }
        if reason.contains("database \""), reason.contains("does not exist") { return "3D000" }
        if reason.contains("too many clients") || reason.contains("remaining connection slots") { return "53300" }
        return nil
    }
}

/// A text of libpq without its line ends.
private func oneLine(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "no reason given" }
    let lines = String(cString: text).split(whereSeparator: \.isNewline)
    return lines.isEmpty ? "no reason given" : lines.joined(separator: " ").replacing("\t", with: " ")
}

/// Texts for C, in one block, with a null pointer behind the last.
private struct CStrings {
    private var block: [CChar] = []
    private var starts: [Int] = []

    init(_ texts: [String]) {
        for text in texts {
            starts.append(block.count)
            block += text.utf8CString
        }
    }

    func withPointers<T>(_ body: ([UnsafePointer<CChar>?]) -> T) -> T {
        block.withUnsafeBufferPointer { block in
            body(starts.map { start in block.baseAddress.map { $0 + start } } + [nil])
        }
    }
}
