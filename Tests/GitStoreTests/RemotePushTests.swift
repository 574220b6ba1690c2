import BotTestSupport
import Domain
import Foundation
import GitStore
import HTTPTransport
import Signing
import Testing

@Suite struct RemotePushTests {
    private let branch: BranchName = "windlass/nginx-1.x"

    @Test(
        "creates, moves and deletes a branch over each protocol",
        arguments: ["plain", "v0", "azure"], [[:], ["uploadpack.allowFilter": "true"]])
    func lifeOfABranch(manners: String, configuration: [String: String]) async throws {
        let world = try await World(configuration)
        let (repository, base) = try await opened(world, manners)
        let first = try await repository.makeCommit(on: base, ["apps/web/values.yaml": "image: nginx:1.26.0\n"])
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: first))
        #expect(try world.git.run("rev-parse", branch.ref) == first.rawValue)
        let second = try await repository.makeCommit(on: base, ["apps/web/values.yaml": "image: nginx:1.27.0\n"])
        try await repository.push(RefUpdate(branch: branch, expected: first, new: second))
        #expect(try world.git.run("show", "\(branch):apps/web/values.yaml") == "image: nginx:1.27.0")
        #expect(try world.git.run("fsck", "--strict", "--full", "--no-dangling").isEmpty)
        try await repository.push(RefUpdate(branch: branch, expected: second, new: nil))
        #expect(try world.git.run("for-each-ref", "refs/heads/windlass/").isEmpty)
    }

    @Test("several pushes need one question about what the server can do")
    func requests() async throws {
        let world = try await World()
        let (repository, base) = try await opened(world)
        let commit = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        _ = world.http.take()
        try await repository.push(RefUpdate(branch: "windlass/a", expected: nil, new: commit))
        try await repository.push(RefUpdate(branch: "windlass/b", expected: nil, new: commit))
        #expect(world.http.takeLines() == ["GET info/refs", "POST git-receive-pack", "POST git-receive-pack"])
    }

    @Test("leaves modes, links, submodules, line ends and every other file as they were")
    func untouched() async throws {
        let world = try await World(files: nil)
        let target = "1234567890123456789012345678901234567890"
        try world.git.commit([
            file("bin/run", "#!/bin/sh\r\n", "100755"), file("dos.yaml", "a: 1\r\nb: 2\r\n"),
            file("link", "bin/run", "120000"), file("module", target, "160000"), file("bin/keep", "x"),
            file("empty", ""),
        ])
        let (repository, base) = try await opened(world)
        let commit = try await repository.makeCommit(
            on: base, ["bin/run": "#!/bin/bash\r\n", "dos.yaml": "a: 1\r\nb: 3\r\n", "new/deep/file": "n\n"])
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: commit))
        let changes = try world.git.run("diff", "--raw", "--no-renames", "--no-abbrev", base.rawValue, commit.rawValue)
            .split(separator: "\n").map { line in
                let fields = line.split(whereSeparator: { " \t".contains($0) })
                return "\(fields[0]) \(fields[1]) \(fields[4]) \(fields[5])"
            }
        #expect(
            changes == [
                ":100755 100755 M bin/run", ":100644 100644 M dos.yaml", ":000000 100644 A new/deep/file",
            ])
        #expect(try world.git.run("cat-file", "blob", "\(branch):dos.yaml") == "a: 1\r\nb: 3\r")
        #expect(try world.git.run("fsck", "--strict", "--full", "--no-dangling").isEmpty)
    }

    @Test("the same draft makes the same commit, another message another")
    func deterministic() async throws {
        let world = try await World()
        let (repository, base) = try await opened(world)
        let one = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        let again = try await world.repository().makeCommit(on: base, ["README.md": "new\n"])
        #expect(one == again)
        #expect(try await repository.makeCommit(on: base, ["README.md": "new\n"], message: "Other") != one)
        let info = try await repository.readCommit(one)
        #expect(info.parents == [base])
        #expect(info.author == author)
        #expect(info.committer == author)
        #expect(info.message == "Update\n")
    }

    @Test(
        "a lease that does not hold is stale, whether the branch is there, gone or elsewhere",
        arguments: ["plain", "v0"])
    func stale(manners: String) async throws {
        let world = try await World()
        let (repository, base) = try await opened(world, manners)
        let commit = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        let moved = CommitSHA(try world.git.commit(["README.md": "by hand\n"], branch: branch.rawValue))
        for (expected, new) in [(nil, commit), (base, commit), (base, nil)] as [(CommitSHA?, CommitSHA?)] {
            await expect(.stale) {
                try await repository.push(RefUpdate(branch: branch, expected: expected, new: new))
            }
            #expect(try world.git.run("rev-parse", branch.ref) == moved.rawValue)
        }
        try world.git.run("branch", "folder", "main")
        let message = await expect(.rejected) {
            try await repository.push(RefUpdate(branch: "folder/x", expected: nil, new: commit))
        }
        #expect(message.contains("refs/heads/folder"))
        await expect(.stale) {
            try await repository.push(RefUpdate(branch: "windlass/none", expected: base, new: commit))
        }
    }

    @Test("a branch that was force-pushed between listing and push is stale")
    func forcePushed() async throws {
        let world = try await World()
        let (repository, base) = try await opened(world)
        let ours = try await repository.makeCommit(on: base, ["README.md": "1\n"])
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: ours))
        try world.git.run("update-ref", branch.ref, base.rawValue)
        let newer = try await repository.makeCommit(on: base, ["README.md": "2\n"])
        await expect(.stale) { try await repository.push(RefUpdate(branch: branch, expected: ours, new: newer)) }
        #expect(try world.git.run("rev-parse", branch.ref) == base.rawValue)
    }

    @Test("a refusal by a hook is shown in the server's words, made plain")
    func protected() async throws {
        let world = try await World()
        let hook = world.git.path + "/hooks/update"
        try Data("#!/bin/sh\nprintf 'branch is \\033[31mprotected\\033[0m,\\nask an owner\\n' >&2\nexit 1\n".utf8)
            .write(to: URL(fileURLWithPath: hook))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let (repository, base) = try await opened(world)
        let commit = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        let message = await expect(.rejected) {
            try await repository.push(RefUpdate(branch: branch, expected: nil, new: commit))
        }
        #expect(message.contains("hook declined"))
        #expect(message.contains("protected"))
        #expect(message.contains("ask an owner"))
        #expect(!message.contains("\u{1B}"))
    }

    @Test("a server that does not delete says so")
    func deletionRefused() async throws {
        let world = try await World(["receive.denyDeletes": "true"])
        let (repository, base) = try await opened(world)
        try world.git.run("branch", branch.rawValue, "main")
        await expect(.rejected) { try await repository.push(RefUpdate(branch: branch, expected: base, new: nil)) }
    }

    @Test("a token without rights, and a name that is none")
    func refusals() async throws {
        let world = try await World()
        let (repository, base) = try await opened(world)
        let commit = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        await expect(.unauthorized) {
            try await world.repository("auth").push(RefUpdate(branch: branch, expected: nil, new: commit))
        }
        for name in ["a..b", "a b", "-", "x.lock", "", "a\u{0}b", "a\nb"] where name != "-" {
            await expect(.rejected) {
                try await repository.push(RefUpdate(branch: BranchName(name), expected: nil, new: commit))
            }
        }
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: nil))
    }

    @Test("a connection lost after the pack leaves it open whether the branch moved")
    func lost() async throws {
        let world = try await World()
        let (repository, base) = try await opened(world, "lost")
        let commit = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        await expect(.unreachable) {
            try await repository.push(RefUpdate(branch: branch, expected: nil, new: commit))
        }
        #expect(try await repository.listRefs(prefixes: ["refs/heads/windlass/"])[branch] == commit)
    }

    @Test("pushes what the server has already, and several commits at once")
    func chains() async throws {
        let world = try await World()
        let (repository, base) = try await opened(world)
        try await repository.push(RefUpdate(branch: "windlass/base", expected: nil, new: base))
        let first = try await repository.makeCommit(on: base, ["README.md": "1\n"])
        let second = try await repository.makeCommit(on: first, ["apps/db/values.yaml": "2\n"])
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: second))
        #expect(try world.git.run("rev-list", "--count", "main..\(branch)") == "2")
        #expect(try world.git.run("fsck", "--strict", "--full", "--no-dangling").isEmpty)
        // Somebody else's run pushes what this one made.
        let other = try await repository.makeCommit(on: base, ["README.md": "3\n"])
        try await world.repository().push(RefUpdate(branch: "windlass/other", expected: nil, new: other))
        #expect(try world.git.run("rev-parse", "windlass/other") == other.rawValue)
    }

    @Test("git verifies a signed commit, and signing does not change what is made")
    func signed() async throws {
        let world = try await World()
        let keys = try TemporaryFolder()
        #expect(try run("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys.path + "/key") == 0)
        let key = try SSHSigningKey(openSSH: String(contentsOfFile: keys.path + "/key", encoding: .utf8))
        let repository = world.repository(signer: CommitSigner(key))
        let base = try #require(try await repository.listRefs(prefixes: [])["main"])
        try await repository.fetch(base)
        let commit = try await repository.makeCommit(on: base, ["README.md": "new\n"])
        #expect(try await repository.makeCommit(on: base, ["README.md": "new\n"]) == commit)
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: commit))
        let allowed = try keys.write("allowed", "\(author.email) \(key.publicKey)\n")
        try world.git.run(
            "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=" + allowed, "verify-commit", commit.rawValue)
        #expect(try world.git.run("fsck", "--strict", "--full", "--no-dangling").isEmpty)
    }

    @Test("refuses paths that lead out of a repository or to something else than a file")
    func paths() async throws {
        let world = try await World(files: nil)
        try world.git.commit([file("a/b", "x"), file("link", "a", "120000")])
        let (repository, base) = try await opened(world)
        let bad = [
            "../x", "a/../../x", "/x", "a//b", "a/", "", ".git/config", "a/.GIT/x", ".", "a/b/c", "a", "link", "link/x",
            "x\u{0}y",
        ]
        for path in bad {
            await expect(.rejected) { _ = try await repository.makeCommit(on: base, [path: "new"]) }
        }
    }

    @Test("changes one file of 5,000")
    func manyFiles() async throws {
        let world = try await World(["uploadpack.allowFilter": "true"], files: nil)
        let files = (0..<5000).map { file("apps/\($0 % 50)/app-\($0).yaml", "image: app:\($0)\n") }
        try world.git.commit(files)
        let (repository, base) = try await opened(world)
        let listing = try await repository.listTree(at: base)
        #expect(listing.entries.count == 5000)
        #expect(listing.entries.map(\.path) == listing.entries.map(\.path).sorted())
        let blobs = try await repository.readBlobs(listing.entries.map(\.blob), sizeLimit: 100)
        #expect(blobs.allSatisfy { $0?.starts(with: Array("image: app:".utf8)) == true })
        let commit = try await repository.makeCommit(on: base, ["apps/7/app-7.yaml": "image: app:8\n"])
        _ = world.http.take()
        try await repository.push(RefUpdate(branch: branch, expected: nil, new: commit))
        #expect(world.http.take().allSatisfy { $0.body.count < 10_000 })
        #expect(try world.git.run("diff", "--name-only", base.rawValue, commit.rawValue) == "apps/7/app-7.yaml")
        #expect(try world.git.run("fsck", "--strict", "--full", "--no-dangling").isEmpty)
    }

    private func opened(_ world: World, _ manners: String = "plain") async throws -> (RemoteRepository, CommitSHA) {
        let repository = world.repository(manners)
        let base = try #require(try await repository.listRefs(prefixes: [])["main"])
        try await repository.fetch(base)
        return (repository, base)
    }

    private func file(_ path: String, _ content: String, _ mode: String = "100644") -> ImportedFile {
        ImportedFile(path: Array(path.utf8), mode: mode, content: Array(content.utf8))
    }
}
