import Foundation
import Glibc

/// A TCP server that does what a test says, byte by byte: for answers that no real server gives.
///
/// Every connection has a thread of its own, in which `serve` is called; the connection ends when it returns. All ends with this object.
public final class ScriptedServer: Sendable {
    public let port: Int
    /// `http://address:port`.
    public let origin: String
    private let listener: ListeningSocket
    private let log: ServerLog

    /// Listens on `address`, any of 127.0.0.0/8, at a free port.
    public init(
        on address: String = "127.0.0.1", _ serve: @escaping @Sendable (ScriptedConnection) throws -> Void
    ) throws {
        listener = try ListeningSocket(address: address, port: 0, backlog: 512)
        port = listener.port
        origin = "http://\(address):\(listener.port)"
        log = ServerLog()
        let listener = listener
        let log = log
        Thread.detachNewThread {
            while let socket = listener.accept() {
                let connection = ScriptedConnection(socket, log)
                log.add(connection)
                let thread = Thread {
                    try? serve(connection)
                    connection.close()
                }
                thread.stackSize = 256 << 10
                thread.start()
            }
        }
    }

    deinit {
        listener.close()
        log.closeAll()
    }

    /// Answers every request of a connection with what `answer` says, until the other side closes.
    public static func answering(
        on address: String = "127.0.0.1", _ answer: @escaping @Sendable (ReceivedRequest) -> String
    ) throws -> ScriptedServer {
        try ScriptedServer(on: address) { connection in
            while let request = try connection.read() { try connection.send(answer(request)) }
        }
    }

    /// Every request that was read, in order.
    public var requests: [ReceivedRequest] { log.requests }

    /// How many connections were accepted.
    public var connectionCount: Int { log.connectionCount }
}

/// A request as it arrived.
public struct ReceivedRequest: Sendable {
    public var method: String
    /// The target as it stands in the first line.
    public var path: String
    /// Names in lower case; the last one wins.
    public var headers: [String: String]
    public var body: [UInt8]
}

/// What a scripted server noted, over all of its connections.
final class ServerLog: Sendable {
    private struct State {
        var requests: [ReceivedRequest] = []
        var connections: [ScriptedConnection] = []
    }

    private let state = ConditionBox(State())

    var requests: [ReceivedRequest] { state.read { $0.requests } }
    var connectionCount: Int { state.read { $0.connections.count } }

    func add(_ request: ReceivedRequest) { state.change { $0.requests.append(request) } }
    func add(_ connection: ScriptedConnection) { state.change { $0.connections.append(connection) } }
    func closeAll() { state.read { $0.connections }.forEach { $0.close() } }
}
