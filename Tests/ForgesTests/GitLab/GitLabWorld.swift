import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@testable import Forges

/// A GitLab on loopback, and our client of it over real HTTP.
struct GitLabWorld {
    let world: SandboxWorld
    let forge: GitLabForge
    /// `platform/gitops`.
    let repository: ForgeRepository
    /// How long the client waited between tries.
    let pauses: Pauses

    /// Starts a world with one repository, runs `body`, and stops it.
    static func with(
        projects: [SeedProject] = [], users: [SeedUser] = SeedUser.usual, edition: SandboxOptions.Edition = .premium,
        _ body: (GitLabWorld) async throws -> Void
    ) async throws {
        let usual = SeedProject("platform/gitops", files: [SeedFile("a.yaml", "a: 1\n")], topics: ["gitops"])
        let world = try await SandboxWorld.start(
            SandboxOptions(seed: SandboxSeed(users: users, projects: [usual] + projects), edition: edition))
        do {
            let pauses = Pauses()
            let forge = try Self.forge(of: world, token: world.token, pauses)
            let found = try await forge.listRepositories(RepositorySelection(paths: ["platform/gitops"]))
            guard let repository = found.0.first else { throw NothingThrown() }
            world.resetLog()
            try await body(GitLabWorld(world: world, forge: forge, repository: repository, pauses: pauses))
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    /// A client with another token.
    func forge(token: String) throws -> GitLabForge { try Self.forge(of: world, token: token, pauses) }

    private static func forge(of world: SandboxWorld, token: String, _ pauses: Pauses) throws -> GitLabForge {
        let client = CurlClient(sleep: { await pauses.add($0) }, random: { 0 })
        return try GitLabForge(
            http: client, baseURL: world.forgeURL, token: Secret(token), tokenName: "env:GITLAB_TOKEN")
    }

    /// Makes a branch with one commit.
    func push(_ branch: String) async throws {
        try await world.commit([SeedFile("a.yaml", "a: \(branch)\n")], to: "platform/gitops", branch: branch)
    }

    /// Makes many branches at one commit.
    func pushMany(_ branches: [String]) async throws {
        try await push("seed")
        guard let commit = try await world.branches(of: "platform/gitops")["seed"] else { throw NothingThrown() }
        let folder = try TemporaryFolder()
        let input = try folder.write("input", branches.map { "create refs/heads/\($0) \(commit)\n" }.joined())
        let path = world.repositoryPath("platform/gitops")
        try #require(run(["/usr/bin/git", "-C", path, "update-ref", "--stdin"], input: input).status == 0)
    }

    func draft(_ branch: String = "windlass/nginx", description: String = "text", assignees: [String] = []) async throws
        -> MergeRequestDraft
    {
        var users: [ForgeUser] = []
        for name in assignees {
            if let user = try await forge.findUser(named: name, in: repository) { users.append(user) }
        }
        return MergeRequestDraft(
            title: "Update \(branch)", description: description, sourceBranch: BranchName(branch), targetBranch: "main",
            labels: ["deps"], assignees: users)
    }

    /// The merge requests as the world has them.
    var requests: [SandboxMergeRequest] {
        get async throws { try await world.mergeRequests(in: "platform/gitops") }
    }
}

/// Counts the pauses that a client makes instead of making them.
actor Pauses {
    private(set) var all: [Duration] = []

    func add(_ duration: Duration) { all.append(duration) }
}
