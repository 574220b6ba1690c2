import BotTestSupport
import Domain
import Foundation
import Testing

@testable import Forges

/// Git's own program made these repositories, so that their layout is the real one.
@Suite("Repositories on a disk")
struct LocalRepositoryTests {
    private let disk: TemporaryFolder
    private var repo: String { disk.path + "/repo" }

    init() throws {
        disk = try TemporaryFolder()
        try disk.write("repo/apps/a.yaml", "a: 1\n")
        try git("init", "-q", "-b", "trunk")
        try git("add", ".")
        try git("commit", "-q", "-m", "one")
    }

    @discardableResult
    private func git(_ arguments: String..., at folder: String? = nil) throws -> String {
        let result = try run(
            ["/usr/bin/git", "-c", "user.name=t", "-c", "user.email=t@example.com"] + arguments,
            environment: ["HOME": disk.path], in: folder ?? repo)
        #expect(result.status == 0, "git \(arguments)")
        return result.text
    }

    private func list(_ paths: String...) async throws -> ([ForgeRepository], [Diagnostic]) {
        try await LocalForge(folder: disk.path + "/report").listRepositories(RepositorySelection(paths: paths))
    }

    @Test("are found from any folder inside, once")
    func find() async throws {
        let (found, diagnostics) = try await list(repo, repo + "/apps", repo + "/apps/../")
        #expect(found.map(\.path) == [repo])
        #expect(found.first?.defaultBranch == "trunk")
        #expect(found.first?.remote == GitRemote(url: repo))
        #expect(diagnostics.isEmpty)
    }

    @Test("may be linked work trees, bare ones, and ones with packed references")
    func layouts() async throws {
        try git("worktree", "add", "-q", "-b", "side", "../tree")
        try git("clone", "-q", "--bare", repo, disk.path + "/bare.git")
        try git("pack-refs", "--all")
        let (found, diagnostics) = try await list(disk.path + "/tree", disk.path + "/bare.git", repo)
        #expect(found.map(\.path) == [disk.path + "/bare.git", repo, disk.path + "/tree"])
        #expect(found.map(\.defaultBranch) == ["trunk", "trunk", "side"])
        #expect(diagnostics.isEmpty)
    }

    @Test("that are none, empty or on no branch are left out")
    func leftOut() async throws {
        try git("init", "-q", disk.path + "/empty")
        try git("checkout", "-q", "--detach")
        let (found, diagnostics) = try await list(disk.path, disk.path + "/nowhere", disk.path + "/empty", repo)
        #expect(found.isEmpty)
        #expect(diagnostics.map(\.severity) == [.error, .error, .warning, .warning])
        #expect(diagnostics.map { $0.message.contains("left out") } == [true, true, true, true])
    }

    @Test("have no groups and topics")
    func groups() async throws {
        let selection = RepositorySelection(paths: [repo], groups: ["a"], topics: ["b"])
        let (found, diagnostics) = try await LocalForge(folder: disk.path).listRepositories(selection)
        #expect(found.count == 1)
        #expect(diagnostics.filter { $0.severity == .warning }.count == 2)
    }

    @Test("lose branches as Git's own program would delete them", arguments: [false, true])
    func deleteBranch(packed: Bool) async throws {
        for branch in ["windlass/a", "windlass/a-2", "windlass/b"] { try git("branch", branch) }
        try git("tag", "-a", "-m", "t", "v1")
        if packed { try git("pack-refs", "--all") }
        let forge = LocalForge(folder: disk.path + "/report")
        let repository = try #require(try await list(repo).0.first)
        for _ in 0..<2 { try await forge.deleteBranch("windlass/a", in: repository) }
        #expect(
            try git("for-each-ref", "--format=%(refname)")
                == "refs/heads/trunk\nrefs/heads/windlass/a-2\nrefs/heads/windlass/b\nrefs/tags/v1")
        #expect(try git("rev-parse", "v1^{commit}") == git("rev-parse", "trunk"))
        try git("fsck", "--strict", "--no-dangling")
        try git("branch", "windlass/a")
    }

    @Test("keep a branch that is checked out, that is locked, or whose name leads elsewhere")
    func refusals() async throws {
        try git("branch", "windlass/a")
        try git("worktree", "add", "-q", "-b", "side", "../tree")
        let forge = LocalForge(folder: disk.path + "/report")
        let repository = try #require(try await list(repo).0.first)
        for branch: BranchName in ["trunk", "side"] {
            #expect(try await forgeError { try await forge.deleteBranch(branch, in: repository) }.code == .forbidden)
        }
        for branch: BranchName in ["../tags/v1", "a//b", "", "a/.hidden", "a.lock", "a\nb"] {
            #expect(try await forgeError { try await forge.deleteBranch(branch, in: repository) }.code == .invalid)
        }
        try disk.write("repo/.git/refs/heads/windlass/a.lock", "")
        #expect(try await forgeError { try await forge.deleteBranch("windlass/a", in: repository) }.code == .conflict)
        #expect(FileManager.default.fileExists(atPath: repo + "/.git/refs/heads/windlass/a.lock"))
    }
}
