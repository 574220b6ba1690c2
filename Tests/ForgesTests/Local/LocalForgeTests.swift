import BotTestSupport
import Domain
import Foundation
import Testing

@testable import Forges

@Suite("Merge requests of a local repository")
struct LocalForgeTests {
    private let disk: TemporaryFolder
    private let forge: LocalForge
    private let repository: ForgeRepository
    private let records: String

    private static let draft = MergeRequestDraft(
        title: "Update nginx", description: "Moves it.\n", sourceBranch: "windlass/nginx", targetBranch: "main",
        labels: ["deps"], assignees: [ForgeUser(id: "alice", name: "alice")], reviewers: [])

    init() async throws {
        disk = try TemporaryFolder()
        try disk.write("repo/.git/HEAD", "ref: refs/heads/main\n")
        try disk.write("repo/.git/objects/x", "")
        try disk.write("repo/.git/refs/heads/main", String(repeating: "a", count: 40) + "\n")
        forge = LocalForge(folder: disk.path + "/report")
        let (found, diagnostics) = try await forge.listRepositories(RepositorySelection(paths: [disk.path + "/repo"]))
        #expect(diagnostics.isEmpty)
        repository = try #require(found.first)
        // The first merge request shows where the folder is.
        let request = try await forge.createMergeRequest(
            MergeRequestDraft(title: "first", description: "", sourceBranch: "windlass/first", targetBranch: "main"),
            in: repository)
        records = URL(fileURLWithPath: request.webURL).deletingLastPathComponent().path
    }

    @Test("live as files: opened, found, changed, closed, and remembered")
    func lifeCycle() async throws {
        let created = try await forge.createMergeRequest(Self.draft, in: repository)
        #expect(created.number == 2)
        #expect(created.webURL == records + "/2.md")
        #expect(records.hasPrefix(disk.path + "/report/repo-"))
        let open = try await forge.listOpenMergeRequests(in: repository, branchPrefix: "windlass/n")
        #expect(open == [created])
        #expect(open.first?.assignees == ["alice"])

        try await forge.updateMergeRequest(
            2,
            with: MergeRequestChange(
                title: "New", addedLabels: ["deps", "x"], reviewers: [ForgeUser(id: "bob", name: "bob")]),
            in: repository)
        let changed = try await forge.listOpenMergeRequests(in: repository, branchPrefix: "windlass/n").first
        #expect(changed?.title == "New" && changed?.description == "Moves it.\n")
        #expect(changed?.labels == ["deps", "x"] && changed?.reviewers == ["bob"] && changed?.assignees == ["alice"])

        try await forge.addNote("one", to: 2, in: repository)
        try await forge.addNote("two", to: 2, in: repository)
        #expect(try String(contentsOfFile: records + "/2.notes.md", encoding: .utf8) == "one\n\n---\n\ntwo")

        try await forge.closeMergeRequest(2, in: repository)
        #expect(try await forge.listOpenMergeRequests(in: repository, branchPrefix: "windlass/n").isEmpty)
        #expect(try await forge.listMergeRequests(in: repository, from: "windlass/nginx").map(\.state) == [.closed])
        let again = try await forge.createMergeRequest(Self.draft, in: repository)
        #expect(again.number == 3)
        #expect(try await forge.listMergeRequests(in: repository, from: "windlass/nginx").map(\.number) == [3, 2])
        let names = try FileManager.default.contentsOfDirectory(atPath: records).sorted()
        #expect(names == ["1.md", "2.md", "2.notes.md", "3.md"])
    }

    @Test("of one branch are adopted while open, not opened twice")
    func adopt() async throws {
        let first = try await forge.createMergeRequest(Self.draft, in: repository)
        #expect(try await forge.createMergeRequest(Self.draft, in: repository) == first)
    }

    @Test("get different numbers, also from two processes at once")
    func race() async throws {
        let folder = disk.path + "/report"
        let repository = repository
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<24 {
                group.addTask {
                    var draft = Self.draft
                    draft.sourceBranch = BranchName("windlass/\(index)")
                    return try await LocalForge(folder: folder).createMergeRequest(draft, in: repository).number
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(numbers == Set(2...25))
    }

    @Test("that a person closed in the file are closed")
    func closedByHand() async throws {
        let file = records + "/1.md"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("state: open", with: "state: closed").write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await forge.listOpenMergeRequests(in: repository, branchPrefix: "").isEmpty)
        #expect(try await forge.listMergeRequests(in: repository, from: "windlass/first").map(\.state) == [.closed])
    }

    @Test("that cannot be read are reported, and the others work on")
    func badFiles() async throws {
        for (name, text) in [
            ("7.md", "no front matter"), ("README.md", "x"), ("07.md", "x"), (".windlass-x", "left over"),
        ] {
            try text.write(toFile: records + "/" + name, atomically: false, encoding: .utf8)
        }
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: records + "/8.md"))
        try FileManager.default.createSymbolicLink(atPath: records + "/9.md", withDestinationPath: records + "/1.md")
        let (_, diagnostics) = try await forge.listRepositories(RepositorySelection(paths: [repository.path]))
        let places = diagnostics.map { URL(fileURLWithPath: $0.file ?? "").lastPathComponent + " \($0.severity)" }
        #expect(places == ["07.md note", "7.md warning", "8.md warning", "9.md warning", "README.md note"])
        #expect(try await forge.listOpenMergeRequests(in: repository, branchPrefix: "").map(\.number) == [1])
        #expect(try await forge.createMergeRequest(Self.draft, in: repository).number == 10)
        let error = try await forgeError { try await forge.closeMergeRequest(7, in: repository) }
        #expect(error.code == .malformed)
    }

    @Test("that are not there are an error")
    func missing() async throws {
        for number in [99, -1, 0] {
            let close = try await forgeError { try await forge.closeMergeRequest(number, in: repository) }
            #expect(close.code == .notFound)
            let note = try await forgeError { try await forge.addNote("x", to: number, in: repository) }
            #expect(note.code == .notFound)
        }
    }

    @Test("cannot be stored where no folder can be made")
    func noFolder() async throws {
        let blocked = LocalForge(folder: repository.path + "/.git/HEAD/report")
        let error = try await forgeError { _ = try await blocked.createMergeRequest(Self.draft, in: repository) }
        #expect(error.code == .unreachable)
        #expect(error.message.contains("/.git/HEAD/report"))
    }

    @Test("have any name as user")
    func users() async throws {
        #expect(try await forge.findUser(named: "@alice", in: repository) == ForgeUser(id: "alice", name: "alice"))
        #expect(try await forge.findUser(named: "", in: repository) == nil)
    }
}
