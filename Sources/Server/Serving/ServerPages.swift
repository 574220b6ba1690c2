/// What the server shows besides webhooks; the rest of the program fills it in.
public struct ServerPages: Sendable {
    /// Which version of the program this is.
    public var version: String
    /// Whether requests can be taken: nil, or what is not ready.
    public var notReady: @Sendable () async -> String?
    /// The overview, as HTML.
    public var overview: @Sendable () async throws -> String
    /// The metrics, in Prometheus' text format.
    public var metrics: @Sendable () async throws -> String

    public init(
        version: String, notReady: @escaping @Sendable () async -> String?,
        overview: @escaping @Sendable () async throws -> String,
        metrics: @escaping @Sendable () async throws -> String
    ) {
        self.version = version
        self.notReady = notReady
        self.overview = overview
        self.metrics = metrics
    }
}
