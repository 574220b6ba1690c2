import BotTestSupport
import Foundation
import Sandbox
import Testing

/// Where `scripts/clients` put the public clients; nil where they are not installed.
private let clients = ProcessInfo.processInfo.environment["WINDLASS_CLIENTS"]

/// The kits as others see them: what they serve must satisfy clients that were written for the real services.
@Suite(
    "Public clients of the three services",
    .enabled(if: clients != nil, "scripts/clients installs them and runs this suite"), .serialized)
struct PublicClientTests {
    private static let count = 250

    @Test(
        "create, list, update, close, label, assign, comment, read files, and page through 250 merge requests",
        arguments: SandboxOptions.ForgeStyle.allCases)
    func drive(_ style: SandboxOptions.ForgeStyle) async throws {
        let project = SeedProject("platform/gitops", files: [SeedFile("a.yaml", "a: 1\n")])
        let seed = SandboxSeed(projects: [project])
        try await withSandbox(SandboxOptions(seed: seed, forge: style)) { world async throws in
            try await makeBranches(in: world)
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Clients/\(style.rawValue)_client.py").path
            let home = try TemporaryFolder()
            let result = try run(
                [
                    "/bin/sh", "-c", "exec \"$@\" 2>&1", "sh", try #require(clients) + "/bin/python", script,
                    world.forgeBaseURL, world.token, "platform/gitops", String(Self.count),
                ],
                // Azure's client keeps what it learnt about a server there.
                environment: ["HOME": home.path, "AZURE_DEVOPS_CACHE_DIR": home.path])
            #expect(result.status == 0 && result.text.hasSuffix("done"), "\(result.text)")
            #expect(try await world.mergeRequests(in: "platform/gitops").count == Self.count + 1)
        }
    }

    /// `client/0` and so on, each with a commit of its own.
    private func makeBranches(in world: SandboxWorld) async throws {
        let base = try #require(try await world.branches(of: "platform/gitops")["main"])
        let commands = (0..<Self.count).map { number in
            """
            commit refs/heads/client/\(number)
            committer Bob <bob@sandbox.invalid> 1700000000 +0000
            data 3
            One
            from \(base)
            M 100644 inline a.yaml
            data <<END
            a: \(number + 2)
            END


            """
        }
        let folder = try TemporaryFolder()
        let input = try folder.write("input", commands.joined())
        let path = world.repositoryPath("platform/gitops")
        try #require(run(["/usr/bin/git", "-C", path, "fast-import", "--quiet"], input: input).status == 0)
    }
}
