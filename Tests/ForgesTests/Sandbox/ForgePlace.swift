import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@testable import Forges

/// A forge of any kind on loopback, and our client of it over real HTTP, with real Git behind.
struct ForgePlace {
    let style: SandboxOptions.ForgeStyle
    let world: SandboxWorld
    let forge: any BuiltInForge
    /// `platform/gitops`.
    let repository: ForgeRepository

    static func with(
        _ style: SandboxOptions.ForgeStyle, projects: [SeedProject] = [], _ body: (ForgePlace) async throws -> Void
    ) async throws {
        let usual = SeedProject("platform/gitops", files: [SeedFile("a.yaml", "a: 1\n")], topics: ["gitops"])
        try await withSandbox(SandboxOptions(seed: SandboxSeed(projects: [usual] + projects), forge: style)) {
            world async throws in
            let forge = try Self.forge(of: world, style, token: world.token)
            let found = try await forge.listRepositories(RepositorySelection(paths: ["platform/gitops"]))
            let repository = try #require(found.0.first, "\(found.1)")
            world.resetLog()
            try await body(ForgePlace(style: style, world: world, forge: forge, repository: repository))
        }
    }

    static func forge(
        of world: SandboxWorld, _ style: SandboxOptions.ForgeStyle, token: String
    ) throws -> any BuiltInForge {
        let client = CurlClient(sleep: { _ in try Task.checkCancellation() }, random: { 0 })
        return try ForgeConfiguration(
            kind: ForgeID(style.rawValue), baseURL: world.forgeBaseURL, token: Secret(token), tokenName: "env:TOKEN",
            http: client
        ).makeForge()
    }

    func push(_ branch: String) async throws {
        try await world.commit([SeedFile("a.yaml", "a: \(branch)\n")], to: "platform/gitops", branch: branch)
    }

    func pushMany(_ branches: [String]) async throws {
        try await push("seed")
        let commit = try #require(try await world.branches(of: "platform/gitops")["seed"])
        let folder = try TemporaryFolder()
        let input = try folder.write("input", branches.map { "create refs/heads/\($0) \(commit)\n" }.joined())
        let path = world.repositoryPath("platform/gitops")
        try #require(run(["/usr/bin/git", "-C", path, "update-ref", "--stdin"], input: input).status == 0)
    }

    func users(_ names: [String]) async throws -> [ForgeUser] {
        var users: [ForgeUser] = []
        for name in names {
            users.append(try #require(try await forge.findUser(named: name, in: repository), "\(name)"))
        }
        return users
    }

    func draft(
        _ branch: String = "windlass/nginx", description: String = "text", assignees: [String] = [],
        reviewers: [String] = []
    ) async throws -> MergeRequestDraft {
        MergeRequestDraft(
            title: "Update \(branch)", description: description, sourceBranch: BranchName(branch),
            targetBranch: "main", labels: ["deps"], assignees: try await users(assignees),
            reviewers: try await users(reviewers))
    }

    var requests: [SandboxMergeRequest] {
        get async throws { try await world.mergeRequests(in: "platform/gitops") }
    }
}
