import Foundation
import Glibc

/// One connection of a ``ScriptedServer``. Its calls block; they belong on its thread.
public final class ScriptedConnection: Sendable {
    private let socket: Int32
    private let log: ServerLog
    private let isClosed = ConditionBox(false)
    private let buffer = ConditionBox<[UInt8]>([])

    init(_ socket: Int32, _ log: ServerLog) {
        self.socket = socket
        self.log = log
    }

    deinit { Glibc.close(socket) }

    /// Reads a request with its body (by `Content-Length`); nil when the other side has closed.
    public func read() throws -> ReceivedRequest? {
        guard let head = try readHead() else { return nil }
        let body = try read(Int(head.headers["content-length"] ?? "0") ?? 0)
        var request = head
        request.body = body
        log.add(request)
        return request
    }

    /// Reads the head of a request only, and leaves its body; it is not counted among the server's requests.
    public func readHead() throws -> ReceivedRequest? {
        var lines: [Substring] = []
        while true {
            if let end = buffer.read({ $0.firstRange(of: Array("\r\n\r\n".utf8)) }) {
                let bytes = buffer.change { bytes in
                    defer { bytes.removeSubrange(..<end.upperBound) }
                    return Array(bytes[..<end.lowerBound])
                }
                lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
                break
            }
            guard try fill() else { return nil }
        }
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3 else { throw ScriptError(what: "no request line") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers[parts[0].lowercased()] = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        return ReceivedRequest(method: String(words[0]), path: String(words[1]), headers: headers, body: [])
    }

    /// Reads exactly `count` bytes.
    public func read(_ count: Int) throws -> [UInt8] {
        while buffer.read({ $0.count }) < count {
            guard try fill() else { throw ScriptError(what: "the connection ended early") }
        }
        return buffer.change { bytes in
            defer { bytes.removeFirst(count) }
            return Array(bytes.prefix(count))
        }
    }

    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends everything, or throws because the other side has closed.
    public func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ScriptError(what: "the other side has closed") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until the other side closes; what it sends meanwhile is dropped.
    public func waitForEnd() {
        while (try? fill()) == true {}
    }

    /// Ends the connection in both directions.
    public func close() {
        isClosed.change { isClosed in
            guard !isClosed else { return }
            isClosed = true
            shutdown(socket, Int32(SHUT_RDWR))
        }
    }

    /// Ends it with a reset, as a crashed machine or a firewall does.
    public func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        isClosed.change { isClosed in
            guard !isClosed else { return }
            isClosed = true
            // The number stays ours until `deinit`, and the peer learns of it at once.
            var address = sockaddr()
            address.sa_family = sa_family_t(AF_UNSPEC)
            connect(socket, &address, socklen_t(MemoryLayout<sockaddr>.size))
        }
    }

    private func fill() throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer.change { $0 += bytes.prefix(count) }
        return true
    }
}

struct ScriptError: Error {
    var what: String
}
