import Foundation

/// Debian's nginx, run without privileges from a folder of its own.
public final class NginxServer: Sendable {
    public let port: Int
    /// `http://127.0.0.1:port`.
    public let origin: String
    /// Holds `www`, the root of what is served, and the configuration.
    public let folder: TemporaryFolder
    private let process: RunningProcess

    /// - Parameters:
    ///   - files: what is served: names below the root, and contents.
    ///   - server: directives of the `server` block, such as locations.
    ///   - listen: what follows the port, such as `ssl http2`.
    public init(
        files: [String: String] = [:], server: String = "", listen: String = "", folder: TemporaryFolder? = nil
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        let port = try freePort()
        for (name, content) in files { try folder.write("www/" + name, content) }
        try folder.write("www/.keep", "")
        let configuration = try folder.write("nginx.conf", Self.configuration(folder.path, port, listen, server))
        process = try await RunningProcess(
            "/usr/sbin/nginx", ["-c", configuration, "-p", folder.path, "-e", folder.path + "/error.log"], port: port,
            folder: folder)
        self.folder = folder
        self.port = port
        origin = (listen.contains("ssl") ? "https" : "http") + "://127.0.0.1:\(port)"
    }

    private static func configuration(_ path: String, _ port: Int, _ listen: String, _ server: String) -> String {
        let user = getuid() == 0 ? "user root;" : ""
        return """
            \(user) daemon off; worker_processes 1; pid \(path)/nginx.pid; error_log \(path)/error.log;
            events { worker_connections 512; }
            http {
              access_log off;
              types { text/plain txt; application/json json; text/html html; }
              client_body_temp_path \(path)/body; proxy_temp_path \(path)/proxy; fastcgi_temp_path \(path)/fastcgi;
              uwsgi_temp_path \(path)/uwsgi; scgi_temp_path \(path)/scgi;
              keepalive_requests 100000;
              server { listen 127.0.0.1:\(port) \(listen); root \(path)/www; \(server) }
            }
            """
    }
}
