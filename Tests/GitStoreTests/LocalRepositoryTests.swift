import BotTestSupport
import Domain
import Foundation
import GitStore
import Testing

@Suite struct LocalRepositoryTests {
    private let branch: BranchName = "windlass/nginx-1.x"

    @Test("reads a checkout, also from a folder inside it")
    func reads() async throws {
        let checkout = try Checkout()
        for path in [checkout.git.path, checkout.git.path + "/apps/web"] {
            let repository = LocalRepository(path: path)
            let listing = try await repository.listRefs(prefixes: ["refs/tags/"])
            #expect(listing.head == "main")
            #expect(listing.refs == ["refs/heads/main": checkout.head, "refs/tags/v1": checkout.head])
            #expect(try await repository.texts(at: checkout.head) == World.files)
        }
    }

    @Test("makes, moves and deletes a branch without touching the work tree")
    func pushes() async throws {
        let checkout = try Checkout()
        try Data("unsaved\n".utf8).write(to: URL(fileURLWithPath: checkout.git.path + "/README.md"))
        try checkout.git.run("add", "README.md")
        try Data("more\n".utf8).write(to: URL(fileURLWithPath: checkout.git.path + "/README.md"))
        let before = try checkout.git.run("status", "--porcelain=v2", "--branch")
        let repository = LocalRepository(path: checkout.git.path)
        let first = try await repository.makeCommit(on: checkout.head, ["apps/web/values.yaml": "1\n"])
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: first))
        #expect(try checkout.git.run("show", branch.rawValue + ":apps/web/values.yaml") == "1")
        let second = try await repository.makeCommit(on: checkout.head, ["apps/web/values.yaml": "2\n"])
        try await repository.push(RefUpdate(branch: branch, expected: first, new: second))
        #expect(try checkout.git.run("rev-parse", branch.rawValue) == second.rawValue)
        try checkout.git.run("pack-refs", "--all")
        try await repository.push(RefUpdate(branch: branch, expected: second, new: nil))
        #expect(try checkout.git.run("branch", "--list", "windlass/*").isEmpty)
        #expect(try checkout.git.run("status", "--porcelain=v2", "--branch") == before)
        #expect(try String(contentsOfFile: checkout.git.path + "/README.md", encoding: .utf8) == "more\n")
        #expect(!(try checkout.git.run("fsck", "--strict", "--full")).contains("error"))
    }

    @Test("a branch that is elsewhere is stale, and stays there")
    func stale() async throws {
        let checkout = try Checkout()
        let repository = LocalRepository(path: checkout.git.path)
        let commit = try await repository.makeCommit(on: checkout.head, ["README.md": "1\n"])
        try checkout.git.run("branch", branch.rawValue)
        for (expected, new) in [(nil, commit), (commit, commit), (commit, nil)] as [(CommitSHA?, CommitSHA?)] {
            await expect(.stale) {
                try await repository.push(RefUpdate(branch: branch, expected: expected, new: new))
            }
        }
        #expect(try checkout.git.run("rev-parse", branch.rawValue) == checkout.head.rawValue)
        try Data().write(to: URL(fileURLWithPath: checkout.git.path + "/.git/refs/heads/windlass/nginx-1.x.lock"))
        await expect(.stale) {
            try await repository.push(RefUpdate(branch: branch, expected: checkout.head, new: commit))
        }
    }

    @Test("no branch that is checked out is moved, here or in a linked work tree")
    func checkedOut() async throws {
        let checkout = try Checkout()
        try checkout.git.run("worktree", "add", "-q", "-b", "other", checkout.folder.path + "/linked")
        let repository = LocalRepository(path: checkout.git.path)
        let commit = try await repository.makeCommit(on: checkout.head, ["README.md": "1\n"])
        for name in ["main", "other"] as [BranchName] {
            let message = await expect(.rejected) {
                try await repository.push(RefUpdate(branch: name, expected: checkout.head, new: commit))
            }
            #expect(message.contains("checked out"))
            #expect(try checkout.git.run("rev-parse", name.rawValue) == checkout.head.rawValue)
        }
        let linked = LocalRepository(path: checkout.folder.path + "/linked")
        #expect(try await linked.listRefs(prefixes: []).head == "other")
        await expect(.rejected) {
            try await linked.push(RefUpdate(branch: "main", expected: checkout.head, new: commit))
        }
    }

    @Test("a new branch under the name of another one, and a name that is none, are refused")
    func names() async throws {
        let checkout = try Checkout()
        try checkout.git.run("branch", "windlass")
        let repository = LocalRepository(path: checkout.git.path)
        for name in ["windlass/x", "a..b", "", "a b"] {
            await expect(.rejected) {
                try await repository.push(RefUpdate(branch: BranchName(name), expected: nil, new: checkout.head))
            }
        }
    }

    @Test("an empty repository, a detached HEAD and no repository at all")
    func edges() async throws {
        let folder = try TemporaryFolder()
        let git = Git(folder.path)
        await expect(.notFound) { _ = try await LocalRepository(path: folder.path).listRefs(prefixes: []) }
        try git.run("init", "-q", "--initial-branch=main")
        let empty = try await LocalRepository(path: folder.path).listRefs(prefixes: ["refs/"])
        #expect(empty == RefListing(head: nil, refs: [:]))
        let checkout = try Checkout()
        try checkout.git.run("checkout", "-q", "--detach")
        let detached = try await LocalRepository(path: checkout.git.path).listRefs(prefixes: ["refs/heads/"])
        #expect(detached == RefListing(head: nil, refs: ["refs/heads/main": checkout.head]))
        await expect(.objectMissing) {
            try await LocalRepository(path: checkout.git.path).fetch("1234567890123456789012345678901234567890")
        }
    }

    @Test("a repository with SHA-256 ids, and what a partial clone lacks, are told")
    func unsupported() async throws {
        let folder = try TemporaryFolder()
        try Git(folder.path).run("init", "-q", "--object-format=sha256")
        await expect(.malformed) { _ = try await LocalRepository(path: folder.path).listRefs(prefixes: []) }
        let world = try await World(["uploadpack.allowFilter": "true"])
        try Git(folder.path).run(
            "clone", "-q", "--bare", "--filter=blob:none", world.server.url("repo.git"), "part.git")
        let partial = LocalRepository(path: folder.path + "/part.git")
        let head = try #require(try await partial.listRefs(prefixes: [])["main"])
        try await partial.fetch(head)
        let blobs = try await partial.listTree(at: head).entries.map(\.blob)
        await expect(.objectMissing) { _ = try await partial.readBlobs(blobs, sizeLimit: 1000) }
    }
}

/// A work tree with one commit and a tag.
private struct Checkout {
    let folder: TemporaryFolder
    let git: Git
    let head: CommitSHA

    init() throws {
        folder = try TemporaryFolder()
        git = Git(folder.path + "/checkout")
        try Git(folder.path).run("init", "-q", "--initial-branch=main", "checkout")
        for (path, content) in World.files { try folder.write("checkout/" + path, content) }
        try git.run("add", "-A")
        try git.run("commit", "-q", "-m", "First")
        try git.run("tag", "-a", "-m", "One", "v1")
        head = CommitSHA(try git.run("rev-parse", "HEAD"))
    }
}
