import Domain
import Testing
import TextEdits

@testable import Workflow

@Suite struct BranchBuilderTests {
    private let text = "image: nginx:1.25.3 # web\r\n"

    private func update(to value: String, start: Int = 13, end: Int = 19) -> Update {
        Update(
            dependency: Dependency(
                file: "a.yaml", line: 1, manager: "kubernetes", depName: "nginx", datasource: "docker",
                versioning: "docker", currentValue: "1.25.3",
                spans: [DependencySpan(.value, ByteSpan(start: start, end: end))]),
            type: .minor, currentVersion: "1.25.3", newVersion: value, newValue: value)
    }

    private func builder(_ git: MemoryRepository, finds found: String?) -> BranchBuilder {
        let dependency = update(to: "").dependency
        return BranchBuilder(
            git: git, base: MemoryRepository.base, blobs: ["a.yaml": "a.yaml"], author: ("Bot", "bot@example.org"),
            sha256: { "\($0.count)" }
        ) { _, _ in
            guard let found else { return [] }
            var changed = dependency
            changed.currentValue = found
            return [changed]
        }
    }

    private func proposal(_ update: Update) -> Proposal {
        Proposal(branch: "windlass/nginx-1.x", target: "main", topic: "nginx", updates: [update])
    }

    @Test("splices the spans, and makes one commit with the time of its base")
    func build() async throws {
        let git = MemoryRepository(files: ["a.yaml": text])
        _ = try await builder(git, finds: "1.27.0").build(proposal(update(to: "1.27.0")))
        let draft = try #require(await git.drafts.first)
        #expect(draft.changes == [FileChange(path: "a.yaml", content: Array("image: nginx:1.27.0 # web\r\n".utf8))])
        #expect(draft.base == MemoryRepository.base.sha)
        #expect(
            draft.author == GitSignature(name: "Bot", email: "bot@example.org", time: MemoryRepository.signature.time))
    }

    @Test("writes no commit when the file does not say afterwards what was meant", arguments: [nil, "1.25.3"])
    func different(found: String?) async throws {
        let git = MemoryRepository(files: ["a.yaml": text])
        let error = await #expect(throws: NotEditable.self) {
            _ = try await builder(git, finds: found).build(proposal(update(to: "1.27.0")))
        }
        #expect(error?.message == "a.yaml:1: after the edit, nginx 1.27.0 is not found there")
        #expect(await git.drafts.isEmpty)
    }

    @Test("writes no commit when a span lies outside of the file, or the file is gone")
    func outside() async throws {
        let git = MemoryRepository(files: ["a.yaml": text])
        await #expect(throws: NotEditable.self) {
            _ = try await builder(git, finds: "2").build(proposal(update(to: "2", start: 20, end: 400)))
        }
        await #expect(throws: NotEditable.self) {
            let nothing = MemoryRepository()
            _ = try await builder(nothing, finds: "2").build(proposal(update(to: "2")))
        }
        #expect(await git.drafts.isEmpty)
    }
}
