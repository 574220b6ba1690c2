import Glibc

/// A TCP socket that listens on a loopback address. It accepts nothing by itself: see ``ScriptedServer``.
public final class ListeningSocket: Sendable {
    public let port: Int
    private let socket: Int32

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - backlog: how many connections the kernel completes that nobody has accepted; further ones get no reply.
    public init(address: String, port: Int, backlog: Int32) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw NoFreePort() }
        var reuse: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(clamping: port).bigEndian
        name.sin_addr.s_addr = inet_addr(address)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let bound = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, backlog) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else {
            Glibc.close(socket)
            throw NoFreePort()
        }
        self.port = Int(UInt16(bigEndian: name.sin_port))
    }

    deinit { Glibc.close(socket) }

    /// Waits for a connection; nil when the socket was closed.
    func accept() -> Int32? {
        let accepted = Glibc.accept(socket, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        // Small answers go out at once.
        var option: Int32 = 1
        setsockopt(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &option, socklen_t(MemoryLayout<Int32>.size))
        return accepted
    }

    /// Ends a waiting ``accept()``.
    func close() { shutdown(socket, Int32(SHUT_RDWR)) }
}
