import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("A world")
struct WorldTests {
    @Test("stops, and leaves neither folder nor port behind")
    func stops() async throws {
        let world = try await SandboxWorld.start(SandboxOptions(seed: smallSeed))
        let probe = Probe(world)
        #expect(try await probe.api(.get, "user").status == 200)
        let path = world.repositoryPath("platform/gitops")
        #expect(FileManager.default.fileExists(atPath: path))
        await world.stop()
        #expect(!FileManager.default.fileExists(atPath: path))
        for url in [world.forgeURL, "http://\(world.registryHost)", world.chartRepositoryURL] {
            await #expect(throws: HTTPError.self) { try await probe.send(.get, url) }
        }
    }

    @Test("several live side by side, each with its own ports and content")
    func sideBySide() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { first, _ async throws in
            try await withWorld { second, probe async throws in
                #expect(first.forgeURL != second.forgeURL)
                #expect(first.token != second.token)
                #expect(try await probe.api(.get, "projects").list.isEmpty)
            }
        }
    }

    @Test("takes the ports that are asked for, and says so when one is taken")
    func ports() async throws {
        let port = try freePort()
        try await withWorld(SandboxOptions(forgePort: port)) { world, _ async throws in
            #expect(world.forgeURL == "http://127.0.0.1:\(port)")
            do {
                let other = try await SandboxWorld.start(SandboxOptions(registryPort: port))
                await other.stop()
                Issue.record("two worlds on one port")
            } catch let error as SandboxError {
                #expect(error.code == .port)
                #expect(error.message.contains("127.0.0.1:\(port)"))
            }
        }
    }

    @Test("keeps a folder that was named, and refuses one with something in it")
    func folder() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/world"
        try await withWorld(SandboxOptions(seed: smallSeed, folder: path)) { _, _ async throws in }
        #expect(FileManager.default.fileExists(atPath: path + "/repositories/platform/gitops.git/HEAD"))
        do {
            let world = try await SandboxWorld.start(SandboxOptions(folder: path))
            await world.stop()
            Issue.record("a world in a folder with something in it")
        } catch let error as SandboxError {
            #expect(error.code == .file)
        }
    }

    @Test(
        "refuses a project path that leads out of its folder",
        arguments: ["a", "../x", "a/../b", "a//b", "/a/b", "a/b.git"])
    func paths(path: String) async throws {
        try await withWorld { world, _ async throws in
            await #expect(throws: SandboxError.self) {
                try await world.addProject(SeedProject(path, files: [SeedFile("x", "1")]))
            }
        }
    }

    @Test("says its time in everything that happens in it")
    func time() async throws {
        let moment = Date(timeIntervalSince1970: 1_800_000_000)
        try await withBranch(SandboxOptions(seed: smallSeed, now: { moment })) { _, probe async throws in
            let made = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest).object
            #expect(made["created_at"] as? String == "2027-01-15T08:00:00.000Z")
            let branch = try await probe.api(.get, "projects/1/repository/branches/windlass%2Fnginx").object
            #expect((branch["commit"] as? [String: Any])?["committed_date"] as? String == "2027-01-15T08:00:00.000Z")
        }
    }
}
