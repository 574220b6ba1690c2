import Hummingbird
import NIOCore

/// Git's own server program, run as CGI (RFC 3875) for one request at a time.
///
/// Bodies go through piece by piece in both directions; `git http-backend` inflates compressed ones itself.
/// - Source: git-scm.com/docs/git-http-backend.
struct GitHTTPBackend: Sendable {
    let tool: GitTool
    /// The folder with the bare repositories.
    let root: String

    /// What the forge decided about a request.
    struct Access: Sendable {
        /// The path of the repository below the root, such as `/platform/gitops.git`.
        var repository: String
        /// `info/refs`, `git-upload-pack` or `git-receive-pack`.
        var service: String
        var user: String
        var mayPush: Bool
        /// Branches that the user may not push to.
        var protectedBranches: [String]
    }

    func reply(to request: ServedRequest, _ access: Access, _ behaviour: GitBehaviour) async throws -> Reply {
        var environment = self.environment(of: request, access, behaviour)
        var body = Source.streamed(request.body)
        if behaviour.requiresMultiAck, access.service == "git-upload-pack" {
            let whole = try await request.collectBody()
            guard String(decoding: whole.prefix(4096), as: UTF8.self).contains("multi_ack") else {
                return .text(400, "TF401041: The client does not announce multi_ack or multi_ack_detailed.\n")
            }
            environment["CONTENT_LENGTH"] = String(whole.count)
            body = .whole(whole)
        }
        let (child, errors) = try await tool.start([tool.backendPath], environment: environment)
        // It reads the request before it answers, but for a few bytes of progress that fit into a pipe.
        let kind = await feed(body, to: child, guess: kind(access))
        var reply = await answer(of: child, errors)
        reply.kind = kind
        return reply
    }

    private enum Source {
        case streamed(RequestBody)
        case whole([UInt8])
    }

    private func environment(
        of request: ServedRequest, _ access: Access, _ behaviour: GitBehaviour
    ) -> [String: String] {
        var environment = behaviour.configuration(allowsPush: access.mayPush)
        environment["GIT_PROJECT_ROOT"] = root
        environment["GIT_HTTP_EXPORT_ALL"] = "1"
        environment["PATH_INFO"] = "\(access.repository)/\(access.service)"
        environment["QUERY_STRING"] = request.queryText
        environment["REQUEST_METHOD"] = request.method
        environment["REMOTE_USER"] = access.user
        environment["REMOTE_ADDR"] = "127.0.0.1"
        environment["SANDBOX_PROTECTED"] = access.protectedBranches.joined(separator: " ")
        environment["CONTENT_TYPE"] = request.header("Content-Type")
        environment["CONTENT_LENGTH"] = request.header("Content-Length")
        environment["HTTP_CONTENT_ENCODING"] = request.header("Content-Encoding")
        if behaviour.offersProtocolV2 { environment["GIT_PROTOCOL"] = request.header("Git-Protocol") }
        return environment
    }

    private func kind(_ access: Access) -> RequestKind {
        switch access.service {
        case "git-receive-pack": .gitPush
        case "git-upload-pack": .gitFetch
        default: .gitDiscovery
        }
    }

    private func feed(_ source: Source, to child: GitChild, guess: RequestKind) async -> RequestKind {
        var kind = guess
        var isReading = true
        func take(_ piece: [UInt8], isFirst: Bool) async {
            if isFirst, guess == .gitFetch, piece.dropFirst(4).starts(with: "command=ls-refs".utf8) {
                kind = .gitLsRefs
            }
            if isReading { isReading = await child.write(piece) }
        }
        switch source {
        case .whole(let bytes): await take(bytes, isFirst: true)
        case .streamed(let body):
            var isFirst = true
            do {
                for try await buffer in body where buffer.readableBytes > 0 {
                    await take(Array(buffer: buffer), isFirst: isFirst)
                    isFirst = false
                }
            } catch {
                // The client went away; git sees a short request and says so.
            }
        }
        child.closeInput()
        return kind
    }

    /// Reads the header fields that the program prints, and passes on what follows.
    private func answer(of child: GitChild, _ errors: ErrorLog) async -> Reply {
        var head: [UInt8] = []
        while true {
            if let end = endOfHead(in: head) {
                return passing(
                    Array(head[end.after...]), fields: String(decoding: head[..<end.before], as: UTF8.self), child)
            }
            let piece = await child.read()
            guard !piece.isEmpty, head.count < 65_536 else {
                await child.wait()
                return .text(500, "git http-backend did not answer: \(errors.text())\n")
            }
            head += piece
        }
    }

    private func endOfHead(in bytes: [UInt8]) -> (before: Int, after: Int)? {
        for separator in ["\r\n\r\n", "\n\n"] {
            if let range = bytes.firstRange(of: Array(separator.utf8)) { return (range.lowerBound, range.upperBound) }
        }
        return nil
    }

    private func passing(_ first: [UInt8], fields: String, _ child: GitChild) -> Reply {
        var reply = Reply(200)
        for line in fields.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if name.lowercased() == "status" {
                reply.status = Int(value.prefix(3)) ?? 500
            } else {
                reply.headers.append(Reply.Header(name, String(value)))
            }
        }
        reply.body = .stream(length: nil) { writer in
            var piece = first
            if piece.isEmpty { piece = await child.read() }
            while !piece.isEmpty {
                try await writer.write(ByteBuffer(bytes: piece))
                piece = await child.read()
            }
            await child.wait()
            try await writer.finish(nil)
        }
        return reply
    }
}
