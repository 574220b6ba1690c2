import Domain
import Testing

@testable import HTTPTransport

@Suite struct RedirectPolicyTests {
    private func step(
        _ status: Int, _ location: String?, _ method: HTTPMethod = .get, from: String = "https://a.example/x/y",
        hops: Int = 0,
        body: [UInt8] = [], headers: HTTPFields = [:], authorization: Secret? = nil
    ) throws -> RedirectPolicy.Step {
        let request = HTTPRequest(method, from, headers: headers, body: body, authorization: authorization)
        return RedirectPolicy().step(
            status: status, location: location, to: request, at: try #require(HTTPAddress(from)), hops: hops,
            hasSecret: authorization != nil)
    }

    private func followed(_ step: RedirectPolicy.Step) throws -> HTTPRequest {
        guard case .follow(let request, let address) = step else {
            Issue.record("not followed: \(step)")
            throw HTTPError(.redirect, "")
        }
        #expect(request.url == address.description)
        return request
    }

    private func isRefused(_ step: RedirectPolicy.Step) -> Bool {
        if case .refuse = step { true } else { false }
    }

    @Test(arguments: [
        (301, HTTPMethod.get, HTTPMethod.get), (302, .get, .get), (303, .get, .get), (307, .get, .get),
        (308, .get, .get),
        (301, .head, .head), (303, .head, .head), (301, .post, .get), (302, .post, .get), (303, .post, .get),
        (307, .post, .post),
        (308, .post, .post), (301, .put, .put), (302, .delete, .delete), (303, .put, .get), (303, .delete, .get),
        (308, .patch, .patch),
    ])
    func `keeps or changes the method as the status says`(status: Int, method: HTTPMethod, next: HTTPMethod) throws {
        let body: [UInt8] = method == .get || method == .head ? [] : [1]
        let request = try followed(
            try step(status, "/z", method, body: body, headers: ["Content-Type": "text/plain", "Accept": "a/b"]))
        #expect(request.method == next)
        #expect(request.body == (next == method ? body : []))
        #expect((request.headers["Content-Type"] != nil) == (next == method))
        #expect(request.headers["Accept"] == "a/b")
        #expect(request.url == "https://a.example/z")
    }

    @Test func `a page that a POST leads to may be fetched again`() throws {
        #expect(try followed(try step(303, "/z", .post)).isIdempotent)
        #expect(try !followed(try step(307, "/z", .post)).isIdempotent)
    }

    @Test(arguments: [200, 201, 204, 300, 304, 305, 306, 400])
    func `other answers stay, also with a location`(status: Int) throws {
        guard case .stay = try step(status, "/z") else {
            Issue.record("not an answer")
            return
        }
    }

    @Test func `a redirect without location stays`() throws {
        guard case .stay = try step(302, nil) else {
            Issue.record("not an answer")
            return
        }
    }

    @Test(arguments: ["https://b.example/", "http://a.example/", "https://a.example:8443/", "https://sub.a.example/"])
    func `nothing that may be secret goes to another origin`(location: String) throws {
        let request = try followed(
            try step(
                302, location,
                headers: [
                    "Cookie": "c", "PRIVATE-TOKEN": "t", "X-Anything": "x", "Accept": "a/b",
                    "Git-Protocol": "version=2",
                ]))
        #expect(request.headers == ["Accept": "a/b", "Git-Protocol": "version=2"])
        #expect(request.authorization == nil)
    }

    @Test func `the credential stays with its origin`() throws {
        #expect(try followed(try step(302, "/z", authorization: Secret("s"))).authorization == Secret("s"))
        #expect(
            try followed(try step(302, "https://a.example:443/z", authorization: Secret("s"))).authorization
                == Secret("s"))
        #expect(try followed(try step(302, "https://b.example/", authorization: Secret("s"))).authorization == nil)
    }

    @Test func `a request with credentials does not lose its protection`() throws {
        #expect(isRefused(try step(302, "http://a.example/", authorization: Secret("s"))))
        #expect(isRefused(try step(302, "http://b.example/", authorization: Secret("s"))))
        #expect(!isRefused(try step(302, "http://b.example/")))
    }

    @Test func `a body does not go to another host`() throws {
        #expect(isRefused(try step(307, "https://b.example/", .post, body: [1])))
        #expect(isRefused(try step(308, "https://a.example:8443/", .put, body: [1])))
        #expect(isRefused(try step(308, "http://a.example/", .put, body: [1])))
        #expect(!isRefused(try step(303, "https://b.example/", .post, body: [1])))
        #expect(!isRefused(try step(308, "https://a.example/", .post, from: "http://a.example/", body: [1])))
    }

    @Test func `five redirects are enough`() throws {
        #expect(!isRefused(try step(302, "/z", hops: 4)))
        #expect(isRefused(try step(302, "/z", hops: 5)))
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://a/", "https://user:pw@b.example/", "//", "data:text/plain,x"])
    func `other schemes and users are refused, without saying a password`(location: String) throws {
        guard case .refuse(let reason) = try step(302, location) else {
            Issue.record("not refused")
            return
        }
        #expect(!reason.contains("pw"))
    }
}
