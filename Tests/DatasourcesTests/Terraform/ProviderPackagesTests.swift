import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Testing

@testable import Datasources

/// The hashes of a lock file from a registry that is a function: `hashicorp/tls` 4.0.5 and 4.1.0 for three platforms.
@Suite struct ProviderPackagesTests {
    /// What a registry has, and what is wrong with it.
    private struct Registry: Sendable {
        var platforms = ["darwin_arm64", "linux_amd64", "windows_amd64"]
        /// The packages by version and platform.
        var zips: [String: PackageVector] = [
            "4.1.0_linux_amd64": .deflated, "4.1.0_darwin_arm64": .stored, "4.1.0_windows_amd64": .streamed,
            "4.0.5_linux_amd64": .streamed, "4.0.5_darwin_arm64": .deflated, "4.0.5_windows_amd64": .stored,
        ]
        var versions = ["4.0.5", "4.1.0"]
        /// What `packages` says, as JSON; nil leaves it out.
        var packages: String?
        var statuses: [String: Int] = [:]
        var replaced: [String: String] = [:]
        var brokenZips: Set<String> = []

        func answer(_ request: HTTPRequest) -> HTTPResponse {
            let path = request.path
            if let status = statuses.first(where: { path.hasSuffix($0.key) })?.value { return request.answer(status) }
            if let body = replaced.first(where: { path.hasSuffix($0.key) })?.value { return request.answer(200, body) }
            let parts = path.split(separator: "/").map(String.init)
            if path == "/.well-known/terraform.json" { return request.answer(200, #"{"providers.v1":"/p/"}"#) }
            if path == "/p/hashicorp/tls/versions" { return request.answer(200, list) }
            if parts.count == 7, parts[4] == "download" { return request.answer(200, package(parts)) }
            if parts.first == "files", path.hasSuffix("_SHA256SUMS") {
                return request.answer(200, sums(parts[1]), type: "text/plain")
            }
            guard parts.first == "files", let zip = zips[parts[1]] else { return request.answer(404) }
            let bytes = brokenZips.contains(parts[1]) ? zip.zip + [0] : zip.zip
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/zip"], body: bytes, url: request.url)
        }

        private var list: String {
            let systems = platforms.map { name in
                let parts = name.split(separator: "_")
                return "{\"os\":\"\(parts[0])\",\"arch\":\"\(parts[1])\"}"
            }
            let all = versions.map { #"{"version":"\#($0)","platforms":[\#(systems.joined(separator: ","))]}"# }
            return #"{"versions":[\#(all.joined(separator: ","))]}"#
        }

        private func package(_ parts: [String]) -> String {
            let key = "\(parts[3])_\(parts[5])_\(parts[6])"
            let known = packages.map { ",\"packages\":\($0)" } ?? ""
            return """
                {"filename":"terraform-provider-tls_\(key).zip","download_url":"/files/\(key)",
                "shasums_url":"https://cdn.example.com/files/\(parts[3])/tls_\(parts[3])_SHA256SUMS",
                "shasum":"\(zips[key]?.sha256 ?? "")"\(known)}
                """
        }

        private func sums(_ version: String) -> String {
            let lines = platforms.map { platform in
                "\(zips["\(version)_\(platform)"]?.sha256 ?? "")  terraform-provider-tls_\(version)_\(platform).zip\n"
            }
            return lines.joined()
                + "\(ProviderPackagesTests.manifest)  terraform-provider-tls_\(version)_manifest.json\n"
        }
    }

    private static let manifest = String(repeating: "7d", count: 32)

    /// `zh:` of 4.1.0, sorted.
    private static let sums =
        ["zh:" + manifest]
        + [
            PackageVector.deflated, .stored, .streamed,
        ].map { "zh:" + $0.sha256 }

    private func source(
        _ registry: Registry, cache: (any ResponseCache)? = nil,
        limits: ProviderPackages.Limits = ProviderPackages.Limits()
    ) -> (TerraformProvider, ScriptedClient) {
        let client = ScriptedClient { registry.answer($0) }
        return (TerraformProvider(DatasourceContext(http: client, responseCache: cache), limits: limits), client)
    }

    private func question(_ hashes: [String], locked: String = "4.0.5", to version: String = "4.1.0") -> LockQuestion {
        LockQuestion(
            package: Package(
                datasource: "terraform-provider", name: "hashicorp/tls", registryURLs: ["https://registry.example.com"]),
            version: version, lockedVersion: locked, lockedHashes: hashes)
    }

    private func hashes(_ registry: Registry, _ locked: [String]) async throws -> Set<String> {
        Set(try #require(try await source(registry).0.fetchHashes(for: question(locked))))
    }

    private func message(_ registry: Registry, _ question: LockQuestion, total: Int = 1 << 20) async throws -> String {
        var limits = ProviderPackages.Limits()
        limits.total = total
        limits.package = min(total, limits.package)
        do {
            _ = try await source(registry, limits: limits).0.fetchHashes(for: question)
            return "no error"
        } catch let error as LookupError {
            return error.message
        }
    }

    @Test("a lock file without h1 gets every sum of the signed list, and nothing is downloaded")
    func sumsOnly() async throws {
        let (source, client) = source(Registry())
        let found = try #require(try await source.fetchHashes(for: question(["zh:00"])))
        #expect(Set(found) == Set(Self.sums))
        #expect(!client.urls.contains { $0.contains("/files/4.1.0_") })
    }

    @Test("a lock file gets the h1 of the platforms that it was made for")
    func platforms() async throws {
        let linux = PackageVector.streamed.h1
        let darwin = PackageVector.deflated.h1
        #expect(
            try await hashes(Registry(), [linux, "zh:00"]) == Set(Self.sums + [PackageVector.deflated.h1]))
        #expect(
            try await hashes(Registry(), [linux, darwin])
                == Set(Self.sums + [PackageVector.deflated.h1, PackageVector.stored.h1]))
    }

    @Test("a lock file of every platform needs no look at the old packages") func all() async throws {
        let (source, client) = source(Registry())
        let found = try #require(try await source.fetchHashes(for: question(["h1:1=", "h1:2=", "h1:3="])))
        let expected = [PackageVector.deflated, .stored, .streamed].map(\.h1)
        #expect(Set(found) == Set(Self.sums + expected))
        #expect(!client.urls.contains { $0.contains("4.0.5") })
    }

    @Test("when the version in use was withdrawn, every platform gets its h1") func withdrawn() async throws {
        var registry = Registry()
        registry.versions = ["4.1.0"]
        #expect(
            try await hashes(registry, ["h1:gone="])
                == Set(Self.sums + [PackageVector.deflated, .stored, .streamed].map(\.h1)))
    }

