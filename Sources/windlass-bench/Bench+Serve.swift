import Foundation
import Sandbox
import Signing

extension Bench {
    private static let hookSecret = "a-secret-of-the-bench"
    private static let signature = "X-Hub-Signature-256"

    /// The resident form: how fast it starts, what it holds, and how many webhooks it takes, against Debian's `webhook`.
    func measureServe() async throws {
        let world = try await SandboxWorld.start(
            SandboxOptions(seed: .generated(repositories: 1, dependencies: 10, packages: 5)))
        do {
            try await measureHooks(world)
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private func measureHooks(_ world: SandboxWorld) async throws {
        let port = try freeLocalPort()
        let settings = try writeServeSettings(world, port)
        let command = [windlass, "serve", "--config", settings, "--quiet"]
        let environment = ["BENCH_TOKEN": world.token, "BENCH_HOOK": Self.hookSecret]
        var ready: [Double] = []
        for round in 0..<5 {
            let server = try RunningChild(command, environment: environment, log: folder + "/serve-\(round).log")
            ready.append(try waitUntilReady(port, "/readyz") * 1000)
            let code = server.end()
            guard code == 0 else { throw ChildFailure(description: "serve ended with code \(code) when asked to end") }
        }
        Row(name: "ready_ms", value: median(ready), unit: "ms").print()

        let server = try RunningChild(command, environment: environment, log: folder + "/serve.log")
        _ = try waitUntilReady(port, "/readyz")
        try await Task.sleep(for: .seconds(6))
        let idle = server.residentMemory
        Row(name: "idle_rss_mb", value: Double(idle) / 1e6, unit: "MB").print()

        let script = try writeHookScript()
        let other = try startWebhook()
        var ours: [Double] = []
        var theirs: [Double] = []
        var slowest: [Double] = []
        var taken = 0
        func storm(_ seconds: Int) throws -> HookStorm {
            let storm = try runHookStorm(script, "http://127.0.0.1:\(port)/webhooks/github", seconds: seconds)
            taken += storm.taken
            return storm
        }
        _ = try storm(2)
        for _ in 0..<3 {
            let url = "http://127.0.0.1:\(other.port)/hooks/push"
            theirs.append(try runHookStorm(script, url, seconds: 5).perSecond)
            let storm = try storm(5)
            ours.append(storm.perSecond)
            slowest.append(storm.p99)
        }
        other.server.end(SIGKILL)
        Row(name: "hooks_per_s", value: median(ours), unit: "requests/s").print()
        Row(name: "webhook_per_s", value: median(theirs), unit: "requests/s").print()
        Row(name: "hooks_vs_webhook_ratio", value: median(ours) / median(theirs), unit: "ratio").print()
        Row(name: "hooks_p99_ms", value: median(slowest), unit: "ms").print()
        while taken < 100_000 { _ = try storm(5) }
        let stored = try await countDeliveries(port)
        Row(name: "hooks_lost", value: Double(max(0, taken - stored)), unit: "deliveries").print()
        try await Task.sleep(for: .seconds(6))
        let grown = server.residentMemory - idle
        Row(name: "rss_growth_100k_mb", value: Double(max(0, grown)) / 1e6, unit: "MB").print()
        server.end()
    }

    /// How many seconds it takes until `path` is answered with 200.
    func waitUntilReady(_ port: Int, _ path: String) throws -> Double {
        let start = ContinuousClock.now
        while localPage(port, path)?.status != 200 {
            guard start.duration(to: .now) < .seconds(60) else {
                throw ChildFailure(description: "nothing listens on port \(port) after a minute")
            }
            usleep(1000)
        }
        return start.duration(to: .now) / .seconds(1)
    }

    /// Deliveries in the inbox, once all are dispatched.
    private func countDeliveries(_ port: Int) async throws -> Int {
        for _ in 0..<600 {
            let lines = localPage(port, "/metrics")?.body.split(separator: "\n") ?? []
            func count(_ state: String) -> Int? {
                let name = "windlass_deliveries{state=\"\(state)\"} "
                return lines.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) }
            }
            if count("waiting") == 0, let done = count("done"), let failed = count("failed") { return done + failed }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ChildFailure(description: "deliveries still wait after a minute")
    }

    private func writeServeSettings(_ world: SandboxWorld, _ port: Int) throws -> String {
        try write(
            "serve.yaml",
            """
            forges:
              - name: bench
                kind: gitlab
                url: \(world.forgeURL)
                token: env:BENCH_TOKEN
                repositories:
                  groups:
                    - bench
            git:
              cacheDirectory: serve-cache
            state: sqlite:serve.sqlite
            report:
              folder: serve-report
            server:
              listen: 127.0.0.1:\(port)
              schedule: never
              webhooks:
                - sender: github
                  forge: bench
                  secrets: [env:BENCH_HOOK]
            """)
    }

    /// What wrk sends: one push of 10 KB, signed, each time with another delivery id.
    private func writeHookScript() throws -> String {
        let commits = (0..<40).map { number in
            #"{"id": "\#(String(repeating: "a", count: 40))", "message": "Change \#(number) of the bench, with some words", "timestamp": "2026-01-01T00:00:00Z", "author": {"name": "Ada", "email": "ada@example.com"}, "added": [], "removed": [], "modified": ["apps/team-\#(number)/deployment.yaml"]}"#
        }
        let body =
            #"{"ref": "refs/heads/main", "before": "aa", "after": "bb", "forced": false, "repository": {"id": 1, "full_name": "bench/repository-0", "default_branch": "main"}, "commits": [\#(commits.joined(separator: ","))]}"#
        let code = hexadecimal(
            try HashFunction.sha256.hmac(key: Array(Self.hookSecret.utf8), message: Array(body.utf8)))
        return try write(
            "hook.lua",
            """
            local threads = 0
            function setup(thread) threads = threads + 1; thread:set("id", threads) end
            function init(args) count = 0; start = tostring(os.time()) .. args[1] end
            local body = [==[\(body)]==]
            function request()
              count = count + 1
              return wrk.format("POST", nil, {
                ["Content-Type"] = "application/json", ["X-GitHub-Event"] = "push",
                ["\(Self.signature)"] = "sha256=\(code)",
                ["X-GitHub-Delivery"] = start .. "-" .. id .. "-" .. count,
              }, body)
            end
            function done(summary, latency, requests)
              io.write(string.format("\\nRESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
                summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write
                + summary.errors.timeout, latency:percentile(99.0)))
            end
            """)
    }

    /// Debian's `webhook`, which verifies the same signature; a second rule that never holds spares it the program that it
    /// would start for each request.
    private func startWebhook() throws -> (server: RunningChild, port: Int) {
        let port = try freeLocalPort()
        let hooks = try write(
            "hooks.json",
            """
            [{"id": "push", "execute-command": "/bin/true", "trigger-rule-mismatch-http-response-code": 200,
              "trigger-rule": {"and": [
                {"match": {"type": "payload-hmac-sha256", "secret": "\(Self.hookSecret)",
                           "parameter": {"source": "header", "name": "\(Self.signature)"}}},
                {"match": {"type": "value", "value": "never",
                           "parameter": {"source": "header", "name": "X-GitHub-Event"}}}]}}]
            """)
        let server = try RunningChild(
            [try path(of: "webhook"), "-hooks", hooks, "-ip", "127.0.0.1", "-port", "\(port)"],
            log: folder + "/webhook.log")
        _ = try waitUntilReady(port, "/")
        return (server, port)
    }

    /// What one run of wrk came to.
    private struct HookStorm {
        var taken: Int
        var perSecond: Double
        /// In milliseconds.
        var p99: Double
    }

    private func runHookStorm(_ script: String, _ url: String, seconds: Int) throws -> HookStorm {
        let arguments = ["-t", "2", "-c", "64", "-d", "\(seconds)s", "-s", script, url, "--", UUID().uuidString]
        let output = String(decoding: try run([try path(of: "wrk")] + arguments).output, as: UTF8.self)
        let numbers =
            output.split(separator: "\n").first { $0.hasPrefix("RESULT ") }?.split(separator: " ").dropFirst()
            .compactMap { Double($0) } ?? []
        guard numbers.count == 5 else { throw ChildFailure(description: "wrk says nothing: \(output)") }
        guard numbers[2] == 0, numbers[3] == 0 else {
            throw ChildFailure(description: "\(url): \(Int(numbers[2])) refused, \(Int(numbers[3])) broken")
        }
        return HookStorm(taken: Int(numbers[0]), perSecond: numbers[0] / numbers[1] * 1e6, p99: numbers[4] / 1000)
    }

    private func write(_ name: String, _ text: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
