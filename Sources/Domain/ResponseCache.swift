/// An HTTP answer that can be asked for again with a condition.
public struct CachedResponse: Hashable, Sendable {
    public var etag: String?
    public var lastModified: String?
    /// The header fields that readers need, names in lower case.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(etag: String?, lastModified: String?, headers: [String: String], body: [UInt8]) {
        self.etag = etag
        self.lastModified = lastModified
        self.headers = headers
        self.body = body
    }
}

/// Keeps HTTP answers between runs. Losing them costs requests, nothing else; so errors are not reported.
public protocol ResponseCache: Sendable {
    func response(for key: String) async -> CachedResponse?
    func store(_ response: CachedResponse, for key: String) async
}
