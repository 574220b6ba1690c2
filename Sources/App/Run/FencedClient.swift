import HTTPTransport

/// A client that asks directly before each request that may change something whether that is still ours to do.
///
/// Forges and pushes over the wire go through it. Who lost the lease of a repository ends as if cancelled: somebody else
/// works on it, and will see what we left.
struct FencedClient: HTTPClient {
    let base: any HTTPClient
    /// Whether the lease is still held.
    let mayWrite: @Sendable () async throws -> Bool

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await check(request)
        return try await base.send(request)
    }

    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        try await check(request)
        return try await base.send(request, receive: receive)
    }

    private func check(_ request: HTTPRequest) async throws {
        switch request.method {
        case .get, .head: return
        case .post, .put, .delete, .patch:
            let isOurs: Bool
            do { isOurs = try await mayWrite() } catch let error as CancellationError {
                throw error
            } catch {
                throw HTTPError(
                    .other,
                    "nothing was sent to \(request.url): whether the repository is still ours is not known: \(error)")
            }
            guard isOurs else { throw CancellationError() }
        }
    }
}
