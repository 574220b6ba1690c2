import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@testable import Forges

@Suite("Trouble with a GitLab over HTTP")
struct GitLabTroubleTests {
    @Test("a token that is not valid any more is named, not shown")
    func revoked() async throws {
        try await GitLabWorld.with { place in
            await place.world.revokeToken(place.world.token)
            let error = try await forgeError {
                _ = try await place.forge.listRepositories(RepositorySelection(paths: ["platform/gitops"]))
            }
            #expect(error.code == .unauthorized)
            #expect(error.message.contains("env:GITLAB_TOKEN") && !error.message.contains(place.world.token))
            #expect(place.world.requests.count == 1)
        }
    }

    @Test("a token that may only read can list, and cannot write")
    func readOnly() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            let forge = try place.forge(token: place.world.readOnlyToken)
            #expect(try await forge.listOpenMergeRequests(in: place.repository, branchPrefix: "").isEmpty)
            let draft = try await place.draft()
            let error = try await forgeError { _ = try await forge.createMergeRequest(draft, in: place.repository) }
            #expect(error.code == .forbidden)
            #expect(error.message.contains("insufficient_scope"), "\(error.message)")
            let delete = try await forgeError {
                try await forge.deleteBranch("windlass/nginx", in: place.repository)
            }
            #expect(delete.code == .forbidden)
        }
    }

    @Test("a role below Developer cannot open merge requests")
    func reporter() async throws {
        let project = SeedProject(
            "other/repo", commits: [SeedCommit("one", files: [SeedFile("a", "a")])], members: ["windlass": .reporter])
        try await GitLabWorld.with(projects: [project]) { place in
            let (found, _) = try await place.forge.listRepositories(RepositorySelection(paths: ["other/repo"]))
            let repository = try #require(found.first)
            let error = try await forgeError {
                _ = try await place.forge.createMergeRequest(try await place.draft(), in: repository)
            }
            #expect(error.code == .forbidden)
        }
    }

    @Test("a rate limit is waited for, for reading and for writing")
    func rateLimit() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            let draft = try await place.draft()
            place.world.inject(Fault(.rateLimit(retryAfter: 7), on: .forge, method: "POST"))
            _ = try await place.forge.createMergeRequest(draft, in: place.repository)
            place.world.inject(Fault(.rateLimit(retryAfter: 9), on: .forge, method: "GET", times: 2))
            _ = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            // Nothing sleeps here, so the host is held back once more for what is left of each.
            let waits: [Duration] = [.seconds(7), .seconds(9)]
            #expect(await place.pauses.all.filter(waits.contains) == [.seconds(7), .seconds(9), .seconds(9)])
            #expect(try await place.requests.count == 1)
        }
    }

    @Test("a rate limit that does not end is an error that may pass")
    func rateLimitStays() async throws {
        try await GitLabWorld.with { place in
            place.world.inject(Fault(.rateLimit(retryAfter: 1), on: .forge, times: 100))
            let error = try await forgeError {
                _ = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            }
            #expect(error.code == .rateLimited && error.isTransient)
        }
    }

    @Test(
        "server errors and lost connections are tried again where nothing can happen twice",
        arguments: [
            Fault.Effect.answer(status: 503), .cut, .cutBody(after: 1),
        ])
    func retried(_ effect: Fault.Effect) async throws {
        try await GitLabWorld.with { place in
            place.world.inject(Fault(effect, on: .forge))
            let found = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            #expect(found.isEmpty)
            #expect(place.world.pendingFaults.isEmpty)
        }
    }

    @Test("an HTML page in place of an answer is named", arguments: [200, 201])
    func html(_ status: Int) async throws {
        try await GitLabWorld.with { place in
            place.world.inject(
                Fault(
                    .answer(status: status, headers: ["Content-Type": "text/html"], body: "<html>Sign in</html>"),
                    on: .forge))
            let error = try await forgeError {
                _ = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            }
            #expect(error.code == .malformed && error.message.contains("HTML"))
        }
    }

    @Test("a body without end is cut off")
    func endless() async throws {
        try await GitLabWorld.with { place in
            place.world.inject(Fault(.endlessBody(), on: .forge))
            let error = try await forgeError {
                _ = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            }
            #expect(error.code == .malformed)
        }
    }

    @Test("a server that is gone is unreachable")
    func gone() async throws {
        try await GitLabWorld.with { place in
            await place.world.stop()
            let error = try await forgeError {
                _ = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            }
            #expect(error.code == .unreachable && error.message.contains("platform/gitops"))
        }
    }

    @Test("users who are unknown or blocked are none; closed lists of users lead to the members")
    func users() async throws {
        let users = SeedUser.usual + [SeedUser("eve", name: "Eve", isBlocked: true)]
        try await GitLabWorld.with(users: users) { place in
            #expect(try await place.forge.findUser(named: "Alice", in: place.repository)?.id == "2")
            #expect(try await place.forge.findUser(named: "eve", in: place.repository) == nil)
            #expect(try await place.forge.findUser(named: "nobody", in: place.repository) == nil)
            let other = try place.forge(token: place.world.token)
            place.world.inject(Fault(.answer(status: 403, body: "{}"), on: .forge, pathPrefix: "/api/v4/users"))
            #expect(try await other.findUser(named: "alice", in: place.repository)?.id == "2")
            #expect(try await other.findUser(named: "ali", in: place.repository) == nil)
            #expect(place.world.violations == [])
        }
    }

    @Test("what cannot be worked on is left out, whatever it was found by")
    func selection() async throws {
        let commits = [SeedCommit("one", files: [SeedFile("a", "a")])]
        let projects = [
            SeedProject("platform/sub/apps", topics: ["gitops"], commits: commits),
            SeedProject("platform/old", commits: commits, isArchived: true),
            SeedProject("platform/empty", commits: []),
            SeedProject("platform/mirror", commits: commits, hasMergeRequests: false),
            SeedProject("other/infra", topics: ["gitops", "x"], commits: commits),
            SeedProject("secret/repo", commits: commits, members: ["alice": .owner]),
        ]
        try await GitLabWorld.with(projects: projects) { place in
            let cases: [(RepositorySelection, [String], Int)] = [
                (RepositorySelection(groups: ["platform"]), ["platform/gitops", "platform/sub/apps"], 3),
                (RepositorySelection(topics: ["gitops"]), ["other/infra", "platform/gitops", "platform/sub/apps"], 0),
                (RepositorySelection(paths: ["**/infra", "*/gitops"]), ["other/infra", "platform/gitops"], 0),
                (RepositorySelection(paths: ["secret/repo", "nobody/nothing", "other/infra"]), ["other/infra"], 2),
                (RepositorySelection(groups: ["nobody"]), [], 1),
            ]
            for (selection, paths, count) in cases {
                let (found, diagnostics) = try await place.forge.listRepositories(selection)
                #expect(found.map(\.path) == paths)
                #expect(diagnostics.count == count, "\(diagnostics)")
            }
            #expect(place.world.violations == [])
        }
    }

    @Test("the addresses for Git are those of the server, with a credential that it takes")
    func git() async throws {
        try await GitLabWorld.with { place in
            #expect(place.repository.remote.url == place.world.gitURL("platform/gitops"))
            let answer = try await CurlClient().send(
                HTTPRequest(
                    .get, place.repository.remote.url + "/info/refs?service=git-upload-pack",
                    authorization: place.repository.remote.authorization))
            #expect(answer.status == 200)
        }
    }
}
