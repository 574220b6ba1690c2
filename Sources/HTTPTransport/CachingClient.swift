public import Domain

/// A client that asks again with a condition: what has an ETag or a date is kept, and a 304 answers with what we have.
///
/// Source: RFC 9110, sections 8.8 and 13. The key holds the address, what is accepted, and a fingerprint of who asks, so that an
/// answer for one credential is never given for another.
public struct CachingClient: HTTPClient {
    private let base: any HTTPClient
    private let cache: any ResponseCache
    /// Larger bodies are not kept, in bytes.
    private let bodyLimit: Int

    public init(_ base: any HTTPClient, cache: any ResponseCache, bodyLimit: Int = 16 << 20) {
        self.base = base
        self.cache = cache
        self.bodyLimit = bodyLimit
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.usesCache, request.method == .get else { return try await base.send(request) }
        let key = Self.key(of: request)
        let known = await cache.response(for: key)
        var conditional = request
        if let known {
            if let etag = known.etag { conditional.headers["If-None-Match"] = etag }
            if let date = known.lastModified { conditional.headers["If-Modified-Since"] = date }
        }
        let response = try await base.send(conditional)
        if response.status == 304, let known { return merged(response, known) }
        await keep(response, key)
        return response
    }

    public func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        try await base.send(request, receive: receive)
    }

    private func merged(_ response: HTTPResponse, _ known: CachedResponse) -> HTTPResponse {
        var headers = HTTPFields()
        for (name, value) in known.headers.sorted(by: { $0.key < $1.key }) { headers.add(name, value) }
        return HTTPResponse(status: 200, headers: headers, body: known.body, url: response.url, isRevalidated: true)
    }

    private func keep(_ response: HTTPResponse, _ key: String) async {
        guard response.status == 200, response.body.count <= bodyLimit else { return }
        let etag = response.headers["ETag"]
        let date = response.headers["Last-Modified"]
        guard etag != nil || date != nil, response.headers["Cache-Control"]?.contains("no-store") != true else {
            return
        }
        var headers: [String: String] = [:]
        for field in response.headers.all where Self.kept.contains(field.name.lowercased()) {
            headers[field.name.lowercased()] = field.value
        }
        await cache.store(
            CachedResponse(etag: etag, lastModified: date, headers: headers, body: response.body), for: key)
    }

    private static let kept: Set<String> = ["content-type", "link", "etag", "last-modified", "docker-content-digest"]

    private static func key(of request: HTTPRequest) -> String {
        var fingerprint = Fingerprint()
        fingerprint.add((request.cacheIdentity ?? request.authorization)?.reveal() ?? "")
        return "\(request.url) \(request.headers["Accept"] ?? "") \(fingerprint.text)"
    }
}
