import Dispatch
import Glibc

/// One connection on a thread of its own: libpq blocks, and must not do so where tasks run.
actor PostgresLane {
    private nonisolated let executor: ThreadExecutor
    private let address: PostgresAddress
    private var connection: PostgresConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ address: PostgresAddress, label: String) {
        self.address = address
        executor = ThreadExecutor(label: "windlass.postgres." + label)
    }

    /// How often work begins anew because another transaction stood in its way.
    private static let tries = 6

    /// Runs `work` on the connection, opening it where there is none.
    ///
    /// Work that lost its connection is run once more on a new one: so it must not mind being done twice.
    ///
    /// - Throws: ``PersistenceError``; `.unreachable` when the server is away.
    func run<T: Sendable>(_ work: @Sendable (PostgresConnection) throws -> T) throws -> T {
        var losses = 0
        for attempt in 1... {
            do {
                let connection = try open()
                let value = try work(connection)
                return value
            } catch let failure as PostgresFailure {
                if failure.isLoss { losses += 1 }
                let mayRetry = failure.isLoss ? connection != nil && losses < 2 : failure.isCollision
                if failure.isLoss || connection?.isAlive == false { connection = nil }
                guard mayRetry, attempt < Self.tries else { throw PersistenceError(failure, address: address) }
                // This thread is ours to block; the one that was in the way is given a moment.
                if failure.isCollision { usleep(UInt32(attempt) * 5000) }
            } catch {
                if connection?.isAlive == false { connection = nil }
                throw PersistenceError(error, address: address)
            }
        }
        throw PersistenceError(.other, "state database \(address): nothing was tried")
    }

    /// Lets the connection go; the next work opens one.
    func close() { connection = nil }

    private func open() throws -> PostgresConnection {
        if let connection { return connection }
        let opened = try PostgresConnection(address)
        connection = opened
        return opened
    }
}

/// Runs an actor's jobs one after another on threads that may block.
private final class ThreadExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: UnownedJob) {
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
