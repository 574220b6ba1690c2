import BotTestSupport
import Domain
import GitStore
import Testing

@Suite struct ListingTests {
    @Test("skips links, submodules and paths that are not UTF-8, each with its reason")
    func skips() async throws {
        let world = try await World(files: nil)
        try world.git.commit([
            ImportedFile(path: Array("a.yaml".utf8), mode: "100644", content: Array("a".utf8)),
            ImportedFile(path: Array("bin/run".utf8), mode: "100755", content: Array("b".utf8)),
            ImportedFile(path: Array("link".utf8), mode: "120000", content: Array("/etc/passwd".utf8)),
            ImportedFile(path: Array("module".utf8), mode: "160000", content: Array(repeating: 0x31, count: 40)),
            ImportedFile(
                path: [0x22] + Array("caf".utf8) + Array("\\351.yaml\"".utf8), mode: "100644", content: [0x63]),
            ImportedFile(path: Array("ünï.yaml".utf8), mode: "100644", content: [0x64]),
        ])
        let repository = world.repository()
        let head = try #require(try await repository.listRefs(prefixes: [])["main"])
        try await repository.fetch(head)
        let listing = try await repository.listTree(at: head)
        #expect(listing.entries.map(\.path) == ["a.yaml", "bin/run", "ünï.yaml"])
        #expect(listing.entries.map(\.kind) == [.file, .executable, .file])
        #expect(listing.skipped.map(\.file) == ["caf\u{FFFD}.yaml", "link", "module"])
        #expect(
            listing.skipped.map(\.message) == [
                "its path is not UTF-8; not read", "is a symbolic link; not read", "is a submodule; not read",
            ])
    }

    @Test("a tree that names itself millions of times over is refused, not listed")
    func bomb() async throws {
        let world = try await World(files: nil)
        let git = world.git
        let blob = try git.run("hash-object", "-w", "--stdin", input: Array("x".utf8))
        var entry = "100644 blob \(blob)"
        for _ in 0..<7 {
            let lines = (0..<10).map { "\(entry)\tf\($0)\n" }.joined()
            entry = "040000 tree " + (try git.run("mktree", input: Array(lines.utf8)))
        }
        let tree = String(entry.split(separator: " ")[2])
        let commit = try git.run("commit-tree", tree, "-m", "A bomb")
        try git.run("update-ref", "refs/heads/main", commit)
        let repository = world.repository()
        try await repository.fetch(CommitSHA(commit))
        await expect(.malformed) { _ = try await repository.listTree(at: CommitSHA(commit)) }
    }

    @Test("names that would leave the folder are skipped")
    func badNames() async throws {
        let world = try await World(files: nil)
        let git = world.git
        let blob = try git.run("hash-object", "-w", "--stdin", input: Array("x".utf8))
        let id = stride(from: 0, to: 40, by: 2).map { UInt8(blob.dropFirst($0).prefix(2), radix: 16) ?? 0 }
        var tree: [UInt8] = []
        for name in ["..", ".GIT", "ok"] { tree += Array("100644 \(name)\0".utf8) + id }
        let treeID = try git.run("hash-object", "-w", "-t", "tree", "--literally", "--stdin", input: tree)
        let commit = try git.run("commit-tree", treeID, "-m", "Bad names")
        try git.run("update-ref", "refs/heads/main", commit)
        let repository = world.repository()
        try await repository.fetch(CommitSHA(commit))
        let listing = try await repository.listTree(at: CommitSHA(commit))
        #expect(listing.entries.map(\.path) == ["ok"])
        #expect(listing.skipped.map(\.file) == ["..", ".GIT"])
    }

    @Test("what a tree calls a file or a folder and is none is left out")
    func wrongTypes() async throws {
        let world = try await World()
        let git = world.git
        let (blob, folder) = (try git.run("rev-parse", "main:README.md"), try git.run("rev-parse", "main:apps"))
        func id(_ text: String) -> [UInt8] {
            stride(from: 0, to: 40, by: 2).map { UInt8(text.dropFirst($0).prefix(2), radix: 16) ?? 0 }
        }
        let content = Array("100644 file\0".utf8) + id(folder) + Array("40000 folder\0".utf8) + id(blob)
        let tree = try git.run("hash-object", "-w", "-t", "tree", "--literally", "--stdin", input: content)
        let commit = CommitSHA(try git.run("commit-tree", tree, "-m", "Liar"))
        let repository = LocalRepository(path: git.path)
        let listing = try await repository.listTree(at: commit)
        #expect(listing.entries.map(\.path) == ["file"])
        #expect(listing.skipped.map(\.message) == ["is called a folder but is none; not read"])
        #expect(try await repository.readBlobs(listing.entries.map(\.blob), sizeLimit: 1000) == [nil])
    }

    @Test("a commit that was not fetched is a missing object, and a wrong id is told")
    func notFetched() async throws {
        let world = try await World()
        let repository = world.repository()
        await expect(.objectMissing) {
            _ = try await repository.listTree(at: "1234567890123456789012345678901234567890")
        }
        await expect(.malformed) { _ = try await repository.listTree(at: "HEAD") }
        await expect(.malformed) { try await repository.fetch("refs/heads/main") }
        await expect(.malformed) { _ = try await repository.readBlobs(["../../etc/passwd"], sizeLimit: 1) }
    }
}
