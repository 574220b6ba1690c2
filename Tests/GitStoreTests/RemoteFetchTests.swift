import BotTestSupport
import Domain
import Foundation
import GitStore
import HTTPTransport
import Testing

@Suite struct RemoteFetchTests {
    @Test(
        "reads every file over each protocol, with and without blobs on demand",
        arguments: ["plain", "v0", "azure"],
        [
            [:], ["uploadpack.allowFilter": "true"],
            ["uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true"],
        ])
    func reads(manners: String, configuration: [String: String]) async throws {
        let world = try await World(configuration)
        let repository = world.repository(manners)
        let listing = try await repository.listRefs(prefixes: ["refs/heads/windlass/"])
        #expect(listing.head == "main")
        let head = try #require(listing["main"])
        #expect(try world.git.run("rev-parse", "main") == head.rawValue)
        #expect(try await repository.texts(at: head) == World.files)
    }

    @Test("fetches one commit without its history")
    func shallow() async throws {
        let world = try await World()
        let first = CommitSHA(try world.git.run("rev-parse", "main"))
        let second = CommitSHA(try world.git.commit(["README.md": "new\n"]))
        for manners in ["plain", "v0"] {
            let repository = world.repository(manners)
            try await repository.fetch(second)
            #expect(try await repository.readCommit(second).parents == [first])
            _ = world.http.take()
            try await repository.fetch(second)
            #expect(world.http.take().isEmpty)
            try await repository.fetch(first)
            #expect(world.http.takeLines() == ["POST git-upload-pack"])
        }
    }

    @Test("a run that finds nothing new costs one request, also in a new process")
    func quiet() async throws {
        let world = try await World()
        _ = try await world.repository().listRefs(prefixes: [])
        #expect(world.http.takeLines() == ["GET info/refs", "POST git-upload-pack"])
        _ = try await world.repository().listRefs(prefixes: [])
        #expect(world.http.takeLines() == ["POST git-upload-pack"])
        _ = try await world.repository("v0").listRefs(prefixes: [])
        #expect(world.http.takeLines() == ["GET info/refs"])
        _ = try await world.repository("v0").listRefs(prefixes: [])
        #expect(world.http.takeLines() == ["GET info/refs"])
    }

