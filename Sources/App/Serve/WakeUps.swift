import ServiceLifecycle

/// Wakes those who wait for work, so that they need not ask often.
actor WakeUps {
    enum Topic: Hashable, Sendable { case dispatcher, workers }

    private var waiting: [Topic: [Int: CheckedContinuation<Void, Never>]] = [:]
    /// Topics with news that nobody has waited for yet.
    private var news: Set<Topic> = []
    private var next = 0
    /// The waits that are over, but have not returned.
    private var ended: Set<Int> = []

    /// Wakes all who wait for `topic`; when nobody does, the next one does not wait.
    func wake(_ topic: Topic) {
        guard let sleepers = waiting.removeValue(forKey: topic), !sleepers.isEmpty else {
            news.insert(topic)
            return
        }
        for continuation in sleepers.values { continuation.resume() }
    }

    /// Why a wait ended.
    enum Reason: Sendable { case woken, timedOut }

    /// Returns when there is news, after `limit`, when the end is asked for, or when the task is cancelled.
    @discardableResult
    func wait(_ topic: Topic, atMost limit: Duration) async -> Reason {
        if news.remove(topic) != nil { return .woken }
        next += 1
        let key = next
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sleep(topic, key) }
            group.addTask {
                try? await Task.sleep(for: limit)
                await self.end(topic, key)
            }
            group.addTask {
                try? await gracefulShutdown()
                await self.end(topic, key)
            }
            _ = await group.next()
            group.cancelAll()
        }
        ended.remove(key)
        return start.duration(to: .now) >= limit ? .timedOut : .woken
    }

    private func sleep(_ topic: Topic, _ key: Int) async {
        // Of a task that is cancelled already, the end comes before the sleep.
        if ended.contains(key) { return }
        await withCheckedContinuation { waiting[topic, default: [:]][key] = $0 }
    }

    private func end(_ topic: Topic, _ key: Int) {
        ended.insert(key)
        waiting[topic]?.removeValue(forKey: key)?.resume()
    }
}