    @Test("what the registry tells of all packages is taken without a download") func told() async throws {
        var registry = Registry()
        let entry = { (name: String, vector: PackageVector) in
            #""\#(name)":{"hashes":["zh:\#(vector.sha256)","\#(vector.h1)"],"package_size":1}"#
        }
        registry.packages = "{" + entry("linux_amd64", .deflated) + "," + entry("darwin_arm64", .stored) + "}"
        let (source, client) = source(registry)
        let found = try #require(try await source.fetchHashes(for: question([PackageVector.streamed.h1])))
        #expect(Set(found) == Set(Self.sums + [PackageVector.deflated.h1, PackageVector.stored.h1]))
        #expect(!client.urls.contains { $0.hasSuffix("/files/4.1.0_linux_amd64") })
    }

    @Test("a package is downloaded once, over runs too") func cached() async throws {
        let cache = MemoryCache()
        let (first, client) = source(Registry(), cache: cache)
        let asked = question([PackageVector.streamed.h1])
        let found = try await first.fetchHashes(for: asked)
        #expect(client.urls.count { $0.contains("/files/4.1.0_linux_amd64") } == 1)
        let (second, quiet) = source(Registry(), cache: cache)
        #expect(try await second.fetchHashes(for: asked) == found)
        #expect(!quiet.urls.contains { $0.contains("_amd64") && $0.contains("/files/") })
    }

