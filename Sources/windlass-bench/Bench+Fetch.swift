import Foundation
import Sandbox

extension Bench {
    /// Our fetch of one head of a repository with 10,000 commits, against git's own shallow clone, over the same server.
    ///
    /// The ratio compares the fetch as a run does it, with a client that has no connection yet and an empty store, to the
    /// whole git command, which is how others do it. `fetch_depth1_process_ms` is a process of ours that does nothing else.
    func measureFetch() async throws {
        let world = try await SandboxWorld.start(SandboxOptions(seed: SandboxSeed(projects: [Self.longHistory])))
        do {
            let git = try path(of: "git")
            let address = world.gitURL("bench/history")
            let header = "Authorization: Basic " + Data("oauth2:\(world.token)".utf8).base64EncodedString()
            var ours: [Double] = []
            var processes: [Double] = []
            var theirs: [Double] = []
            // One round warms caches of the server; then all take turns, so that noise hits all.
            for round in 0..<8 {
                let clone = try run([
                    git, "-c", "http.extraHeader=" + header, "clone", "--quiet", "--bare", "--depth", "1", address,
                    folder + "/clone-\(round)",
                ]).seconds
                let process = try run(
                    [windlass + "-bench", "fetch-once", address, folder + "/store-\(round)"],
                    environment: ["BENCH_TOKEN": world.token]
                ).seconds
                let start = ContinuousClock.now
                try await fetchOnce(address, token: world.token, into: folder + "/inside-\(round)")
                let fetch = start.duration(to: .now)
                if round > 0 {
                    ours.append(fetch / .seconds(1))
                    processes.append(process)
                    theirs.append(clone)
                }
            }
            Row(name: "fetch_depth1_ms", value: median(ours) * 1000, unit: "ms").print()
            Row(name: "fetch_depth1_process_ms", value: median(processes) * 1000, unit: "ms").print()
            Row(name: "git_clone_depth1_ms", value: median(theirs) * 1000, unit: "ms").print()
            Row(name: "fetch_depth1_vs_git_cli_ratio", value: median(ours) / median(theirs), unit: "ratio").print()
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    /// 10,000 commits over 400 files.
    private static var longHistory: SeedProject {
        var commits = [
            SeedCommit(
                "Add the first files",
                files: (0..<400).map { SeedFile("apps/app-\($0).yaml", "image: registry.example/app-\($0):1.0.0\n") })
        ]
        for number in 1..<10_000 {
            let app = number % 400
            commits.append(
                SeedCommit(
                    "Move app-\(app)",
                    files: [SeedFile("apps/app-\(app).yaml", "image: registry.example/app-\(app):1.0.\(number)\n")]))
        }
        return SeedProject("bench/history", commits: commits)
    }
}
