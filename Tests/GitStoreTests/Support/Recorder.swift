import Foundation
import HTTPTransport

/// Passes requests on and remembers them.
final class Recorder: HTTPClient {
    private let client: any HTTPClient
    private let recorded = Guarded<[HTTPRequest]>([])

    /// What must stay as long as somebody may send.
    private let kept: [any AnyObject & Sendable]

    init(keeping kept: [any AnyObject & Sendable]) {
        self.kept = kept
        var once = RetryPolicy()
        once.attempts = 1
        client = CurlClient(retry: once)
    }

    /// What was sent since the last look, as `GET /info/refs` and `POST /git-upload-pack`.
    func takeLines() -> [String] {
        take().map { request in
            let path = request.url.split(separator: "?")[0]
            let end = path.range(of: ".git/").map { path[$0.upperBound...] } ?? path
            return "\(request.method.rawValue) \(end)"
        }
    }

    func take() -> [HTTPRequest] {
        recorded.change { requests in
            defer { requests = [] }
            return requests
        }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        recorded.change { $0.append(request) }
        return try await client.send(request)
    }

    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        recorded.change { $0.append(request) }
        return try await client.send(request, receive: receive)
    }
}

/// A value behind a lock.
// Unchecked: `value` is touched only while the lock is held.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&value) }
    }
}