    @Test("the credential goes to the registry only, and a list on another host is not asked with it")
    func credential() async throws {
        let registry = Registry()
        let client = ScriptedClient { registry.answer($0) }
        let source = TerraformProvider(
            DatasourceContext(
                http: client,
                credentials: [RegistryCredential(host: "registry.example.com", .bearer(Secret("token")))]))
        _ = try await source.fetchHashes(for: question([PackageVector.streamed.h1]))
        for request in client.requests {
            #expect((request.authorization != nil) == request.url.hasPrefix("https://registry.example.com/"))
            let isNamed = request.path.hasPrefix("/files/")
            #expect((request.namedBy != nil) == isNamed, "\(request.url)")
        }
        #expect(client.urls.contains { $0.hasPrefix("https://cdn.example.com/") })
    }

    // MARK: What can go wrong

    @Test("a package that is not what the signed list says is not believed") func wrongBytes() async throws {
        var registry = Registry()
        registry.brokenZips = ["4.1.0_linux_amd64"]
        let text = try await message(registry, question([PackageVector.streamed.h1]))
        #expect(text.contains("hashicorp/tls 4.1.0 for linux_amd64: what was downloaded has the SHA-256"))
    }

    @Test("an answer whose sum is not in the signed list is not believed") func wrongAnswer() async throws {
        var registry = Registry()
        registry.replaced["_SHA256SUMS"] = "\(Self.manifest)  terraform-provider-tls_4.1.0_linux_amd64.zip\n"
        let text = try await message(registry, question(["h1:a=", "h1:b=", "h1:c="]))
        #expect(text.contains("is not the one in the signed list"))
    }

    @Test("hashes that the registry tells and its list does not are not believed") func wrongTold() async throws {
        var registry = Registry()
        registry.packages = #"{"linux_amd64":{"hashes":["zh:\#(Self.manifest.replacing("7d", with: "7e"))","h1:x="]}}"#
        #expect(try await message(registry, question([])).contains("not those of its list of SHA-256 sums"))
    }

    @Test("an h1 of unknown origin is said, and not dropped") func unknownHash() async throws {
        let text = try await message(Registry(), question(["h1:mine="]))
        #expect(text.contains("h1:mine= in the lock file is of no package"))
    }

    @Test("a version without packages is said") func noPackages() async throws {
        #expect(
            try await message(Registry(), question([], to: "9.0.0")).contains("has no package of hashicorp/tls 9.0.0"))
    }

    @Test("a list that is none is said") func noList() async throws {
        var registry = Registry()
        registry.replaced["_SHA256SUMS"] = "not found\n"
        #expect(try await message(registry, question([])).contains("the list of its SHA-256 sums holds none"))
    }

    @Test(
        "an answer that fails is an error of the whole",
        arguments: [
            "/p/hashicorp/tls/versions", "/download/darwin/arm64", "_SHA256SUMS", "/files/4.1.0_darwin_arm64",
        ])
    func statuses(_ path: String) async throws {
        var registry = Registry()
        registry.statuses[path] = 503
        let (source, _) = source(registry)
        let asked = question([PackageVector.streamed.h1, PackageVector.deflated.h1])
        #expect(try await lookupCode { try await source.fetchHashes(for: asked) } == .unreachable)
    }

    @Test("no more is downloaded than the limit allows") func budget() async throws {
        let asked = question([PackageVector.streamed.h1, PackageVector.deflated.h1])
        let text = try await message(Registry(), asked, total: 700)
        #expect(text.contains("more than"))
    }
}
