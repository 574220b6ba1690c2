import BotTestSupport
import Foundation
import HTTPTransport
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct ConcurrencyTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `never sends more to a host at once than its limit`() async throws {
        // Each answer waits until four requests are there, so that four are surely under way, and a fifth would be seen.
        let state = ConditionBox((active: 0, most: 0, arrived: 0))
        let server = try ScriptedServer.answering { _ in
            let number = state.change { state in
                state.active += 1
                state.most = max(state.most, state.active)
                state.arrived += 1
                return state.arrived
            }
            let group = (number + 3) / 4 * 4
            state.wait { $0.arrived >= group }
            state.change { $0.active -= 1 }
            return Self.ok
        }
        let client = CurlClient.test { $0.perHost = 4 }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await client.send(HTTPRequest(.get, server.origin)).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(state.read { $0.most } == 4)
        #expect(server.connectionCount <= 4)
        #expect(server.requests.count == 200)
    }

    @Test func `a host that does not answer does not hold up another`() async throws {
        let silent = try ScriptedServer { $0.waitForEnd() }
        let quick = try ScriptedServer.answering { _ in Self.ok }
        let client = CurlClient.test { $0.perHost = 2 }
        let stuck = (0..<20).map { _ in Task { try await client.send(HTTPRequest(.get, silent.origin)) } }
        for _ in 0..<20 { #expect(try await client.send(HTTPRequest(.get, quick.origin)).status == 200) }
        for task in stuck { task.cancel() }
        for task in stuck { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(try await client.send(HTTPRequest(.get, quick.origin)).status == 200)
    }

    @Test func `a host may have a limit of its own`() async throws {
        let state = ConditionBox((active: 0, most: 0))
        let server = try ScriptedServer.answering { _ in
            state.change { state in
                state.active += 1
                state.most = max(state.most, state.active)
            }
            state.change { $0.active -= 1 }
            return Self.ok
        }
        let client = CurlClient.test { $0.perHostLimits["127.0.0.1:\(server.port)"] = 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await client.send(HTTPRequest(.get, server.origin)) } }
            try await group.waitForAll()
        }
        #expect(state.read { $0.most } == 1)
        #expect(server.connectionCount == 1)
    }

    @Test func `cancelling in the middle of an answer returns at once and closes the connection`() async throws {
        let isAsked = ConditionBox(false)
        let hasEnded = ConditionBox(false)
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nh")
            isAsked.change { $0 = true }
            connection.waitForEnd()
            hasEnded.change { $0 = true }
        }
        let client = CurlClient.test()
        let task = Task { try await client.send(HTTPRequest(.get, server.origin)) }
        _ = await blocking { isAsked.wait { $0 } }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(await blocking { hasEnded.wait { $0 } })
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let server = try ScriptedServer.answering { _ in Self.ok }
        let client = CurlClient.test()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(HTTPRequest(.get, server.origin))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connectionCount == 0)
    }

    @Test func `cancelling at any moment loses nobody`() async throws {
        let server = try ScriptedServer.answering { _ in Self.ok }
        let client = CurlClient.test { $0.perHost = 4 }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<300 {
                group.addTask {
                    let task = Task { try await client.send(HTTPRequest(.get, server.origin)).status == 200 }
                    task.cancel()
                    do { return try await task.value } catch { return error is CancellationError }
                }
                group.addTask { (try? await client.send(HTTPRequest(.get, server.origin)).status) == 200 }
            }
            for await isFine in group { #expect(isFine) }
        }
    }

    @Test func `a thousand requests leave no descriptors behind`() async throws {
        let server = try ScriptedServer.answering { _ in Self.ok }
        let before = try openDescriptors(to: server.port)
        #expect(before == 0)
        let client = CurlClient.test { $0.perHost = 16 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                let method = number % 10 == 0 ? HTTPMethod.post : .get
                group.addTask { _ = try await client.send(HTTPRequest(method, server.origin)) }
            }
            try await group.waitForAll()
        }
        // At most one kept connection for each that was under way, and a few that are being closed.
        #expect(try openDescriptors(to: server.port) <= 64)
    }

    @Test func `connections end with the client`() async throws {
        let ended = ConditionBox(0)
        let server = try ScriptedServer { connection in
            while try connection.read() != nil { try connection.send(Self.ok) }
            ended.change { $0 += 1 }
        }
        for _ in 0..<5 {
            let client = CurlClient.test()
            #expect(try await client.send(HTTPRequest(.get, server.origin)).status == 200)
        }
        #expect(await blocking { ended.wait { $0 == 5 } })
    }

    @Test func `a client may be dropped while its request is under way`() async throws {
        let server = try ScriptedServer.answering { _ in Self.ok }
        for _ in 0..<50 {
            #expect(try await CurlClient.test().send(HTTPRequest(.get, server.origin)).status == 200)
        }
    }

    /// Waits on a thread of its own, off the pool that the client's tasks need.
    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    /// How many TCP connections to `port` of this machine the kernel lists as open from our side.
    private func openDescriptors(to port: Int) throws -> Int {
        let table = try String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)
        let wanted = ":" + String(port, radix: 16, uppercase: true)
        return table.split(separator: "\n").dropFirst().count { line in
            let fields = line.split(separator: " ")
            // Established or waiting for us to close it.
            return fields.count > 3 && fields[2].hasSuffix(wanted) && (fields[3] == "01" || fields[3] == "08")
        }
    }
}
