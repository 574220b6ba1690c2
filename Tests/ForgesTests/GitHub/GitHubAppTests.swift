import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@testable import Forges

@Suite("A GitHub App")
struct GitHubAppTests {
    /// A world with an app on the account `platform`, and a client that works as it.
    private func withApp(
        accounts: [String] = ["platform"], clock: Clock = Clock(),
        _ body: (SandboxWorld, GitHubForge, CurlClient) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/key.pem"
        try #require(run(["/usr/bin/openssl", "genrsa", "-out", path, "2048"]).status == 0)
        try #require(run(["/usr/bin/openssl", "rsa", "-in", path, "-pubout", "-out", path + ".pub"]).status == 0)
        let key = try String(contentsOfFile: path, encoding: .utf8)
        let seed = SandboxSeed(projects: [
            SeedProject("platform/gitops", files: [SeedFile("a.yaml", "a: 1\n")]),
            SeedProject("other/secret", files: [SeedFile("a.yaml", "a: 1\n")]),
        ])
        try await withSandbox(SandboxOptions(seed: seed, forge: .github, now: { clock.now })) { world async throws in
            try await world.addApp(
                id: 77, slug: "windlass-app", publicKey: try String(contentsOfFile: path + ".pub", encoding: .utf8),
                accounts: accounts)
            let http = CurlClient(sleep: { _ in try Task.checkCancellation() }, random: { 0 })
            let forge = try GitHubForge(
                http: http, baseURL: world.forgeURL,
                app: ForgeApp(id: 77, privateKey: Secret(key), name: "file:app.pem"),
                now: { clock.now })
            try await body(world, forge, http)
        }
    }

    /// A clock that a test moves.
    final class Clock: Sendable {
        private let offset = ConditionOffset()
        var now: Date { Date(timeIntervalSince1970: 1_790_000_000 + offset.seconds) }
        func advance(_ seconds: Double) { offset.add(seconds) }
    }

    // The value is only touched under the lock, which is what makes sharing it sound.
    final class ConditionOffset: @unchecked Sendable {
        private let lock = NSLock()
        private var value = 0.0
        var seconds: Double { lock.withLock { value } }
        func add(_ seconds: Double) { lock.withLock { value += seconds } }
    }

    private func tokens(_ world: SandboxWorld) -> Int { world.counters[.forgeToken] }

    @Test("finds its repositories, opens pull requests as itself, and makes one token for all")
    func works() async throws {
        try await withApp { world, forge, _ in
            let (repositories, notes) = try await forge.listRepositories(RepositorySelection(paths: ["**"]))
            #expect(repositories.map(\.path) == ["platform/gitops"] && notes.isEmpty)
            let repository = try #require(repositories.first)
            try await world.commit([SeedFile("a.yaml", "a: 2\n")], to: "platform/gitops", branch: "windlass/a")
            let draft = MergeRequestDraft(
                title: "Update a", description: "x", sourceBranch: "windlass/a", targetBranch: "main")
            _ = try await forge.createMergeRequest(draft, in: repository)
            let open = try await forge.listOpenMergeRequests(in: repository, branchPrefix: "windlass/")
            #expect(open.count == 1)
            #expect(try await world.mergeRequests(in: "platform/gitops").first?.author == "windlass-app[bot]")
            #expect(tokens(world) == 1)
            #expect(world.violations == [])
        }
    }

    @Test("renews its token before it expires, and when it is refused in the middle")
    func renews() async throws {
        let clock = Clock()
        try await withApp(clock: clock) { world, forge, _ in
            let selection = RepositorySelection(paths: ["platform/gitops"])
            _ = try await forge.listRepositories(selection)
            clock.advance(3000)
            _ = try await forge.listRepositories(selection)
            #expect(tokens(world) == 1)
            clock.advance(400)
            _ = try await forge.listRepositories(selection)
            #expect(tokens(world) == 2)
            await world.endInstallationTokens()
            let (found, _) = try await forge.listRepositories(selection)
            #expect(found.count == 1 && tokens(world) == 3)
        }
    }

    @Test("gives Git the token of the moment")
    func git() async throws {
        try await withApp { world, forge, http in
            let (found, _) = try await forge.listRepositories(RepositorySelection(paths: ["platform/gitops"]))
            let remote = try #require(found.first?.remote)
            await world.endInstallationTokens()
            let request = HTTPRequest(
                .get, remote.url + "/info/refs?service=git-receive-pack", authorization: remote.authorization)
            #expect(try await http.send(request).status == 401)
            #expect(try await forge.gitClient(http).send(request).status == 200)
        }
    }

    @Test("that is installed more than once asks for the installation")
    func several() async throws {
        try await withApp(accounts: ["platform", "other"]) { _, forge, _ in
            let error = try await forgeError {
                _ = try await forge.listRepositories(RepositorySelection(paths: ["platform/gitops"]))
            }
            #expect(error.message.contains("platform") && error.message.contains("`installation`"), "\(error.message)")
        }
    }

    @Test("with a key that is none is refused by name")
    func badKey() {
        let error = #expect(throws: ForgeError.self) {
            _ = try GitHubForge(
                http: ScriptedClient([]), app: ForgeApp(id: 1, privateKey: Secret("nokey"), name: "env:KEY"))
        }
        #expect(error?.code == .unauthorized && error?.message.contains("env:KEY") == true)
        #expect(error?.message.contains("nokey") == false)
    }
}
