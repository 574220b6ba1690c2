import Domain
import Foundation
import HTTPTransport
import Sandbox
import Signing
import Testing

@Suite("The container registry")
struct RegistryTests {
    private static let tags = ["1.10.0", "1.2.0", "1.9.0", "latest", "1.9.0-alpine", "v2", "2.0.0"]

    private func withImages(
        _ authentication: RegistryAuthentication = .anonymous, pageLimit: Int = 1000,
        _ test: (SandboxWorld, Probe) async throws -> Void
    ) async throws {
        let options = SandboxOptions(registryAuthentication: authentication, registryPageLimit: pageLimit)
        try await withWorld(options) { world, probe async throws in
            world.registry.addImage("library/nginx", tags: Self.tags)
            world.registry.addChart("charts/podinfo", versions: ["6.5.4", "6.6.0"], appVersion: "6.6.0")
            try await test(world, probe)
        }
    }

    @Test(
        "tags come sorted, in pages that follow by Link, whatever the client asks for", arguments: [nil, 1, 2, 3, 100])
    func pages(size: Int?) async throws {
        try await withImages(pageLimit: 4) { world, probe async throws in
            var seen: [String] = []
            var path: String? = "/v2/library/nginx/tags/list" + (size.map { "?n=\($0)" } ?? "")
            while let next = path {
                let answer = try await probe.registry(.get, next)
                let tags = try #require(answer.object["tags"] as? [String])
                #expect(tags.count <= min(size ?? 4, 4))
                seen += tags
                path = answer.headers["Link"].map { link in
                    #expect(link.hasSuffix("; rel=\"next\""))
                    return String(link.dropFirst().prefix { $0 != ">" })
                }
            }
            #expect(seen == Self.tags.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        }
    }

    @Test("a list begins behind any `last`, also one that is no tag")
    func last() async throws {
        try await withImages { _, probe async throws in
            let answer = try await probe.registry(.get, "/v2/library/nginx/tags/list?last=1.5")
            #expect(answer.object["tags"] as? [String] == ["1.9.0", "1.9.0-alpine", "2.0.0", "latest", "v2"])
            #expect(answer.headers["Link"] == nil)
            let none = try await probe.registry(.get, "/v2/library/nginx/tags/list?n=0")
            #expect(none.object["tags"] as? [String] == [])
        }
    }

    @Test("a manifest has the SHA-256 of its bytes as digest, and everything it lists is there")
    func manifests() async throws {
        try await withImages { world, probe async throws in
            let head = try await probe.registry(.head, "/v2/library/nginx/manifests/1.9.0")
            let digest = try #require(head.headers["Docker-Content-Digest"])
            #expect(head.text.isEmpty)
            let index = try await probe.registry(.get, "/v2/library/nginx/manifests/1.9.0")
            #expect(index.headers["Content-Type"] == "application/vnd.oci.image.index.v1+json")
            #expect(try "sha256:" + HashFunction.sha256.hexDigest(of: Array(index.text.utf8)) == digest)
            #expect(head.headers["Content-Length"] == String(index.text.utf8.count))
            #expect(world.registry.digest(of: "library/nginx", tag: "1.9.0") == digest)
            #expect(try await probe.registry(.get, "/v2/library/nginx/manifests/\(digest)").text == index.text)
            for entry in try #require(index.object["manifests"] as? [[String: Any]]) {
                let child = try #require(entry["digest"] as? String)
                let manifest = try await probe.registry(.get, "/v2/library/nginx/manifests/\(child)")
                #expect(manifest.headers["Content-Type"] == "application/vnd.oci.image.manifest.v1+json")
                let config = try #require((manifest.object["config"] as? [String: Any])?["digest"] as? String)
                let blob = try await probe.registry(.get, "/v2/library/nginx/blobs/\(config)")
                #expect(blob.object["os"] as? String == "linux")
                #expect(try "sha256:" + HashFunction.sha256.hexDigest(of: Array(blob.text.utf8)) == config)
            }
        }
    }

