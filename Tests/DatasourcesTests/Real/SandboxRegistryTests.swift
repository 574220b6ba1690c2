import BotTestSupport
import Datasources
import Domain
import HTTPTransport
import Sandbox
import Testing

/// The registry of the loopback world: it pages, gives tokens, and goes wrong on demand.
@Suite("A strict registry", .timeLimit(.minutes(5))) struct SandboxRegistryTests {
    private func world(
        _ authentication: RegistryAuthentication = .anonymous, pageLimit: Int = 1000,
        _ test: (SandboxWorld) async throws -> Void
    ) async throws {
        let world = try await SandboxWorld.start(
            SandboxOptions(registryAuthentication: authentication, registryPageLimit: pageLimit))
        do {
            try await test(world)
        } catch {
            await world.stop()
            throw error
        }
        #expect(world.violations == [])
        await world.stop()
    }

    private var once: RetryPolicy {
        var retry = RetryPolicy()
        retry.attempts = 1
        return retry
    }

    @Test("pages through 2,500 tags by link") func paging() async throws {
        try await world(pageLimit: 100) { world in
            let tags = (0..<2500).map { "1.\($0).0" }
            world.registry.addImage("app", tags: tags)
            let client = CountingClient(CurlClient())
            let list = try await DockerDatasource(DatasourceContext(http: client))
                .fetchReleases(of: .image("\(world.registryHost)/app"), from: nil)
            #expect(list.releases.count == 2500)
            #expect(Set(list.releases.map(\.version)) == Set(tags))
            #expect(client.count == 25)
        }
    }

    @Test("gives tokens for each repository, once") func tokens() async throws {
        try await world(.bearer(user: "robot", password: "pw")) { world in
            for number in 0..<10 { world.registry.addImage("app\(number)", tags: ["1.0"]) }
            let credential = RegistryCredential(host: world.registryHost, username: "robot", password: Secret("pw"))
            let context = DatasourceContext(http: CurlClient(), credentials: [credential])
            let lookup = ReleaseLookup(datasources: makeDatasources(context))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        let package = Package.image("\(world.registryHost)/app\(number)")
                        let list = try await lookup.lookUp(package, from: nil).get()
                        #expect(list.releases.map(\.version) == ["1.0"])
                        let digest = try await lookup.lookUpDigest(of: package, version: "1.0").get()
                        #expect(digest != nil)
                    }
                }
                try await group.waitForAll()
            }
            #expect(world.counters.registryTokens == 10)
            #expect(world.counters.registryRequests == 21)
            let stranger = DockerDatasource(DatasourceContext(http: CurlClient()))
            let package = Package.image("\(world.registryHost)/app0")
            let refused = try await lookupCode { try await stranger.fetchReleases(of: package, from: nil) }
            #expect(refused == .unauthorized)
        }
    }

    @Test("costs one conditional request for each package when nothing is new", arguments: [false, true])
    func warm(_ wantsTokens: Bool) async throws {
        try await world(wantsTokens ? .bearer() : .anonymous) { world in
            for number in 0..<20 { world.registry.addImage("app\(number)", tags: ["1.0", "1.1"]) }
            let cache = MemoryCache()
            let client = CountingClient(CachingClient(CurlClient(), cache: cache))
            for (requests, revalidated) in [(20, 0), (20, 20)] {
                client.reset()
                let lookup = ReleaseLookup(datasources: makeDatasources(DatasourceContext(http: client)))
                for number in 0..<20 {
                    let package = Package.image("\(world.registryHost)/app\(number)")
                    let list = try await lookup.lookUp(package, from: nil).get()
                    #expect(list.releases.count == 2)
                }
                #expect(client.log.count { $0.contains("/tags/list") } == requests + (wantsTokens ? 1 : 0))
                #expect(world.counters.registryTokens == (wantsTokens ? 20 : 0))
                world.resetLog()
                #expect(client.revalidatedCount == revalidated)
            }
        }
    }

    @Test("that goes wrong is an error of the right kind, and no shorter list") func faults() async throws {
        try await world(pageLimit: 2) { world in
            world.registry.addImage("app", tags: ["1", "2", "3"])
            let datasource = DockerDatasource(DatasourceContext(http: CurlClient(retry: once)))
            let package = Package.image("\(world.registryHost)/app")
            let second = "/v2/app/tags/list?n=1000&last="
            let cases: [(Fault.Effect, LookupError.Code)] = [
                (.rateLimit(retryAfter: 1), .rateLimited), (.answer(status: 500), .unreachable),
                (.answer(status: 200, headers: ["Content-Type": "text/html"], body: "<html>"), .malformed),
                (.answer(status: 302, headers: ["Location": "http://10.0.0.1/"]), .refused),
                (.answer(status: 302, headers: ["Location": "file:///etc/passwd"]), .refused),
                (.cut, .unreachable), (.cutBody(after: 10), .unreachable), (.endlessBody(), .tooLarge),
            ]
            for (effect, code) in cases {
                // A connection that was used before and is closed without an answer is tried once more by libcurl.
                world.inject(Fault(effect, on: .registry, pathPrefix: second, times: effect == .cut ? 2 : 1))
                let met = try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) }
                #expect(met == code, "\(effect)")
                // Whether it was used before depends on when the server closed it.
                #expect(world.pendingFaults.count <= (effect == .cut ? 1 : 0))
                world.clearFaults()
            }
            let list = try await datasource.fetchReleases(of: package, from: nil)
            #expect(list.releases.count == 3)
        }
    }
}
