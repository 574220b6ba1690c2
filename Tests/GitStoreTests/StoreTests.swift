import BotTestSupport
import Domain
import Foundation
import GitStore
import Glibc
import Testing

@Suite struct StoreTests {
    private static let damages = ["no HEAD", "cut pack", "no index", "no objects", "mark", "flipped", "empty pack"]

    @Test("a damaged store is made anew", arguments: damages, [[:], ["uploadpack.allowFilter": "true"]])
    func damaged(damage: String, configuration: [String: String]) async throws {
        let world = try await World(configuration)
        let head = CommitSHA(try world.git.run("rev-parse", "main"))
        #expect(try await world.repository().texts(at: head) == World.files)
        try hurt(try world.store(), damage)
        let repository = world.repository()
        #expect(try await repository.texts(at: head) == World.files)
        let commit = try await repository.makeCommit(on: head, ["README.md": "new\n"])
        try await repository.push(RefUpdate(branch: "windlass/x", expected: nil, new: commit))
        #expect(try FileManager.default.contentsOfDirectory(atPath: try world.store()).contains("damaged") == false)
    }

    @Test("a store that is damaged while it is open heals with the call")
    func damagedMeanwhile() async throws {
        let world = try await World()
        let head = CommitSHA(try world.git.run("rev-parse", "main"))
        try await world.repository().fetch(head)
        let repository = world.repository()
        try await repository.fetch(head)
        let pack = try #require(try packs(try world.store()).first)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pack)
        #expect(truncate(pack, 40) == 0)
        #expect(try await repository.texts(at: head) == World.files)
    }

    @Test("several runs share a cache at once")
    func concurrent() async throws {
        let world = try await World(["uploadpack.allowFilter": "true"])
        let head = CommitSHA(try world.git.run("rev-parse", "main"))
        var options = GitStoreOptions()
        options.lockTimeout = .seconds(240)
        let patient = options
        let results = try await withThrowingTaskGroup(of: [String: String].self) { group in
            for _ in 0..<8 { group.addTask { try await world.repository(options: patient).texts(at: head) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: World.files, count: 8))
        #expect(try Git(try world.store() + "/store.git").run("cat-file", "-t", head.rawValue) == "commit")
    }

    @Test("waits for another process that makes the store anew, but not for ever")
    func busy() async throws {
        let world = try await World()
        _ = try await world.repository().listRefs(prefixes: [])
        let descriptor = open(try world.store() + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        var options = GitStoreOptions()
        options.lockTimeout = .milliseconds(50)
        let head = CommitSHA(try world.git.run("rev-parse", "main"))
        await expect(.busy) { try await world.repository(options: options).fetch(head) }
        async let patient: Void = world.repository().fetch(head)
        #expect(flock(descriptor, LOCK_UN) == 0)
        try await patient
    }

    @Test("a store that outgrew its limit is dropped, but not while it is in use")
    func outgrown() async throws {
        let noise = (0..<50_000).map { String($0 &* 2_654_435_761, radix: 36) }.joined()
        let world = try await World(files: ["noise": noise])
        let first = CommitSHA(try world.git.run("rev-parse", "main"))
        let second = CommitSHA(try world.git.commit(["noise": "quiet"]))
        var options = GitStoreOptions()
        options.storeLimit = 100_000
        var user: RemoteRepository? = world.repository(options: options)
        try await user?.fetch(first)
        try await world.repository(options: options).fetch(second)
        #expect(try packs(try world.store()).count == 2)
        user = nil
        // The runtime lets go of an actor a moment after its last reference is gone.
        let deadline = ContinuousClock.now + .seconds(120)
        repeat {
            await Task.yield()
            try await world.repository(options: options).fetch(second)
        } while try packs(try world.store()).count > 1 && ContinuousClock.now < deadline
        #expect(try packs(try world.store()).count == 1)
    }

    @Test("a cache that cannot be written is told with its place")
    func unwritable() async throws {
        let world = try await World()
        let path = try world.cache.write("file", "")
        let repository = RemoteRepository(
            GitRemote(url: world.server.url("repo.git")), http: world.http, cacheDirectory: path)
        let head = try #require(try await repository.listRefs(prefixes: [])["main"])
        let message = await expect(.storage) { try await repository.fetch(head) }
        #expect(message.contains(path))
    }

    @Test("a full disk is told, and the half-written pack is gone", .enabled(if: canMount()))
    func fullDisk() async throws {
        let noise = (0..<100_000).map { String($0 &* 2_654_435_761, radix: 36) }.joined()
        let world = try await World(files: ["noise": noise])
        let small = CommitSHA(try world.git.run("rev-parse", "main"))
        #expect(try run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", world.cache.path) == 0)
        defer { _ = try? run("/usr/bin/umount", "-l", world.cache.path) }
        let repository = world.repository()
        let message = await expect(.storage) { try await repository.fetch(small) }
        #expect(message.contains("No space left"))
        let store = try world.store()
        #expect(try packs(store).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store).allSatisfy { !$0.hasPrefix("incoming") })
        #expect(try run("/usr/bin/mount", "-o", "remount,size=64m", world.cache.path) == 0)
        #expect(try await repository.texts(at: small) == ["noise": noise])
    }

    @Test("a repository with SHA-256 ids is told apart")
    func sha256() async throws {
        let world = try await World(files: nil)
        try Git(world.server.folder.path).run("init", "-q", "--bare", "--object-format=sha256", "new.git")
        let repository = RemoteRepository(
            GitRemote(url: world.server.url("new.git")), http: world.http, cacheDirectory: world.cache.path)
        let message = await expect(.malformed) { _ = try await repository.listRefs(prefixes: []) }
        #expect(message.contains("SHA-1"))
    }

    private func packs(_ store: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store + "/store.git/objects/pack")
            .filter { $0.hasSuffix(".pack") }.map { store + "/store.git/objects/pack/" + $0 }
    }

    private func hurt(_ store: String, _ damage: String) throws {
        let files = FileManager.default
        let pack = try #require(try packs(store).first)
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pack)
        switch damage {
        case "no HEAD": try files.removeItem(atPath: store + "/store.git/HEAD")
        case "cut pack": #expect(truncate(pack, 100) == 0)
        case "empty pack": #expect(truncate(pack, 0) == 0)
        case "no index": try files.removeItem(atPath: pack.dropLast(5) + ".idx")
        case "no objects": try files.removeItem(atPath: store + "/store.git/objects")
        case "mark": _ = files.createFile(atPath: store + "/damaged", contents: nil)
        default:
            // All between header and checksum, so that the look at opening finds nothing.
            let file = try #require(FileHandle(forUpdatingAtPath: pack))
            let size = try file.seekToEnd()
            try file.seek(toOffset: 13)
            try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 33))
            try file.close()
        }
    }
}

/// Whether this process may mount a file system: root in a container that allows it.
private func canMount() -> Bool {
    guard getuid() == 0, let folder = try? TemporaryFolder(),
        (try? run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path)) == 0
    else { return false }
    _ = try? run("/usr/bin/umount", folder.path)
    return true
}
