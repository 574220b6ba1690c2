/// Lets at most a number of operations run at the same time; the others wait in the order of their arrival.
actor ConcurrencyLimit {
    private var free: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var nextID = 0

    /// - Parameter limit: at least 1; smaller values count as 1.
    init(_ limit: Int) { free = max(1, limit) }

    /// Runs `operation` when its turn comes.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; what `operation` throws.
    nonisolated func run<T: Sendable>(_ operation: () async throws -> T) async throws -> T {
        try await acquire()
        do {
            let value = try await operation()
            await release()
            return value
        } catch {
            await release()
            throw error
        }
    }

    private func acquire() async throws {
        try Task.checkCancellation()
        if free > 0 {
            free -= 1
            return
        }
        nextID &+= 1
        let id = nextID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // The handler may have run before: it finds nobody then, so look once more.
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.cancel(id) }
        }
    }

    private func cancel(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }

    private func release() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().continuation.resume()
        }
    }
}
