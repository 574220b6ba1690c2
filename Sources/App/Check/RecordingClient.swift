import Domain
import Foundation
import HTTPTransport

/// One request as it was sent, and what came of it.
struct RequestRecord: Sendable, Encodable {
    var method: String
    /// Without credentials.
    var url: String
    /// Nil when there was no answer.
    var status: Int?
    var milliseconds: Double
    /// The size of the body after decompression, in bytes.
    var bytes: Int
    /// The server said that nothing has changed (304), so what we had was used.
    var isFromCache: Bool
    /// Why there was no answer.
    var error: String?
}

/// Keeps the requests of one look-up, in the order of their answers.
actor RequestLog {
    private(set) var records: [RequestRecord] = []

    func add(_ record: RequestRecord) { records.append(record) }
}

/// A client that writes down every request. Behind the cache of conditional answers, so that it sees what is really sent.
struct RecordingClient: HTTPClient {
    let base: any HTTPClient
    let log: RequestLog

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await record(request) { try await base.send(request) }
    }

    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        let count = ByteCounter()
        return try await record(request, count) {
            try await base.send(request) { bytes in
                count.add(bytes.count)
                try receive(bytes)
            }
        }
    }

    private func record(
        _ request: HTTPRequest, _ streamed: ByteCounter? = nil, _ send: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        var record = RequestRecord(
            method: request.method.rawValue, url: redact(url: request.url), milliseconds: 0, bytes: 0,
            isFromCache: false)
        do {
            let response = try await send()
            record.status = response.status
            record.bytes = response.body.count + (streamed?.value ?? 0)
            record.isFromCache = response.status == 304
            record.milliseconds = Self.milliseconds(since: start)
            await log.add(record)
            return response
        } catch {
            record.error = "\(error)"
            record.milliseconds = Self.milliseconds(since: start)
            await log.add(record)
            throw error
        }
    }

    private static func milliseconds(since start: ContinuousClock.Instant) -> Double {
        (((ContinuousClock.now - start) / .milliseconds(1)) * 10).rounded() / 10
    }
}

/// Counts the bytes that are handed out piece by piece.
// Sendable: `sum` is only touched while `lock` is held.
private final class ByteCounter: @unchecked Sendable {
    private let lock = NSLock()
    private var sum = 0

    var value: Int { lock.withLock { sum } }

    func add(_ count: Int) { lock.withLock { sum += count } }
}
