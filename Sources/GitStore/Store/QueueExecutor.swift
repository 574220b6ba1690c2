import Dispatch

/// Runs an actor's work on a queue of its own, so that a blocking C library never sits on the cooperative pool.
///
/// Foundation's `DispatchSerialQueue`, which would do the same, does not exist on Linux.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
