import BotTestSupport
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Git over HTTP")
struct GitOverHTTPTests {
    @Test("a clone has every byte, mode and link of the seed, with the real addresses")
    func cloneIsComplete() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, _ async throws in
            let git = try GitCLI()
            let outcome = try await git.run("clone", "--quiet", git.url(world), "copy")
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(
                try git.read("copy/apps/web.yaml") == "image: \(world.registryHost)/library/nginx:1.25.3 # the web\n")
            let modes = try await git.run("-C", "copy", "ls-files", "--stage")
            #expect(modes.output.contains("100755") && modes.output.contains("120000"))
            #expect(world.counters.gitFetches == 1)
            #expect(world.counters.gitLsRefs == 1)
            #expect(world.counters.gitDiscoveries >= 1)
        }
    }

    @Test("a partial clone of depth 1 gets one commit and no blobs")
    func partialClone() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, _ async throws in
            try await world.commit([SeedFile("README.md", "# Two\n")], to: "platform/gitops")
            let git = try GitCLI()
            let outcome = try await git.run(
                "clone", "--quiet", "--bare", "--depth", "1", "--filter=blob:none", git.url(world), "copy")
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(try await git.run("-C", "copy", "rev-list", "--count", "HEAD").output == "1\n")
            let objects = try await git.run("-C", "copy", "cat-file", "--batch-check", "--batch-all-objects")
            #expect(!objects.output.contains(" blob "))
            #expect(objects.output.contains(" tree "))
        }
    }

    @Test("without the filter a partial clone gets blobs, and without v2 references are in the first answer")
    func lesserServers() async throws {
        let behaviour = GitBehaviour(offersProtocolV2: false, offersFilter: false)
        try await withWorld(SandboxOptions(seed: smallSeed, git: behaviour)) { world, probe async throws in
            let git = try GitCLI()
            let outcome = try await git.run("clone", "--quiet", "--bare", "--filter=blob:none", git.url(world), "copy")
            #expect(outcome.status == 0, "\(outcome.output)")
            let objects = try await git.run("-C", "copy", "cat-file", "--batch-check", "--batch-all-objects")
            #expect(objects.output.contains(" blob "))
            #expect(world.counters.gitLsRefs == 0)
            let answer = try await probe.send(
                .get, world.gitURL("platform/gitops") + "/info/refs?service=git-upload-pack",
                headers: ["Authorization": "Bearer \(world.token)", "Git-Protocol": "version=2"])
            #expect(answer.text.contains("refs/heads/main"))
            #expect(!answer.text.contains("filter"))
        }
    }

    @Test("a push arrives, is counted, and is seen by the API at once")
    func push() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            // More than a pipe and a chunk hold, so that bodies really flow in pieces.
            let noise = (0..<40_000).map { "line \($0) \($0 &* 2_654_435_761)" }.joined(separator: "\n")
            try git.folder.write("copy/large.txt", noise)
            try await git.run("-C", "copy", "add", "large.txt")
            try await git.run("-C", "copy", "commit", "--quiet", "-m", "Add noise")
            let outcome = try await git.run("-C", "copy", "push", "--quiet", "origin", "HEAD:refs/heads/windlass/noise")
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(world.counters.gitPushes == 1)
            let head = try await git.run("-C", "copy", "rev-parse", "HEAD").output.trimmingCharacters(in: .newlines)
            let branch = try await probe.api(.get, "projects/1/repository/branches/windlass%2Fnoise")
            #expect((branch.object["commit"] as? [String: Any])?["id"] as? String == head)
        }
    }

    @Test("a large blob comes and goes in chunks, also compressed and without a length")
    func largeBodies() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, _ async throws in
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            var state: UInt64 = 42
            let bytes = (0..<3_000_000).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            try Data(bytes).write(to: URL(fileURLWithPath: git.folder.path + "/copy/noise.bin"))
            try await git.run("-C", "copy", "add", "noise.bin")
            try await git.run("-C", "copy", "commit", "--quiet", "-m", "Add noise")
            // Below the size of the pack, git sends it in chunks without a length.
            let push = try await git.run(
                "-C", "copy", "-c", "http.postBuffer=65536", "push", "--quiet", "origin", "HEAD:refs/heads/noise")
            #expect(push.status == 0, "\(push.output)")
            let clone = try await git.run("clone", "--quiet", "--branch", "noise", git.url(world), "again")
            #expect(clone.status == 0, "\(clone.output)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: git.folder.path + "/again/noise.bin")) == Data(bytes))
        }
    }

    @Test("a push by a wrong, reading or foreign token, or onto a protected branch, is refused")
    func refusedPushes() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, _ async throws in
            await world.addUser(SeedUser("eve", name: "Eve"))
            let eve = await world.makeToken(of: "eve")
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            try await git.run("-C", "copy", "commit", "--quiet", "--allow-empty", "-m", "Empty")
            let before = try await world.branches(of: "platform/gitops")
            for (token, words) in [
                ("nonsense", "Authentication failed"), (world.readOnlyToken, "403"), (eve, "not found"),
            ] {
                let outcome = try await git.run(
                    "-C", "copy", "push", git.url(world, token: token), "HEAD:refs/heads/windlass/x")
                #expect(outcome.status != 0)
                #expect(outcome.output.contains(words), "\(outcome.output)")
            }
            let onMain = try await git.run("-C", "copy", "push", "origin", "HEAD:refs/heads/main")
            #expect(onMain.status != 0)
            #expect(onMain.output.contains("protected branches"))
            #expect(try await world.branches(of: "platform/gitops") == before)
            let alice = await world.makeToken(of: "alice")
            let byMaintainer = try await git.run(
                "-C", "copy", "push", git.url(world, token: alice), "HEAD:refs/heads/main")
            #expect(byMaintainer.status == 0, "\(byMaintainer.output)")
        }
    }

    @Test("a lease that is stale is refused by the server")
    func staleLease() async throws {
        try await withBranch { world, _ async throws in
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            try await git.run("-C", "copy", "commit", "--quiet", "--allow-empty", "-m", "Mine")
            try await world.commit([SeedFile("x", "theirs\n")], to: "platform/gitops", branch: "windlass/nginx")
            let push = try await git.run(
                "-C", "copy", "push", "--force-with-lease=windlass/nginx:origin/windlass/nginx", "origin",
                "HEAD:windlass/nginx")
            #expect(push.status != 0)
            #expect(push.output.contains("stale info"), "\(push.output)")
        }
    }

    @Test("a fetch without multi_ack is refused when the server is as strict as Azure Repos")
    func multiAck() async throws {
        let behaviour = GitBehaviour(offersProtocolV2: false, requiresMultiAck: true)
        try await withWorld(SandboxOptions(seed: smallSeed, git: behaviour)) { world, probe async throws in
            let git = try GitCLI()
            #expect(try await git.run("clone", "--quiet", git.url(world), "copy").status == 0)
            let head = try await world.branches(of: "platform/gitops")["main"] ?? ""
            let line = "want \(head) ofs-delta\n"
            let body = "00" + String(line.utf8.count + 4, radix: 16) + line + "00000009done\n"
            let answer = try await probe.send(
                .post, world.gitURL("platform/gitops") + "/git-upload-pack",
                headers: [
                    "Authorization": "Bearer \(world.token)", "Content-Type": "application/x-git-upload-pack-request",
                ], body: body)
            #expect(answer.status == 400)
            #expect(answer.text.contains("TF401041"))
        }
    }

    @Test("many clones at once all succeed")
    func concurrency() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, _ async throws in
            let git = try GitCLI()
            let address = git.url(world)
            try await withThrowingTaskGroup(of: Int32.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await GitCLI().run("clone", "--quiet", "--bare", address, "copy\(number)").status
                    }
                }
                for try await status in group { #expect(status == 0) }
            }
        }
    }
}
