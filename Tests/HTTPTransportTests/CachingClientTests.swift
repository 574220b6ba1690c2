import BotTestSupport
import Domain
import HTTPTransport
import Testing

@Suite struct CachingClientTests {
    /// Remembers what it was given.
    private final class MemoryCache: ResponseCache {
        let entries = ConditionBox<[String: CachedResponse]>([:])
        func response(for key: String) async -> CachedResponse? { entries.read { $0[key] } }
        func store(_ response: CachedResponse, for key: String) async { entries.change { $0[key] = response } }
        var count: Int { entries.read { $0.count } }
    }

    /// Answers from a closure, and remembers what was asked.
    private final class StubClient: HTTPClient {
        let requests = ConditionBox<[HTTPRequest]>([])
        let answer: @Sendable (HTTPRequest) -> HTTPResponse
        init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) { self.answer = answer }
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            requests.change { $0.append(request) }
            return answer(request)
        }
        func send(
            _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
        ) async throws -> HTTPResponse { try await send(request) }
    }

    private let cache = MemoryCache()

    /// Answers 304 to the validators that it gives out.
    private func stub(_ headers: HTTPFields, body: String = "hello", status: Int = 200) -> StubClient {
        StubClient { request in
            let isKnown =
                request.headers["If-None-Match"] != nil && request.headers["If-None-Match"] == headers["ETag"]
                || request.headers["If-Modified-Since"] != nil
            return isKnown
                ? HTTPResponse(status: 304, url: request.url)
                : HTTPResponse(status: status, headers: headers, body: Array(body.utf8), url: request.url)
        }
    }

    private func request(_ url: String = "http://a.example/x", accept: String = "a/b", secret: String? = nil)
        -> HTTPRequest
    {
        HTTPRequest(.get, url, headers: ["Accept": accept], authorization: secret.map { Secret($0) }, usesCache: true)
    }

    @Test func `asks again with a condition and answers with what it has`() async throws {
        let server = try await NginxServer(files: ["index.json": "{\"a\": 1}"])
        let client = CachingClient(CurlClient.test(), cache: cache)
        let request = HTTPRequest(.get, server.origin + "/index.json", usesCache: true)
        let first = try await client.send(request)
        let second = try await client.send(request)
        #expect(!first.isRevalidated)
        #expect(second.isRevalidated)
        #expect(second.status == 200)
        #expect(second.body == first.body)
        #expect(second.headers["ETag"] == first.headers["ETag"])
        #expect(second.headers["content-type"] == "application/json")
        try server.folder.write("www/index.json", "{\"a\": 2222}")
        let third = try await client.send(request)
        #expect(!third.isRevalidated)
        #expect(third.text == "{\"a\": 2222}")
        #expect(try await client.send(request).text == "{\"a\": 2222}")
    }

    @Test(arguments: [["ETag": "\"1\""], ["Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"]] as [HTTPFields])
    func `either validator is enough`(headers: HTTPFields) async throws {
        let client = CachingClient(stub(headers), cache: cache)
        _ = try await client.send(request())
        #expect(try await client.send(request()).isRevalidated)
    }

    @Test func `keeps the fields that readers need`() async throws {
        var headers: HTTPFields = [
            "ETag": "\"1\"", "Docker-Content-Digest": "sha256:a", "Set-Cookie": "s", "Link": "<a>; rel=prev",
        ]
        headers.add("Link", "<b>; rel=next")
        let client = CachingClient(stub(headers), cache: cache)
        _ = try await client.send(request())
        let second = try await client.send(request())
        #expect(second.headers["docker-content-digest"] == "sha256:a")
        #expect(second.headers["set-cookie"] == nil)
        #expect(second.nextLink?.description == "http://a.example/b")
    }

    @Test func `fields of a 304 stand for the old ones`() async throws {
        let base = StubClient { request in
            request.headers["If-None-Match"] == nil
                ? HTTPResponse(
                    status: 200, headers: ["ETag": "\"1\"", "Link": "<old>; rel=next"], body: [1], url: request.url)
                : HTTPResponse(status: 304, headers: ["Link": "<new>; rel=next"], url: request.url)
        }
        let client = CachingClient(base, cache: cache)
        _ = try await client.send(request())
        #expect(try await client.send(request()).nextLink?.path == "/new")
    }

    @Test(
        arguments: [
            (200, [:]), (200, ["ETag": "\"1\"", "Cache-Control": "private, No-Store"]),
            (200, ["ETag": "\"1\"", "Vary": "*"]),
            (404, ["ETag": "\"1\""]), (206, ["ETag": "\"1\""]), (500, ["ETag": "\"1\""]),
        ] as [(Int, HTTPFields)])
    func `does not keep what may not be kept`(status: Int, headers: HTTPFields) async throws {
        _ = try await CachingClient(stub(headers, status: status), cache: cache).send(request())
        #expect(cache.count == 0)
    }

    @Test func `does not keep large bodies`() async throws {
        let client = CachingClient(stub(["ETag": "\"1\""], body: "12345"), cache: cache, bodyLimit: 4)
        _ = try await client.send(request())
        #expect(cache.count == 0)
    }

    @Test func `does not answer with more than the request allows`() async throws {
        let client = CachingClient(stub(["ETag": "\"1\""], body: "12345"), cache: cache)
        _ = try await client.send(request())
        var small = request()
        small.responseLimit = 4
        #expect(try await !client.send(small).isRevalidated)
    }

    @Test func `leaves requests alone that do not want it, are no GET, or bring their own condition`() async throws {
        let base = stub(["ETag": "\"1\""])
        let client = CachingClient(base, cache: cache)
        var plain = request()
        plain.usesCache = false
        _ = try await client.send(plain)
        var head = request()
        head.method = .head
        _ = try await client.send(head)
        var own = request()
        own.headers["If-None-Match"] = "\"0\""
        _ = try await client.send(own)
        #expect(cache.count == 0)
        #expect(base.requests.read { $0.map { $0.headers["If-None-Match"] } } == [nil, nil, "\"0\""])
    }

    @Test func `keeps answers apart by address, by what is accepted and by who asks`() async throws {
        let client = CachingClient(stub(["ETag": "\"1\""]), cache: cache)
        var field = request(secret: "s")
        field.authorizationField = "PRIVATE-TOKEN"
        var header = request()
        header.headers["Authorization"] = "s"
        let all = [
            request(), request("http://a.example/y"), request(accept: "c/d"), request(secret: "s"),
            request(secret: "t"), field, header,
        ]
        for request in all { #expect(try await !client.send(request).isRevalidated) }
        #expect(cache.count == all.count)
        for request in all { #expect(try await client.send(request).isRevalidated) }
    }

    @Test func `who asks may be told apart from the token of the day`() async throws {
        let client = CachingClient(stub(["ETag": "\"1\""]), cache: cache)
        var monday = request(secret: "monday")
        monday.cacheIdentity = Secret("user:password")
        var tuesday = request(secret: "tuesday")
        tuesday.cacheIdentity = Secret("user:password")
        _ = try await client.send(monday)
        #expect(try await client.send(tuesday).isRevalidated)
        tuesday.cacheIdentity = Secret("other")
        #expect(try await !client.send(tuesday).isRevalidated)
    }

    @Test func `the key tells neither the credential nor the address`() async throws {
        let client = CachingClient(stub(["ETag": "\"1\""]), cache: cache)
        _ = try await client.send(request("http://a.example/x?token=s3cret", secret: "s3cret"))
        let key = try #require(cache.entries.read { $0.keys.first })
        #expect(!key.contains("s3cret"))
        #expect(key.count == 64)
    }
}
