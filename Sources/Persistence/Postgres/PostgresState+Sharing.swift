public import Foundation

/// What processes that share the state know of each other: marks, locks and news.
extension PostgresState {
    /// - Throws: ``PersistenceError``.
    public func time(of name: String) async throws -> Date? {
        try await run {
            try $0.query("SELECT time FROM mark WHERE name = $1", [.text(name)]).first
                .map { Date(timeIntervalSince1970: try $0.number("time")) }
        }
    }

    /// - Throws: ``PersistenceError``.
    public func mark(_ name: String, at time: Date) async throws {
        _ = try await run {
            try $0.query(
                "INSERT INTO mark VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET time = excluded.time",
                [.text(name), .number(time.timeIntervalSince1970)]
            ).changes
        }
    }

    /// Holds an advisory lock of the server while `work` goes on; it belongs to the connection, and so to this process.
    ///
    /// - Throws: ``PersistenceError``, and what `work` throws.
    public func exclusively(_ name: String, _ work: @Sendable () async throws -> Void) async throws -> Bool {
        let key: [PostgresValue] = [.text("windlass." + name)]
        // The number counts how often the connection has the lock: our own tasks must not come in together.
        let isOurs = try await lockLane.run { connection in
            try connection.query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS ours", key).first?
                .flag("ours") == true
        }
        guard isOurs else { return false }
        do {
            try await work()
        } catch {
            await unlock(key)
            throw error
        }
        await unlock(key)
        return true
    }

    private func unlock(_ key: [PostgresValue]) async {
        do {
            _ = try await lockLane.run {
                try $0.query("SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS done", key).count
            }
        } catch {
            // Without its connection the lock is gone, too.
            await lockLane.close()
        }
    }

    /// Listens on a connection of its own. A new connection cannot know what it missed: it makes news of everything.
    public func followNews(_ heard: @escaping @Sendable (StateNews) async -> Void) async {
        while !Task.isCancelled {
            do {
                let news = try await newsLane.run { connection -> [StateNews] in
                    guard connection.isListening else {
                        try connection.listen(to: newsChannel)
                        return StateNews.allCases
                    }
                    return try connection.notifications(within: 500).compactMap { StateNews(rawValue: $0) }
                }
                for topic in Set(news) { await heard(topic) }
            } catch {
                // Whoever works with the state reports the same; we only wait until it is back.
                try? await Task.sleep(for: .seconds(1))
            }
        }
        await newsLane.close()
    }
}
