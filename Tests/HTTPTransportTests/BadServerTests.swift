import BotTestSupport
import Domain
import Foundation
import Glibc
import HTTPTransport
import Testing

/// Servers that break off, trickle, flood or lie.
@Suite(.timeLimit(.minutes(5))) struct BadServerTests {
    private func server(_ head: String, _ body: @escaping @Sendable (ScriptedConnection) throws -> Void) throws
        -> ScriptedServer
    {
        try ScriptedServer { connection in
            while try connection.read() != nil {
                try connection.send(head)
                try body(connection)
                if !head.contains("Content-Length") { return }
            }
        }
    }

    private func code(_ server: ScriptedServer, _ change: (inout HTTPRequest) -> Void = { _ in }) async -> HTTPError
        .Code?
    {
        var request = HTTPRequest(.get, server.origin + "/", timeout: .seconds(120))
        change(&request)
        let prepared = request
        return await errorCode { try await CurlClient.test(retry: .none).send(prepared) }
    }

    @Test func `a body that is cut off is no answer`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
        }
        #expect(await code(server) == .interrupted)
    }

    @Test func `a chunked body without its end is no answer`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        }
        #expect(await code(server) == .interrupted)
    }

    @Test func `a connection that is reset is no answer`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            connection.reset()
        }
        #expect(await code(server) == .interrupted)
    }

    @Test func `what is no HTTP is no answer`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send("SSH-2.0-OpenSSH_9.2\r\n")
        }
        #expect(await code(server) != nil)
    }

    @Test func `a body that never comes runs into the limit of time`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nh")
            connection.waitForEnd()
        }
        let start = ContinuousClock.now
        #expect(await code(server) { $0.timeout = .milliseconds(200) } == .timeout)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `a body that stops coming is given up before the limit of time`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nh")
            connection.waitForEnd()
        }
        let client = CurlClient.test(retry: .none) { $0.stallTimeout = .seconds(1) }
        let start = ContinuousClock.now
        #expect(
            await errorCode { try await client.send(HTTPRequest(.get, server.origin, timeout: .seconds(900))) }
                == .timeout)
        #expect(ContinuousClock.now - start < .seconds(600))
    }

    @Test func `the client's limit of time holds where the request has none`() async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        let client = CurlClient.test(retry: .none) { $0.timeout = .milliseconds(100) }
        #expect(await errorCode { try await client.send(HTTPRequest(.get, server.origin)) } == .timeout)
    }

    @Test func `an endless chunked body stops at the limit`() async throws {
        let server = try server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") { connection in
            let chunk = "1000\r\n" + String(repeating: "a", count: 4096) + "\r\n"
            while true { try connection.send(chunk) }
        }
        #expect(await code(server) { $0.responseLimit = 100_000 } == .tooLarge)
    }

    @Test func `an endless body stops at the limit also when it is handed out`() async throws {
        let server = try server("HTTP/1.1 200 OK\r\n\r\n") { connection in
            while true { try connection.send(String(repeating: "a", count: 4096)) }
        }
        let received = ConditionBox(0)
        let code = await errorCode {
            try await CurlClient.test().send(HTTPRequest(.get, server.origin, responseLimit: 100_000)) { bytes in
                received.change { $0 += bytes.count }
            }
        }
        #expect(code == .tooLarge)
        #expect(received.read { $0 } <= 100_000)
    }

    @Test func `a gzip bomb stops at the limit of what comes out of it`() async throws {
        let bomb = try Self.gzip(count: 50 << 20)
        #expect(bomb.count < 100_000)
        let server = try server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n") {
            try $0.send(bomb)
        }
        #expect(await code(server) { $0.responseLimit = 1 << 20 } == .tooLarge)
    }

    @Test func `an endless header stops`() async throws {
        let server = try server("HTTP/1.1 200 OK\r\n") { connection in
            while true { try connection.send("X-Field: " + String(repeating: "a", count: 4000) + "\r\n") }
        }
        #expect(await code(server) == .tooLarge)
    }

    @Test func `endless interim answers stop`() async throws {
        let server = try server("") { connection in
            while true { try connection.send("HTTP/1.1 102 Processing\r\n\r\n") }
        }
        #expect(await code(server) == .tooLarge)
    }

    @Test func `an interim answer is not the answer`() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 103 Early Hints\r\nLink: <a>; rel=next\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        }
        let response = try await CurlClient.test().send(HTTPRequest(.get, server.origin))
        #expect(response.status == 200)
        #expect(response.headers["Link"] == nil)
        #expect(response.text == "ok")
    }

    @Test func `nobody listening is a failure to connect`() async throws {
        let port = try freePort()
        #expect(
            await errorCode {
                try await CurlClient.test(retry: .none).send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
            }
                == .connect)
    }

    @Test func `a name that does not exist is a failure to connect`() async throws {
        #expect(
            await errorCode {
                try await CurlClient.test(retry: .none).send(HTTPRequest(.get, "http://nowhere.invalid/"))
            }
                == .connect)
    }

    @Test func `a host that does not reply is a failure to connect, so a POST may be sent again`() async throws {
        // A full backlog: the kernel completes one connection that nobody accepts, and drops what follows.
        let full = try ListeningSocket(address: "127.0.0.1", port: 0, backlog: 0)
        let first = try FileHandle.connected(to: full.port)
        defer { withExtendedLifetime(first) {} }
        let client = CurlClient.test(retry: .none) { $0.connectTimeout = .milliseconds(200) }
        #expect(
            await errorCode {
                try await client.send(HTTPRequest(.post, "http://127.0.0.1:\(full.port)/", timeout: .seconds(20)))
            }
                == .connect)
    }

    @Test(arguments: ["a\r\nX-Injected: 1", "a\nb", "a\rb", "a\0b", "a\u{7F}"])
    func `a header field cannot begin another one`(value: String) async throws {
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let client = CurlClient.test()
        let url = server.origin
        #expect(
            await errorCode { try await client.send(HTTPRequest(.get, url, headers: ["X-A": value])) } == .invalidURL)
        #expect(await errorCode { try await client.send(HTTPRequest(.get, url, headers: [value: "x"])) } == .invalidURL)
        #expect(
            await errorCode { try await client.send(HTTPRequest(.get, url, authorization: Secret(value))) }
                == .invalidURL)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "dict://127.0.0.1/", "/relative",
        "http://u:s3cret@127.0.0.1/",
    ])
    func `other schemes and users in addresses are refused, without saying a password`(url: String) async throws {
        let error = await #expect(throws: HTTPError.self) { try await CurlClient.test().send(HTTPRequest(.get, url)) }
        #expect(error?.code == .invalidURL)
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test func `errors name the address without its secrets`() async throws {
        let port = try freePort()
        let error = await #expect(throws: HTTPError.self) {
            try await CurlClient.test(retry: .none).send(
                HTTPRequest(.get, "http://127.0.0.1:\(port)/x?private_token=s3cret"))
        }
        #expect(error?.message.hasPrefix("http://127.0.0.1:\(port)/x?private_token=***: ") == true)
    }

    /// Zeros, made small.
    private static func gzip(count: Int) throws -> [UInt8] {
        try run(["/bin/sh", "-c", "head -c \(count) /dev/zero | gzip -9"]).output
    }
}

extension FileHandle {
    /// A TCP connection to 127.0.0.1.
    fileprivate static func connected(to port: Int) throws -> FileHandle {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(clamping: port).bigEndian
        name.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        return FileHandle(fileDescriptor: socket, closeOnDealloc: true)
    }
}
