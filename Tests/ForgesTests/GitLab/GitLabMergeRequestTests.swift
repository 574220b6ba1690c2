import Domain
import Foundation
import HTTPTransport
import Testing

@testable import Forges

@Suite("Merge requests of a GitLab")
struct GitLabMergeRequestTests {
    private let bot = ("GET /api/v4/user", ScriptedClient.Answer.json(#"{"id": 42, "username": "bot"}"#))

    @Test("are listed with one request, those of the bot under the prefix, and the bot is asked for once")
    func listOpen() async throws {
        let page = "[\(Script.request(1)), \(Script.request(2, from: "feature/x")), \(Script.request(3, project: 99))]"
        let http = ScriptedClient([
            bot, (Script.open(), .json(page, headers: ["X-Next-Page": "", "X-Total": "3"])),
            (Script.open(), .json("[]", headers: ["x-next-page": ""])),
        ])
        let forge = try Script.gitLab(http)
        let found = try await forge.listOpenMergeRequests(in: Script.repository, branchPrefix: "windlass/")
        #expect(found.map(\.number) == [1])
        #expect(found.first?.assignees == ["alice"])
        #expect(found.first?.reviewers == [])
        #expect(found.first?.labels == ["deps"])
        #expect(found.first?.webURL == "https://gitlab.example.com/platform/gitops/-/merge_requests/1")
        #expect(try await forge.listOpenMergeRequests(in: Script.repository, branchPrefix: "windlass/") == [])
        #expect(await http.left.isEmpty)
        #expect(
            await http.requests.allSatisfy {
                $0.authorization == Secret("Bearer glpat-secret") && $0.authorizationField == "Authorization"
            })
    }

    @Test("are read to the last page, and one that pages show twice is listed once")
    func pages() async throws {
        let http = ScriptedClient([
            bot, (Script.open(), .json("[\(Script.request(1)), \(Script.request(2))]", headers: ["X-Next-Page": "2"])),
            (Script.open(page: 2), .json("[\(Script.request(2)), \(Script.request(3))]", headers: ["X-Next-Page": ""])),
        ])
        let found = try await Script.gitLab(http).listOpenMergeRequests(
            in: Script.repository, branchPrefix: "windlass/")
        #expect(found.map(\.number) == [1, 2, 3])
    }

    @Test("of any state are found by source branch, newest first, without those of forks")
    func earlier() async throws {
        let http = ScriptedClient([
            (
                Script.earlier,
                .json(
                    "[\(Script.request(9, state: "locked")), \(Script.request(8, state: "closed", project: 66)), \(Script.request(4, state: "closed")), \(Script.request(2, state: "merged"))]"
                )
            )
        ])
        let found = try await Script.gitLab(http).listMergeRequests(in: Script.repository, from: "windlass/nginx")
        #expect(found.map(\.number) == [9, 4, 2])
        #expect(found.map(\.state) == [.open, .closed, .merged])
    }

    @Test("are opened with labels, people and the wish to delete the branch after merging")
    func create() async throws {
        let http = ScriptedClient([(Script.create, .json(201, Script.request(12)))])
        let created = try await Script.gitLab(http).createMergeRequest(Script.draft, in: Script.repository)
        #expect(created.number == 12)
        #expect(
            await http.body(0)
                == #"{"assignee_ids":[5],"description":"text","labels":"deps,ops","remove_source_branch":true,"reviewer_ids":[6],"source_branch":"windlass/nginx","target_branch":"main","title":"Update nginx"}"#
        )
        #expect(await http.requests.first?.headers["Content-Type"] == "application/json")
        #expect(await http.requests.first?.isIdempotent == false)
    }

    @Test("that exist already are adopted")
    func conflict() async throws {
        let said = #"{"message":["Another open merge request already exists for this source branch: !38"]}"#
        let http = ScriptedClient([
            (Script.create, .json(409, said)),
            (
                Script.earlier,
                .json(
                    "[\(Script.request(40, to: "other")), \(Script.request(38)), \(Script.request(3, state: "closed"))]"
                )
            ),
        ])
        let found = try await Script.gitLab(http).createMergeRequest(Script.draft, in: Script.repository)
        #expect(found.number == 38)
    }

