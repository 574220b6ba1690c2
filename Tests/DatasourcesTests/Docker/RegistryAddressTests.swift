import BotTestSupport
import Datasources
import Domain
import HTTPTransport
import Testing

@Suite("The registry of an image") struct RegistryAddressTests {
    private func ask(_ package: Package, insecure: Set<String> = []) async throws -> [String] {
        let client = ScriptedClient { $0.tags(["1"]) }
        let context = DatasourceContext(http: client, insecureHosts: insecure)
        _ = try await DockerDatasource(context).fetchReleases(of: package, from: nil)
        return client.urls.map { String($0.prefix { $0 != "?" }) }
    }

    @Test(
        "is found from its name and its addresses",
        arguments: [
            (.image("nginx"), "https://registry-1.docker.io/v2/library/nginx"),
            (.image("team/app"), "https://registry-1.docker.io/v2/team/app"),
            (.image("docker.io/nginx"), "https://registry-1.docker.io/v2/library/nginx"),
            (.image("index.docker.io/team/app"), "https://registry-1.docker.io/v2/team/app"),
            (.image("ghcr.io/a/b/c"), "https://ghcr.io/v2/a/b/c"),
            (.image("GHCR.io/a"), "https://ghcr.io/v2/a"),
            (.image("r.example:8443/a"), "https://r.example:8443/v2/a"),
            (.image("localhost:5000/a"), "http://localhost:5000/v2/a"),
            (.image("127.0.0.1:5000/a/b"), "http://127.0.0.1:5000/v2/a/b"),
            (.image("nginx", "https://index.docker.io"), "https://registry-1.docker.io/v2/library/nginx"),
            (.image("nginx", "https://index.docker.io/v1/"), "https://registry-1.docker.io/v2/library/nginx"),
            (.image("ghcr.io/a/b", "https://index.docker.io"), "https://ghcr.io/v2/a/b"),
            (.image("a/b", "https://r.example"), "https://r.example/v2/a/b"),
            (.image("a/b", "https://r.example/mirror/"), "https://r.example/v2/mirror/a/b"),
            (.image("r.example/charts/b", "oci://r.example/charts"), "https://r.example/v2/charts/b"),
            (.image("b", "oci://r.example/charts"), "https://r.example/v2/charts/b"),
            (.image("b", "r.example"), "https://r.example/v2/b"),
            (.image("b", "http://127.0.0.1:5000"), "http://127.0.0.1:5000/v2/b"),
            (.image("b", "https://127.0.0.1:5000"), "https://127.0.0.1:5000/v2/b"),
        ] as [(Package, String)])
    func found(_ package: Package, _ url: String) async throws {
        #expect(try await ask(package) == [url + "/tags/list"])
    }

    @Test("is asked over plain http where settings say so", arguments: ["r.example:5000", "r.example"])
    func insecure(_ host: String) async throws {
        #expect(try await ask(.image("r.example:5000/a"), insecure: [host]) == ["http://r.example:5000/v2/a/tags/list"])
    }

    @Test("is not asked over plain http because a file says so") func plain() async throws {
        #expect(try await lookupCode { try await ask(.image("a", "http://r.example")) } == .refused)
        #expect(try await lookupCode { try await ask(.image("a", "http://127.0.0.1.r.example")) } == .refused)
    }

    @Test(
        "is not guessed from what is no name",
        arguments: [
            .image(""), .image("A B"), .image("r.example/../x"), .image("r.example/a:1"), .image("r.example/a?b"),
            .image("r.example/a/"), .image("a", "ftp://r.example"), .image("a", "https://u:p@r.example"),
            .image("a", ""),
            .image("r.example/a@sha256:0123456789012345678901234567890123456789012345678901234567890123"),
        ] as [Package])
    func refused(_ package: Package) async throws {
        #expect(try await lookupCode { try await ask(package) } == .malformed)
    }

    @Test("is the first of several that knows the package") func several() async throws {
        let client = ScriptedClient { $0.url.contains("one") ? $0.answer(404) : $0.tags(["1"]) }
        let package = Package.image("a", "https://one.example", "https://two.example", "https://three.example")
        let list = try await DockerDatasource(DatasourceContext(http: client)).fetchReleases(of: package, from: nil)
        #expect(list.registryURL == "https://two.example")
        #expect(client.requests.count == 2)
    }

    @Test("that cannot be reached is not passed over") func unreachable() async throws {
        let client = ScriptedClient { $0.url.contains("one") ? $0.answer(503) : $0.tags(["1"]) }
        let package = Package.image("a", "https://one.example", "https://two.example")
        let datasource = DockerDatasource(DatasourceContext(http: client))
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .unreachable)
    }
}
