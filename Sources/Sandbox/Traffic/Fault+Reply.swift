import HTTPTypes
import Hummingbird
import NIOCore

extension Fault {
    /// The answer to `request` when this fault hits it; `work` makes the real one.
    func reply(
        to request: ServedRequest, work: @Sendable (ServedRequest) async -> Reply
    ) async -> Reply {
        switch moment {
        case .insteadOfWork:
            if case .delay(let duration) = effect {
                try? await Task.sleep(for: duration)
                return await work(request)
            }
            if effect == .twice {
                var request = request
                let body = (try? await request.collectBody()) ?? []
                request.body = RequestBody(buffer: ByteBuffer(bytes: body))
                _ = await work(request)
                request.body = RequestBody(buffer: ByteBuffer(bytes: body))
                return await work(request)
            }
            return reply(instead: nil)
        case .afterWork:
            var real = await work(request)
            // A push is done only when git has answered to the end.
            if case .stream(_, let write) = real.body {
                let body = Locked<[UInt8]>([])
                var writer: any ResponseBodyWriter = CollectingWriter(body: body)
                try? await write(&writer)
                real.body = .bytes(body.withLock { $0 })
            }
            if case .delay(let duration) = effect { try? await Task.sleep(for: duration) }
            var reply = reply(instead: real)
            reply.kind = real.kind
            return reply
        }
    }

    private func reply(instead real: Reply?) -> Reply {
        switch effect {
        case .answer(let status, let headers, let body):
            let fields = headers.sorted { $0.key < $1.key }.map { Reply.Header($0.key, $0.value) }
            return Reply(status, headers: fields, body: .bytes(Array(body.utf8)))
        case .rateLimit(let seconds):
            return .json(429, ["message": "429 Too Many Requests"], headers: [.init("Retry-After", String(seconds))])
        case .delay, .twice: return real ?? Reply(200)
        case .cut: return Reply(200, body: .cut)
        case .cutBody(let count): return cutBody(of: real, after: count)
        case .endlessBody(let type, let chunk): return endlessBody(type, chunk)
        }
    }

    private func cutBody(of real: Reply?, after count: Int) -> Reply {
        var bytes = [UInt8](repeating: UInt8(ascii: " "), count: max(0, count))
        if case .bytes(let whole) = real?.body { bytes = Array(whole.prefix(max(0, count))) }
        let piece = ByteBuffer(bytes: bytes)
        return Reply(
            real?.status ?? 200, headers: real?.headers ?? [.init("Content-Type", "application/json")],
            body: .stream(length: bytes.count + 1000) { writer in
                try await writer.write(piece)
                throw CancellationError()
            })
    }

    private func endlessBody(_ type: String, _ chunk: String) -> Reply {
        let piece = ByteBuffer(string: String(repeating: chunk, count: max(1, 8192 / max(1, chunk.utf8.count))))
        return Reply(
            200, headers: [.init("Content-Type", type)],
            body: .stream(length: nil) { writer in
                while !Task.isCancelled { try await writer.write(piece) }
                throw CancellationError()
            })
    }
}

/// Keeps a body that was to be streamed.
private struct CollectingWriter: ResponseBodyWriter {
    let body: Locked<[UInt8]>

    mutating func write(_ buffer: ByteBuffer) async throws {
        body.withLock { $0 += Array(buffer: buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
