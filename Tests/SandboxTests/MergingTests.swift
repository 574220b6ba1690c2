import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Merging")
struct MergingTests {
    private func open(_ probe: Probe) async throws -> String {
        let answer = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
        return try #require(answer.object["sha"] as? String)
    }

    @Test("makes a merge commit of both heads in the bare repository, and deletes the branch that asked for it")
    func mergeCommit() async throws {
        try await withBranch { world, probe async throws in
            let sha = try await open(probe)
            let before = try await world.branches(of: "platform/gitops")["main"]
            let answer = try await probe.api(.put, "projects/1/merge_requests/1/merge", "{\"sha\": \"\(sha)\"}")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.object["state"] as? String == "merged")
            let branches = try await world.branches(of: "platform/gitops")
            #expect(branches["main"] == answer.object["merge_commit_sha"] as? String)
            #expect(branches["windlass/nginx"] == nil)
            let commit = try await probe.api(.get, "projects/1/repository/commits/main").object
            #expect(commit["parent_ids"] as? [String] == [before ?? "", sha])
            #expect((commit["message"] as? String)?.contains("See merge request platform/gitops!1") == true)
            let text = try #require(try await world.file("apps/web.yaml", of: "platform/gitops"))
            #expect(String(decoding: text, as: UTF8.self).contains("1.27.0"))
            // What it changed can still be seen.
            #expect(try await probe.api(.get, "projects/1/merge_requests/1/diffs").list.count == 1)
        }
    }

    @Test("moves the target forward where the project wants no merge commits, and wants a rebase else")
    func fastForward() async throws {
        var seed = smallSeed
        seed.projects[0].mergeMethod = .fastForward
        try await withBranch(SandboxOptions(seed: seed)) { world, probe async throws in
            let sha = try await open(probe)
            try await world.commit([SeedFile("other", "1\n")], to: "platform/gitops")
            let behind = try await probe.api(.get, "projects/1/merge_requests/1").object
            #expect(behind["detailed_merge_status"] as? String == "need_rebase")
            #expect(try await probe.api(.put, "projects/1/merge_requests/1/merge").status == 422)
            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            try await git.run("-C", "copy", "checkout", "--quiet", "windlass/nginx")
            try await git.run("-C", "copy", "rebase", "--quiet", "origin/main")
            try await git.run("-C", "copy", "push", "--quiet", "--force", "origin", "windlass/nginx")
            #expect(
                try await probe.api(.put, "projects/1/merge_requests/1/merge", "{\"sha\": \"\(sha)\"}").status == 409)
            let head = try await world.branches(of: "platform/gitops")["windlass/nginx"]
            #expect(try await probe.api(.put, "projects/1/merge_requests/1/merge").status == 200)
            #expect(try await world.branches(of: "platform/gitops")["main"] == head)
        }
    }

    @Test("conflicts, drafts, closed ones and stale heads are refused as GitLab does, and nothing moves")
    func refusals() async throws {
        try await withBranch { world, probe async throws in
            _ = try await open(probe)
            try await world.commit(
                [SeedFile("apps/web.yaml", "image: something/else:1\n")], to: "platform/gitops")
            let conflict = try await probe.api(.get, "projects/1/merge_requests/1").object
            #expect(conflict["has_conflicts"] as? Bool == true)
            #expect(conflict["detailed_merge_status"] as? String == "conflict")
            let before = try await world.branches(of: "platform/gitops")
            let merge = "projects/1/merge_requests/1/merge"
            #expect(try await probe.api(.put, merge).status == 422)
            #expect(try await probe.api(.put, merge, #"{"sha": "0000"}"#).status == 409)
            _ = try await probe.api(.put, "projects/1/merge_requests/1", #"{"title": "Draft: x"}"#)
            #expect(try await probe.api(.put, merge).status == 405)
            _ = try await probe.api(.put, "projects/1/merge_requests/1", #"{"title": "x", "state_event": "close"}"#)
            #expect(try await probe.api(.put, merge).status == 405)
            #expect(try await world.branches(of: "platform/gitops") == before)
        }
    }

    @Test("people merge, close, reopen, comment and edit without a counted request")
    func people() async throws {
        try await withBranch { world, probe async throws in
            _ = try await open(probe)
            world.resetLog()
            try await world.addNote("Looks good.", to: 1, in: "platform/gitops", by: "bob")
            try await world.edit(1, in: "platform/gitops", title: "By hand")
            try await world.close(1, in: "platform/gitops")
            #expect(try await world.mergeRequests(in: "platform/gitops").map(\.state) == ["closed"])
            try await world.reopen(1, in: "platform/gitops")
            try await world.merge(1, in: "platform/gitops")
            let request = try #require(try await world.mergeRequests(in: "platform/gitops").first)
            #expect(request.state == "merged")
            #expect(request.title == "By hand")
            #expect(request.notes == ["Looks good."])
            #expect(world.counters.total == 0)
            await #expect(throws: SandboxError.self) { try await world.merge(1, in: "platform/gitops") }
        }
    }
}