    @Test("a digest is known before anyone asked for its tag")
    func digestFirst() async throws {
        try await withImages { world, probe async throws in
            let digest = try #require(world.registry.digest(of: "library/nginx", tag: "2.0.0"))
            try await withImages { _, other async throws in
                #expect(try await other.registry(.get, "/v2/library/nginx/manifests/\(digest)").status == 200)
            }
            _ = probe
        }
    }

    @Test("an OCI chart has Helm's config media type, with name and versions in it")
    func charts() async throws {
        try await withImages { _, probe async throws in
            let manifest = try await probe.registry(.get, "/v2/charts/podinfo/manifests/6.5.4")
            let config = try #require(manifest.object["config"] as? [String: Any])
            #expect(config["mediaType"] as? String == "application/vnd.cncf.helm.config.v1+json")
            let digest = try #require(config["digest"] as? String)
            let metadata = try await probe.registry(.get, "/v2/charts/podinfo/blobs/\(digest)")
            #expect(metadata.object["version"] as? String == "6.5.4")
            #expect(metadata.object["name"] as? String == "podinfo")
        }
    }

    @Test("entity tags save the second answer, until something changes")
    func conditional() async throws {
        try await withImages { world, probe async throws in
            for path in ["/v2/library/nginx/tags/list", "/v2/library/nginx/manifests/1.9.0"] {
                let first = try await probe.registry(.get, path)
                let tag = try #require(first.headers["ETag"])
                let second = try await probe.registry(.get, path, headers: ["Accept": "*/*", "If-None-Match": tag])
                #expect(second.status == 304)
                #expect(second.text.isEmpty)
                world.registry.addImage("library/nginx", tags: ["1.9.0", "3.0.0"])
                let third = try await probe.registry(.get, path, headers: ["Accept": "*/*", "If-None-Match": tag])
                #expect(third.status == 200)
                #expect(third.headers["ETag"] != tag)
                world.registry.removeTag("3.0.0", of: "library/nginx")
            }
        }
    }

