import Foundation

extension ForgeDialect {
    /// GitHub's REST API, as an Enterprise Server has it below `/api/v3`.
    static let gitHub: ForgeDialect = {
        var dialect = ForgeDialect(
            service: "github", realm: "GitHub", pagePath: "/pull/",
            isAPI: { $0.hasPrefix("/api/v3/") || $0 == "/api/graphql" },
            answer: { try await $0.answerGitHub($1) })
        dialect.oldPaths = .redirectsAll
        dialect.countsIssuesToo = true
        dialect.shape = { refusal in
            if refusal.body["documentation_url"] != nil { return refusal.reply }
            // The shared checks only know that a parameter is wrong.
            let text: String
            if case .string(let said)? = refusal.body["error"] ?? refusal.body["message"] {
                text = said
            } else {
                text = ""
            }
            let status = refusal.status == 400 ? 422 : refusal.status
            var reply = Refusal.gitHub(status, "Invalid request.\n\n\(text)").reply
            reply.isViolation = refusal.isViolation
            return reply
        }
        return dialect
    }()
}

extension Refusal {
    /// An error as GitHub writes it.
    static func gitHub(_ status: Int, _ message: String, isViolation: Bool = false) -> Refusal {
        Refusal(
            status,
            [
                "message": .string(message), "documentation_url": "https://docs.github.com/rest",
                "status": .string(String(status)),
            ], isViolation: isViolation)
    }

    /// GitHub's 422 with one reason.
    static func gitHubInvalid(
        _ resource: String, _ message: String? = nil, field: String? = nil, code: String = "custom",
        isViolation: Bool = false
    ) -> Refusal {
        var reason: [JSONValue.Member] = [
            .init(name: "resource", value: .string(resource)), .init(name: "code", value: .string(code)),
        ]
        if let field { reason.append(.init(name: "field", value: .string(field))) }
        if let message { reason.append(.init(name: "message", value: .string(message))) }
        return Refusal(
            422,
            [
                "message": "Validation Failed", "errors": .array([.object(reason)]),
                "documentation_url": "https://docs.github.com/rest", "status": "422",
            ], isViolation: isViolation)
    }

    static var gitHubNotFound: Refusal { gitHub(404, "Not Found") }
}

extension ForgeServer {
    /// Every endpoint of GitHub's that is served.
    static let gitHubRoutes: [Route] = [
        Route("GET", "user") { try await $0.gitHubUser($1) },
        Route("GET", "users/*") { try await $0.gitHubShowUser($1) },
        Route("GET", "installation/repositories") { try await $0.gitHubInstallationRepositories($1) },
        Route("GET", "user/repos") { try await $0.gitHubUserRepositories($1) },
        Route("GET", "orgs/*/teams/*/members") { try await $0.gitHubTeamMembers($1) },
        Route("GET", "orgs/*/repos") { try await $0.gitHubOwnerRepositories($1, isOrganisation: true) },
        Route("GET", "users/*/repos") { try await $0.gitHubOwnerRepositories($1, isOrganisation: false) },
        Route("GET", "repos/*/*") { try await $0.gitHubRepository($1) },
        Route("GET", "repos/*/*/assignees/*") { try await $0.gitHubCheckAssignee($1) },
        Route("GET", "repos/*/*/contents/**") { try await $0.gitHubContents($1) },
        Route("GET", "repos/*/*/labels") { try await $0.gitHubListLabels($1) },
        Route("POST", "repos/*/*/labels") { try await $0.gitHubCreateLabel($1) },
        Route("GET", "repos/*/*/branches") { try await $0.gitHubListBranches($1) },
        Route("GET", "repos/*/*/branches/**") { try await $0.gitHubBranch($1) },
        Route("GET", "repos/*/*/git/matching-refs/**") { try await $0.gitHubMatchingBranches($1) },
        Route("DELETE", "repos/*/*/git/refs/heads/**") { try await $0.gitHubDeleteBranch($1) },
        Route("GET", "repos/*/*/pulls") { try await $0.gitHubListPulls($1) },
        Route("POST", "repos/*/*/pulls") { try await $0.gitHubCreatePull($1) },
        Route("GET", "repos/*/*/pulls/*") { try await $0.gitHubShowPull($1) },
        Route("PATCH", "repos/*/*/pulls/*") { try await $0.gitHubUpdatePull($1) },
        Route("GET", "repos/*/*/pulls/*/requested_reviewers") { try await $0.gitHubListReviewers($1) },
        Route("POST", "repos/*/*/pulls/*/requested_reviewers") { try await $0.gitHubChangeReviewers($1, adds: true) },
        Route("DELETE", "repos/*/*/pulls/*/requested_reviewers") {
            try await $0.gitHubChangeReviewers($1, adds: false)
        },
        Route("GET", "repos/*/*/issues") { try await $0.gitHubListIssues($1) },
        Route("POST", "repos/*/*/issues") { try await $0.gitHubCreateIssue($1) },
        Route("PUT", "repos/*/*/pulls/*/merge") { try await $0.gitHubMerge($1) },
        Route("GET", "repos/*/*/commits/*/status") { try await $0.gitHubStatus($1) },
        Route("GET", "repos/*/*/commits/*/check-runs") { try await $0.gitHubCheckRuns($1) },
        Route("GET", "repos/*/*/collaborators/*/permission") { try await $0.gitHubPermission($1) },
        Route("DELETE", "repos/*/*/issues/*/labels/*") { try await $0.gitHubRemoveLabel($1) },
        Route("PATCH", "repos/*/*/issues/comments/*") { try await $0.gitHubUpdateComment($1) },
        Route("POST", "repos/*/*/issues/*/assignees") { try await $0.gitHubAddAssignees($1) },
        Route("GET", "repos/*/*/issues/*") { try await $0.gitHubShowIssue($1) },
        Route("GET", "repos/*/*/issues/*/labels") { try await $0.gitHubListIssueLabels($1) },
        Route("PATCH", "repos/*/*/issues/*") { try await $0.gitHubUpdateIssue($1) },
        Route("POST", "repos/*/*/issues/*/labels") { try await $0.gitHubAddLabels($1) },
        Route("GET", "repos/*/*/issues/*/comments") { try await $0.gitHubListComments($1) },
        Route("POST", "repos/*/*/issues/*/comments") { try await $0.gitHubCreateComment($1) },
    ]

