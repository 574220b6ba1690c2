/// A fixed number of connections, each handed to one piece of work at a time, first come, first served.
actor PostgresPool {
    private var idle: [PostgresLane]
    private var waiting: [CheckedContinuation<PostgresLane, Never>] = []

    init(_ address: PostgresAddress, size: Int, label: String) {
        idle = (0..<max(1, size)).map { PostgresLane(address, label: "\(label).\($0)") }
    }

    /// Runs `work` on a connection that is free.
    ///
    /// - Throws: ``PersistenceError``.
    func run<T: Sendable>(_ work: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
        let lane = await take()
        defer { give(lane) }
        return try await lane.run(work)
    }

    private func take() async -> PostgresLane {
        // The one used last: its connection is warm, and those that are not needed are never opened.
        if let lane = idle.popLast() { return lane }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func give(_ lane: PostgresLane) {
        if waiting.isEmpty {
            idle.append(lane)
        } else {
            waiting.removeFirst().resume(returning: lane)
        }
    }
}
