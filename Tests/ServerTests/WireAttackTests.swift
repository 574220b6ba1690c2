import Domain
import Foundation
import Glibc
import Logging
import Persistence
import ServiceLifecycle
import Signing
import Synchronization
import Testing

@testable import Server

/// What may come over the wire from anybody: never a crash, never a 5xx, never a secret or a body in the log.
@Suite(.timeLimit(.minutes(15))) struct WireAttackTests {
    private static let secret = "k3y-of-the-hook"
    private static let marker = "hunter2-of-the-body"

    /// Runs a server, gives its port to `body`, checks that it still answers, and that its log says nothing.
    private func serving(
        patience: Duration = .seconds(30), _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let lines = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in KeepingLogHandler { line in lines.withLock { $0.append(line) } } }
        let database = try StateDatabase(inMemoryWithResponseCacheLimit: 1 << 20)
        let source = Receiver.Source(secrets: { [Secret(Self.secret)] })
        let receiver = Receiver(
            sources: ["github": source, "gitlab": source, "registry/harbor": source], inbox: database,
            note: { note in logger.warning("\(note)") })
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let server = WebhookServer(
            receiver: { receiver },
            pages: ServerPages(version: "0", notReady: { nil }, overview: { "" }, metrics: { "" }), host: "127.0.0.1",
            port: 0,
            bodyTimeout: patience, logger: logger
        ) { announce.yield($0) }
        let group = ServiceGroup(services: [server], logger: logger)
        let running = Task { try await group.run() }
        let port = try #require(await ports.first { _ in true })
        do {
            try await body(port)
            #expect(
                await talk(port, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").hasPrefix(
                    "HTTP/1.1 200"))
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
        let log = lines.withLock { $0.joined(separator: "\n") }
        #expect(!log.contains(Self.secret) && !log.contains(Self.marker) && !log.contains("\u{1B}"))
    }

    private func sign(_ body: String, _ function: HashFunction = .sha256, key: String = secret) throws -> String {
        function.rawValue + "=" + hexadecimal(try function.hmac(key: Array(key.utf8), message: Array(body.utf8)))
    }

    private func post(_ body: String, fields: [String], to path: String = "/webhooks/github") -> String {
        let head =
            ["POST \(path) HTTP/1.1", "Host: x", "Connection: close", "Content-Length: \(body.utf8.count)"] + fields
        return head.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    private static let push =
        #"{"ref": "refs/heads/main", "note": "\#(marker)", "repository": {"id": 1, "full_name": "a/b", "default_branch": "main"}}"#

    @Test("signatures that are wrong, missing, cut, of another body or function are 401, without a word")
    func signatures() async throws {
        try await serving { port in
            let right = try sign(Self.push)
            let wrong: [[String]] = [
                [], ["X-Hub-Signature-256:"], ["X-Hub-Signature-256: sha256="],
                ["X-Hub-Signature-256: \(right.dropLast(2))"],
                ["X-Hub-Signature-256: \(right)00"], ["X-Hub-Signature-256: \(try sign(Self.push + " "))"],
                ["X-Hub-Signature-256: \(try sign(Self.push, key: "k3y"))"],
                ["X-Hub-Signature-256: \(try sign(Self.push, .sha1))"],
                ["X-Hub-Signature: \(try sign(Self.push, .sha1))"],
                ["X-Hub-Signature-256: \(try sign(Self.push, .sha512))"],
                ["X-Hub-Signature-256: \(right)", "X-Hub-Signature-256: \(right)"],
                ["X-Hub-Signature-256: sha256=\(String(repeating: "0", count: 64))"],
                ["X-Hub-Signature-256: \(right.replacing("sha256=", with: "sha256=sha256="))"],
                ["Authorization: \(Self.secret)"], ["X-Gitlab-Token: \(Self.secret)"],
            ]
            for fields in wrong {
                let answer = await talk(port, post(Self.push, fields: ["X-GitHub-Event: push"] + fields))
                #expect(answer.hasPrefix("HTTP/1.1 401"), "\(fields): \(answer)")
                #expect(answer.hasSuffix("\r\n\r\n"))
            }
            let answer = await talk(
                port, post(Self.push, fields: ["X-GitHub-Event: push", "X-Hub-Signature-256: \(right)"]))
            #expect(answer.hasPrefix("HTTP/1.1 202"))
        }
    }

    @Test("authentic bodies that are nonsense are 400 or nothing to do")
    func bodies() async throws {
        try await serving { port in
            let repository = #""repository": {"id": 1, "full_name": "a/b"}"#
            let strange: [[UInt8]] = [
                [], Array("null".utf8), Array("[]".utf8), [0xFF, 0xFE], Array("{".utf8), Array("{}".utf8),
                Array(#"{"ref": "\#(Self.marker)""#.utf8) + [0xC3, 0x28] + Array("}".utf8),
                Array(String(repeating: "[", count: 200_000).utf8),
                Array(String(repeating: #"{"a":"#, count: 200_000).utf8),
                Array(#"{"ref": 1e999, \#(repository)}"#.utf8),
                Array(#"{"ref": -99999999999999999999999, \#(repository)}"#.utf8),
                Array(#"{"ref": null, "repository": null}"#.utf8),
                Array(#"{"ref": "refs/heads/\u0000\u001b[31m", \#(repository)}"#.utf8),
                Array(
                    #"{"ref": "refs/tags/../../\#(Self.marker)", "repository": {"full_name": "../../etc/passwd"}}"#.utf8
                ),
                Array(#"{"ref": "refs/tags/<script>", "repository": {"full_name": "<script>alert(1)</script>"}}"#.utf8),
                Array(#"{"ref": "x", "ref": {"a": []}, \#(repository)}"#.utf8),
            ]
            for body in strange {
                let code = try HashFunction.sha256.hmac(key: Array(Self.secret.utf8), message: body)
                let head = post(
                    "", fields: ["X-GitHub-Event: push", "X-Hub-Signature-256: sha256=\(hexadecimal(code))"]
                )
                .replacing("Content-Length: 0", with: "Content-Length: \(body.count)")
                let answer = await talk(port, Array(head.utf8) + body)
                let status = Int(answer.dropFirst(9).prefix(3)) ?? 0
                #expect(
                    [202, 204, 400].contains(status), "\(String(decoding: body.prefix(80), as: UTF8.self)): \(answer)")
            }
        }
    }

    @Test("requests that are no HTTP, or too much of it, are refused")
    func heads() async throws {
        try await serving { port in
            let many = (0..<100_000).map { "X-\($0): x\r\n" }.joined()
            let long = "X-Long: \(String(repeating: "x", count: 1_000_000))\r\n"
            for head in [
                "POST /webhooks/github HTTP/1.1\r\nHost: x\r\n\(many)\r\n",
                "POST /webhooks/github HTTP/1.1\r\n\(long)\r\n",
                "POST /\(String(repeating: "a", count: 1_000_000)) HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u{0}\u{1}\u{2}\r\n\r\n",
                "POST /webhooks/github HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST /webhooks/github HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
                "POST /webhooks/github HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /webhooks/github HTTP/9.9\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            ] {
                let answer = await talk(port, head, giveUp: 20)
                let status = Int(answer.dropFirst(9).prefix(3))
                #expect(status.map { (400..<500).contains($0) || $0 == 505 } ?? true, "\(head.prefix(60)): \(answer)")
            }
            for (method, path, status) in [
                ("GET", "/webhooks/github", 405), ("DELETE", "/webhooks/github", 405), ("POST", "/webhooks/azure", 404),
                ("POST", "/webhooks/../webhooks/github/a/b", 404), ("POST", "/webhooks/%67ithub", 404),
                ("POST", "/", 404), ("GET", "/etc/passwd", 404), ("POST", "/webhooks/registry/harbor/wrong", 401),
            ] {
                let answer = await talk(
                    port, "\(method) \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(method) \(path): \(answer)")
            }
        }
    }

    @Test("a body that is too large is 413 as soon as that shows, chunked without end as well")
    func large() async throws {
        try await serving { port in
            let announced = "POST /webhooks/registry/harbor HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"
            #expect(await talk(port, announced).hasPrefix("HTTP/1.1 413"))
            let head = "POST /webhooks/registry/harbor HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
            // 64 MB would be sent; the connection ends long before.
            let (answer, sent) = await pour(port, Array(head.utf8), Array(chunk.utf8), times: 1024, pause: 0)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 413"))
            #expect(sent < 1024)
        }
    }

    @Test("who sends too slowly is not waited for")
    func slow() async throws {
        try await serving(patience: .milliseconds(500)) { port in
            // A byte of the head now and then; of the body as well.
            let (head, headBytes) = await pour(
                port, Array("POST /webhooks/github HTTP/1.1\r\nX: ".utf8), [0x78], times: 3000, pause: 20)
            #expect(head.isEmpty)
            #expect(headBytes < 3000)
            let announced = "POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n"
            let (body, sent) = await pour(port, Array(announced.utf8), [0x78], times: 3000, pause: 20)
            #expect(body.isEmpty || body.hasPrefix("HTTP/1.1 408"))
            #expect(sent < 3000)
            // A connection that says nothing at all.
            let start = ContinuousClock.now
            #expect(await talk(port, "", giveUp: 500).isEmpty)
            #expect(start.duration(to: .now) < .seconds(400))
        }
    }
}

/// Hands each log line on.
private struct KeepingLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace
    let keep: @Sendable (String) -> Void

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { keep("\(event.message) \(event.metadata ?? [:])") }
}

/// Sends bytes and returns all that comes back until the other side ends, at most `giveUp` seconds.
private func talk(_ port: Int, _ bytes: [UInt8], giveUp: Int = 60) async -> String {
    await onThread {
        guard let peer = Peer(port) else { return "" }
        _ = peer.send(bytes)
        return peer.read(giveUp: giveUp)
    }
}

private func talk(_ port: Int, _ text: String, giveUp: Int = 60) async -> String {
    await talk(port, Array(text.utf8), giveUp: giveUp)
}

/// Sends `head`, then `piece` again and again, until the other side has enough; returns its answer, and how often it was sent.
private func pour(_ port: Int, _ head: [UInt8], _ piece: [UInt8], times: Int, pause: Int) async -> (String, Int) {
    await onThread {
        guard let peer = Peer(port), peer.send(head) else { return ("", 0) }
        var sent = 0
        while sent < times, !peer.hasAnswer(wait: pause), peer.send(piece) { sent += 1 }
        return (peer.read(giveUp: 60), sent)
    }
}

/// Blocking work belongs on a thread of its own: the server that is waited for needs those of the tasks.
private func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}

/// A plain connection, which says exactly the bytes that it is given.
private struct Peer: ~Copyable {
    private let descriptor: Int32

    init?(_ port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { return nil }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// False when the other side takes nothing any more.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func hasAnswer(wait milliseconds: Int) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, Int32(milliseconds)) > 0
    }

    func read(giveUp seconds: Int) -> String {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            result += buffer[..<count]
        }
        return String(decoding: result, as: UTF8.self)
    }
}
