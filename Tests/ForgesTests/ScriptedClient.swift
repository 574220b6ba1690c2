import Domain
import Foundation
import HTTPTransport
import Testing

@testable import Forges

/// Answers requests in the order of a script, and fails the test for any that is not in it.
actor ScriptedClient: HTTPClient {
    enum Answer: Sendable {
        case response(HTTPResponse)
        case error(HTTPError)

        static func json(_ body: String, headers: HTTPFields = [:]) -> Answer { json(200, body, headers: headers) }

        static func json(_ status: Int, _ body: String, headers: HTTPFields = [:]) -> Answer {
            .response(HTTPResponse(status: status, headers: headers, body: Array(body.utf8), url: ""))
        }
    }

    private var script: [(line: String, answer: Answer)]
    private(set) var requests: [HTTPRequest] = []

    /// Each line is a method, a blank, and the address from the path on.
    init(_ script: [(String, Answer)]) { self.script = script.map { ($0.0, $0.1) } }

    /// Lines of the script that nobody asked for.
    var left: [String] { script.map(\.line) }

    /// The body of a request, as text.
    func body(_ index: Int) -> String {
        requests.indices.contains(index) ? String(decoding: requests[index].body, as: UTF8.self) : "no such request"
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        requests.append(request)
        let host = request.url.range(of: "://").map { request.url[$0.upperBound...] } ?? ""
        let line = request.method.rawValue + " " + (host.firstIndex(of: "/").map { String(host[$0...]) } ?? "/")
        guard !script.isEmpty else {
            Issue.record("nobody expects \(line)")
            throw HTTPError(.connect, "nobody expects \(line)")
        }
        let step = script.removeFirst()
        #expect(line == step.line)
        switch step.answer {
        case .response(var response):
            response.url = request.url
            return response
        case .error(let error): throw error
        }
    }

    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        try await send(request)
    }
}

/// The GitLab of the scripts, and things in it.
enum Script {
    static let root = "https://gitlab.example.com"

    static func gitLab(_ http: any HTTPClient) throws -> GitLabForge {
        try GitLabForge(http: http, baseURL: root, token: Secret("glpat-secret"), tokenName: "env:GITLAB_TOKEN")
    }

    static let repository = ForgeRepository(
        id: "7", path: "platform/gitops", webURL: root + "/platform/gitops",
        remote: GitRemote(url: root + "/platform/gitops.git"), defaultBranch: "main")

    static let draft = MergeRequestDraft(
        title: "Update nginx", description: "text", sourceBranch: "windlass/nginx", targetBranch: "main",
        labels: ["deps", "ops"], assignees: [ForgeUser(id: "5", name: "alice")],
        reviewers: [ForgeUser(id: "6", name: "bob")])

    static let create = "POST /api/v4/projects/7/merge_requests"
    static let earlier =
        "GET /api/v4/projects/7/merge_requests?scope=all&state=all&source_branch=windlass%2Fnginx"
        + "&order_by=created_at&sort=desc&per_page=100&page=1"

    static func open(page: Int = 1) -> String {
        "GET /api/v4/projects/7/merge_requests?scope=all&state=opened&author_id=42"
            + "&order_by=created_at&sort=asc&per_page=100&page=\(page)"
    }

    static func request(
        _ number: Int, from branch: String = "windlass/nginx", to target: String = "main", state: String = "opened",
        project: Int = 7, description: String = "text"
    ) -> String {
        """
        {"id": \(number + 1000), "iid": \(number), "state": "\(state)", "title": "Update nginx", "draft": false,
         "description": "\(description)", "source_branch": "\(branch)", "target_branch": "\(target)",
         "source_project_id": \(project), "target_project_id": 7, "labels": ["deps"], "milestone": null,
         "assignees": [{"id": 5, "username": "alice", "state": "active"}], "reviewers": null,
         "web_url": "\(root)/platform/gitops/-/merge_requests/\(number)"}
        """
    }
}

/// Runs `body` and returns the ``ForgeError`` that it throws.
func forgeError(_ body: () async throws -> Void) async throws -> ForgeError {
    do {
        try await body()
    } catch let error as ForgeError {
        return error
    }
    throw NothingThrown()
}

struct NothingThrown: Error {}
