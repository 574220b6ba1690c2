import BotTestSupport
import Foundation
import HTTPTransport
import Sandbox
import Testing

/// Three processes on one PostgreSQL: what one accepted is done, whoever dies.
@Suite(.timeLimit(.minutes(10))) struct ReplicasTests {
    private static let secret = "whsec_" + Data("a key that senders share with us".utf8).base64EncodedString()
    private static let projects = (0..<8).map { "platform/p\($0)" }
    private static let deliveries = 400

    /// One `windlass serve`.
    private struct Replica {
        let process: RunningProcess
        let folder: TemporaryFolder
        let address: String
    }

    /// The program that was built beside the tests.
    private static var program: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/windlass"
    }

    private func start(_ world: SandboxWorld, database: String) async throws -> Replica {
        let folder = try TemporaryFolder()
        let port = try freePort()
        try folder.write("database", database + "\n")
        let settings = try folder.write(
            "windlass.yaml",
            """
            forges:
              - name: sandbox
                kind: gitlab
                url: \(world.forgeBaseURL)
                token: env:TOKEN
                repositories:
                  paths: [\(Self.projects.joined(separator: ", "))]
            git: {cacheDirectory: cache}
            state: file:database
            report: {folder: report}
            server:
              listen: 127.0.0.1:\(port)
              schedule: never
              workers: 2
              webhooks:
                - sender: gitlab
                  secrets: [env:HOOK]
            """)
        let process = try await RunningProcess(
            Self.program, ["serve", "--config", settings], port: port,
            environment: ["TOKEN": world.token, "HOOK": Self.secret], folder: folder)
        return Replica(process: process, folder: folder, address: "http://127.0.0.1:\(port)/webhooks/gitlab")
    }

    /// Sends a push as GitLab does; nil when nobody answers.
    private func send(_ number: Int, to replica: Replica, _ client: CurlClient) async throws -> Int? {
        let body = """
            {"object_kind": "push", "ref": "refs/heads/main", "after": "c\(number)",
             "project": {"id": 1, "path_with_namespace": "\(Self.projects[number % Self.projects.count])",
             "default_branch": "main"}}
            """
        var request = HTTPRequest(.post, replica.address, body: Array(body.utf8))
        for (name, value) in try signedWebhook(id: "d\(number)", body: body, secret: Self.secret) {
            request.headers[name] = value
        }
        return try? await client.send(request).status
    }

    /// Sends until one of the replicas has taken it, and then once more to another, as impatient senders do.
    private func deliver(_ number: Int, to replicas: [Replica], _ client: CurlClient) async throws -> [Int] {
        var answers: [Int] = []
        for attempt in 0..<60 where answers.count < 2 {
            let replica = replicas[(number + attempt) % replicas.count]
            if let status = try await send(number, to: replica, client), status == 202 || status == 200 {
                answers.append(status)
            } else {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return answers
    }

    @Test("a storm of deliveries loses none and does none twice, though one process is killed in the middle")
    func storm() async throws {
        let server = try DebianPostgres()
        let database = try server.makeDatabase()
        let projects = Self.projects.map { SeedProject($0, files: [SeedFile("apps/web.yaml", Seeds.deployment)]) }
        try await withSandbox(SandboxOptions(seed: SandboxSeed(projects: projects, catalogue: Seeds.catalogue))) {
            world in
            let replicas = try await withThrowingTaskGroup(of: Replica.self) { group in
                for _ in 0..<3 { group.addTask { try await start(world, database: database) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            defer { for replica in replicas { replica.process.stop() } }
            let client = CurlClient()
            let answers = try await withThrowingTaskGroup(of: [Int].self) { group in
                var all: [[Int]] = []
                for number in 0..<Self.deliveries {
                    if number >= 16, let done = try await group.next() { all.append(done) }
                    // By then some repositories are being worked on, and some merge requests are open.
                    if number == Self.deliveries / 2 {
                        while try await openRequests(world).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                        replicas[0].process.stop()
                    }
                    group.addTask { try await deliver(number, to: replicas, client) }
                }
                for try await done in group { all.append(done) }
                return all
            }
            // Each was taken once, and known when it came again.
            #expect(answers.count == Self.deliveries)
            #expect(answers.allSatisfy { $0.count == 2 && $0[1] == 200 })
            // What the dead one held comes free when its lease ends.
            try await eventually {
                try server.query(
                    """
                    SELECT (SELECT count(*) FROM windlass.delivery WHERE state = 'waiting')
                        + (SELECT count(*) FROM windlass.job)
                    """, in: database) == "0"
            }
            let counted = try server.query(
                "SELECT state, count(*), count(DISTINCT key) FROM windlass.delivery GROUP BY state", in: database)
            #expect(counted == "done|\(Self.deliveries)|\(Self.deliveries)")
            try await expectOneRequestPerDecision(world)
        }
    }

    private func openRequests(_ world: SandboxWorld) async throws -> [SandboxMergeRequest] {
        var requests: [SandboxMergeRequest] = []
        for project in Self.projects { requests += try await world.mergeRequests(in: project) }
        return requests
    }

    private func expectOneRequestPerDecision(_ world: SandboxWorld) async throws {
        let requests = try await openRequests(world)
        let byProject = Dictionary(grouping: requests, by: \.project).mapValues { $0.map(\.sourceBranch).sorted() }
        let branches = try #require(byProject[Self.projects[0]])
        #expect(branches.count >= 2 && Set(branches).count == branches.count)
        for project in Self.projects {
            #expect(byProject[project] == branches, "\(project)")
            let pushed = try await world.branches(of: project).keys.filter { $0.hasPrefix("windlass/") }
            #expect(pushed.sorted() == branches, "\(project)")
        }
        #expect(requests.allSatisfy { $0.state == "opened" && $0.notes.isEmpty })
        #expect(world.violations.isEmpty)
        let created = world.requests.filter {
            $0.method == "POST" && $0.target.hasSuffix("/merge_requests") && (200..<300).contains($0.status)
        }
        #expect(created.count == requests.count)
    }

    private func eventually(_ isSo: () async throws -> Bool) async throws {
        while try await !isSo() { try await Task.sleep(for: .milliseconds(200)) }
    }
}