    @Test("tags move, and two that point at the same have the same digest")
    func movingTags() async throws {
        try await withImages { world, _ async throws in
            world.registry.pointTag("latest", at: "2.0.0", of: "library/nginx")
            let registry = world.registry
            #expect(
                registry.digest(of: "library/nginx", tag: "latest")
                    == registry.digest(of: "library/nginx", tag: "2.0.0"))
            registry.removeTag("latest", of: "library/nginx")
            #expect(registry.digest(of: "library/nginx", tag: "latest") == nil)
        }
    }

    @Test(
        "what is not there is a 404 and what is wrong a 400, in the specification's shape",
        arguments: [
            ("/v2/library/unknown/tags/list", 404, "NAME_UNKNOWN"),
            ("/v2/library/nginx/manifests/9", 404, "MANIFEST_UNKNOWN"),
            ("/v2/library/nginx/blobs/sha256:00", 404, "BLOB_UNKNOWN"),
            ("/v2/Library/nginx/tags/list", 400, "NAME_INVALID"),
            ("/v2/library/nginx/tags/list?n=x", 400, "PAGINATION_NUMBER_INVALID"),
            ("/v2/library/nginx/tags/list?page=2", 400, "UNSUPPORTED"),
            ("/v2/library/nginx/manifests/1.9.0?n=1", 400, "UNSUPPORTED"),
        ])
    func errors(path: String, status: Int, code: String) async throws {
        try await withImages { _, probe async throws in
            let answer = try await probe.registry(.get, path)
            #expect(answer.status == status)
            let errors = answer.object["errors"] as? [[String: Any]]
            #expect(errors?.first?["code"] as? String == code)
        }
    }

    @Test("a manifest of a type that Accept does not name is not served")
    func accept() async throws {
        try await withImages { _, probe async throws in
            let answer = try await probe.registry(
                .get, "/v2/library/nginx/manifests/1.9.0",
                headers: ["Accept": "application/vnd.docker.distribution.manifest.v2+json"])
            #expect(answer.status == 404)
            let index = try await probe.registry(
                .get, "/v2/library/nginx/manifests/1.9.0",
                headers: [
                    "Accept": "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json"
                ])
            #expect(index.status == 200)
        }
    }

    @Test("basic authentication asks, and lets the right one in")
    func basic() async throws {
        try await withImages(.basic(user: "bot", password: "p:w")) { _, probe async throws in
            let refused = try await probe.registry(.get, "/v2/")
            #expect(refused.status == 401)
            #expect(refused.headers["WWW-Authenticate"]?.hasPrefix("Basic realm=") == true)
            let header = "Basic " + Data("bot:p:w".utf8).base64EncodedString()
            #expect(
                try await probe.registry(.get, "/v2/library/nginx/tags/list", headers: ["Authorization": header]).status
                    == 200)
            let wrong = "Basic " + Data("bot:pw".utf8).base64EncodedString()
            #expect(try await probe.registry(.get, "/v2/", headers: ["Authorization": wrong]).status == 401)
        }
    }

    @Test("the token flow names realm, service and scope, and a token opens one repository")
    func bearer() async throws {
        try await withImages(.bearer(user: "bot", password: "pw")) { world, probe async throws in
            let refused = try await probe.registry(.get, "/v2/library/nginx/tags/list")
            #expect(refused.status == 401)
            let host = world.registryHost
            #expect(
                refused.headers["WWW-Authenticate"]
                    == "Bearer realm=\"http://\(host)/token\",service=\"\(host)\",scope=\"repository:library/nginx:pull\""
            )
            let path = "/token?service=\(host)&scope=repository:library/nginx:pull"
            #expect(try await probe.registry(.get, path).status == 401)
            let basic = "Basic " + Data("bot:pw".utf8).base64EncodedString()
            let given = try await probe.registry(.get, path, headers: ["Authorization": basic])
            let token = try #require(given.object["token"] as? String)
            let fields: HTTPFields = ["Authorization": "Bearer \(token)"]
            #expect(try await probe.registry(.get, "/v2/library/nginx/tags/list", headers: fields).status == 200)
            let other = try await probe.registry(.get, "/v2/charts/podinfo/tags/list", headers: fields)
            #expect(other.status == 401)
            #expect(other.headers["WWW-Authenticate"]?.contains("error=\"insufficient_scope\"") == true)
            #expect(
                try await probe.registry(.get, "/token?service=elsewhere", headers: ["Authorization": basic]).status
                    == 400)
            #expect(world.counters.registryTokens == 3)
        }
    }

    @Test("without credentials to check, everyone gets a token")
    func anonymousBearer() async throws {
        try await withImages(.bearer()) { world, probe async throws in
            let path = "/token?service=\(world.registryHost)&scope=repository:library/nginx:pull,push"
            let token = try #require(try await probe.registry(.get, path).object["access_token"] as? String)
            let fields: HTTPFields = ["Authorization": "Bearer \(token)"]
            #expect(try await probe.registry(.get, "/v2/library/nginx/tags/list", headers: fields).status == 200)
        }
    }

    @Test("a thousand requests are quick")
    func speed() async throws {
        try await withImages { world, _ async throws in
            let client = CurlClient(environment: [:])
            let url = "http://\(world.registryHost)/v2/library/nginx/tags/list"
            let duration = try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<1000 { group.addTask { try await client.send(HTTPRequest(.get, url)).status } }
                    for try await status in group { #expect(status == 200) }
                }
            }
            #expect(world.counters.registryRequests == 1000)
            // Far more than it takes, so that a busy machine does not matter, and far less than a slip would cost.
            #expect(duration < .seconds(120))
        }
    }
}
