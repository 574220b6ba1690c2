import Domain
import Foundation
import HTTPTransport
import Testing

@testable import Forges

@Suite("Pull requests of a GitHub")
struct GitHubForgeTests {
    private typealias Steps = [(String, ScriptedClient.Answer)]

    private let repository = ForgeRepository(
        id: "acme/gitops", path: "acme/gitops", webURL: "https://github.com/acme/gitops",
        remote: GitRemote(url: "https://github.com/acme/gitops.git"), defaultBranch: "main")

    private let draft = MergeRequestDraft(
        title: "Update nginx", description: "/close", sourceBranch: "windlass/nginx", targetBranch: "main",
        labels: ["deps"], assignees: [ForgeUser(id: "alice", name: "alice")],
        reviewers: [ForgeUser(id: "bob", name: "bob"), ForgeUser(id: "bot", name: "bot")])

    private let user = ("GET /user", ScriptedClient.Answer.json(#"{"id": 42, "login": "bot"}"#))
    private let open = "GET /repos/acme/gitops/pulls?state=open&sort=created&direction=asc&per_page=100&page=1"
    private let earlier =
        "GET /repos/acme/gitops/pulls?state=all&head=acme%3Awindlass%2Fnginx&sort=created&direction=desc&per_page=100&page=1"
    private let create = "POST /repos/acme/gitops/pulls"

    private func forge(_ http: ScriptedClient) throws -> GitHubForge {
        try GitHubForge(http: http, token: Secret("ghs_1_secret.x"), tokenName: "env:GITHUB_TOKEN")
    }

    private func request(
        _ number: Int, from branch: String = "windlass/nginx", to target: String = "main", state: String = "open",
        merged: String = "null", author: Int = 42, source: String = #"{"id": 7}"#
    ) -> String {
        """
        {"number": \(number), "state": "\(state)", "title": "Update nginx", "body": null, "merged_at": \(merged),
         "html_url": "https://github.com/acme/gitops/pull/\(number)", "user": {"id": \(author), "login": "x"},
         "head": {"ref": "\(branch)", "repo": \(source)}, "base": {"ref": "\(target)", "repo": {"id": 7}},
         "labels": [{"name": "deps"}], "assignees": [{"id": 5, "login": "alice"}], "requested_reviewers": []}
        """
    }

    @Test("are listed: those of the bot under the prefix, not those of forks, to the last page")
    func listOpen() async throws {
        let items = [
            request(1), request(2, from: "feature/x"), request(3, author: 9), request(4, source: #"{"id": 8}"#),
            request(5, source: "null"),
        ]
        let next = "https://api.github.com/repositories/7/pulls?state=open&page=2"
        let http = ScriptedClient([
            user,
            (
                open,
                .json(
                    "[\(items.joined(separator: ","))]",
                    headers: ["Link": "<\(next)>; rel=\"next\", <\(next)>; rel=\"last\""])
            ),
            ("GET /repositories/7/pulls?state=open&page=2", .json("[\(request(1)), \(request(6))]")),
        ])
        let found = try await forge(http).listOpenMergeRequests(in: repository, branchPrefix: "windlass/")
        #expect(found.map(\.number) == [1, 6])
        #expect(
            found.first?.labels == ["deps"] && found.first?.assignees == ["alice"] && found.first?.description == "")
        let first = await http.requests.first
        #expect(first?.headers["X-GitHub-Api-Version"] == "2022-11-28")
        #expect(first?.headers["Accept"] == "application/vnd.github+json")
        #expect(first?.authorization == Secret("Bearer ghs_1_secret.x"))
    }

    @Test(
        "merge themselves bound to a commit, where the server knows how",
        arguments: [
            "Variable $input of type EnablePullRequestAutoMergeInput! was provided invalid value for expectedHeadOid (Field is not defined on EnablePullRequestAutoMergeInput)",
            "The head is not expectedHeadOid",
        ])
    func automerge(reason: String) async throws {
        let head = String(repeating: "a", count: 40)
        let isOld = reason.contains("not defined")
        let one = request(1).replacing(
            #""head": {"#, with: #""node_id": "PR_1", "head": {"sha": "\#(head)", "#)
        var script: Steps = [
            ("GET /repos/acme/gitops/pulls/1", .json(one)),
            ("POST /graphql", .json(#"{"errors": [{"message": "\#(reason)"}]}"#)),
        ]
        if isOld { script.append(("POST /graphql", .json(#"{"data": {}}"#))) }
        let http = ScriptedClient(script)
        let outcome = try await forge(http).enableAutomerge(
            1, at: CommitSHA(head), .squash, in: repository)
        #expect(outcome == (isOld ? .waiting : .refused(reason)))
        #expect(await http.left.isEmpty)
        #expect(await http.body(1).contains(#""expectedHeadOid":"\#(head)""#))
        #expect(await http.body(1).contains(#""mergeMethod":"SQUASH""#))
        if isOld { #expect(await !http.body(2).contains("expectedHeadOid")) }
    }

    @Test("are listed for tokens that are no user's too")
    func appToken() async throws {
        let http = ScriptedClient([
            ("GET /user", .json(403, #"{"message":"Resource not accessible by integration"}"#)),
            (open, .json("[\(request(1, author: 9))]")), (open, .json("[]")),
        ])
        let forge = try forge(http)
        #expect(try await forge.listOpenMergeRequests(in: repository, branchPrefix: "windlass/").count == 1)
        #expect(try await forge.listOpenMergeRequests(in: repository, branchPrefix: "windlass/").isEmpty)
    }

    @Test("of a branch are open, merged or closed")
    func states() async throws {
        let http = ScriptedClient([
            (
                earlier,
                .json(
                    "[\(request(3)), \(request(2, state: "closed", merged: "\"2026-11-01T00:00:00Z\"")), \(request(1, state: "closed"))]"
                )
            )
        ])
        let found = try await forge(http).listMergeRequests(in: repository, from: "windlass/nginx")
        #expect(found.map(\.state) == [.open, .merged, .closed])
    }

    @Test("are opened, then labelled and assigned; a reviewer who cannot be asked is left out")
    func create() async throws {
        let reviewers = "POST /repos/acme/gitops/pulls/9/requested_reviewers"
        let refused = ScriptedClient.Answer.json(
            422, #"{"message":"Review cannot be requested from pull request author."}"#)
        let http = ScriptedClient([
            (create, .json(201, request(9).replacing("\"deps\"", with: "\"x\"").replacing("\"alice\"", with: "\"y\""))),
            ("POST /repos/acme/gitops/issues/9/labels", .json("[]")),
            ("POST /repos/acme/gitops/issues/9/assignees", .json(201, "{}")), (reviewers, refused),
            (reviewers, .json(201, "{}")), (reviewers, refused), ("PATCH /repos/acme/gitops/pulls/9", .json("{}")),
        ])
        let created = try await forge(http).createMergeRequest(draft, in: repository)
        #expect(created.number == 9)
        #expect(
            created.labels == ["x", "deps"] && created.assignees == ["y", "alice"] && created.reviewers == ["bob"])
        #expect(
            await http.body(0) == #"{"base":"main","body":"","head":"windlass/nginx","title":"Update nginx"}"#)
        #expect(await http.body(1) == #"{"labels":["deps"]}"#)
        #expect(await http.body(2) == #"{"assignees":["alice"]}"#)
        #expect(await http.body(3) == #"{"reviewers":["bob","bot"]}"#)
        // The description is what remembers labels and people, so it comes last.
        #expect(await http.body(6) == #"{"body":"/close"}"#)
        #expect(await http.left.isEmpty)
    }

    @Test(
        "that exist already, or whose opening is unclear, are adopted",
        arguments: [
            ScriptedClient.Answer.json(
                422,
                #"{"message":"Validation Failed","errors":[{"message":"A pull request already exists for acme:windlass/nginx."}]}"#
            ),
            .json(502, "<html>"), .error(HTTPError(.interrupted, "gone")), .json(201, "<html>"),
        ])
    func adopt(_ answer: ScriptedClient.Answer) async throws {
        let http = ScriptedClient([(create, answer), (earlier, .json("[\(request(8, to: "other")), \(request(7))]"))])
        let draft = MergeRequestDraft(title: "t", description: "", sourceBranch: "windlass/nginx", targetBranch: "main")
        #expect(try await forge(http).createMergeRequest(draft, in: repository).number == 7)
        #expect(await http.left.isEmpty)
    }

    @Test("that cannot be opened say why")
    func invalid() async throws {
        let http = ScriptedClient([
            (
                create,
                .json(
                    422,
                    #"{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"No commits between main and windlass/nginx"}]}"#
                )
            ),
            (earlier, .json("[]")),
        ])
        let error = try await forgeError { _ = try await forge(http).createMergeRequest(draft, in: repository) }
        #expect(error.code == .invalid)
        #expect(error.message.contains("No commits between main and windlass/nginx"))
    }

    @Test("are changed only where something is given, the description last")
    func update() async throws {
        let http = ScriptedClient([
            ("POST /repos/acme/gitops/issues/5/labels", .json("[]")),
            ("PATCH /repos/acme/gitops/issues/5", .json("{}")),
            (
                "GET /repos/acme/gitops/pulls/5/requested_reviewers",
                .json(#"{"users":[{"login":"old"},{"login":"bob"}],"teams":[]}"#)
            ),
            ("DELETE /repos/acme/gitops/pulls/5/requested_reviewers", .json("{}")),
            ("POST /repos/acme/gitops/pulls/5/requested_reviewers", .json(201, "{}")),
            ("PATCH /repos/acme/gitops/pulls/5", .json("{}")), ("PATCH /repos/acme/gitops/pulls/5", .json("{}")),
            ("POST /repos/acme/gitops/issues/5/comments", .json(201, "{}")),
        ])
        let forge = try forge(http)
        try await forge.updateMergeRequest(5, with: MergeRequestChange(), in: repository)
        try await forge.updateMergeRequest(
            5,
            with: MergeRequestChange(
                description: "d", addedLabels: ["x"], assignees: [],
                reviewers: [ForgeUser(id: "bob", name: "bob"), ForgeUser(id: "eve", name: "eve")]),
            in: repository)
        try await forge.closeMergeRequest(5, in: repository)
        try await forge.addNote("why", to: 5, in: repository)
        #expect(await http.body(1) == #"{"assignees":[]}"#)
        #expect(await http.body(3) == #"{"reviewers":["old"]}"#)
        #expect(await http.body(4) == #"{"reviewers":["eve"]}"#)
        #expect(await http.body(5) == #"{"body":"d"}"#)
        #expect(await http.body(6) == #"{"state":"closed"}"#)
        #expect(await http.body(7) == #"{"body":"why"}"#)
        #expect(await http.left.isEmpty)
    }

    @Test("leave branches that are deleted, also those that are gone")
    func deleteBranch() async throws {
        let line = "DELETE /repos/acme/gitops/git/refs/heads/windlass/nginx"
        let look = "GET /repos/acme/gitops/branches/windlass%2Fnginx"
        let http = ScriptedClient([
            (line, .json(204, "")),
            (line, .json(422, #"{"message":"Reference does not exist"}"#)), (look, .json(404, "")),
            (line, .json(422, #"{"message":"Cannot delete a protected branch"}"#)), (look, .json("{}")),
        ])
        let forge = try forge(http)
        for _ in 0..<2 { try await forge.deleteBranch("windlass/nginx", in: repository) }
        let error = try await forgeError { try await forge.deleteBranch("windlass/nginx", in: repository) }
        #expect(error.code == .invalid && error.message.contains("protected"))
    }

    @Test("have people who can be assigned, asked for once")
    func users() async throws {
        let http = ScriptedClient([
            ("GET /repos/acme/gitops/assignees/alice", .json(204, "")),
            ("GET /repos/acme/gitops/assignees/eve", .json(404, "")),
        ])
        let forge = try forge(http)
        for _ in 0..<2 {
            #expect(try await forge.findUser(named: "@alice", in: repository) == ForgeUser(id: "alice", name: "alice"))
            #expect(try await forge.findUser(named: "eve", in: repository) == nil)
        }
        for name in ["", "a/b", "../x", "a b"] { #expect(try await forge.findUser(named: name, in: repository) == nil) }
    }

    @Test(
        "stop for a while when the rate limit is used up",
        arguments: [
            (403, ["x-ratelimit-remaining": "0"], ForgeError.Code.rateLimited),
            (403, ["Retry-After": "60"], .rateLimited),
            (429, [:], .rateLimited), (403, ["x-ratelimit-remaining": "9"], .forbidden),
        ] as [(Int, HTTPFields, ForgeError.Code)])
    func rateLimit(_ status: Int, _ headers: HTTPFields, _ code: ForgeError.Code) async throws {
        let http = ScriptedClient([(earlier, .json(status, "{}", headers: headers))])
        let error = try await forgeError {
            _ = try await forge(http).listMergeRequests(in: repository, from: "windlass/nginx")
        }
        #expect(error.code == code)
    }
}
