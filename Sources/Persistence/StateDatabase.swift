public import Domain
public import Foundation
import GRDB

/// The state database: SQLite in WAL mode, with caches, run history, inventory and remembered refusals.
///
/// Losing the file loses caches and history, never a merge request. So a damaged file is moved aside, kept beside the
/// new one as `<path>.damaged-<time>`, and said in ``diagnostics``. Several processes may open the same file; a writer
/// waits up to 10 seconds for another one.
///
/// Source for damage, locking and WAL: https://www.sqlite.org/howtocorrupt.html, https://www.sqlite.org/wal.html.
public final class StateDatabase: Sendable {
    /// Where the file is; `:memory:` for the variant without one.
    public let path: String
    /// What people should know about the opening, such as a damaged file that was moved aside.
    public let diagnostics: [Diagnostic]
    /// How many bytes of answers the HTTP cache keeps.
    let responseCacheLimit: Int
    let now: @Sendable () -> Date
    private let writer: any DatabaseWriter
    let inboxWriter: InboxWriter

    /// Opens the database at `path`, making it and its folder when they are missing.
    ///
    /// - Parameter responseCacheLimit: how many bytes of bodies the HTTP cache keeps; the longest unused go first.
    /// - Throws: ``PersistenceError``: `.unwritable`, `.full`, `.busy`, `.foreign`, `.newer`, `.other`.
    public convenience init(
        path: String, responseCacheLimit: Int = 256 << 20, now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        try self.init(path: path, responseCacheLimit: responseCacheLimit, pageLimit: nil, now: now)
    }

    /// As the public one; `pageLimit` makes the file full at that many pages of 4 KiB.
    init(path: String, responseCacheLimit: Int, pageLimit: Int?, now: @escaping @Sendable () -> Date) throws {
        let opened = try openStateFile(path, configuration: Self.configuration(pageLimit: pageLimit), now: now())
        self.path = path
        self.responseCacheLimit = responseCacheLimit
        self.now = now
        writer = opened.pool
        inboxWriter = Self.makeInboxWriter(opened.pool, path)
        diagnostics = opened.diagnostics
    }

    /// Makes a database without a file, for tests and for trying things out.
    ///
    /// - Throws: ``PersistenceError`` `.other` when SQLite cannot even do that.
    public init(
        inMemoryWithResponseCacheLimit responseCacheLimit: Int = 256 << 20,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        path = ":memory:"
        diagnostics = []
        self.responseCacheLimit = responseCacheLimit
        self.now = now
        do {
            let queue = try DatabaseQueue(configuration: Self.configuration(pageLimit: nil))
            try stateMigrator().migrate(queue)
            writer = queue
            inboxWriter = Self.makeInboxWriter(queue, ":memory:")
        } catch {
            throw PersistenceError(error, path: ":memory:")
        }
    }

    func read<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await mappingErrors { [writer] in try await writer.read(work) }
    }

    /// Runs `work` in one transaction that is rolled back when it throws.
    func write<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await mappingErrors { [writer] in try await writer.write(work) }
    }

    private func mappingErrors<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch let error as CancellationError {
            throw error
        } catch {
            let mapped = PersistenceError(error, path: path)
            if mapped.code == .damaged { markDamaged(path) }
            throw mapped
        }
    }

    private static func configuration(pageLimit: Int?) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.label = "state"
        // Half a megabyte for each of the connections: rows are small, and the system caches the file as well.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -512") }
        if let pageLimit {
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        return configuration
    }
}
