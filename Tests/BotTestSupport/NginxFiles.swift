/// nginx on a free port of loopback, serving a folder with ETag and Last-Modified; stopped with this object.
public final class NginxFiles: Sendable {
    /// `http://127.0.0.1:PORT`.
    public let url: String
    private let folder: TemporaryFolder
    private let process: RunningProcess

    /// Starts the server on an empty folder.
    public init() async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        url = "http://127.0.0.1:\(port)"
        try folder.write("files/.keep", "")
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: " ")
        let configuration = try folder.write(
            "nginx.conf",
            """
            daemon off; pid \(folder.path)/pid; error_log stderr; worker_processes 1; user root;
            events { worker_connections 256; }
            http {
                access_log off; \(temporary)
                types { text/yaml yaml; application/json json; } default_type text/plain; gzip on; gzip_types text/yaml;
                server { listen 127.0.0.1:\(port); root \(folder.path)/files; }
            }

            """)
        self.folder = folder
        process = try await RunningProcess(
            "/usr/sbin/nginx", ["-e", "stderr", "-p", folder.path, "-c", configuration], port: port, folder: folder)
    }

    /// Writes or replaces a file.
    public func write(_ path: String, _ content: String) throws { try folder.write("files/" + path, content) }
}
