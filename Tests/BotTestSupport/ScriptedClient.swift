import Foundation
public import HTTPTransport

/// An HTTP client without a network: a function answers, and the requests are remembered.
// Sendable: the list is only touched while the lock is held.
public final class ScriptedClient: HTTPClient, @unchecked Sendable {
    private let lock = NSLock()
    private var sent: [HTTPRequest] = []
    private let answer: @Sendable (HTTPRequest) async throws -> HTTPResponse

    public init(_ answer: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) { self.answer = answer }

    /// All requests so far, in the order of their arrival.
    public var requests: [HTTPRequest] { lock.withLock { sent } }
    public var urls: [String] { requests.map(\.url) }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        lock.withLock { sent.append(request) }
        return try await answer(request)
    }

    /// Hands the body over in pieces of 1000 bytes.
    public func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        var response = try await send(request)
        guard (200..<300).contains(response.status) else { return response }
        for start in stride(from: 0, to: response.body.count, by: 1000) {
            try response.body[start..<min(start + 1000, response.body.count)].withUnsafeBytes(receive)
        }
        response.body = []
        return response
    }
}

/// Counts what another client sends.
// Sendable: the list is only touched while the lock is held.
public final class CountingClient: HTTPClient, @unchecked Sendable {
    private let lock = NSLock()
    private var sent: [(request: HTTPRequest, isRevalidated: Bool)] = []
    private let client: any HTTPClient

    public init(_ client: any HTTPClient) { self.client = client }

    public var count: Int { lock.withLock { sent.count } }
    public var revalidatedCount: Int { lock.withLock { sent.count(where: \.isRevalidated) } }
    /// Method and address of each request.
    public var log: [String] { lock.withLock { sent.map { "\($0.request.method.rawValue) \($0.request.url)" } } }

    public func reset() { lock.withLock { sent = [] } }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await client.send(request)
        note(request, response)
        return response
    }

    public func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        let response = try await client.send(request, receive: receive)
        note(request, response)
        return response
    }

    private func note(_ request: HTTPRequest, _ response: HTTPResponse) {
        lock.withLock { sent.append((request, response.isRevalidated || response.status == 304)) }
    }
}