    func answerGitHub(_ request: ServedRequest) async throws -> Reply {
        guard request.header("User-Agent")?.isEmpty == false else {
            throw Refusal.gitHub(
                403, "Request forbidden by administrative rules. Send a User-Agent.", isViolation: true)
        }
        if let version = request.header("X-GitHub-Api-Version"), !["2022-11-28", "2026-03-10"].contains(version) {
            throw Refusal.gitHub(400, "\"\(version)\" is not a supported version", isViolation: true)
        }
        if request.path == "/api/graphql" { return try await answerGitHubGraphQL(request) }
        var segments = request.segments.dropFirst(2)
        // What a redirect leads to names a repository by its number.
        if segments.first == "repositories", let index = segments.dropFirst().first.flatMap(projectIndex) {
            segments = ["repos"] + projects[index].path.split(separator: "/").map(String.init) + segments.dropFirst(2)
        }
        if segments.first == "app" { return try await answerGitHubApp(request, segments) }
        let (user, token) = try authenticateGitHub(request)
        var isKnownPath = false
        for route in Self.gitHubRoutes {
            guard let arguments = route.arguments(in: segments) else { continue }
            isKnownPath = true
            guard route.method == request.method else { continue }
            if token.isReadOnly, route.method != "GET" {
                throw Refusal.gitHub(403, "Resource not accessible by personal access token")
            }
            let body = try await request.collectBody()
            if route.method == "GET", !body.isEmpty { throw .wrong("a GET request has no body") as Refusal }
            RequestRecord.write(request, body: body, of: "github")
            let call = APICall(request: request, arguments: arguments, user: user, body: body)
            var reply = try await route.handler(self, call)
            reply.headers += Self.rateHeaders
            return reply
        }
        _ = isKnownPath
        var refusal = Refusal.gitHubNotFound
        refusal.isViolation = true
        throw refusal
    }

    private static let rateHeaders: [Reply.Header] = [
        .init("X-RateLimit-Limit", "5000"), .init("X-RateLimit-Remaining", "4999"), .init("X-RateLimit-Used", "1"),
        .init("X-RateLimit-Resource", "core"), .init("X-GitHub-Media-Type", "github.v3; format=json"),
    ]

    func authenticateGitHub(_ request: ServedRequest) throws(Refusal) -> (UserRecord, TokenRecord) {
        let field = request.header("Authorization").flatMap {
            value(of: $0, scheme: "bearer") ?? value(of: $0, scheme: "token")
        }
        guard let field else { throw Refusal.gitHub(401, "Requires authentication") }
        guard let token = token(field), let user = user(token.userID), !user.isBlocked else {
            throw Refusal.gitHub(401, "Bad credentials")
        }
        return (user, token)
    }
}

/// GitHub's pages: `Link` where there is more than one, no totals.
///
/// - Source: docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api.
struct GitHubPages: Sendable {
    private let page: Int
    private let size: Int
    private let url: String
    private let query: [ServedRequest.QueryItem]

    init(_ call: APICall, _ parameters: Parameters, forgeURL: String) {
        page = parameters.integer("page") ?? 1
        size = parameters.integer("per_page") ?? 30
        url = forgeURL + call.request.path
        query = call.request.query
    }

    func slice<Element>(_ all: [Element]) -> (items: ArraySlice<Element>, headers: [Reply.Header]) {
        let pages = max(1, (all.count + size - 1) / size)
        let start = min(all.count, (page - 1) * size)
        var links: [String] = []
        if page > 1 { links += [link(page - 1, "prev"), link(1, "first")] }
        if page < pages { links += [link(page + 1, "next"), link(pages, "last")] }
        let headers = links.isEmpty ? [] : [Reply.Header("Link", links.joined(separator: ", "))]
        return (all[start..<min(all.count, start + size)], headers)
    }

    private func link(_ page: Int, _ relation: String) -> String {
        var items = query.filter { $0.name != "page" }.map { ($0.name, $0.value ?? "") }
        items.append(("page", String(page)))
        let text = items.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
        return "<\(url)?\(text)>; rel=\"\(relation)\""
    }
}
