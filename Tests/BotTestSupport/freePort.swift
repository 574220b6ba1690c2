import Glibc

/// Finds a TCP port on 127.0.0.1 that nobody listens on now, and that is not given out again by this process.
///
/// Ports come from below the range that the kernel takes for connections and for port 0 (from 32768 on): one of those could be taken
/// by any connection of another test before the server that it was found for is up.
public func freePort() throws -> Int {
    for _ in 0..<1000 {
        let port = candidates.change { last in
            last = last < 31_000 ? last + 1 : 20_000
            return last
        }
        if isFree(port) { return port }
    }
    throw NoFreePort()
}

/// The port tried last; it begins anywhere, so that test processes side by side do not meet.
private let candidates = ConditionBox(Int.random(in: 20_000...31_000))

private func isFree(_ port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    // Connections of an earlier server that are being closed do not count, as they do not for servers.
    var reuse: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(clamping: port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

struct NoFreePort: Error {}
