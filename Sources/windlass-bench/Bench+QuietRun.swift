import Foundation
import Sandbox

extension Bench {
    private static let quietRepositories = 200

    /// The nightly job over 200 repositories on each forge, every second one with an open merge request, and nothing to do.
    func measureQuietRuns() async throws {
        for style in SandboxOptions.ForgeStyle.allCases {
            let count = Self.quietRepositories
            let world = try await SandboxWorld.start(
                SandboxOptions(
                    seed: .generated(
                        repositories: count, dependencies: count, packages: 2, outdated: 1, pinsPerFile: 1),
                    forge: style))
            do {
                try measureQuietRun(in: world, style)
            } catch {
                await world.stop()
                throw error
            }
            await world.stop()
        }
    }

    private func measureQuietRun(in world: SandboxWorld, _ style: SandboxOptions.ForgeStyle) throws {
        let settings = try writeQuietSettings(for: world, style)
        let environment = ["BENCH_TOKEN": world.token]
        let command = [windlass, "run", "--config", settings, "--format", "json"]
        // The first run opens the merge requests and fills the caches.
        _ = try run(command, environment: environment)
        world.resetLog()
        let quiet = try run(command, environment: environment)
        let counters = world.counters
        let count = Double(Self.quietRepositories)
        guard counters.writes == 0 else {
            throw ChildFailure(
                description: "a run with nothing to do made \(counters.writes) writes on \(style.rawValue)")
        }
        Row(
            name: "quiet_run_requests_per_repository_\(style.rawValue)",
            value: Double(counters.forgeReads + counters[.forgeToken]) / count, unit: "requests"
        ).print()
        Row(
            name: "quiet_run_ls_remotes_per_repository_\(style.rawValue)",
            value: Double(counters[.gitLsRefs] + counters[.gitFetch]) / count,
            unit: "requests"
        ).print()
        Row(name: "quiet_run_s_\(style.rawValue)", value: quiet.seconds, unit: "s").print()
    }

    private func writeQuietSettings(for world: SandboxWorld, _ style: SandboxOptions.ForgeStyle) throws -> String {
        let text = """
            forges:
              - name: bench
                kind: \(style.rawValue)
                url: \(world.forgeBaseURL)
                token: env:BENCH_TOKEN
                repositories:
                  groups:
                    - bench
            git:
              cacheDirectory: cache
            state: sqlite:state.sqlite
            defaults:
              assignees:
                - admin
            """
        let place = folder + "/quiet-\(style.rawValue)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: place + "/windlass.yaml"))
        return place + "/windlass.yaml"
    }
}
