import Foundation

extension ForgeServer {
    /// Finds out who calls the API.
    ///
    /// - Throws: 401 without a token, or with one that nobody has.
    func authenticate(_ request: ServedRequest) throws(Refusal) -> (UserRecord, TokenRecord) {
        let field =
            request.header("PRIVATE-TOKEN")
            ?? request.header("Authorization").flatMap { value(of: $0, scheme: "bearer") }
        guard let field, let token = token(field), let user = user(token.userID), !user.isBlocked else {
            throw Refusal(401, ["message": "401 Unauthorized"])
        }
        return (user, token)
    }

    /// What a token allows, while it is valid.
    func token(_ text: String) -> TokenRecord? {
        guard let token = tokens[text] else { return nil }
        if let end = token.expiresAt, end <= now() { return nil }
        return token
    }

    /// Serves Git over HTTP to those who may.
    func answerGit(_ request: ServedRequest) async throws -> Reply {
        let (path, service) = try gitPath(request)
        guard let (user, token) = gitUser(request) else {
            return Reply(
                401,
                headers: [
                    .init("WWW-Authenticate", "Basic realm=\"\(dialect.realm)\""), .init("Content-Type", "text/plain"),
                ], body: .bytes(Array("HTTP Basic: Access denied\n".utf8)))
        }
        var index = projectIndex(path)
        if index == nil, dialect.oldPaths != .forgets { index = movedProjectIndex(path) }
        if let index, projects[index].path.lowercased() != path.lowercased(), dialect.oldPaths == .redirectsAll {
            throw Refusal(
                request.method == "GET" ? 301 : 307, ["message": "Moved Permanently"],
                headers: [
                    .init(
                        "Location",
                        "\(url)/\(projects[index].path).git/\(service)"
                            + (request.queryText.isEmpty ? "" : "?" + request.queryText))
                ])
        }
        guard let index, let role = role(of: user, in: projects[index]), role >= .reporter else {
            return .text(
                404, "The project you were looking for could not be found or you don't have permission to view it.\n")
        }
        let project = projects[index]
        let isPush = service == "git-receive-pack" || request.query.contains { $0.value == "git-receive-pack" }
        let mayPush = role >= .developer && !token.isReadOnly && !project.isArchived
        if isPush, !mayPush { return .text(403, "You are not allowed to push code to this project.\n") }
        let access = GitHTTPBackend.Access(
            repository: "/\(project.path).git", service: service, user: user.username, mayPush: mayPush,
            protectedBranches: role >= .maintainer ? [] : project.protectedBranches.sorted())
        return try await backend.reply(to: request, access, gitBehaviour)
    }

    /// The project's path and what is asked of git, from a path such as `/platform/gitops.git/info/refs`.
    private func gitPath(_ request: ServedRequest) throws(Refusal) -> (String, String) {
        let text = request.segments.joined(separator: "/")
        for service in ["info/refs", "git-upload-pack", "git-receive-pack"] where text.hasSuffix("/" + service) {
            let path = text.dropLast(service.utf8.count + 1)
            if let project = dialect.project(atGitPath: "/" + path) { return (project, service) }
            guard path.hasSuffix(".git") else {
                let target =
                    "\(url)/\(path).git/\(service)" + (request.queryText.isEmpty ? "" : "?" + request.queryText)
                throw Refusal(301, ["message": "the address ends with .git"], headers: [.init("Location", target)])
            }
            return (String(path.dropLast(4)), service)
        }
        throw Refusal(404, ["message": "404 Not Found"])
    }

    /// Who the password of HTTP basic authentication belongs to; the user name does not matter, as with GitLab's tokens.
    private func gitUser(_ request: ServedRequest) -> (UserRecord, TokenRecord)? {
        guard let field = request.header("Authorization") else { return nil }
        var text = value(of: field, scheme: "bearer")
        if let encoded = value(of: field, scheme: "basic"), let data = Data(base64Encoded: encoded),
            let pair = String(data: data, encoding: .utf8), let colon = pair.firstIndex(of: ":")
        {
            text = String(pair[pair.index(after: colon)...])
        }
        guard let text, let token = token(text), let user = user(token.userID), !user.isBlocked else { return nil }
        return (user, token)
    }
}
