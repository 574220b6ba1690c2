import BotTestSupport
import HTTPTransport
import Testing

/// What the policy decides, carried out.
@Suite(.timeLimit(.minutes(5))) struct RetryTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// Breaks off the first `count` answers.
    private func breaking(_ count: Int) throws -> ScriptedServer {
        let seen = ConditionBox(0)
        return try ScriptedServer { connection in
            while try connection.read() != nil {
                let number = seen.change { seen in
                    seen += 1
                    return seen
                }
                guard number > count else {
                    try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
                    return
                }
                try connection.send(Self.ok)
            }
        }
    }

    @Test(arguments: [HTTPMethod.get, .post])
    func `waits as long as Retry-After says, also with a POST`(method: HTTPMethod) async throws {
        let seen = ConditionBox(0)
        let server = try ScriptedServer.answering { _ in
            let isFirst = seen.change { seen in
                seen += 1
                return seen == 1
            }
            return isFirst ? "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n" : Self.ok
        }
        let time = FakeTiming()
        #expect(try await CurlClient.test(time).send(HTTPRequest(method, server.origin)).text == "ok")
        #expect(time.pauses == [.seconds(7)])
        #expect(server.requests.count == 2)
    }

    @Test func `a host that wants to hear nothing for an hour is asked once, whoever asks`() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"
        }
        let time = FakeTiming()
        let client = CurlClient.test(time)
        for path in ["/a", "/b", "/c"] {
            let response = try await client.send(HTTPRequest(.get, server.origin + path))
            #expect(response.status == 429)
            #expect(response.headers["Retry-After"] == "3600")
        }
        #expect(server.requests.count == 1)
        #expect(time.pauses.isEmpty)
    }

    @Test func `the last answer stands when attempts are used up`() async throws {
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy" }
        let time = FakeTiming()
        let response = try await CurlClient.test(time).send(HTTPRequest(.get, server.origin))
        #expect(response.status == 503)
        #expect(response.text == "busy")
        #expect(time.pauses == [.milliseconds(250), .milliseconds(500), .seconds(1)])
        #expect(server.requests.count == 4)
    }

    @Test func `an interrupted GET is sent again`() async throws {
        let server = try breaking(2)
        #expect(try await CurlClient.test().send(HTTPRequest(.get, server.origin)).text == "ok")
        #expect(server.requests.count == 3)
    }

    @Test func `a POST that was interrupted may have arrived and is not sent again`() async throws {
        let server = try breaking(1)
        #expect(
            await errorCode { try await CurlClient.test().send(HTTPRequest(.post, server.origin, body: [1])) }
                == .interrupted)
        #expect(server.requests.count == 1)
    }

    @Test func `a POST that says it is idempotent is sent again`() async throws {
        let server = try breaking(1)
        let request = HTTPRequest(.post, server.origin, body: [1], isIdempotent: true)
        #expect(try await CurlClient.test().send(request).text == "ok")
        #expect(server.requests.count == 2)
    }

    @Test func `a POST whose body is cut off by the server is not sent again`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readHead()
            _ = try connection.read(1000)
            connection.reset()
        }
        let body = [UInt8](repeating: 7, count: 8 << 20)
        #expect(
            await errorCode { try await CurlClient.test().send(HTTPRequest(.post, server.origin, body: body)) }
                == .interrupted)
        #expect(server.connectionCount == 1)
    }

    @Test func `a POST on a kept connection that dies is not sent again behind our back`() async throws {
        // libcurl itself repeats what was sent on a kept connection that ends without an answer.
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send(Self.ok)
            _ = try connection.read()
        }
        let client = CurlClient.test()
        _ = try await client.send(HTTPRequest(.get, server.origin))
        let posts = HTTPRequest(.post, server.origin, body: [1])
        _ = await errorCode { try await client.send(posts) }
        _ = await errorCode { try await client.send(posts) }
        #expect(server.requests.count { $0.method == "POST" } == 2)
    }

    @Test func `a GET on a kept connection that dies is answered all the same`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.send(Self.ok)
            _ = try connection.read()
        }
        let client = CurlClient.test()
        for _ in 0..<3 { #expect(try await client.send(HTTPRequest(.get, server.origin)).text == "ok") }
    }

    @Test func `a page that a POST leads to is fetched again without sending the POST again`() async throws {
        let pages = ConditionBox(0)
        let server = try ScriptedServer { connection in
            while let request = try connection.read() {
                if request.method == "POST" {
                    try connection.send("HTTP/1.1 303 See Other\r\nLocation: /page\r\nContent-Length: 0\r\n\r\n")
                    continue
                }
                let isFirst = pages.change { pages in
                    pages += 1
                    return pages == 1
                }
                if isFirst { return }
                try connection.send(Self.ok)
            }
        }
        #expect(try await CurlClient.test().send(HTTPRequest(.post, server.origin, body: [1])).text == "ok")
        #expect(server.requests.count { $0.method == "POST" } == 1)
    }

    @Test func `what was handed out is not fetched again`() async throws {
        let server = try breaking(1)
        let received = ConditionBox(0)
        let code = await errorCode {
            try await CurlClient.test().send(HTTPRequest(.get, server.origin)) { bytes in
                received.change { $0 += bytes.count }
            }
        }
        #expect(code == .interrupted)
        #expect(received.read { $0 } == 5)
        #expect(server.requests.count == 1)
    }

    @Test func `nothing handed out yet means that it may be fetched again`() async throws {
        let seen = ConditionBox(0)
        let server = try ScriptedServer.answering { _ in
            let isFirst = seen.change { seen in
                seen += 1
                return seen == 1
            }
            return isFirst ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops" : Self.ok
        }
        let received = ConditionBox<[UInt8]>([])
        _ = try await CurlClient.test().send(HTTPRequest(.get, server.origin)) { bytes in
            received.change { $0 += bytes }
        }
        #expect(received.read { $0 } == Array("ok".utf8))
    }

    @Test func `a failure to connect is tried again, then told`() async throws {
        let port = try freePort()
        let time = FakeTiming()
        #expect(
            await errorCode {
                try await CurlClient.test(time).send(HTTPRequest(.post, "http://127.0.0.1:\(port)/", body: [1]))
            }
                == .connect)
        #expect(time.pauses.count == 3)
    }

    @Test func `cancelling ends the pause between attempts`() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 503 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"
        }
        let isPausing = AsyncStream<Void>.makeStream()
        let client = CurlClient(
            environment: [:],
            sleep: { pause in
                isPausing.continuation.yield()
                try await Task.sleep(for: pause)
            })
        let task = Task { try await client.send(HTTPRequest(.get, server.origin)) }
        for await _ in isPausing.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
