import Foundation
import Sandbox

extension Bench {
    /// The nightly job over 1,000 dependencies on 300 packages: cold, and again with nothing to do.
    func measureRun() async throws {
        let packages = 300
        let world = try await SandboxWorld.start(
            SandboxOptions(seed: .generated(repositories: 4, dependencies: 1000, packages: packages)))
        do {
            let settings = try writeSettings(for: world)
            let environment = ["BENCH_TOKEN": world.token]
            let cold = try run([windlass, "run", "--config", settings, "--format", "json"], environment: environment)
            report("cold", cold, world, packages: packages)
            // The first run opened what its limit allows; now nothing is left to do.
            world.resetLog()
            let warm = try run([windlass, "run", "--config", settings, "--format", "json"], environment: environment)
            report("warm", warm, world, packages: packages)
            Row(name: "run_warm_writes", value: Double(world.counters.writes), unit: "requests").print()
            let listings = world.requests.filter { $0.isMergeRequestListing }.count
            Row(
                name: "run_warm_forge_listings_per_repository", value: Double(listings) / 4, unit: "requests"
            ).print()
            Row(
                name: "run_peak_rss_mb", value: Double(max(cold.peakMemory, warm.peakMemory)) / 1e6, unit: "MB"
            ).print()
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private func report(_ name: String, _ run: ChildRun, _ world: SandboxWorld, packages: Int) {
        let requests = world.counters.registryRequests + world.counters.registryTokens
        Row(name: "run_\(name)_s", value: run.seconds, unit: "s").print()
        Row(name: "run_\(name)_requests", value: Double(world.counters.total), unit: "requests").print()
        Row(
            name: "run_\(name)_requests_per_package", value: Double(requests) / Double(packages), unit: "requests"
        ).print()
    }

    private func writeSettings(for world: SandboxWorld) throws -> String {
        let text = """
            forges:
              - name: bench
                kind: gitlab
                url: \(world.forgeURL)
                token: env:BENCH_TOKEN
                repositories:
                  groups:
                    - bench
            git:
              cacheDirectory: cache
            state: sqlite:state.sqlite
            report:
              folder: report
            defaults:
              assignees:
                - admin
            """
        let path = folder + "/windlass.yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}

extension LoggedRequest {
    /// Whether it lists the merge requests of a repository.
    fileprivate var isMergeRequestListing: Bool {
        method == "GET" && target.hasPrefix("/api/v4/projects/") && target.contains("/merge_requests?")
    }
}
