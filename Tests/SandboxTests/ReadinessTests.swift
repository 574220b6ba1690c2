import Foundation
import Testing

@testable import Sandbox

@Suite("Waiting for pipes") struct ReadinessTests {
    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test("hundreds of readers wake when something comes or their other end is closed")
    func readers() async throws {
        let pipes = try (0..<300).map { _ in try makePipe() }
        defer { for pipe in pipes { close(pipe.read) } }
        let woken = await withTaskGroup(of: Void.self) { group in
            for pipe in pipes { group.addTask { await Readiness.shared.wait(for: pipe.read, to: .read) } }
            for (number, pipe) in pipes.enumerated() {
                if number % 2 == 0 { _ = write(pipe.write, "x", 1) }
                close(pipe.write)
            }
            var count = 0
            for await _ in group { count += 1 }
            return count
        }
        #expect(woken == 300)
    }

    @Test("a writer wakes when the other end reads, and when it is gone")
    func writer() async throws {
        let pipe = try makePipe()
        _ = fcntl(pipe.write, F_SETFL, O_NONBLOCK)
        let block = [UInt8](repeating: 0, count: 65_536)
        while write(pipe.write, block, block.count) > 0 {}
        async let first: Void = Readiness.shared.wait(for: pipe.write, to: .write)
        var buffer = block
        _ = read(pipe.read, &buffer, buffer.count)
        await first
        while write(pipe.write, block, block.count) > 0 {}
        async let second: Void = Readiness.shared.wait(for: pipe.write, to: .write)
        close(pipe.read)
        await second
        close(pipe.write)
    }
}
