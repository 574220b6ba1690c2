import ServiceLifecycle

/// Wakes those who wait for work, so that they need not ask often.
actor WakeUps {
    enum Topic: Hashable, Sendable { case dispatcher, workers }

    private var waiting: [Topic: [Int: CheckedContinuation<Void, Never>]] = [:]
    /// Topics with news that nobody has waited for yet.
    private var news: Set<Topic> = []
    private var next = 0

    /// Wakes all who wait for `topic`; when nobody does, the next one does not wait.
    func wake(_ topic: Topic) {
        guard let sleepers = waiting.removeValue(forKey: topic), !sleepers.isEmpty else {
            news.insert(topic)
            return
        }
        for continuation in sleepers.values { continuation.resume() }
    }

    /// Returns when there is news, after `limit`, when the end is asked for, or when the task is cancelled.
    func wait(_ topic: Topic, atMost limit: Duration) async {
        if news.remove(topic) != nil { return }
        next += 1
        let key = next
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
    }

    private func sleep(_ topic: Topic, _ key: Int) async {
        await withCheckedContinuation { waiting[topic, default: [:]][key] = $0 }
    }

    private func end(_ topic: Topic, _ key: Int) {
        waiting[topic]?.removeValue(forKey: key)?.resume()
    }
}
