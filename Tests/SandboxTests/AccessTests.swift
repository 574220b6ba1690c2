import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Who may do what on the forge")
struct AccessTests {
    @Test("without a token, with a wrong or a revoked one, the answer is 401")
    func unauthorized() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            let token = await world.makeToken(of: "alice")
            #expect(try await probe.api(.get, "user", token: token).status == 200)
            await world.revokeToken(token)
            for wrong in ["nonsense", token] {
                let answer = try await probe.api(.get, "user", token: wrong)
                #expect(answer.status == 401)
                #expect(answer.complaint == "401 Unauthorized")
            }
            #expect(try await probe.send(.get, world.forgeURL + "/api/v4/user").status == 401)
        }
    }

    @Test("the token is accepted as a bearer token too")
    func bearer() async throws {
        try await withWorld { world, probe async throws in
            let answer = try await probe.send(
                .get, world.forgeURL + "/api/v4/user", headers: ["Authorization": "Bearer \(world.token)"])
            #expect(answer.object["username"] as? String == "windlass")
            #expect(answer.object["id"] as? Int == 4)
            #expect(answer.object["bot"] as? Bool == true)
        }
    }

    @Test("a reading token reads, and is refused every write")
    func readOnly() async throws {
        try await withBranch { world, probe async throws in
            #expect(try await probe.api(.get, "projects/1", token: world.readOnlyToken).status == 200)
            let answer = try await probe.api(
                .post, "projects/1/merge_requests", newMergeRequest, token: world.readOnlyToken)
            #expect(answer.status == 403)
            #expect(answer.object["error"] as? String == "insufficient_scope")
            #expect(try await world.mergeRequests(in: "platform/gitops").isEmpty)
        }
    }

    @Test("who is no member does not see the project, and reporters do not write")
    func roles() async throws {
        var seed = smallSeed
        seed.users += [SeedUser("eve", name: "Eve"), SeedUser("rita", name: "Rita")]
        seed.projects[0].members["rita"] = .reporter
        try await withBranch(SandboxOptions(seed: seed)) { world, probe async throws in
            let eve = await world.makeToken(of: "eve")
            #expect(try await probe.api(.get, "projects/1", token: eve).complaint == "404 Project Not Found")
            #expect(try await probe.api(.get, "projects", token: eve).list.isEmpty)
            let rita = await world.makeToken(of: "rita")
            #expect(try await probe.api(.get, "projects/platform%2Fgitops", token: rita).status == 200)
            let answer = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest, token: rita)
            #expect(answer.status == 403)
        }
    }

    @Test("an archived project can be read only")
    func archived() async throws {
        try await withBranch { world, probe async throws in
            try await world.setArchived(true, "platform/gitops")
            #expect(try await probe.api(.get, "projects/1").object["archived"] as? Bool == true)
            #expect(try await probe.api(.get, "projects?archived=false").list.isEmpty)
            #expect(try await probe.api(.post, "projects/1/merge_requests", newMergeRequest).status == 403)
        }
    }
}