    @Test(
        "are looked up when it is not clear whether they were opened",
        arguments: [
            ScriptedClient.Answer.error(HTTPError(.interrupted, "the connection ended")),
            .error(HTTPError(.timeout, "no answer")),
            .json(500, #"{"message":"500 Internal Server Error"}"#),
            .json(502, "<html>Bad gateway</html>"),
            .json(201, "<html>"),
            .json(201, #"{"iid": null}"#),
        ])
    func unclear(_ answer: ScriptedClient.Answer) async throws {
        let http = ScriptedClient([(Script.create, answer), (Script.earlier, .json("[\(Script.request(13))]"))])
        #expect(try await Script.gitLab(http).createMergeRequest(Script.draft, in: Script.repository).number == 13)
        #expect(await http.left.isEmpty)
    }

    @Test("that were not opened after all are an error, not a second attempt")
    func unclearAndMissing() async throws {
        let http = ScriptedClient([
            (Script.create, .error(HTTPError(.timeout, "POST https://gitlab.example.com took longer than 60 s"))),
            (Script.earlier, .json("[]")),
        ])
        let error = try await forgeError {
            _ = try await Script.gitLab(http).createMergeRequest(Script.draft, in: Script.repository)
        }
        #expect(error.code == .unreachable)
        #expect(error.message.contains("took longer than 60 s"))
    }

    @Test("are not looked up when the request cannot have arrived, or was refused")
    func notUnclear() async throws {
        let refused = try await forgeError {
            let http = ScriptedClient([(Script.create, .error(HTTPError(.connect, "nobody listens")))])
            _ = try await Script.gitLab(http).createMergeRequest(Script.draft, in: Script.repository)
        }
        #expect(refused.code == .unreachable)
        let invalid = try await forgeError {
            let http = ScriptedClient([
                (Script.create, .json(400, #"{"message":{"title":["is too long (maximum is 255 characters)"]}}"#))
            ])
            _ = try await Script.gitLab(http).createMergeRequest(Script.draft, in: Script.repository)
        }
        #expect(invalid.code == .invalid)
        #expect(invalid.message.contains("title: is too long"))
    }

    @Test("are changed only where something is given")
    func update() async throws {
        let line = "PUT /api/v4/projects/7/merge_requests/5"
        let http = ScriptedClient([(line, .json("{}")), (line, .json("{}")), (line, .json("{}"))])
        let forge = try Script.gitLab(http)
        try await forge.updateMergeRequest(5, with: MergeRequestChange(), in: Script.repository)
        try await forge.updateMergeRequest(5, with: MergeRequestChange(title: "T"), in: Script.repository)
        try await forge.updateMergeRequest(
            5,
            with: MergeRequestChange(
                description: "a\n/close", addedLabels: ["x", "y"], assignees: [],
                reviewers: [ForgeUser(id: "6", name: "bob")]),
            in: Script.repository)
        try await forge.closeMergeRequest(5, in: Script.repository)
        #expect(await http.body(0) == #"{"title":"T"}"#)
        #expect(
            await http.body(1)
                == #"{"add_labels":"x,y","assignee_ids":[0],"description":"a\n\\/close","reviewer_ids":[6]}"#)
        #expect(await http.body(2) == #"{"state_event":"close"}"#)
    }

    @Test("read back the description that was written, lines with slashes included")
    func readBack() async throws {
        let http = ScriptedClient([(Script.earlier, .json("[\(Script.request(1, description: "a\\n\\\\/close\\nb"))]"))]
        )
        let found = try await Script.gitLab(http).listMergeRequests(in: Script.repository, from: "windlass/nginx")
        #expect(found.first?.description == "a\n/close\nb")
    }

    @Test("get notes that execute nothing")
    func note() async throws {
        let http = ScriptedClient([("POST /api/v4/projects/7/merge_requests/5/notes", .json(201, "{}"))])
        try await Script.gitLab(http).addNote("/merge", to: 5, in: Script.repository)
        #expect(await http.body(0) == #"{"body":"\\/merge"}"#)
    }

    @Test("leave branches that are deleted, also those that are gone")
    func deleteBranch() async throws {
        let line = "DELETE /api/v4/projects/7/repository/branches/windlass%2Fnginx"
        let http = ScriptedClient([
            (line, .json(204, "")), (line, .json(404, #"{"message":"404 Branch Not Found"}"#)),
            (line, .json(403, #"{"message":"403 Forbidden"}"#)),
        ])
        let forge = try Script.gitLab(http)
        try await forge.deleteBranch("windlass/nginx", in: Script.repository)
        try await forge.deleteBranch("windlass/nginx", in: Script.repository)
        let error = try await forgeError { try await forge.deleteBranch("windlass/nginx", in: Script.repository) }
        #expect(error.code == .forbidden)
    }

    @Test(
        "without number, state or branches cannot be worked with",
        arguments: [
            #"[{"iid": null}]"#, #"[{"iid": 1, "state": "odd", "source_branch": "a", "target_branch": "b"}]"#,
            #"[{"iid": 1, "state": "opened", "target_branch": "b"}]"#, #"{"iid": 1}"#, #"[{"iid": "1"}]"#, "", "null",
        ])
    func incomplete(_ body: String) async throws {
        let error = try await forgeError {
            let http = ScriptedClient([(Script.earlier, .json(body))])
            _ = try await Script.gitLab(http).listMergeRequests(in: Script.repository, from: "windlass/nginx")
        }
        #expect(error.code == .malformed)
    }
}
