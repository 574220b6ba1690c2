import BotTestSupport
import Datasources
import Domain
import HTTPTransport
import Testing

@Suite("The digest of a tag") struct DigestTests {
    private let digest = "sha256:" + String(repeating: "ab", count: 32)

    private func fetch(_ client: ScriptedClient, _ version: String = "1.0") async throws -> String? {
        try await DockerDatasource(DatasourceContext(http: client))
            .fetchDigest(of: .image("r.example/x"), version: version)
    }

    @Test("is asked for by HEAD, with all kinds of manifests") func head() async throws {
        let client = ScriptedClient { [digest] in $0.answer(200, headers: ["docker-content-digest": digest]) }
        #expect(try await fetch(client) == digest)
        let request = try #require(client.requests.first)
        #expect(client.requests.count == 1)
        #expect(request.method == .head)
        #expect(request.url == "https://r.example/v2/x/manifests/1.0")
        for type in [
            "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
        ] { #expect(request.headers["Accept"]?.contains(type) == true) }
    }

    @Test("is computed where the registry does not tell it", arguments: [200, 400, 405, 501]) func computed(
        _ status: Int
    )
        async throws
    {
        let client = ScriptedClient {
            $0.method == .head
                ? $0.answer(status)
                : $0.answer(200, "{}", type: "application/vnd.oci.image.index.v1+json; charset=utf-8")
        }
        // printf '{}' | sha256sum
        #expect(try await fetch(client) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
    }

    @Test("is not computed from something else than a manifest") func other() async throws {
        let client = ScriptedClient { $0.answer(200, "<p>hello", type: "text/html") }
        #expect(try await lookupCode { try await fetch(client) } == .malformed)
    }

    @Test("of a chart's version is that of its tag") func chart() async throws {
        let client = ScriptedClient { [digest] in $0.answer(200, headers: ["Docker-Content-Digest": digest]) }
        #expect(try await fetch(client, "1.2.3+build.1") == digest)
        #expect(client.urls == ["https://r.example/v2/x/manifests/1.2.3_build.1"])
    }

    @Test(
        "fails with the registry's reason", arguments: zip([401, 403, 404, 429, 500, 503, 302], LookupCodes.ofStatuses))
    func failure(_ status: Int, _ code: LookupError.Code) async throws {
        #expect(try await lookupCode { try await fetch(ScriptedClient { $0.answer(status) }) } == code)
    }

    @Test("is refused when it is none") func malformed() async throws {
        let client = ScriptedClient { $0.answer(200, headers: ["Docker-Content-Digest": "sha256:../../x"]) }
        #expect(try await lookupCode { try await fetch(client) } == .malformed)
        #expect(try await lookupCode { try await fetch(client, "a/../b") } == .malformed)
    }
}
