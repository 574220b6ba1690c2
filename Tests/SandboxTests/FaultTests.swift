import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Faults and the log")
struct FaultTests {
    @Test("the next requests that match get the answer, and only so many")
    func answers() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            world.inject(
                Fault(
                    .answer(status: 502, headers: ["Content-Type": "text/html"], body: "<h1>Bad gateway</h1>"),
                    on: .forge, method: "GET", pathPrefix: "/api/v4/projects", times: 2))
            #expect(try await probe.api(.get, "user").status == 200)
            for _ in 0..<2 {
                let answer = try await probe.api(.get, "projects/1")
                #expect(answer.status == 502)
                #expect(answer.text == "<h1>Bad gateway</h1>")
            }
            #expect(try await probe.api(.get, "projects/1").status == 200)
            #expect(world.pendingFaults.isEmpty)
            #expect(world.requests.map(\.status) == [200, 502, 502, 200])
        }
    }

    @Test("after the work, the answer is lost but the merge request is there")
    func afterWork() async throws {
        try await withBranch { world, probe async throws in
            world.inject(
                Fault(.answer(status: 500), .afterWork, method: "POST", pathPrefix: "/api/v4/projects/1/merge"))
            #expect(try await probe.api(.post, "projects/1/merge_requests", newMergeRequest).status == 500)
            #expect(try await world.mergeRequests(in: "platform/gitops").count == 1)
            #expect(try await probe.api(.post, "projects/1/merge_requests", newMergeRequest).status == 409)
        }
    }

    @Test("a cut connection is one for the client, before and after the work", arguments: Fault.Moment.allCases)
    func cut(moment: Fault.Moment) async throws {
        try await withBranch { world, probe async throws in
            world.inject(Fault(.cut, moment, method: "POST"))
            await #expect(throws: HTTPError.self) {
                try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
            }
            let count = try await world.mergeRequests(in: "platform/gitops").count
            #expect(count == (moment == .afterWork ? 1 : 0))
            #expect(world.requests.map(\.status) == [0])
        }
    }

    @Test(
        "a push whose answer is lost has arrived",
        arguments: [Fault.Effect.cut, .answer(status: 502), .cutBody(after: 8)])
    func lostPush(effect: Fault.Effect) async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, _ async throws in
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            try await git.run("-C", "copy", "commit", "--quiet", "--allow-empty", "-m", "Empty")
            world.inject(Fault(effect, .afterWork, pathPrefix: "/platform/gitops.git/git-receive-pack"))
            #expect(try await git.run("-C", "copy", "push", "origin", "HEAD:refs/heads/windlass/x").status != 0)
            let head = try await git.run("-C", "copy", "rev-parse", "HEAD").output
            #expect(try await world.branches(of: "platform/gitops")["windlass/x"].map { $0 + "\n" } == head)
        }
    }

    @Test("a body that is cut short is one for the client")
    func cutBody() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            world.inject(Fault(.cutBody(after: 20), .afterWork, pathPrefix: "/api/v4/projects/1"))
            await #expect(throws: HTTPError.self) { try await probe.api(.get, "projects/1") }
            #expect(try await probe.api(.get, "projects/1").status == 200)
        }
    }

    @Test("an endless body flows until the client has enough, and the world still stops")
    func endlessBody() async throws {
        try await withWorld { world, _ async throws in
            world.inject(Fault(.endlessBody(), on: .registry))
            let request = HTTPRequest(
                .get, "http://\(world.registryHost)/v2/library/nginx/tags/list", responseLimit: 1 << 20)
            do {
                _ = try await CurlClient(environment: [:]).send(request)
                Issue.record("an endless body came to an end")
            } catch let error as HTTPError {
                #expect(error.code == .tooLarge)
            }
        }
    }

    @Test("a delay outlasts the client's patience, and does not keep the world from stopping")
    func delay() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            world.inject(Fault(.delay(.seconds(6000)), pathPrefix: "/api/v4/user"))
            await #expect(throws: HTTPError.self) {
                try await probe.send(
                    .get, world.forgeURL + "/api/v4/user", headers: ["PRIVATE-TOKEN": world.token],
                    timeout: .milliseconds(200))
            }
        }
        #expect(clock.now - start < .seconds(1000))
    }

    @Test("a rate limit says when to come back")
    func rateLimit() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            world.inject(Fault(.rateLimit(retryAfter: 7)))
            let answer = try await probe.api(.get, "user")
            #expect(answer.status == 429)
            #expect(answer.headers["Retry-After"] == "7")
            world.inject(Fault(.rateLimit(retryAfter: 7)))
            world.clearFaults()
            #expect(try await probe.api(.get, "user").status == 200)
        }
    }

    @Test("requests are counted by kind, and the counters start again after a reset")
    func counters() async throws {
        try await withBranch { world, probe async throws in
            world.resetLog()
            _ = try await probe.api(.get, "projects/1")
            _ = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
            _ = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
            _ = try await probe.registry(.get, "/v2/")
            _ = try await probe.send(.get, world.chartRepositoryURL + "/x/index.yaml")
            _ = try await probe.send(.get, world.forgeURL + "/")
            let counters = world.counters
            #expect(counters.forgeReads == 1)
            #expect(counters.forgeWrites == 2)
            #expect(counters.registryRequests == 1)
            #expect(counters.chartRequests == 1)
            #expect(counters[.page] == 1)
            #expect(counters.writes == 2)
            #expect(counters.total == 6)
            #expect(world.requests.map(\.description)[2] == "POST /api/v4/projects/1/merge_requests -> 409")
            world.resetLog()
            #expect(world.counters == RequestCounters())
            #expect(world.requests.isEmpty)
        }
    }
}
