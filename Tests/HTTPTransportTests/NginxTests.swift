import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Testing

/// Against a real server.
@Suite struct NginxTests {
    @Test func `keeps a connection for the next request`() async throws {
        let server = try await NginxServer(server: "location / { return 200 \"$connection $connection_requests\"; }")
        let client = CurlClient.test()
        let first = try await client.send(HTTPRequest(.get, server.origin)).text.split(separator: " ")
        let second = try await client.send(HTTPRequest(.get, server.origin)).text.split(separator: " ")
        #expect(first.first == second.first)
        #expect(second.last == "2")
    }

    @Test func `returns status, fields, body and address`() async throws {
        let server = try await NginxServer(
            files: ["a.txt": "hello"], server: "location /a.txt { add_header X-One \"  spaced  \"; }")
        let response = try await CurlClient.test().send(HTTPRequest(.get, server.origin + "/a.txt"))
        #expect(response.status == 200)
        #expect(response.text == "hello")
        #expect(response.headers["content-type"] == "text/plain")
        #expect(response.headers["X-ONE"] == "spaced")
        #expect(response.url == server.origin + "/a.txt")
        #expect(!response.isRevalidated)
    }

    @Test(arguments: [200, 201, 204, 304, 400, 401, 404, 409, 418, 422, 501])
    func `any status is an answer`(status: Int) async throws {
        let server = try await NginxServer(server: "location / { return \(status); }")
        #expect(try await CurlClient.test().send(HTTPRequest(.get, server.origin)).status == status)
    }

    @Test func `asks for gzip and decodes it`() async throws {
        let text = String(repeating: "hello ", count: 10_000)
        let server = try await NginxServer(files: ["a.txt": text], server: "gzip on; gzip_types text/plain;")
        let response = try await CurlClient.test().send(HTTPRequest(.get, server.origin + "/a.txt"))
        #expect(response.headers["Content-Encoding"] == "gzip")
        #expect(response.text == text)
    }

    @Test func `says who we are`() async throws {
        let server = try await NginxServer(server: "location / { return 200 $http_user_agent; }")
        let client = CurlClient.test { $0.userAgent = "windlass/1.2.3" }
        #expect(try await client.send(HTTPRequest(.get, server.origin)).text == "windlass/1.2.3")
    }

    @Test func `sends the credential in its field`() async throws {
        let server = try await NginxServer(
            server: "location / { return 200 \"$http_authorization|$http_private_token|$http_x_empty|$http_accept\"; }")
        let client = CurlClient.test()
        let basic = HTTPRequest(
            .get, server.origin, headers: ["Accept": "a/b", "authorization": "old"], authorization: Secret("Basic eA==")
        )
        #expect(try await client.send(basic).text == "Basic eA==|||a/b")
        let token = HTTPRequest(.get, server.origin, authorization: Secret("t"), authorizationField: "PRIVATE-TOKEN")
        #expect(try await client.send(token).text == "|t||*/*")
    }

    @Test(arguments: [HTTPMethod.get, .post, .put, .delete, .patch])
    func `sends every method`(method: HTTPMethod) async throws {
        let server = try await NginxServer(server: "location / { return 200 $request_method; }")
        #expect(try await CurlClient.test().send(HTTPRequest(method, server.origin)).text == method.rawValue)
    }

    @Test func `a HEAD has fields and no body, whatever its length and the limit are`() async throws {
        let server = try await NginxServer(files: ["a.txt": String(repeating: "a", count: 5000)])
        let response = try await CurlClient.test().send(
            HTTPRequest(.head, server.origin + "/a.txt", responseLimit: 10))
        #expect(response.status == 200)
        #expect(response.headers["Content-Length"] == "5000")
        #expect(response.body.isEmpty)
    }

    @Test func `follows redirects and says where it came to`() async throws {
        let server = try await NginxServer(
            files: ["end.txt": "end"],
            server: "location /a { return 301 /b; } location /b { return 307 $scheme://$http_host/end.txt; }")
        let response = try await CurlClient.test().send(HTTPRequest(.get, server.origin + "/a"))
        #expect(response.text == "end")
        #expect(response.url == server.origin + "/end.txt")
    }

    @Test func `a redirect loop ends`() async throws {
        let server = try await NginxServer(server: "location / { return 302 /again; }")
        let error = await #expect(throws: HTTPError.self) {
            try await CurlClient.test().send(HTTPRequest(.get, server.origin + "/x?token=s3cret"))
        }
        #expect(error?.code == .redirect)
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test func `an answer over the limit is refused by its length`() async throws {
        let server = try await NginxServer(files: ["a.txt": String(repeating: "a", count: 5000)])
        let client = CurlClient.test()
        let url = server.origin + "/a.txt"
        #expect(await errorCode { try await client.send(HTTPRequest(.get, url, responseLimit: 4999)) } == .tooLarge)
        #expect(try await client.send(HTTPRequest(.get, url, responseLimit: 5000)).body.count == 5000)
        #expect(await errorCode { try await client.send(HTTPRequest(.get, url, responseLimit: 0)) } == .tooLarge)
    }

    @Test func `hands out the body of a good answer piece by piece, and returns that of a bad one`() async throws {
        let text = String(repeating: "0123456789", count: 50_000)
        let server = try await NginxServer(files: ["a.txt": text], server: "location /bad { return 404 none; }")
        let client = CurlClient.test()
        let received = ConditionBox<[UInt8]>([])
        let good = try await client.send(HTTPRequest(.get, server.origin + "/a.txt")) { bytes in
            received.change { $0 += bytes }
        }
        #expect(good.body.isEmpty)
        #expect(received.read { $0 } == Array(text.utf8))
        let bad = try await client.send(HTTPRequest(.get, server.origin + "/bad")) { _ in
            Issue.record("handed out the body of a 404")
        }
        #expect(bad.text == "none")
    }

    @Test func `what the receiver throws ends the transfer`() async throws {
        let server = try await NginxServer(files: ["a.txt": "hello"])
        await #expect(throws: HTTPError(.receiver, "full")) {
            try await CurlClient.test().send(HTTPRequest(.get, server.origin + "/a.txt")) { _ in
                throw HTTPError(.receiver, "full")
            }
        }
        await #expect(throws: CocoaError.self) {
            try await CurlClient.test().send(HTTPRequest(.get, server.origin + "/a.txt")) { _ in
                throw CocoaError(.fileWriteOutOfSpace)
            }
        }
    }
}
