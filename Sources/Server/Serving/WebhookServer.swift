import Foundation
import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// The HTTP server: webhooks, health, metrics and the overview.
///
/// `POST /webhooks/SENDER[/SECRET]`; `GET /healthz`, `/readyz`, `/version`, `/metrics`, `/`. A body is read to the sender's limit and
/// within a time limit; only then is anything decided.
public struct WebhookServer: Service {
    private let receiver: @Sendable () -> Receiver
    private let pages: ServerPages
    private let host: String
    private let port: Int
    private let bodyTimeout: Duration
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - receiver: who decides now; asked for each request, as settings change.
    ///   - port: 0 takes a free one, which `onListening` is told.
    ///   - bodyTimeout: how long a sender may take to send a head, and as long again for a body.
    public init(
        receiver: @escaping @Sendable () -> Receiver, pages: ServerPages, host: String, port: Int,
        bodyTimeout: Duration = .seconds(10), logger: Logger, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.receiver = receiver
        self.pages = pages
        self.host = host
        self.port = port
        self.bodyTimeout = bodyTimeout
        self.logger = logger
        self.onListening = onListening
    }

    /// As many connections are open at once; others wait until one is closed.
    private static let maximumConnections = 4096

    public func run() async throws {
        let server = self
        let limits = ConnectionGuard.Limits(head: TimeAmount(bodyTimeout), body: TimeAmount(bodyTimeout))
        let application = Application(
            responder: CallbackResponder<ServerContext> { request, _ in await server.respond(to: request) },
            server: .http1(configuration: .init(additionalChannelHandlers: [ConnectionGuard(limits)])),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: .maximum(Self.maximumConnections, logger: quietLogger)),
            onServerRunning: { onListening($0.localAddress?.port ?? 0) }, logger: quietLogger)
        try await application.run()
    }

    /// The framework's own lines are for those who look for them.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private func respond(to request: Request) async -> Response {
        let path = request.uri.path
        switch (request.method, path) {
        case (.post, _) where path.hasPrefix("/webhooks/"): return await receive(request, path)
        case (_, _) where path.hasPrefix("/webhooks/"):
            var response = text(.methodNotAllowed, "webhooks are posted\n")
            response.headers[.allow] = "POST"
            return response
        case (.get, "/healthz"), (.head, "/healthz"): return text(.ok, "ok\n")
        case (.get, "/readyz"), (.head, "/readyz"):
            if let problem = await pages.notReady() { return text(.serviceUnavailable, problem + "\n") }
            return text(.ok, "ready\n")
        case (.get, "/version"):
            var response = text(.ok, "{\"version\": \"\(pages.version)\"}\n")
            response.headers[.contentType] = "application/json"
            return response
        case (.get, "/metrics"):
            return await page("text/plain; version=0.0.4; charset=utf-8") { try await pages.metrics() }
        case (.get, "/"): return await page("text/html; charset=utf-8") { try await pages.overview() }
        default: return text(.notFound, "not found\n")
        }
    }

    private func receive(_ request: Request, _ path: String) async -> Response {
        let receiver = receiver()
        guard let route = receiver.route(path) else { return text(.notFound, "not found\n") }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > route.bodyLimit {
            return closing(text(.contentTooLarge, ""))
        }
        let body: [UInt8]
        switch await collect(request.body, upTo: route.bodyLimit) {
        case .whole(let bytes): body = bytes
        case .tooLarge: return closing(text(.contentTooLarge, ""))
        case .tooSlow: return closing(text(.requestTimeout, ""))
        case .cut: return closing(text(.badRequest, ""))
        }
        let fields = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        let answer = await receiver.receive(route.id, fields: fields, tail: route.tail, body: body)
        var response = text(HTTPResponse.Status(code: answer.status), "")
        if let seconds = answer.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private enum Collected: Sendable {
        case whole([UInt8])
        case tooLarge
        case tooSlow
        case cut
    }

    /// Reads a body; whoever sends it too slowly is not waited for, which the connection's guard sees to.
    private func collect(_ body: RequestBody, upTo limit: Int) async -> Collected {
        do {
            return .whole(Array(try await body.collect(upTo: limit).readableBytesView))
        } catch is NIOTooManyBytesError {
            return .tooLarge
        } catch is BodyTooSlow {
            return .tooSlow
        } catch {
            return .cut
        }
    }

    private func closing(_ response: Response) -> Response {
        var response = response
        response.headers[.connection] = "close"
        return response
    }

    private func page(_ type: String, _ make: () async throws -> String) async -> Response {
        do {
            var response = text(.ok, try await make())
            response.headers[.contentType] = type
            response.headers[.cacheControl] = "no-store"
            // Nothing of a page comes from anywhere else, and no script runs in it.
            response.headers[.contentSecurityPolicy] =
                "default-src 'none'; style-src 'unsafe-inline'"
            return response
        } catch {
            logger.error("a page could not be made: \(error)")
            return text(.internalServerError, "this page could not be made; the log says why\n")
        }
    }

    private func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        if status == .noContent || text.isEmpty {
            return Response(status: status, headers: status == .noContent ? [:] : [.contentLength: "0"])
        }
        return Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Nothing is carried along with a request.
private struct ServerContext: InitializableFromSource {
    init(source: ApplicationRequestContextSource) {}
}
