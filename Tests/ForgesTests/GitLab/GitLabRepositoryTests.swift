import Domain
import Foundation
import HTTPTransport
import Testing

@testable import Forges

@Suite("Repositories of a GitLab")
struct GitLabRepositoryTests {
    private func project(_ id: Int, _ path: String, _ more: String = "") -> String {
        #"{"id": \#(id), "path_with_namespace": "\#(path)", "web_url": "\#(Script.root)/\#(path)", "default_branch": "main""#
            + #", "http_url_to_repo": "\#(Script.root)/\#(path).git", "archived": false, "empty_repo": false"#
            + (more.isEmpty ? "}" : ", \(more)}")
    }

    private let order = "order_by=id&sort=asc&per_page=100&page=1"

    @Test("are read by path, with what Git needs")
    func byPath() async throws {
        let http = ScriptedClient([
            ("GET /api/v4/projects/platform%2Fgit.ops-1", .json(project(7, "platform/git.ops-1")))
        ])
        let (found, diagnostics) = try await Script.gitLab(http).listRepositories(
            RepositorySelection(paths: ["/platform/git.ops-1/"]))
        let repository = try #require(found.first)
        #expect(repository.id == "7")
        #expect(repository.path == "platform/git.ops-1")
        #expect(repository.defaultBranch == "main")
        #expect(repository.webURL == "https://gitlab.example.com/platform/git.ops-1")
        #expect(repository.remote.url == "https://gitlab.example.com/platform/git.ops-1.git")
        let expected = "Basic " + Data("oauth2:glpat-secret".utf8).base64EncodedString()
        #expect(repository.remote.authorization?.reveal() == expected)
        #expect(diagnostics.isEmpty)
    }

    @Test(
        "are only given our credential on the host that it is for",
        arguments: [
            "https://evil.example/platform/gitops.git", "http://gitlab.example.com/platform/gitops.git",
            "ssh://git@x/y", "",
        ])
    func foreignGitURL(_ url: String) async throws {
        let body =
            #"{"id": 7, "path_with_namespace": "platform/gitops", "default_branch": "main", "http_url_to_repo": "\#(url)"}"#
        let http = ScriptedClient([("GET /api/v4/projects/platform%2Fgitops", .json(body))])
        let (found, _) = try await Script.gitLab(http).listRepositories(RepositorySelection(paths: ["platform/gitops"]))
        #expect(found.first?.remote.url == "https://gitlab.example.com/platform/gitops.git")
    }

