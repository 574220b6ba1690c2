import Synchronization
import Testing

@testable import Workflow

@Suite struct MapConcurrentlyTests {
    @Test("keeps the order of the elements, whatever ends first", arguments: [1, 2, 7, 100])
    func order(width: Int) async throws {
        let result = try await mapConcurrently(Array(0..<50), width: width) { number in
            for _ in 0..<(50 - number) { await Task.yield() }
            return number * 2
        }
        #expect(result == (0..<50).map { $0 * 2 })
    }

    @Test("makes no more calls at once than the width, and at least one", arguments: [-1, 0, 1, 3])
    func width(width: Int) async throws {
        let gauge = Mutex((now: 0, most: 0))
        let result = try await mapConcurrently(Array(0..<20), width: width) { number in
            gauge.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<10 { await Task.yield() }
            gauge.withLock { $0.now -= 1 }
            return number
        }
        #expect(result.count == 20)
        #expect(gauge.withLock { $0.most } == max(width, 1))
    }

    @Test("throws the first error and makes no further calls")
    func failure() async throws {
        struct Failure: Error {}
        let calls = Mutex(0)
        await #expect(throws: Failure.self) {
            _ = try await mapConcurrently(Array(0..<1000), width: 2) { number in
                calls.withLock { $0 += 1 }
                if number == 3 { throw Failure() }
                return number
            }
        }
        #expect(calls.withLock { $0 } < 1000)
    }

    @Test("of nothing is nothing")
    func empty() async throws {
        let result = try await mapConcurrently([Int](), width: 4) { $0 }
        #expect(result.isEmpty)
    }
}