    @Test("asks again when what was remembered about the server does not hold")
    func forgets() async throws {
        let world = try await World()
        _ = try await world.repository().listRefs(prefixes: [])
        let path = try world.store() + "/remote.json"
        let remembered = try String(contentsOfFile: path, encoding: .utf8)
        try Data(remembered.replacing("plain", with: "nowhere/else").utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await world.repository().listRefs(prefixes: []).head == "main")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == remembered)
        try Data("{".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await world.repository().listRefs(prefixes: []).head == "main")
    }

    @Test("blobs are fetched in one batch when they are read, each once")
    func batch() async throws {
        let world = try await World(["uploadpack.allowFilter": "true"])
        let repository = world.repository()
        let head = try #require(try await repository.listRefs(prefixes: [])["main"])
        try await repository.fetch(head)
        let blobs = try await repository.listTree(at: head).entries.map(\.blob)
        _ = world.http.take()
        _ = try await repository.readBlobs(blobs + blobs, sizeLimit: 1000)
        #expect(world.http.takeLines() == ["POST git-upload-pack"])
        _ = try await repository.readBlobs(blobs, sizeLimit: 1000)
        #expect(world.http.take().isEmpty)
    }

    @Test("a moved head costs what changed", arguments: [[:], ["uploadpack.allowFilter": "true"]])
    func incremental(configuration: [String: String]) async throws {
        let world = try await World(configuration)
        let big = (0..<5000).map { "line \($0 &* 2_654_435_761)\n" }.joined()
        let first = CommitSHA(try world.git.commit(["big.yaml": big]))
        var files = World.files
        files["big.yaml"] = big
        #expect(try await world.repository().texts(at: first) == files)
        let second = CommitSHA(try world.git.commit(["apps/web/values.yaml": "image: nginx:1.26.0\n"]))
        files["apps/web/values.yaml"] = "image: nginx:1.26.0\n"
        let repository = world.repository()
        #expect(try await repository.texts(at: second) == files)
        let packs = try FileManager.default.contentsOfDirectory(atPath: try world.store() + "/store.git/objects/pack")
        let sizes = try packs.filter { $0.hasSuffix(".pack") }.map {
            try #require(
                try FileManager.default.attributesOfItem(atPath: world.store() + "/store.git/objects/pack/" + $0)[.size]
                    as? Int)
        }
        #expect(sizes.filter { $0 > 10_000 }.count == 1)
    }

    @Test("a commit that is gone after a force-push is a missing object", arguments: ["plain", "v0", "azure"])
    func gone(manners: String) async throws {
        let world = try await World()
        let repository = world.repository(manners)
        _ = try await repository.listRefs(prefixes: [])
        await expect(.objectMissing) {
            try await repository.fetch("1234567890123456789012345678901234567890")
        }
    }

    @Test("an empty repository has no head and no references", arguments: ["plain", "v0"])
    func empty(manners: String) async throws {
        let world = try await World(files: nil)
        let listing = try await world.repository(manners).listRefs(prefixes: ["refs/"])
        #expect(listing == RefListing(head: nil, refs: [:]))
    }

    @Test("a repository whose HEAD names a missing branch has no head", arguments: ["plain", "v0"])
    func noDefaultBranch(manners: String) async throws {
        let world = try await World()
        try world.git.run("symbolic-ref", "HEAD", "refs/heads/gone")
        let listing = try await world.repository(manners).listRefs(prefixes: ["refs/heads/"])
        #expect(listing.head == nil)
        #expect(Array(listing.refs.keys) == ["refs/heads/main"])
    }

    @Test("a detached HEAD names no branch, although one has its commit", arguments: ["plain", "v0"])
    func detached(manners: String) async throws {
        let world = try await World()
        try world.git.run("update-ref", "--no-deref", "HEAD", "main")
        let listing = try await world.repository(manners).listRefs(prefixes: ["refs/heads/"])
        #expect(listing.head == nil)
        #expect(Array(listing.refs.keys) == ["refs/heads/main"])
    }

    @Test("no message shows a password that was put into the address")
    func redacted() async throws {
        let world = try await World()
        let repository = RemoteRepository(
            GitRemote(url: "http://bot:hunter2@127.0.0.1:\(world.server.port)/plain/repo.git"), http: world.http,
            cacheDirectory: world.cache.path)
        let message = await expect(.malformed) { _ = try await repository.listRefs(prefixes: []) }
        #expect(!message.contains("hunter2"))
    }

    @Test("lists only what was asked for, and tags as the commits they name", arguments: ["plain", "v0"])
    func prefixes(manners: String) async throws {
        let world = try await World()
        let head = CommitSHA(try world.git.run("rev-parse", "main"))
        try world.git.run("tag", "light", "main")
        try world.git.run("tag", "-a", "-m", "A tag", "annotated", "main")
        try world.git.run("branch", "windlass/x", "main")
        try world.git.run("branch", "other", "main")
        let listing = try await world.repository(manners).listRefs(prefixes: ["refs/tags/", "refs/heads/windlass/"])
        #expect(
            listing.refs == [
                "refs/heads/main": head, "refs/tags/light": head, "refs/tags/annotated": head,
                "refs/heads/windlass/x": head,
            ])
    }

    @Test("a listing of too many references ends with an error", arguments: ["plain", "v0"])
    func manyRefs(manners: String) async throws {
        let world = try await World()
        for name in ["a", "b", "c"] { try world.git.run("branch", name, "main") }
        var options = GitStoreOptions()
        options.refLimit = 3
        await expect(.malformed) {
            _ = try await world.repository(manners, options: options).listRefs(prefixes: ["refs/heads/"])
        }
    }

    @Test("follows a repository that moved, for what comes after too")
    func moved() async throws {
        let world = try await World()
        let repository = world.repository("moved")
        let head = try #require(try await repository.listRefs(prefixes: [])["main"])
        #expect(try await repository.texts(at: head) == World.files)
        #expect(world.http.take().dropFirst().allSatisfy { $0.url.contains("/plain/") })
    }

    @Test("credentials go in a header, and wrong ones are told apart from everything else")
    func credentials() async throws {
        let world = try await World()
        let right = world.repository("auth", authorization: GitServer.authorization)
        let head = try #require(try await right.listRefs(prefixes: [])["main"])
        #expect(try await right.texts(at: head) == World.files)
        for wrong in [nil, "Basic " + Data("bot:wrong".utf8).base64EncodedString()] {
            let message = await expect(.unauthorized) {
                _ = try await world.repository("auth", authorization: wrong).listRefs(prefixes: [])
            }
            #expect(message.contains("401"))
            #expect(!message.contains("Basic"))
        }
    }

    @Test("names the repository and what to do in each failure")
    func failures() async throws {
        let world = try await World()
        let missing = RemoteRepository(
            GitRemote(url: world.server.url("none.git")), http: world.http, cacheDirectory: world.cache.path)
        let notFound = await expect(.notFound) { _ = try await missing.listRefs(prefixes: []) }
        #expect(notFound.hasPrefix(world.server.url("none.git")))
        let page = await expect(.malformed) { _ = try await world.repository("page").listRefs(prefixes: []) }
        #expect(page.contains("text/html"))
        let nobody = RemoteRepository(
            GitRemote(url: "http://127.0.0.1:\(try freePort())/x.git"), http: world.http,
            cacheDirectory: world.cache.path)
        await expect(.unreachable) { _ = try await nobody.listRefs(prefixes: []) }
    }

    @Test("an answer that ends in the middle leaves nothing behind and can be repeated")
    func cut() async throws {
        let world = try await World()
        let head = CommitSHA(try world.git.commit(["big.yaml": String(repeating: "0123456789abcdef", count: 20000)]))
        let repository = world.repository("cut")
        await expect(.unreachable) { try await repository.fetch(head) }
        await expect(.unreachable) { try await repository.fetch(head) }
        let store = try world.store()
        #expect(try FileManager.default.contentsOfDirectory(atPath: store + "/store.git/objects/pack").isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store).allSatisfy { !$0.hasPrefix("incoming") })
    }

    @Test("what the server says in its error band is shown", arguments: ["plain", "v0"])
    func errorBand(manners: String) async throws {
        let world = try await World()
        let head = CommitSHA(try world.git.run("rev-parse", "main"))
        let blob = try world.git.run("rev-parse", "main:README.md")
        try FileManager.default.removeItem(atPath: world.git.path + "/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        let repository = world.repository(manners)
        let message = await expect(.rejected) { try await repository.fetch(head) }
        #expect(message.contains("says:"))
    }

    @Test("a pack over the limit is refused, a blob over it is left out")
    func packLimit() async throws {
        let noise = (0..<20_000).map { String($0 &* 2_654_435_761, radix: 36) }.joined()
        let files = ["big.yaml": noise, "small.yaml": "a: 1\n", "other.yaml": "b: 1\n"]
        let world = try await World(["uploadpack.allowFilter": "true"], files: files)
        var options = GitStoreOptions()
        options.packLimit = 20_000
        let repository = world.repository(options: options)
        let head = try #require(try await repository.listRefs(prefixes: [])["main"])
        try await repository.fetch(head)
        let entries = try await repository.listTree(at: head).entries
        let blobs = try await repository.readBlobs(entries.map(\.blob), sizeLimit: 1 << 20)
        #expect(entries.map(\.path) == ["big.yaml", "other.yaml", "small.yaml"])
        #expect(blobs[0] == nil)
        #expect(blobs[1] == Array("b: 1\n".utf8))
        #expect(blobs[2] == Array("a: 1\n".utf8))
        options.blobs = .withCommit
        try FileManager.default.removeItem(atPath: world.store())
        let whole = world.repository(options: options)
        let message = await expect(.storage) { try await whole.fetch(head) }
        #expect(message.contains("20000"))
    }

    @Test("a blob over the size limit comes back as nothing")
    func sizeLimit() async throws {
        let world = try await World(files: ["a": "12345", "b": "123456"])
        let repository = world.repository()
        let head = try #require(try await repository.listRefs(prefixes: [])["main"])
        try await repository.fetch(head)
        let blobs = try await repository.listTree(at: head).entries.map(\.blob)
        #expect(try await repository.readBlobs(blobs, sizeLimit: 5) == [Array("12345".utf8), nil])
    }
}
