import BotTestSupport
import Domain
import Foundation
import Synchronization
import Testing

@testable import Persistence

/// Where a test of the contract keeps its state.
enum Store: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    var testDescription: String { rawValue }

    /// An empty state of this kind.
    func make(
        responseCacheLimit: Int = 1 << 20, now: @escaping @Sendable () -> Date = { Date() }
    ) throws -> any StateKeeper {
        switch self {
        case .sqlite: try StateDatabase(inMemoryWithResponseCacheLimit: responseCacheLimit, now: now)
        case .postgres:
            try PostgresState(
                PostgresAddress(Secret(try sharedPostgres.get().makeDatabase())),
                responseCacheLimit: responseCacheLimit, leaseClock: .caller, now: now)
        }
    }

    /// A place that can be opened again and again.
    func makePlace() throws -> StorePlace {
        switch self {
        case .sqlite: .folder(try TemporaryFolder())
        case .postgres: .address(try sharedPostgres.get().makeDatabase())
        }
    }
}

/// A place for state that outlives who opens it.
enum StorePlace: Sendable {
    case folder(TemporaryFolder)
    case address(String)

    func open(now: @escaping @Sendable () -> Date = { Date() }) throws -> any StateKeeper {
        switch self {
        case .folder(let folder): try StateDatabase(path: folder.path + "/state.sqlite", now: now)
        case .address(let address):
            try PostgresState(
                PostgresAddress(Secret(address)), responseCacheLimit: 1 << 20, leaseClock: .caller, now: now)
        }
    }
}

/// One server for all tests of this process that do not stop it; each has a database of its own.
let sharedPostgres = SharedPostgres()

/// Starts a server when it is needed first, and stops it when the process ends.
final class SharedPostgres: Sendable {
    private let server = Mutex<DebianPostgres?>(nil)

    func get() throws -> DebianPostgres {
        try server.withLock { server in
            if let server { return server }
            let started = try DebianPostgres()
            server = started
            atexit { sharedPostgres.stop() }
            return started
        }
    }

    private func stop() { server.withLock { $0 = nil } }
}
