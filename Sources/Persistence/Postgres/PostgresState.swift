public import Domain
public import Foundation

/// The state on a PostgreSQL server, for one process or many that share it.
///
/// All is in the schema `windlass` of the database. One process takes up to seven connections: four for work, and one
/// each for the inbox, for news and for the schedule. They are opened when they are needed, and anew when the server went
/// away. Between us and the server there must be nothing that hands one connection to several clients (PgBouncer's
/// transaction mode): statements are prepared, and news and locks belong to a connection.
public final class PostgresState: StateKeeper {
    /// Whose clock leases are measured by.
    enum LeaseClock: Sendable {
        /// The server's: that of processes on several machines may differ.
        case server
        /// That of whoever calls, for tests.
        case caller
    }

    public let diagnostics: [Diagnostic] = []
    public let isShared = true
    /// How many bytes of answers the HTTP cache keeps.
    let responseCacheLimit: Int
    let now: @Sendable () -> Date
    let address: PostgresAddress
    let leaseClock: LeaseClock
    let pool: PostgresPool
    let inboxWriter: InboxWriter
    let newsLane: PostgresLane
    let lockLane: PostgresLane

    public var place: String { address.description }

    /// Opens the database and brings its tables up to date; blocks until that is done.
    ///
    /// - Parameter responseCacheLimit: how many bytes of bodies the HTTP cache keeps; the longest unused go first.
    /// - Throws: ``PersistenceError``: `.unreachable`, `.refused`, `.busy`, `.newer`, `.full`, `.other`.
    public convenience init(
        _ address: PostgresAddress, responseCacheLimit: Int = 256 << 20,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        try self.init(address, responseCacheLimit: responseCacheLimit, leaseClock: .server, now: now)
    }

    /// As the public one; tests measure leases by their own clock.
    init(
        _ address: PostgresAddress, responseCacheLimit: Int, leaseClock: LeaseClock, now: @escaping @Sendable () -> Date
    ) throws {
        self.address = address
        self.responseCacheLimit = responseCacheLimit
        self.leaseClock = leaseClock
        self.now = now
        do {
            try migratePostgres(PostgresConnection(address), address: address)
        } catch {
            throw PersistenceError(error, address: address)
        }
        pool = PostgresPool(address, size: 4, label: "work")
        let inbox = PostgresLane(address, label: "inbox")
        inboxWriter = InboxWriter { batch in try await inbox.run { try storeDeliveries(batch, $0) } }
        newsLane = PostgresLane(address, label: "news")
        lockLane = PostgresLane(address, label: "locks")
    }

    /// Runs one statement, or several that may each stand alone.
    func run<T: Sendable>(_ work: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
        try await pool.run(work)
    }

    /// Runs `work` in one transaction that is rolled back when it throws.
    func write<T: Sendable>(_ work: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
        try await pool.run { connection in try connection.transaction { try work(connection) } }
    }
}
