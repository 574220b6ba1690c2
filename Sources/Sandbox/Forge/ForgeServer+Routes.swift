extension ForgeServer {
    /// Every endpoint that is served. Anything else is a 404, a known path with another method a 405.
    static let routes: [Route] = [
        Route("GET", "user") { try await $0.showCurrentUser($1) },
        Route("GET", "users") { try await $0.listUsers($1) },
        Route("GET", "version") { try await $0.showVersion($1) },
        Route("GET", "metadata") { try await $0.showMetadata($1) },
        Route("GET", "projects") { try await $0.listProjects($1) },
        Route("GET", "projects/*") { try await $0.showProject($1) },
        Route("GET", "groups/*/members/all") { try await $0.listGroupMembers($1) },
        Route("GET", "groups/*/projects") { try await $0.listGroupProjects($1) },
        Route("GET", "projects/*/members/all") { try await $0.listMembers($1) },
        Route("GET", "projects/*/merge_requests") { try await $0.listMergeRequests($1) },
        Route("POST", "projects/*/merge_requests") { try await $0.createMergeRequest($1) },
        Route("GET", "projects/*/merge_requests/*") { try await $0.showMergeRequest($1) },
        Route("PUT", "projects/*/merge_requests/*") { try await $0.updateMergeRequest($1) },
        Route("PUT", "projects/*/merge_requests/*/merge") { try await $0.merge($1) },
        Route("POST", "projects/*/merge_requests/*/cancel_merge_when_pipeline_succeeds") {
            try await $0.cancelAutoMerge($1)
        },
        Route("GET", "projects/*/merge_requests/*/diffs") { try await $0.listDiffs($1) },
        Route("GET", "projects/*/merge_requests/*/notes") { try await $0.listNotes($1) },
        Route("POST", "projects/*/merge_requests/*/notes") { try await $0.createNote($1) },
        Route("PUT", "projects/*/merge_requests/*/notes/*") { try await $0.updateNote($1) },
        Route("DELETE", "projects/*/merge_requests/*/notes/*") { try await $0.deleteNote($1) },
        Route("GET", "projects/*/issues") { try await $0.listIssues($1) },
        Route("POST", "projects/*/issues") { try await $0.createIssue($1) },
        Route("PUT", "projects/*/issues/*") { try await $0.updateIssue($1) },
        Route("POST", "projects/*/issues/*/notes") { try await $0.createIssueNote($1) },
        Route("GET", "projects/*/labels") { try await $0.listLabels($1) },
        Route("POST", "projects/*/labels") { try await $0.createLabel($1) },
        Route("GET", "projects/*/repository/branches") { try await $0.listBranches($1) },
        Route("POST", "projects/*/repository/branches") { try await $0.createBranch($1) },
        Route("GET", "projects/*/repository/branches/*") { try await $0.showBranch($1) },
        Route("DELETE", "projects/*/repository/branches/*") { try await $0.deleteBranch($1) },
        Route("GET", "projects/*/repository/files/*") { try await $0.showFile($1) },
        Route("GET", "projects/*/repository/files/*/raw") { try await $0.showRawFile($1) },
        Route("GET", "projects/*/repository/commits/*/statuses") { try await $0.listCommitStatuses($1) },
        Route("GET", "projects/*/repository/commits/*") { try await $0.showCommit($1) },
    ]

    func answerAPI(_ request: ServedRequest) async throws -> Reply {
        let (user, token) = try authenticate(request)
        let segments = request.segments.dropFirst(2)
        var isKnownPath = false
        for route in Self.routes {
            guard let arguments = route.arguments(in: segments) else { continue }
            isKnownPath = true
            guard route.method == request.method || route.method == "GET" && request.method == "HEAD" else { continue }
            let writes = route.method != "GET"
            if writes, token.isReadOnly { throw Self.insufficientScope }
            let body = try await request.collectBody()
            if route.method != "POST", route.method != "PUT", !body.isEmpty {
                throw .wrong("a \(request.method) request has no body") as Refusal
            }
            RequestRecord.write(request, body: body, of: "gitlab")
            return try await route.handler(
                self, APICall(request: request, arguments: arguments, user: user, body: body))
        }
        if isKnownPath { throw Refusal(405, ["error": "405 Not Allowed"], isViolation: true) }
        throw Refusal(404, ["error": "404 Not Found"], isViolation: true)
    }

    private static var insufficientScope: Refusal {
        Refusal(
            403,
            [
                "error": "insufficient_scope",
                "error_description": "The request requires higher privileges than provided by the access token.",
                "scope": "api",
            ])
    }
}
