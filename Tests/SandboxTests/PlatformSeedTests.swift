import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("The platform seed")
struct PlatformSeedTests {
    @Test("every image that its files pin is offered, and every token is replaced")
    func imagesResolve() async throws {
        let seed = try SandboxSeed.platform()
        try await withWorld(SandboxOptions(seed: seed)) { world, _ async throws in
            let host = NSRegularExpression.escapedPattern(for: world.registryHost)
            let image = try Regex("\(host)/([a-z0-9/_-]+):([A-Za-z0-9_][A-Za-z0-9._-]*)")
            var pins = 0
            for (path, text) in try await texts(of: seed, in: world) {
                #expect(!text.contains(/@[A-Z]+[:@]/), "\(path)")
                for match in text.matches(of: image) {
                    let repository = String(match[1].substring ?? "")
                    let tag = String(match[2].substring ?? "")
                    #expect(world.registry.tags(of: repository).contains(tag), "\(repository):\(tag) in \(path)")
                    pins += 1
                }
            }
            #expect(pins > 20)
        }
    }

    @Test("every chart that an Application pins is offered")
    func chartsResolve() async throws {
        let seed = try SandboxSeed.platform()
        try await withWorld(SandboxOptions(seed: seed)) { world, probe async throws in
            let pattern =
                #/repoURL: ["']?(\S+?)["']?\n\s+chart: "?([a-z-]+)"?\n(?:\s+#.*\n)?\s+targetRevision: ["']?([^"'\s]+)/#
            var pins = 0
            for (path, text) in try await texts(of: seed, in: world) {
                for match in text.matches(of: pattern) {
                    let (_, url, chart, version) = match.output
                    pins += 1
                    if url.hasPrefix(world.registryHost) {
                        #expect(world.registry.tags(of: "charts/\(chart)").contains(String(version)), "\(path)")
                        continue
                    }
                    let index = try await probe.send(.get, url + "/index.yaml")
                    #expect(index.text.contains("\(chart)-\(version).tgz"), "\(chart) \(version) in \(path)")
                }
            }
            #expect(pins >= 8)
        }
    }

    @Test("a digest in the files is the registry's digest of that tag")
    func digests() async throws {
        try await withWorld(SandboxOptions(seed: try .platform())) { world, _ async throws in
            let text = String(
                decoding: try #require(try await world.file("manifests/redis.yaml", of: "platform/gitops")),
                as: UTF8.self)
            let digest = try #require(world.registry.digest(of: "library/redis", tag: "7.2.4"))
            #expect(text.contains("image: \(world.registryHost)/library/redis:7.2.4@\(digest)\n"))
        }
    }

    @Test("line ends, modes and links arrive in the repository as they are meant")
    func bytesAndModes() async throws {
        try await withWorld(SandboxOptions(seed: try .platform())) { world, _ async throws in
            let reports = try #require(try await world.file("legacy/reports.yaml", of: "platform/gitops"))
            #expect(reports.filter { $0 == 13 }.count == reports.filter { $0 == 10 }.count)
            #expect(reports.last != 10)
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            let files = try await git.run("-C", "copy", "ls-files", "--stage").output
            #expect(files.contains(/100755 [0-9a-f]+ 0\tscripts\/validate/))
            #expect(files.contains(/120000 [0-9a-f]+ 0\tcurrent/))
            #expect(files.contains("\t.gitlab-ci.yml"))
        }
    }

    @Test("a package that is left out is unknown to the registry")
    func omitted() async throws {
        try await withWorld(SandboxOptions(seed: try .platform(omitting: ["restic/restic"]))) { _, probe async throws in
            #expect(try await probe.registry(.get, "/v2/restic/restic/tags/list").status == 404)
            #expect(try await probe.registry(.get, "/v2/library/nginx/tags/list").status == 200)
        }
    }

    @Test("the same seed makes the same commits each time")
    func deterministic() async throws {
        let seed = SandboxSeed(projects: [SeedProject("a/b", files: [SeedFile("x", "1\n"), SeedFile("y/z", "2\n")])])
        var heads: [[String: String]] = []
        for _ in 0..<2 {
            try await withWorld(SandboxOptions(seed: seed)) { world, _ async throws in
                heads.append(try await world.branches(of: "a/b"))
            }
        }
        #expect(heads[0].keys.sorted() == ["main"])
        #expect(heads[0] == heads[1])
    }

    /// The files of a seed as they are in the world.
    private func texts(of seed: SandboxSeed, in world: SandboxWorld) async throws -> [(path: String, text: String)] {
        var result: [(path: String, text: String)] = []
        for project in seed.projects {
            for file in project.commits.flatMap(\.files) {
                let bytes = try #require(try await world.file(file.path, of: project.path), "\(file.path)")
                result.append((file.path, String(decoding: bytes, as: UTF8.self)))
            }
        }
        return result
    }
}