    @Test(
        "that nothing can be proposed in are left out, and the reason is said",
        arguments: [
            (#""archived": true"#, "archived"), (#""empty_repo": true"#, "empty"),
            (#""merge_requests_enabled": false"#, "merge requests are switched off"),
            (#""merge_requests_access_level": "disabled""#, "merge requests are switched off"),
            (#""repository_access_level": "disabled""#, "repository is switched off"),
            (#""marked_for_deletion_at": "2026-11-01""#, "deleted"),
        ])
    func leftOut(_ field: String, _ reason: String) async throws {
        // Of two equal keys, Foundation's decoder takes the first one.
        let body = "{\(field), " + project(7, "platform/gitops").dropFirst()
        let http = ScriptedClient([("GET /api/v4/projects/platform%2Fgitops", .json(body))])
        let (found, diagnostics) = try await Script.gitLab(http).listRepositories(
            RepositorySelection(paths: ["platform/gitops"]))
        #expect(found.isEmpty)
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(diagnostics.first?.message.contains(reason) == true, "\(diagnostics)")
    }

    @Test("without a default branch are left out", arguments: ["null", "\"\""])
    func noDefaultBranch(_ value: String) async throws {
        let body = #"{"id": 7, "path_with_namespace": "platform/gitops", "default_branch": \#(value)}"#
        let http = ScriptedClient([("GET /api/v4/projects/platform%2Fgitops", .json(body))])
        let (found, diagnostics) = try await Script.gitLab(http).listRepositories(
            RepositorySelection(paths: ["platform/gitops"]))
        #expect(found.isEmpty)
        #expect(diagnostics.first?.message.contains("no default branch") == true)
    }

    @Test("of groups and topics add up, once each and sorted, with globs to choose among them")
    func search() async throws {
        let http = ScriptedClient([
            ("GET /api/v4/projects/zoo%2Fa", .json(project(9, "zoo/a"))),
            (
                "GET /api/v4/groups/platform%2Fteam/projects?include_subgroups=true&with_shared=false&\(order)",
                .json(
                    "[\(project(3, "platform/team/b")), \(project(4, "platform/team/sub/c")), \(project(5, "platform/team/x"))]"
                )
            ),
            (
                "GET /api/v4/projects?membership=true&topic=git%20ops&\(order)",
                .json("[\(project(3, "platform/team/b")), \(project(6, "other/c", #""topics": ["git ops"]"#))]")
            ),
        ])
        let (found, diagnostics) = try await Script.gitLab(http).listRepositories(
            RepositorySelection(
                paths: ["zoo/a", "platform/**/c", "*/c", "platform/team/b*", "no/*"], groups: ["platform/team"],
                topics: ["git ops"]))
        #expect(found.map(\.path) == ["other/c", "platform/team/b", "platform/team/sub/c", "zoo/a"])
        #expect(
            diagnostics.map(\.message) == [
                "No repository matches no/*: check the pattern, and what the bot is a member of."
            ])
        #expect(await http.left.isEmpty)
    }

    @Test("that a glob alone selects are those that the bot is a member of")
    func membership() async throws {
        let http = ScriptedClient([
            (
                "GET /api/v4/projects?membership=true&\(order)",
                .json(
                    "[\(project(1, "a/one")), \(project(2, "a/b/two")), \(project(3, "a/old", #""marked_for_deletion_at": "x""#))]"
                )
            )
        ])
        let (found, diagnostics) = try await Script.gitLab(http).listRepositories(RepositorySelection(paths: ["A/*"]))
        #expect(found.map(\.path) == ["a/one"])
        #expect(diagnostics.map(\.severity) == [.note])
    }

    @Test("that are not there or not allowed do not keep the others from work", arguments: [403, 404])
    func missing(_ status: Int) async throws {
        let http = ScriptedClient([
            ("GET /api/v4/projects/a%2Fb", .json(status, #"{"message":"no"}"#)),
            ("GET /api/v4/projects/c%2Fd", .json(project(7, "c/new-name"))),
        ])
        let (found, diagnostics) = try await Script.gitLab(http).listRepositories(
            RepositorySelection(paths: ["a/b", "c/d"]))
        #expect(found.map(\.path) == ["c/new-name"])
        #expect(diagnostics.map(\.severity) == [.error, .warning])
        #expect(diagnostics.last?.message.contains("c/d is called c/new-name now") == true)
    }

    @Test(
        "are not listed at all with a token that is refused, or from a server that is down",
        arguments: [
            (401, ForgeError.Code.unauthorized), (500, .unreachable), (429, .rateLimited),
        ])
    func noListing(_ status: Int, _ code: ForgeError.Code) async throws {
        let error = try await forgeError {
            let http = ScriptedClient([("GET /api/v4/projects/a%2Fb", .json(status, ""))])
            _ = try await Script.gitLab(http).listRepositories(RepositorySelection(paths: ["a/b"]))
        }
        #expect(error.code == code)
    }

    @Test("link to a line at a commit")
    func link() throws {
        let forge = try Script.gitLab(ScriptedClient([]))
        #expect(
            forge.link(to: "apps/a b/x#(1).yaml", line: 12, at: "abc", in: Script.repository)
                == "https://gitlab.example.com/platform/gitops/-/blob/abc/apps/a%20b/x%23%281%29.yaml#L12")
    }
}
