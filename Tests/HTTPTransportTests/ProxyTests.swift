import BotTestSupport
import Testing

@testable import HTTPTransport

/// A scripted proxy stands where the real one would.
@Suite(.timeLimit(.minutes(5))) struct ProxyTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `asks the proxy for an http address`() async throws {
        let proxy = try ScriptedServer.answering { _ in Self.ok }
        let client = CurlClient.test(environment: ["http_proxy": "http://us%65r:p%40ss@127.0.0.1:\(proxy.port)"])
        #expect(try await client.send(HTTPRequest(.get, "http://a.example/x")).text == "ok")
        let request = try #require(proxy.requests.first)
        #expect(request.path == "http://a.example/x")
        #expect(request.headers["proxy-authorization"] == "Basic dXNlcjpwQHNz")
    }

    @Test func `asks the proxy for a tunnel to an https address, and shows it no fields of ours`() async throws {
        let proxy = try ScriptedServer.answering { _ in "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" }
        let client = CurlClient.test(retry: .none) { $0.proxy = "http://127.0.0.1:\(proxy.port)" }
        let request = HTTPRequest(.get, "https://a.example/x", headers: ["X-Secret": "s"])
        #expect(await errorCode { try await client.send(request) } == .connect)
        let received = try #require(proxy.requests.first)
        #expect(received.method == "CONNECT")
        #expect(received.path == "a.example:443")
        #expect(received.headers["x-secret"] == nil)
    }

    @Test func `goes to this machine without it`() async throws {
        let proxy = try ScriptedServer.answering { _ in "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" }
        let server = try ScriptedServer.answering { _ in Self.ok }
        let client = CurlClient.test { $0.proxy = "http://127.0.0.1:\(proxy.port)" }
        #expect(try await client.send(HTTPRequest(.get, server.origin)).text == "ok")
        #expect(proxy.connectionCount == 0)
    }

    @Test func `goes to what NO_PROXY names without it`() async throws {
        let proxy = try ScriptedServer.answering { _ in "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" }
        let server = try ScriptedServer.answering { _ in Self.ok }
        let client = CurlClient.test(
            environment: ["HTTP_PROXY": "http://127.0.0.1:\(proxy.port)", "NO_PROXY": ".example"]
        ) { $0.fixedAddresses = ["a.example:\(server.port):127.0.0.1"] }
        #expect(try await client.send(HTTPRequest(.get, "http://a.example:\(server.port)/")).text == "ok")
    }

    @Test(arguments: ["http://169.254.169.254/", "http://10.0.0.1/"])
    func `a redirect behind a proxy may not name an address for inside`(location: String) async throws {
        let proxy = try ScriptedServer.answering { _ in
            "HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"
        }
        let client = CurlClient.test { $0.proxy = "http://127.0.0.1:\(proxy.port)" }
        #expect(await errorCode { try await client.send(HTTPRequest(.get, "http://a.example/")) } == .privateAddress)
        #expect(proxy.requests.count == 1)
    }

    @Test func `a proxy that is down is a failure to connect, and its password is not told`() async throws {
        let port = try freePort()
        let client = CurlClient.test(retry: .none, environment: ["http_proxy": "http://user:s3cret@127.0.0.1:\(port)"])
        let error = await #expect(throws: HTTPError.self) {
            try await client.send(HTTPRequest(.get, "http://a.example/"))
        }
        #expect(error?.code == .connect)
        #expect(error?.message.contains("s3cret") == false)
    }
}
