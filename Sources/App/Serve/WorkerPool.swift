import Domain
import Foundation
import Logging
import Persistence
import ServiceLifecycle
import Synchronization

/// The workers, which end together: asked to, none begins anything, and what is under way may end.
struct WorkerPool: Service {
    let workers: [JobWorker]

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { await worker.run() } }
        }
    }
}

/// When each worker showed itself last.
final class Heartbeats: Sendable {
    private let times = Mutex<[Int: Date]>([:])

    func beat(_ worker: Int, at time: Date) { times.withLock { $0[worker] = time } }

    /// How many showed themselves since `time`.
    func alive(since time: Date) -> Int { times.withLock { $0.values.filter { $0 >= time }.count } }
}
