import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("What an image tells about itself", .timeLimit(.minutes(5))) struct DetailsTests {
    private static func digest(_ letter: Character) -> String { "sha256:" + String(repeating: letter, count: 64) }

    /// A registry of one repository: documents by the end of their path.
    private func client(_ documents: [String: String], types: [String: String] = [:]) -> ScriptedClient {
        ScriptedClient { request in
            guard let name = documents.keys.first(where: { request.url.hasSuffix($0) }), let body = documents[name]
            else { return request.answer(404, "{}") }
            let headers: HTTPFields = name.hasPrefix("tags") ? [:] : ["Docker-Content-Digest": Self.digest("0")]
            return request.answer(
                200, request.method == .head ? "" : body,
                type: types[name] ?? "application/vnd.oci.image.index.v1+json", headers: headers)
        }
    }

    private func details(
        _ client: ScriptedClient, _ name: String = "r.example/x", _ parts: ReleaseDetails.Parts = [.time, .notes]
    ) async throws -> ReleaseDetails? {
        try await DockerDatasource(DatasourceContext(http: client)).fetchDetails(of: .image(name), version: "1", parts)
    }

    @Test("is in the annotations of its index, for one request") func annotations() async throws {
        let client = client([
            "manifests/1": """
            {"manifests":[],"annotations":{"org.opencontainers.image.created":"2026-01-02T03:04:05Z",
            "org.opencontainers.image.source":"https://git.example/x"}}
            """
        ])
        let found = try #require(try await details(client))
        #expect(found.timestamp == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(found.sourceURL == "https://git.example/x")
        #expect(client.urls.count == 1)
    }

    @Test("is in its configuration, of the platform most in use") func configuration() async throws {
        let client = client([
            "manifests/1": """
            {"manifests":[
            {"digest":"\(Self.digest("c"))","platform":{"os":"unknown","architecture":"unknown"},
             "annotations":{"vnd.docker.reference.type":"attestation-manifest"}},
            {"digest":"\(Self.digest("a"))","platform":{"os":"linux","architecture":"arm64"}},
            {"digest":"\(Self.digest("b"))","platform":{"os":"linux","architecture":"amd64"}}]}
            """,
            "manifests/\(Self.digest("b"))": "{\"config\":{\"digest\":\"\(Self.digest("d"))\"}}",
            "blobs/\(Self.digest("d"))": """
            {"created":"2026-01-02T03:04:05.5Z","config":{"Labels":{"org.opencontainers.image.source":"https://s"}}}
            """,
        ])
        let found = try #require(try await details(client))
        #expect(found.timestamp == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(found.sourceURL == "https://s")
        #expect(client.urls.count == 3)
    }

    @Test("of a repeatable build is no time", arguments: ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "soon", ""])
    func repeatable(_ time: String) async throws {
        let client = client([
            "manifests/1": "{\"config\":{\"digest\":\"\(Self.digest("d"))\"}}",
            "blobs/\(Self.digest("d"))": "{\"created\":\"\(time)\"}",
        ])
        let found = try #require(try await details(client))
        #expect(found.timestamp == nil)
    }

    @Test("on Docker Hub is what the hub says, and the image where it says nothing") func hub() async throws {
        let pushed = client(["tags/1": #"{"tag_last_pushed":"2026-01-02T03:04:05Z"}"#])
        let found = try #require(try await details(pushed, "nginx", .time))
        #expect(found.timestamp == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(pushed.urls == ["https://hub.docker.com/v2/repositories/library/nginx/tags/1"])
        let silent = client([
            "manifests/1": #"{"annotations":{"org.opencontainers.image.created":"2026-01-02T03:04:05Z"}}"#
        ])
        #expect(try await details(silent, "nginx", .time)?.timestamp == found.timestamp)
    }

    @Test("is not asked from addresses that a document makes up") func hostile() async throws {
        let client = client([
            "manifests/1": #"{"manifests":[{"digest":"../../secrets"}],"config":{"digest":"https://elsewhere/x"}}"#
        ])
        _ = try await details(client)
        #expect(client.urls.count == 1)
    }

    @Test("for a look-up is remembered from the first sight where nobody tells a time") func memory() async throws {
        let clock = TestClock()
        let seen = SeenReleases()
        let client = client(["manifests/1": "{}", "manifests/2": "{}"])
        for days in [0, 5] {
            clock.advance(by: TimeInterval(days * 86_400))
            let lookup = ReleaseLookup(
                datasources: makeDatasources(DatasourceContext(http: client)), memory: seen, now: { clock.now })
            let found = try await lookup.lookUpDetails(of: .image("r.example/x"), version: "1", .time).get()
            #expect(found.timestamp == clock.now - TimeInterval(days * 86_400))
            let notes = try await lookup.lookUpDetails(of: .image("r.example/x"), version: "2", .notes).get()
            #expect(notes.timestamp == nil)
        }
        let lookup = ReleaseLookup(datasources: makeDatasources(DatasourceContext(http: client)), memory: seen)
        let gone = try await lookup.lookUpDetails(of: .image("r.example/x"), version: "9", .time)
        #expect(throws: LookupError.self) { try gone.get() }
    }

    @Test("keeps a pinned platform") func platform() async throws {
        let world = try await SandboxWorld.start()
        world.registry.addImage("team/app", tags: ["1", "2"])
        let package = Package.image("\(world.registryHost)/team/app")
        let client = CountingClient(CurlClient())
        let datasource = DockerDatasource(DatasourceContext(http: client))
        let old = try await manifests(of: "1", world)
        let new = try await manifests(of: "2", world)
        for platform in ["amd64", "arm64"] {
            let pinned = try #require(old[platform])
            #expect(
                try await datasource.fetchDigest(of: package, version: "2", replacing: pinned) == new[platform])
            #expect(try await datasource.fetchDigest(of: package, version: "1", replacing: pinned) == pinned)
        }
        let index = try #require(try await datasource.fetchDigest(of: package, version: "2"))
        client.reset()
        #expect(try await datasource.fetchDigest(of: package, version: "2", replacing: index) == index)
        #expect(client.count == 1)
        let oldIndex = try await datasource.fetchDigest(of: package, version: "1")
        #expect(try await datasource.fetchDigest(of: package, version: "2", replacing: oldIndex) == index)
        let gone = Self.digest("e")
        #expect(try await datasource.fetchDigest(of: package, version: "2", replacing: gone) == index)
        #expect(world.violations == [])
        await world.stop()
    }

    /// The digests of a tag's platforms, by architecture.
    private func manifests(of tag: String, _ world: SandboxWorld) async throws -> [String: String] {
        struct Index: Decodable {
            struct Entry: Decodable {
                struct Platform: Decodable { var architecture: String }
                var digest: String
                var platform: Platform
            }
            var manifests: [Entry]
        }
        let response = try await CurlClient().send(
            HTTPRequest(
                .get, "http://\(world.registryHost)/v2/team/app/manifests/\(tag)",
                headers: ["Accept": "application/vnd.oci.image.index.v1+json"]))
        let index = try JSONDecoder().decode(Index.self, from: Data(response.body))
        return Dictionary(uniqueKeysWithValues: index.manifests.map { ($0.platform.architecture, $0.digest) })
    }
}

/// Remembers first sights without a file.
private actor SeenReleases: ReleaseMemory {
    private var seen: [String: Date] = [:]

    func firstSeen(_ version: String, of package: Package, now: Date) async -> Date {
        seen[package.name + ":" + version, default: now] = seen[package.name + ":" + version] ?? now
        return seen[package.name + ":" + version] ?? now
    }
}
