/// Something that sends requests. ``HTTPTransport/CurlClient`` is the real one; tests wrap it to count or to fail.
public protocol HTTPClient: Sendable {
    /// Sends `request` and reads the whole answer.
    ///
    /// - Throws: ``HTTPError``; `CancellationError` when the task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse

    /// Sends `request` and hands the body of a 2xx answer to `receive` piece by piece, as it arrives; other bodies are returned.
    ///
    /// `receive` is called on the transport's thread, one call at a time: it must be quick and must not keep the pointer.
    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse
}
