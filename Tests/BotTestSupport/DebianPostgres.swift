import Foundation
import Glibc

/// Debian's PostgreSQL on a free port of loopback with an empty cluster of its own, stopped with this object.
///
/// The server refuses to run as root: then it runs as the package's user `postgres`.
public final class DebianPostgres: Sendable {
    public let port: Int
    private let folder: TemporaryFolder
    private let programs: String
    /// What the programs are started with, to be the right user.
    private let user: [String]

    /// Makes a cluster and starts it.
    ///
    /// - Parameter password: of the user `windlass`, who owns nothing at first but may make databases.
    public init(password: String = "pässword/1") throws {
        programs = try Self.findPrograms()
        folder = try TemporaryFolder()
        port = try freePort()
        user = getuid() == 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : []
        chmod(folder.path, 0o755)
        let data = folder.path + "/cluster"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        if getuid() == 0 { try Self.check(run(["/bin/chown", "postgres", data])) }
        let file = try folder.write("password", password)
        chmod(file, 0o644)
        try Self.check(
            run(
                user + [
                    programs + "/initdb", "-D", data, "-U", "windlass", "-A", "scram-sha-256", "--pwfile", file, "-E",
                    "UTF8", "--locale=C.UTF-8", "--no-sync",
                ], in: "/"))
        try start()
    }

    deinit { try? stop() }

    /// The address of a database, made anew.
    public func makeDatabase() throws -> String {
        let name = "d" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try query("CREATE DATABASE \(name)")
        return address(of: name)
    }

    /// The address of a database, user and password in it.
    public func address(of database: String) -> String {
        "postgres://windlass:p%C3%A4ssword%2F1@127.0.0.1:\(port)/\(database)"
    }

    /// Runs SQL with PostgreSQL's own shell and returns what it prints, without headings.
    @discardableResult
    public func query(_ sql: String, in address: String? = nil) throws -> String {
        let result = try run([
            programs + "/psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql,
            address ?? self.address(of: "postgres"),
        ])
        try Self.check(result)
        return result.text
    }

    /// Starts the server again, on the same port with the same data.
    public func start() throws {
        let options = "-h 127.0.0.1 -p \(port) -c unix_socket_directories= -c fsync=on -c shared_buffers=32MB"
        try Self.check(
            run(
                user + [
                    programs + "/pg_ctl", "-D", folder.path + "/cluster", "-l", folder.path + "/cluster/log", "-w",
                    "-t", "120", "-o", options, "start",
                ], in: "/"))
    }

    /// Stops the server at once; connections break.
    public func stop() throws {
        try Self.check(
            run(
                user + [
                    programs + "/pg_ctl", "-D", folder.path + "/cluster", "-m", "immediate", "-w", "-t", "60", "stop",
                ], in: "/"))
    }

    /// The newest of the installed versions.
    private static func findPrograms() throws -> String {
        let base = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        guard let newest = versions.compactMap({ Int($0) }).max() else {
            throw DidNotStart(executable: "postgres", log: "install Debian's package postgresql")
        }
        return "\(base)/\(newest)/bin"
    }

    private static func check(_ result: ProgramResult) throws {
        guard result.status == 0 else {
            throw DidNotStart(
                executable: "postgres", log: "a program of it ended with \(result.status): \(result.text)")
        }
    }
}
