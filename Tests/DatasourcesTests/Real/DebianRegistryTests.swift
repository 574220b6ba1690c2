import BotTestSupport
import Datasources
import Domain
import HTTPTransport
import Testing

@Suite("Debian's registry", .timeLimit(.minutes(5))) struct DebianRegistryTests {
    @Test("tells tags and digests of images and charts, to anyone") func anonymous() async throws {
        let registry = try await DebianRegistry()
        let digest = try await registry.pushImage("team/app", tags: ["1.0.0", "1.1.0", "latest"])
        let chartDigest = try await registry.pushChart("charts/podinfo", version: "6.5.0+build.1")
        let client = CountingClient(CurlClient())
        let datasource = DockerDatasource(DatasourceContext(http: client))

        let image = Package.image("\(registry.host)/team/app")
        let list = try await datasource.fetchReleases(of: image, from: nil)
        #expect(list.releases.map(\.version).sorted() == ["1.0.0", "1.1.0", "latest"])
        #expect(try await datasource.fetchDigest(of: image, version: "1.1.0") == digest)
        #expect(client.count == 2)

        let chart = Package.image("podinfo", "oci://\(registry.host)/charts")
        let versions = try await datasource.fetchReleases(of: chart, from: nil)
        #expect(versions.releases.map(\.version) == ["6.5.0_build.1"])
        #expect(versions.readingChartTags().releases.map(\.version) == ["6.5.0+build.1"])
        #expect(try await datasource.fetchDigest(of: chart, version: "6.5.0+build.1") == chartDigest)

        let missing = Package.image("\(registry.host)/team/none")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: missing, from: nil) } == .notFound)
        #expect(try await lookupCode { try await datasource.fetchDigest(of: image, version: "9") } == .notFound)
    }

    @Test("lists more tags than a page in one piece") func manyTags() async throws {
        let registry = try await DebianRegistry()
        let tags = (0..<120).map { "1.0.\($0)" }
        try await registry.pushImage("many", tags: tags)
        let datasource = DockerDatasource(DatasourceContext(http: CurlClient()))
        let list = try await datasource.fetchReleases(of: .image("\(registry.host)/many"), from: nil)
        #expect(Set(list.releases.map(\.version)) == Set(tags))
    }

    @Test("with a password file wants user and password") func basic() async throws {
        let registry = try await DebianRegistry(user: "robot", password: "s3cret pass")
        try await registry.pushImage("app", tags: ["2.0"])
        func fetch(_ credentials: [RegistryCredential]) async throws -> [String] {
            let context = DatasourceContext(http: CurlClient(), credentials: credentials)
            return try await DockerDatasource(context).fetchReleases(of: .image("\(registry.host)/app"), from: nil)
                .releases.map(\.version)
        }
        let right = RegistryCredential(host: registry.host, username: "robot", password: Secret("s3cret pass"))
        let wrong = RegistryCredential(host: registry.host, username: "robot", password: Secret("no"))
        #expect(try await fetch([right]) == ["2.0"])
        #expect(try await lookupCode { try await fetch([wrong]) } == .unauthorized)
        #expect(try await lookupCode { try await fetch([]) } == .unauthorized)
    }

    @Test("that is gone is unreachable") func unreachable() async throws {
        let port = try freePort()
        var retry = RetryPolicy()
        retry.attempts = 1
        let datasource = DockerDatasource(DatasourceContext(http: CurlClient(retry: retry)))
        let package = Package.image("127.0.0.1:\(port)/app")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .unreachable)
    }
}
