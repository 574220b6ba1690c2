import Foundation

/// Runs one operation per key at a time: who asks for a key that is under way gets that operation's result.
///
/// The operation is cancelled when everybody who waits for it is; until then it outlives who started it.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Flights()

    /// Returns the result of `operation`, or of the one that runs for `key` already.
    ///
    /// - Throws: what the operation throws; `CancellationError` when this task is cancelled.
    func value(
        for key: Key, _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        let flight = flights.join(key) { [flights] number in
            Task {
                defer { flights.end(key, number) }
                return try await operation()
            }
        }
        let value: Value
        do {
            value = try await withTaskCancellationHandler {
                try await flight.task.value
            } onCancel: { [flights] in
                flights.leave(key, flight.number)
            }
        } catch {
            try Task.checkCancellation()
            throw error
        }
        try Task.checkCancellation()
        return value
    }

    struct Flight {
        var number: Int
        var task: Task<Value, any Error>
        var waiting: Int
    }

    /// The table of what is under way.
    // Sendable: both variables are only touched while `lock` is held.
    private final class Flights: @unchecked Sendable {
        private let lock = NSLock()
        private var byKey: [Key: Flight] = [:]
        private var last = 0

        func join(_ key: Key, _ start: (Int) -> Task<Value, any Error>) -> Flight {
            lock.withLock {
                if var flight = byKey[key], !flight.task.isCancelled {
                    flight.waiting += 1
                    byKey[key] = flight
                    return flight
                }
                last += 1
                let flight = Flight(number: last, task: start(last), waiting: 1)
                byKey[key] = flight
                return flight
            }
        }

        func leave(_ key: Key, _ number: Int) {
            lock.withLock {
                guard var flight = byKey[key], flight.number == number else { return }
                flight.waiting -= 1
                byKey[key] = flight
                if flight.waiting == 0 { flight.task.cancel() }
            }
        }

        func end(_ key: Key, _ number: Int) {
            lock.withLock {
                if byKey[key]?.number == number { byKey[key] = nil }
            }
        }
    }
}
