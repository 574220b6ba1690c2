import BotTestSupport
import Foundation
import Sandbox

extension Bench {
    private static let project = "platform/gitops"

    /// How long it takes from an image that is pushed to Debian's registry to the merge request at the forge.
    func measureRegistryPush() async throws {
        var times: [Double] = []
        for round in 0..<3 { times.append(try await pushToMergeRequest(round)) }
        Row(name: "registry_push_to_merge_request_s", value: median(times), unit: "s").print()
    }

    private func pushToMergeRequest(_ round: Int) async throws -> Double {
        let port = try freeLocalPort()
        let registry = try await DebianRegistry(
            notifications: ("http://127.0.0.1:\(port)/webhooks/registry/oci", "a-secret"))
        try await registry.pushImage("shop/api", tags: ["1.0.0"])
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: api
            spec:
              containers:
                - name: api
                  image: \(registry.host)/shop/api:1.0.0

            """
        let world = try await SandboxWorld.start(
            SandboxOptions(
                seed: SandboxSeed(
                    projects: [SeedProject(Self.project, files: [SeedFile("api.yaml", manifest)])],
                    catalogue: Catalogue(images: []))))
        do {
            let time = try await measure(world, registry, port, round)
            await world.stop()
            return time
        } catch {
            await world.stop()
            throw error
        }
    }

    private func measure(
        _ world: SandboxWorld, _ registry: DebianRegistry, _ port: Int, _ round: Int
    ) async throws -> Double {
        let settings = folder + "/push-\(round).yaml"
        let text = """
            forges:
              - name: bench
                kind: gitlab
                url: \(world.forgeURL)
                token: env:BENCH_TOKEN
                repositories:
                  paths: [\(Self.project)]
            registries:
              - host: \(registry.host)
                insecure: true
            git:
              cacheDirectory: push-cache-\(round)
            state: sqlite:push-\(round).sqlite
            report:
              folder: push-report-\(round)
            server:
              listen: 127.0.0.1:\(port)
              webhooks:
                - sender: registry/oci
                  secrets: [env:BENCH_HOOK]
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: settings))
        let server = try RunningChild(
            [windlass, "serve", "--config", settings, "--quiet"],
            environment: ["BENCH_TOKEN": world.token, "BENCH_HOOK": "a-secret"], log: folder + "/push-\(round).log")
        defer { server.end() }
        _ = try waitUntilReady(port, "/readyz")
        // The first look is over: it is known who pins what.
        try await until { localPage(port, "/")?.body.contains("bench/\(Self.project)</td>") == true }
        try await until { localPage(port, "/")?.body.contains("Nothing to do") == true }
        let start = ContinuousClock.now
        try await registry.pushImage("shop/api", tags: ["1.1.0"])
        try await until { try await !world.mergeRequests(in: Self.project).isEmpty }
        return start.duration(to: .now) / .seconds(1)
    }

    private func until(_ isSo: () async throws -> Bool) async throws {
        let start = ContinuousClock.now
        while try await !isSo() {
            guard start.duration(to: .now) < .seconds(60) else {
                throw ChildFailure(description: "what was waited for did not come within a minute")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
