import Domain
import Foundation
import Testing

@testable import Forges

@Suite("Repositories of a GitHub")
struct GitHubRepositoryTests {
    private func forge(_ http: ScriptedClient) throws -> GitHubForge {
        try GitHubForge(http: http, token: Secret("ghp_secret"))
    }

    private func repository(_ path: String, _ more: String = "") -> String {
        #"{"id": 7, "full_name": "\#(path)", "html_url": "https://github.com/\#(path)", "default_branch": "main", "fork": false"#
            + #", "clone_url": "https://github.com/\#(path).git", "permissions": {"push": true}\#(more.isEmpty ? "" : ", " + more)}"#
    }

    @Test("are read by path, with what Git needs")
    func byPath() async throws {
        let http = ScriptedClient([("GET /repos/acme/git.ops", .json(repository("acme/git.ops")))])
        let (found, diagnostics) = try await forge(http).listRepositories(
            RepositorySelection(paths: ["acme/git.ops", "acme", "a/b/c"]))
        #expect(found.map(\.id) == ["acme/git.ops"])
        #expect(found.first?.remote.url == "https://github.com/acme/git.ops.git")
        let expected = "Basic " + Data("x-access-token:ghp_secret".utf8).base64EncodedString()
        #expect(found.first?.remote.authorization?.reveal() == expected)
        #expect(diagnostics.map(\.message).filter { $0.contains("owner/name") }.count == 2)
    }

    @Test(
        "that nothing can be proposed in are left out",
        arguments: [
            (#""archived": true"#, "archived"), (#""disabled": true"#, "disabled"),
            (#""has_pull_requests": false"#, "switched off"),
        ])
    func leftOut(_ field: String, _ reason: String) async throws {
        let http = ScriptedClient([("GET /repos/acme/x", .json(repository("acme/x", field)))])
        let (found, diagnostics) = try await forge(http).listRepositories(RepositorySelection(paths: ["acme/x"]))
        #expect(found.isEmpty)
        #expect(diagnostics.first?.message.contains(reason) == true)
    }

    @Test("of organisations, users and topics add up; forks are left out unless they are named")
    func search() async throws {
        let order = "sort=created&direction=asc&per_page=100&page=1"
        let fork = repository("acme/fork").replacing("\"fork\": false", with: "\"fork\": true")
        let http = ScriptedClient([
            ("GET /repos/acme/fork", .json(fork)),
            (
                "GET /orgs/acme/repos?\(order)",
                .json("[\(repository("acme/a")), \(fork), \(fork.replacing("acme/fork", with: "acme/fork2"))]")
            ),
            ("GET /orgs/alice/repos?\(order)", .json(404, "{}")),
            ("GET /users/alice/repos?\(order)", .json("[\(repository("alice/b"))]")),
            (
                "GET /user/repos?\(order)",
                .json(
                    "[\(repository("acme/a")), \(repository("zoo/c", #""topics": ["gitops"]"#)), \(repository("zoo/d", #""topics": []"#))]"
                )
            ),
        ])
        let (found, diagnostics) = try await forge(http).listRepositories(
            RepositorySelection(paths: ["acme/fork"], groups: ["acme", "alice"], topics: ["GitOps"]))
        #expect(found.map(\.path) == ["acme/a", "acme/fork", "alice/b", "zoo/c"])
        #expect(diagnostics.map(\.severity) == [.note])
        #expect(await http.left.isEmpty)
    }

    @Test("without the right to push are left out; refused tokens end the listing")
    func rights() async throws {
        let readOnly = repository("acme/x").replacing("\"push\": true", with: "\"push\": false")
        let http = ScriptedClient([
            ("GET /repos/acme/x", .json(readOnly)), ("GET /repos/acme/y", .json(404, "{}")),
            ("GET /repos/acme/z", .json(401, "{}")),
        ])
        let forge = try forge(http)
        let (found, diagnostics) = try await forge.listRepositories(RepositorySelection(paths: ["acme/x", "acme/y"]))
        #expect(found.isEmpty)
        #expect(diagnostics.map(\.severity) == [.warning, .error])
        let error = try await forgeError {
            _ = try await forge.listRepositories(RepositorySelection(paths: ["acme/z"]))
        }
        #expect(error.code == .unauthorized)
    }

    @Test(
        "are at the places of the three kinds of GitHub",
        arguments: [
            ("https://github.com", "https://github.com", "https://api.github.com"),
            ("https://api.github.com/", "https://github.com", "https://api.github.com"),
            ("https://acme.ghe.com", "https://acme.ghe.com", "https://api.acme.ghe.com"),
            ("https://api.acme.ghe.com", "https://acme.ghe.com", "https://api.acme.ghe.com"),
            ("https://git.example.com", "https://git.example.com", "https://git.example.com/api/v3"),
            ("https://git.example.com/api/v3/", "https://git.example.com", "https://git.example.com/api/v3"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v3"),
            ("https://evilgithub.com", "https://evilgithub.com", "https://evilgithub.com/api/v3"),
        ])
    func places(_ text: String, _ web: String, _ api: String) throws {
        let place = try GitHubPlace(text)
        #expect(place.web.root == web)
        #expect(place.api.root == api)
    }
}
