public import Domain
import Signing

/// A client that asks again with a condition: what has an ETag or a date is kept, and a 304 answers with what we have.
///
/// Source: RFC 9110, sections 8.8 and 13. Only GET, only answers with status 200, and only where ``HTTPRequest/usesCache`` is set and
/// the request brings no condition of its own. Every use asks the server: nothing is taken for fresh.
public struct CachingClient: HTTPClient {
    private let base: any HTTPClient
    private let cache: any ResponseCache
    private let bodyLimit: Int

    /// - Parameter bodyLimit: larger bodies are not kept, in bytes.
    public init(_ base: any HTTPClient, cache: any ResponseCache, bodyLimit: Int = 16 << 20) {
        self.base = base
        self.cache = cache
        self.bodyLimit = bodyLimit
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.usesCache, request.method == .get, !hasCondition(request) else {
            return try await base.send(request)
        }
        guard let key = Self.key(of: request) else { return try await base.send(request) }
        guard let known = await cache.response(for: key), known.body.count <= request.responseLimit else {
            let response = try await base.send(request)
            await keep(response, key)
            return response
        }
        var conditional = request
        conditional.headers["If-None-Match"] = known.etag
        conditional.headers["If-Modified-Since"] = known.lastModified
        let response = try await base.send(conditional)
        guard response.status == 304 else {
            await keep(response, key)
            return response
        }
        return revalidated(known, response)
    }

    /// Bodies that are handed out piece by piece are not kept.
    public func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        try await base.send(request, receive: receive)
    }

    private func hasCondition(_ request: HTTPRequest) -> Bool {
        ["If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"]
            .contains { request.headers[$0] != nil }
    }

    /// What we have, with the fields that the 304 brought in place of the old ones.
    private func revalidated(_ known: CachedResponse, _ response: HTTPResponse) -> HTTPResponse {
        var headers = HTTPFields()
        for (name, value) in known.headers.sorted(by: { $0.key < $1.key }) { headers.add(name, value) }
        for name in Self.keptFields {
            if let value = response.headers[name] { headers[name] = value }
        }
        return HTTPResponse(status: 200, headers: headers, body: known.body, url: response.url, isRevalidated: true)
    }

    private func keep(_ response: HTTPResponse, _ key: String) async {
        guard response.status == 200, response.body.count <= bodyLimit else { return }
        let etag = response.headers["ETag"]
        let date = response.headers["Last-Modified"]
        let control = response.headers["Cache-Control"]?.lowercased() ?? ""
        guard etag != nil || date != nil, !control.contains("no-store"), response.headers["Vary"] != "*" else { return }
        var headers: [String: String] = [:]
        for name in Self.keptFields {
            let values = response.headers.values(of: name)
            if !values.isEmpty { headers[name] = values.joined(separator: ", ") }
        }
        await cache.store(
            CachedResponse(etag: etag, lastModified: date, headers: headers, body: response.body), for: key)
    }

    /// The fields that readers of answers look at, in lower case.
    private static let keptFields = ["content-type", "docker-content-digest", "etag", "last-modified", "link"]

    /// Tells requests apart that may get different answers: by address, by what is accepted, and by who asks.
    ///
    /// Only its hash is kept, so that neither the credential nor an address that holds one can be read from a database.
    /// nil when OpenSSL cannot hash: then nothing is cached.
    private static func key(of request: HTTPRequest) -> String? {
        var parts = [request.url, request.headers["Accept"] ?? ""]
        parts += ["Authorization", "PRIVATE-TOKEN", "JOB-TOKEN", "Cookie"].map { request.headers[$0] ?? "" }
        parts +=
            (request.cacheIdentity ?? request.authorization).map { [request.authorizationField, $0.reveal()] } ?? []
        // The length in front keeps apart what would read the same in a row.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return try? HashFunction.sha256.hexDigest(of: Array(text.utf8))
    }
}
