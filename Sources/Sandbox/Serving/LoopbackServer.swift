import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// One HTTP/1.1 server on 127.0.0.1.
final class LoopbackServer: Sendable {
    typealias Handler = @Sendable (ServedRequest) async -> Reply

    let port: Int
    private let group: ServiceGroup
    private let running: Task<Void, Never>
    private let handler: Locked<Handler>

    /// Binds and serves. Until ``answer(with:)`` every request gets a 503: the handlers need to know the ports first.
    ///
    /// - Parameter port: 0 takes a free one.
    /// - Throws: ``SandboxError`` `.port` when the port is taken.
    static func start(port: Int, logger: Logger) async throws -> LoopbackServer {
        let handler = Locked<Handler>({ _ in .text(503, "starting\n") })
        let (ports, announce) = AsyncThrowingStream<Int, any Error>.makeStream()
        let application = Application(
            responder: CallbackResponder<Context> { request, context in
                let current = handler.withLock { $0 }
                return try await respond(to: request, context, with: current)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) },
            logger: logger)
        var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
        // What is still under way then, such as a delay or a body without end, is cancelled.
        configuration.maximumGracefulShutdownDuration = .milliseconds(500)
        let group = ServiceGroup(configuration: configuration)
        let running = Task {
            do {
                try await group.run()
                announce.finish()
            } catch {
                announce.finish(throwing: error)
            }
        }
        do {
            for try await port in ports {
                return LoopbackServer(port: port, group: group, running: running, handler: handler)
            }
        } catch {
            throw SandboxError(.port, "Cannot listen on 127.0.0.1:\(port): \(error). Choose another port, or 0.")
        }
        throw CancellationError()
    }

    private init(port: Int, group: ServiceGroup, running: Task<Void, Never>, handler: Locked<Handler>) {
        self.port = port
        self.group = group
        self.running = running
        self.handler = handler
    }

    func answer(with handler: @escaping Handler) {
        self.handler.withLock { $0 = handler }
    }

    /// Closes the port and all connections, and returns when that is done.
    func stop() async {
        await group.triggerGracefulShutdown()
        await running.value
    }
}

/// What Hummingbird hands along with a request; the channel is kept to be able to cut it.
private struct Context: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

private func respond(
    to request: Request, _ context: Context, with handler: LoopbackServer.Handler
) async throws -> Response {
    guard let served = ServedRequest(request) else { return Response(status: .badRequest) }
    let reply = await handler(served)
    var headers = HTTPFields()
    for header in reply.headers {
        guard let name = HTTPField.Name(header.name) else { continue }
        headers.append(HTTPField(name: name, value: header.value))
    }
    let status = HTTPResponse.Status(code: reply.status)
    switch reply.body {
    case .bytes(let bytes) where served.method == "HEAD":
        headers[.contentLength] = String(bytes.count)
        return Response(status: status, headers: headers)
    case .bytes(let bytes):
        if reply.status == 204 || reply.status == 304 { return Response(status: status, headers: headers) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    case .stream(let length, let write):
        return Response(status: status, headers: headers, body: ResponseBody(contentLength: length, write))
    case .cut:
        try await context.channel.close()
        throw CancellationError()
    }
}
