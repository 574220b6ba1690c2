import BotTestSupport
import Domain
import Testing

@testable import HTTPTransport

/// Where redirects may lead, tried with real connections. 127.0.0.1 stands for the host of the settings, 127.0.0.2 for somebody else.
@Suite(.timeLimit(.minutes(5))) struct RedirectSafetyTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func redirecting(to location: String, _ status: String = "302 Found") throws -> ScriptedServer {
        try ScriptedServer.answering { _ in "HTTP/1.1 \(status)\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n" }
    }

    private func inside() throws -> ScriptedServer { try ScriptedServer.answering(on: "127.0.0.2") { _ in Self.ok } }

    @Test func `credentials do not go to another host`() async throws {
        let other = try inside()
        let first = try redirecting(to: other.origin + "/x")
        let client = CurlClient.test { $0.allowPrivateHosts = ["127.0.0.2"] }
        let response = try await client.send(
            HTTPRequest(
                .get, first.origin, headers: ["Cookie": "a=b", "X-Token": "t", "Accept": "a/b"],
                authorization: Secret("Bearer s")))
        #expect(response.text == "ok")
        let sent = try #require(first.requests.first).headers
        #expect(sent["authorization"] == "Bearer s")
        #expect(sent["cookie"] == "a=b")
        let received = try #require(other.requests.first).headers
        #expect(received["authorization"] == nil)
        #expect(received["cookie"] == nil)
        #expect(received["x-token"] == nil)
        #expect(received["accept"] == "a/b")
    }

    @Test func `a credential in a field of its own does not go to another host`() async throws {
        let other = try inside()
        let first = try redirecting(to: other.origin + "/x")
        let client = CurlClient.test { $0.allowPrivateHosts = ["127.0.0.2"] }
        _ = try await client.send(
            HTTPRequest(.get, first.origin, authorization: Secret("s"), authorizationField: "PRIVATE-TOKEN"))
        #expect(try #require(other.requests.first).headers["private-token"] == nil)
    }

    @Test func `credentials do not go to another port`() async throws {
        let other = try ScriptedServer.answering { _ in Self.ok }
        let first = try redirecting(to: other.origin)
        let response = try await CurlClient.test().send(HTTPRequest(.get, first.origin, authorization: Secret("s")))
        #expect(response.text == "ok")
        #expect(try #require(other.requests.first).headers["authorization"] == nil)
    }

    @Test func `credentials follow to the same origin`() async throws {
        let server = try ScriptedServer.answering { request in
            request.path == "/end" ? Self.ok : "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n"
        }
        _ = try await CurlClient.test().send(HTTPRequest(.get, server.origin, authorization: Secret("s")))
        #expect(try #require(server.requests.last).headers["authorization"] == "s")
    }

    @Test func `a redirect to an address for inside is refused before a connection is made`() async throws {
        let other = try inside()
        let first = try redirecting(to: other.origin + "/?token=s3cret")
        let error = await #expect(throws: HTTPError.self) {
            try await CurlClient.test().send(HTTPRequest(.get, first.origin))
        }
        #expect(error?.code == .privateAddress)
        #expect(error?.message.contains("127.0.0.2") == true)
        #expect(error?.message.contains("s3cret") == false)
        #expect(other.connectionCount == 0)
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]:1/",
        "http://[::ffff:127.0.0.2]:1/",
        "http://2130706434:1/", "http://0x7f.0.0.2:1/", "http://0.0.0.0:1/", "http://[fe80::1]/", "http://192.168.0.1/",
    ])
    func `addresses for inside are refused in every form`(location: String) async throws {
        let first = try redirecting(to: location)
        #expect(
            await errorCode { try await CurlClient.test().send(HTTPRequest(.get, first.origin)) } == .privateAddress)
    }

    @Test func `a name is judged by what it resolves to`() async throws {
        let other = try inside()
        let first = try redirecting(to: "http://cdn.example:\(other.port)/")
        let client = CurlClient.test { $0.fixedAddresses = ["cdn.example:\(other.port):127.0.0.2"] }
        #expect(await errorCode { try await client.send(HTTPRequest(.get, first.origin)) } == .privateAddress)
        #expect(other.connectionCount == 0)
    }

    @Test func `a name may lead back to the address that it came from`() async throws {
        let other = try ScriptedServer.answering { _ in Self.ok }
        let first = try redirecting(to: "http://cdn.example:\(other.port)/")
        let client = CurlClient.test { $0.fixedAddresses = ["cdn.example:\(other.port):127.0.0.1"] }
        #expect(try await client.send(HTTPRequest(.get, first.origin)).text == "ok")
    }

    @Test func `a connection that is open already is judged too`() async throws {
        let other = try inside()
        let first = try redirecting(to: other.origin)
        let client = CurlClient.test()
        // Settings may name any host; its connection stays open.
        #expect(try await client.send(HTTPRequest(.get, other.origin)).text == "ok")
        #expect(await errorCode { try await client.send(HTTPRequest(.get, first.origin)) } == .privateAddress)
        #expect(other.requests.count == 1)
    }

    @Test(arguments: [["127.0.0.2"], ["*.0.0.2"]])
    func `settings may allow a host`(hosts: [String]) async throws {
        let other = try inside()
        let first = try redirecting(to: other.origin)
        let client = CurlClient.test { $0.allowPrivateHosts = hosts }
        #expect(try await client.send(HTTPRequest(.get, first.origin)).text == "ok")
    }

    @Test func `what an answer named is judged like a redirect`() async throws {
        let other = try inside()
        let client = CurlClient.test()
        let foreign = HTTPRequest(.get, other.origin, namedBy: "https://registry.example/v2/")
        #expect(await errorCode { try await client.send(foreign) } == .privateAddress)
        #expect(other.connectionCount == 0)
        let own = HTTPRequest(.get, other.origin, namedBy: "http://127.0.0.2:1/v2/")
        #expect(try await client.send(own).text == "ok")
        let broken = HTTPRequest(.get, other.origin, namedBy: "nonsense")
        #expect(await errorCode { try await client.send(broken) } == .privateAddress)
    }

    @Test func `what an answer named cannot redirect to inside either`() async throws {
        let other = try inside()
        let first = try redirecting(to: other.origin)
        let client = CurlClient.test { $0.allowPrivateHosts = ["127.0.0.1"] }
        let request = HTTPRequest(.get, first.origin, namedBy: "https://registry.example/v2/")
        #expect(await errorCode { try await client.send(request) } == .privateAddress)
        #expect(other.connectionCount == 0)
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "http://", "dict://127.0.0.1:1/",
    ])
    func `other schemes are refused`(location: String) async throws {
        let first = try redirecting(to: location)
        #expect(await errorCode { try await CurlClient.test().send(HTTPRequest(.get, first.origin)) } == .redirect)
    }

    @Test func `a redirect loop ends after five`() async throws {
        let server = try redirecting(to: "/x")
        #expect(await errorCode { try await CurlClient.test().send(HTTPRequest(.get, server.origin)) } == .redirect)
        #expect(server.requests.count == 6)
    }

    @Test func `the body of a POST goes along with 307 and not with 302`() async throws {
        for (status, method, body) in [("307 Temporary Redirect", "POST", "hello"), ("302 Found", "GET", "")] {
            let server = try ScriptedServer.answering { request in
                request.path == "/end" ? Self.ok : "HTTP/1.1 \(status)\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n"
            }
            _ = try await CurlClient.test().send(HTTPRequest(.post, server.origin, body: Array("hello".utf8)))
            let last = try #require(server.requests.last)
            #expect(last.method == method)
            #expect(String(decoding: last.body, as: UTF8.self) == body)
        }
    }

    @Test func `a body does not go to another host`() async throws {
        let other = try ScriptedServer.answering { _ in Self.ok }
        let first = try redirecting(to: other.origin, "307 Temporary Redirect")
        #expect(
            await errorCode { try await CurlClient.test().send(HTTPRequest(.post, first.origin, body: [1])) }
                == .redirect)
        #expect(other.connectionCount == 0)
    }
}
