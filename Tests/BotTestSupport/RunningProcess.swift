import Foundation
import Glibc

/// A server of the machine, started by a test and stopped with this object.
public final class RunningProcess: Sendable {
    private let process: ChildProcess
    /// What it printed, both streams.
    public let logPath: String

    /// Starts `executable` (a full path) and waits until 127.0.0.1:`port` accepts connections, at most `patience`.
    public init(
        _ executable: String, _ arguments: [String], port: Int, environment: [String: String] = [:],
        folder: TemporaryFolder, patience: Duration = .seconds(120)
    ) async throws {
        logPath = folder.path + "/" + URL(fileURLWithPath: executable).lastPathComponent + ".log"
        process = try ChildProcess(
            [executable] + arguments, environment: environment, in: folder.path, output: logPath)
        let deadline = ContinuousClock.now + patience
        while !accepts(port: port) {
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw DidNotStart(
                    executable: executable, log: (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    deinit { stop() }

    /// Ends the process at once.
    public func stop() { process.stop() }
}

/// A server that a test needs did not come up; its log says why.
public struct DidNotStart: Error, CustomStringConvertible {
    public var executable: String
    public var log: String
    public var description: String { "\(executable) did not start: \(log)" }
}

/// Whether somebody listens on 127.0.0.1:`port`.
func accepts(port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(clamping: port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
