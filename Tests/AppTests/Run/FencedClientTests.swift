import BotTestSupport
import HTTPTransport
import Synchronization
import Testing

@testable import App

@Suite struct FencedClientTests {
    /// Counts what reaches the network.
    private final class CountingClient: HTTPClient {
        let sent = Mutex<[String]>([])

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            sent.withLock { $0.append(request.method.rawValue) }
            return HTTPResponse(status: 200, headers: HTTPFields(), body: [], url: request.url)
        }

        func send(
            _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
        ) async throws -> HTTPResponse { try await send(request) }
    }

    private static let writes: [HTTPMethod] = [.post, .put, .delete, .patch]

    @Test("who lost the lease reads, and writes nothing", arguments: writes)
    func lost(_ method: HTTPMethod) async throws {
        let network = CountingClient()
        let client = FencedClient(base: network, mayWrite: { false })
        _ = try await client.send(HTTPRequest(.get, "http://127.0.0.1/"))
        await #expect(throws: CancellationError.self) {
            try await client.send(HTTPRequest(method, "http://127.0.0.1/"))
        }
        await #expect(throws: CancellationError.self) {
            try await client.send(HTTPRequest(method, "http://127.0.0.1/")) { _ in }
        }
        #expect(network.sent.withLock { $0 } == ["GET"])
    }

    @Test("who holds the lease writes, and is asked each time", arguments: writes)
    func held(_ method: HTTPMethod) async throws {
        let network = CountingClient()
        let asked = Mutex(0)
        let client = FencedClient(base: network) {
            asked.withLock { $0 += 1 }
            return true
        }
        for _ in 0..<3 { _ = try await client.send(HTTPRequest(method, "http://127.0.0.1/")) }
        #expect(asked.withLock { $0 } == 3)
        #expect(network.sent.withLock { $0.count } == 3)
    }

    @Test("what cannot be known is no permission")
    func unknown() async throws {
        let network = CountingClient()
        let client = FencedClient(base: network) { throw JobFailure(description: "the database is away") }
        await #expect { try await client.send(HTTPRequest(.post, "http://127.0.0.1/")) } throws: {
            ($0 as? HTTPError)?.message.contains("the database is away") == true
        }
        #expect(network.sent.withLock { $0.isEmpty })
    }
}
