import Foundation
import Glibc

/// Tells systemd how we are, where it listens (`NOTIFY_SOCKET`); nothing anywhere else.
///
/// Source: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
func notifySupervisor(
    _ state: String, environment: [String: String] = ProcessInfo.processInfo.environment
) {
    guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@") else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A leading @ stands for the zero byte of an abstract address.
    let bytes = Array(path.utf8).enumerated().map { $0 == 0 && $1 == UInt8(ascii: "@") ? 0 : $1 }
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let message = Array(state.utf8)
    withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
        }
    }
}
