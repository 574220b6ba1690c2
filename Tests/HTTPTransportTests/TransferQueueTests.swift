import Testing

@testable import HTTPTransport

@Suite struct TransferQueueTests {
    private func queue(total: Int, perHost: Int) -> TransferQueue<Int, String> {
        TransferQueue(total: total) { $0 == "narrow" ? 1 : perHost }
    }

    private func drain(_ queue: inout TransferQueue<Int, String>) -> [String] {
        var started: [String] = []
        while let item = queue.next() { started.append(item) }
        return started
    }

    @Test func `starts as many as a host may have, in order`() {
        var queue = queue(total: 10, perHost: 2)
        for id in 1...4 { queue.add("a\(id)", id: id, host: "a") }
        #expect(drain(&queue) == ["a1", "a2"])
        queue.finish("a")
        #expect(drain(&queue) == ["a3"])
        queue.finish("a")
        queue.finish("a")
        #expect(drain(&queue) == ["a4"])
        #expect(queue.running == 1)
    }

    @Test func `hosts take turns under the limit for all`() {
        var queue = queue(total: 4, perHost: 8)
        for id in 1...6 { queue.add("a\(id)", id: id, host: "a") }
        for id in 11...12 { queue.add("b\(id)", id: id, host: "b") }
        #expect(drain(&queue) == ["a1", "b11", "a2", "b12"])
        queue.finish("b")
        #expect(drain(&queue) == ["a3"])
    }

    @Test func `a host that is full does not hold up another`() {
        var queue = queue(total: 10, perHost: 8)
        for id in 1...3 { queue.add("n\(id)", id: id, host: "narrow") }
        queue.add("a", id: 9, host: "a")
        #expect(drain(&queue) == ["n1", "a"])
    }

    @Test func `what is taken out does not start, and leaves its place`() {
        var queue = queue(total: 10, perHost: 1)
        for id in 1...3 { queue.add("a\(id)", id: id, host: "a") }
        #expect(drain(&queue) == ["a1"])
        #expect(queue.remove(2) == "a2")
        #expect(queue.remove(2) == nil)
        #expect(queue.remove(1) == nil)
        queue.finish("a")
        #expect(drain(&queue) == ["a3"])
        queue.finish("a")
        #expect(queue.running == 0)
        #expect(queue.waitingCount == 0)
    }

    @Test func `a host whose waiting ones were all taken out can come back`() {
        var queue = queue(total: 1, perHost: 1)
        queue.add("a", id: 1, host: "a")
        _ = queue.remove(1)
        #expect(drain(&queue) == [])
        queue.add("b", id: 2, host: "a")
        #expect(drain(&queue) == ["b"])
    }

    @Test func `limits below one count as one`() {
        var queue = TransferQueue<Int, String>(total: 0) { _ in -5 }
        queue.add("a", id: 1, host: "a")
        queue.add("b", id: 2, host: "b")
        #expect(drain(&queue) == ["a"])
    }

    @Test func `takes out all that waits`() {
        var queue = queue(total: 1, perHost: 1)
        for id in 1...3 { queue.add("a\(id)", id: id, host: "a") }
        _ = queue.next()
        #expect(Set(queue.removeAll()) == ["a2", "a3"])
        queue.finish("a")
        #expect(queue.next() == nil)
    }

    @Test(.timeLimit(.minutes(5))) func `holds many without slowing down`() {
        var queue = queue(total: 16, perHost: 4)
        var started = 0
        for id in 0..<100_000 { queue.add("host\(id % 7)", id: id, host: "host\(id % 7)") }
        var running: [String] = []
        while true {
            while let item = queue.next() {
                running.append(item)
                started += 1
            }
            #expect(queue.running <= 16)
            guard let host = running.popLast() else { break }
            queue.finish(host)
        }
        #expect(started == 100_000)
    }
}
