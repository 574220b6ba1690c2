import Foundation

/// Git's own `http-backend` behind a small server on loopback, with the manners of several hosts.
///
/// The first part of a path chooses the manners: `plain` (all that git offers), `v0` (as a server without protocol v2),
/// `azure` (v0, and 400 for a client without `multi_ack`), `auth` (asks for ``authorization``), `cut` (ends in the
/// middle of a fetch's answer), `lost` (takes a push and hangs up), `page` (a page for browsers), `moved` (redirects
/// to `plain`).
public final class GitServer: Sendable {
    public let folder: TemporaryFolder
    public let port: Int
    private let process: ChildProcess

    /// What `auth` asks for.
    public static let authorization = "Basic " + Data("bot:secret".utf8).base64EncodedString()

    public init() async throws {
        folder = try TemporaryFolder()
        let script = try folder.write("server.py", gitServerScript)
        process = try ChildProcess(
            ["/usr/bin/python3", "-u", script, folder.path], environment: gitEnvironment, output: folder.path + "/log")
        // The system chooses the port, so that no two servers meet on one.
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            if let text = try? String(contentsOfFile: folder.path + "/port", encoding: .utf8), let port = Int(text) {
                self.port = port
                return
            }
            guard process.isRunning, ContinuousClock.now < deadline else {
                let log = try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)
                throw DidNotStart(executable: script, log: log ?? "")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    deinit { process.stop() }

    /// The address of a repository below the server's folder.
    public func url(_ repository: String, _ manners: String = "plain") -> String {
        "http://127.0.0.1:\(port)/\(manners)/\(repository)"
    }

    /// Makes an empty bare repository below the server's folder.
    public func makeRepository(_ name: String = "repo.git", _ configuration: [String: String] = [:]) throws -> Git {
        let git = Git(folder.path + "/" + name)
        try Git(folder.path).run("init", "--quiet", "--bare", "--initial-branch=main", name)
        for (key, value) in configuration { try git.run("config", key, value) }
        return git
    }
}

private let gitServerScript = #"""
    import base64, http.server, os, socketserver, subprocess, sys

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self): self.serve(b"")

        def do_POST(self):
            if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                body = b""
                while True:
                    size = int(self.rfile.readline().split(b";")[0], 16)
                    body += self.rfile.read(size)
                    self.rfile.readline()
                    if size == 0: break
            else:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.serve(body)

        def answer(self, status, kind, body, fields={}):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in fields.items(): self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def serve(self, body):
            path, _, query = self.path.partition("?")
            manners, _, rest = path.lstrip("/").partition("/")
            fetches = self.command == "POST" and path.endswith("/git-upload-pack")
            if manners == "page": return self.answer(200, "text/html", b"<!doctype html><title>Sign in</title>")
            if manners == "moved":
                return self.answer(301, "text/plain", b"", {"Location": "/plain/" + rest + ("?" + query if query else "")})
            if manners == "auth" and self.headers.get("Authorization") != "Basic " + base64.b64encode(b"bot:secret").decode():
                return self.answer(401, "text/plain", b"who are you?", {"WWW-Authenticate": "Basic realm=git"})
            if manners == "azure" and fetches and b" multi_ack" not in body:
                return self.answer(400, "text/plain", b"TF401041: The request did not have the multi_ack capability.")
            protocol = "" if manners in ("v0", "azure") else self.headers.get("Git-Protocol", "")
            environment = dict(os.environ, GIT_PROJECT_ROOT=sys.argv[1], GIT_HTTP_EXPORT_ALL="1", PATH_INFO="/" + rest,
                QUERY_STRING=query, REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type", ""),
                HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""), CONTENT_LENGTH=str(len(body)),
                REMOTE_USER="bot", REMOTE_ADDR="127.0.0.1", HTTP_GIT_PROTOCOL=protocol)
            with subprocess.Popen(["git", "http-backend"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as git:
                git.stdin.write(body)
                git.stdin.close()
                self.relay(git.stdout, manners, fetches)

        def relay(self, out, manners, fetches):
            status, fields = 200, []
            while (line := out.readline().strip()):
                name, _, value = line.decode().partition(": ")
                if name == "Status": status = int(value.split()[0])
                else: fields.append((name, value))
            if manners == "lost" and self.path.endswith("/git-receive-pack") and self.command == "POST":
                out.read()
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in fields: self.send_header(name, value)
            if manners == "cut" and fetches:
                body = out.read()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[:len(body) // 2])
                self.close_connection = True
                return
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while (piece := out.read1(65536)):
                self.wfile.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *arguments): pass

    class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
        daemon_threads = True
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    with open(sys.argv[1] + "/port.new", "w") as file: file.write(str(server.server_address[1]))
    os.rename(sys.argv[1] + "/port.new", sys.argv[1] + "/port")
    server.serve_forever()
    """#
