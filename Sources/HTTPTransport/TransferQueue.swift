/// What waits for a place, host by host: at most so many at once for one host, and at most so many in all. Pure.
///
/// Hosts take turns, so one with a thousand requests does not hold up the others; within a host it is first come, first served.
struct TransferQueue<ID: Hashable, Item> {
    private struct Host {
        /// In order of arrival; what was taken out meanwhile is no longer in `waiting`.
        var ids: [ID] = []
        var head = 0
        var running = 0
        /// Whether it is in `ready`.
        var isReady = false
    }

    private let total: Int
    private let limit: (String) -> Int
    private var hosts: [String: Host] = [:]
    private var waiting: [ID: Item] = [:]
    /// Hosts that have something to start and a place for it, in turn.
    private var ready: [String] = []
    private var readyHead = 0
    private(set) var running = 0

    /// - Parameter limit: how many items of a host may run at once; less than one counts as one.
    init(total: Int, limit: @escaping (String) -> Int) {
        self.total = max(total, 1)
        self.limit = limit
    }

    var waitingCount: Int { waiting.count }

    mutating func add(_ item: Item, id: ID, host: String) {
        waiting[id] = item
        hosts[host, default: Host()].ids.append(id)
        markReady(host)
    }

    /// Takes out what waits; nil when it does not wait (any more).
    mutating func remove(_ id: ID) -> Item? { waiting.removeValue(forKey: id) }

    /// Takes out all that waits.
    mutating func removeAll() -> [Item] {
        defer { waiting = [:] }
        return Array(waiting.values)
    }

    /// The next item that may start; it counts as running until ``finish(_:)``.
    mutating func next() -> Item? {
        while running < total, readyHead < ready.count {
            let name = ready[readyHead]
            readyHead += 1
            if readyHead > 64, readyHead * 2 > ready.count {
                ready.removeFirst(readyHead)
                readyHead = 0
            }
            hosts[name]?.isReady = false
            guard let item = takeFirst(of: name) else {
                dropIfIdle(name)
                continue
            }
            running += 1
            hosts[name]?.running += 1
            markReady(name)
            return item
        }
        return nil
    }

    /// A running item of `host` has ended.
    mutating func finish(_ host: String) {
        running -= 1
        hosts[host]?.running -= 1
        markReady(host)
        dropIfIdle(host)
    }

    private mutating func takeFirst(of name: String) -> Item? {
        guard var host = hosts.removeValue(forKey: name) else { return nil }
        defer { hosts[name] = host }
        while host.head < host.ids.count {
            let id = host.ids[host.head]
            host.head += 1
            if host.head > 64, host.head * 2 > host.ids.count {
                host.ids.removeFirst(host.head)
                host.head = 0
            }
            if let item = waiting.removeValue(forKey: id) { return item }
        }
        return nil
    }

    private mutating func markReady(_ name: String) {
        guard let host = hosts[name], !host.isReady, host.head < host.ids.count, host.running < max(limit(name), 1)
        else { return }
        hosts[name]?.isReady = true
        ready.append(name)
    }

    private mutating func dropIfIdle(_ name: String) {
        if let host = hosts[name], host.running == 0, host.head == host.ids.count, !host.isReady { hosts[name] = nil }
    }
}
