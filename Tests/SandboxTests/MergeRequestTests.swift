import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Merge requests")
struct MergeRequestTests {
    private func create(_ probe: Probe) async throws -> [String: Any] {
        let answer = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
        #expect(answer.status == 201, "\(answer.text)")
        return answer.object
    }

    private func names(_ value: Any?) -> [String] {
        (value as? [[String: Any]] ?? []).compactMap { $0["username"] as? String }
    }

    @Test("a new one has what was asked for, and its head and base from git")
    func creates() async throws {
        try await withBranch { world, probe async throws in
            let made = try await create(probe)
            let branches = try await world.branches(of: "platform/gitops")
            #expect(made["iid"] as? Int == 1)
            #expect(made["state"] as? String == "opened")
            #expect(made["title"] as? String == "Update nginx to 1.27.0")
            #expect(made["labels"] as? [String] == ["dependencies", "docker"])
            #expect(names(made["assignees"]) == ["alice"])
            #expect(names(made["reviewers"]) == ["bob"])
            #expect((made["author"] as? [String: Any])?["username"] as? String == "windlass")
            #expect(made["sha"] as? String == branches["windlass/nginx"])
            #expect((made["diff_refs"] as? [String: Any])?["base_sha"] as? String == branches["main"])
            #expect(made["detailed_merge_status"] as? String == "mergeable")
            #expect(made["has_conflicts"] as? Bool == false)
            #expect(made["web_url"] as? String == world.forgeURL + "/platform/gitops/-/merge_requests/1")
            let labels = try await probe.api(.get, "projects/1/labels")
            #expect(labels.list.compactMap { $0["name"] as? String } == ["dependencies", "docker"])
            #expect(world.violations.isEmpty)
        }
    }

    @Test("a second one for the same branches is a conflict that names the first")
    func duplicate() async throws {
        try await withBranch { _, probe async throws in
            _ = try await create(probe)
            let again = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
            #expect(again.status == 409)
            #expect(
                again.object["message"] as? [String]
                    == ["Another open merge request already exists for this source branch: !1"])
            _ = try await probe.api(.put, "projects/1/merge_requests/1", #"{"state_event": "close"}"#)
            let afterClose = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
            #expect(afterClose.status == 201)
            #expect(afterClose.object["iid"] as? Int == 2)
            let reopen = try await probe.api(.put, "projects/1/merge_requests/1", #"{"state_event": "reopen"}"#)
            #expect(reopen.status == 409)
        }
    }

    @Test("of two sent at once, one is made")
    func race() async throws {
        try await withBranch { world, probe async throws in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await probe.api(.post, "projects/1/merge_requests", newMergeRequest).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
            #expect(try await world.mergeRequests(in: "platform/gitops").count == 1)
        }
    }

    @Test("a missing branch is named, and the same branch twice is refused")
    func branches() async throws {
        try await withBranch { _, probe async throws in
            let missing = try await probe.api(
                .post, "projects/1/merge_requests",
                #"{"source_branch": "windlass/gone", "target_branch": "nowhere", "title": "T"}"#)
            #expect(missing.status == 400)
            let message = missing.object["message"] as? [String: [String]]
            #expect(message == ["source_branch": ["does not exist"], "target_branch": ["does not exist"]])
            let same = try await probe.api(
                .post, "projects/1/merge_requests", #"{"source_branch": "main", "target_branch": "main", "title": "T"}"#
            )
            #expect(same.status == 422)
        }
    }

    @Test("title, description, labels, people and state change, and only what was sent")
    func updates() async throws {
        try await withBranch { world, probe async throws in
            _ = try await create(probe)
            let changed = try await probe.api(
                .put, "projects/1/merge_requests/1",
                #"{"title": "Draft: two", "add_labels": "extra, docker", "remove_labels": "dependencies", "assignee_ids": [0], "reviewer_ids": [2, 3]}"#
            ).object
            #expect(changed["title"] as? String == "Draft: two")
            #expect(changed["draft"] as? Bool == true)
            #expect(changed["detailed_merge_status"] as? String == "draft_status")
            #expect(changed["description"] as? String == "It moves.")
            #expect(changed["labels"] as? [String] == ["docker", "extra"])
            #expect(names(changed["assignees"]).isEmpty)
            #expect(names(changed["reviewers"]) == ["alice", "bob"])
            let closed = try await probe.api(.put, "projects/1/merge_requests/1", #"{"state_event": "close"}"#).object
            #expect(closed["state"] as? String == "closed")
            #expect((closed["closed_by"] as? [String: Any])?["username"] as? String == "windlass")
            #expect(try await world.mergeRequests(in: "platform/gitops").map(\.state) == ["closed"])
            let open = try await probe.api(.put, "projects/1/merge_requests/1", #"{"state_event": "reopen"}"#).object
            #expect(open["state"] as? String == "opened")
        }
    }

    @Test("the free edition keeps the first assignee and drops the rest")
    func freeEdition() async throws {
        try await withBranch(SandboxOptions(seed: smallSeed, edition: .free)) { _, probe async throws in
            _ = try await create(probe)
            let answer = try await probe.api(.put, "projects/1/merge_requests/1", #"{"assignee_ids": [3, 2]}"#)
            #expect(names(answer.object["assignees"]) == ["bob"])
            #expect(try await probe.api(.get, "metadata").object["enterprise"] as? Bool == false)
        }
    }

    @Test("the list is filtered, ordered and paged")
    func lists() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            for number in 1...5 {
                try await world.commit(
                    [SeedFile("n\(number)", "x\n")], to: "platform/gitops", branch: "windlass/b\(number)")
                let body =
                    #"{"source_branch": "windlass/b\#(number)", "target_branch": "main", "title": "T\#(number)", "labels": "l\#(number % 2)"}"#
                #expect(try await probe.api(.post, "projects/1/merge_requests", body).status == 201)
            }
            try await world.close(2, in: "platform/gitops")
            func iids(_ query: String) async throws -> [Int] {
                let answer = try await probe.api(.get, "projects/1/merge_requests?" + query)
                #expect(answer.status == 200, "\(answer.text)")
                return answer.list.compactMap { $0["iid"] as? Int }
            }
            #expect(try await iids("scope=all&state=opened&author_id=4&order_by=created_at&sort=asc") == [1, 3, 4, 5])
            #expect(try await iids("state=all&source_branch=windlass%2Fb2") == [2])
            #expect(try await iids("state=closed") == [2])
            #expect(try await iids("author_id=1") == [])
            #expect(try await iids("labels=l1&sort=asc") == [1, 3, 5])
            #expect(try await iids("sort=asc&per_page=2&page=3") == [5])
            #expect(try await iids("iids[]=4&iids[]=1") == [4, 1])
            #expect(world.violations.isEmpty)
        }
    }

    @Test("a push moves the head, a deleted branch closes, and a push of its commits to the target merges")
    func followsGit() async throws {
        try await withBranch { world, probe async throws in
            _ = try await create(probe)
            let head = try await world.commit([SeedFile("y", "2\n")], to: "platform/gitops", branch: "windlass/nginx")
            let moved = try await probe.api(.get, "projects/1/merge_requests/1").object
            #expect(moved["sha"] as? String == head)

            let git = try GitCLI()
            try await git.run("clone", "--quiet", git.url(world), "copy")
            let alice = await world.makeToken(of: "alice")
            let push = try await git.run(
                "-C", "copy", "push", git.url(world, token: alice), "origin/windlass/nginx:refs/heads/main")
            #expect(push.status == 0, "\(push.output)")
            let merged = try await probe.api(.get, "projects/1/merge_requests/1").object
            #expect(merged["state"] as? String == "merged")
            #expect(merged["sha"] as? String == head)

            try await world.commit([SeedFile("z", "3\n")], to: "platform/gitops", branch: "windlass/other")
            _ = try await probe.api(
                .post, "projects/1/merge_requests",
                #"{"source_branch": "windlass/other", "target_branch": "main", "title": "Other"}"#)
            #expect(try await probe.api(.delete, "projects/1/repository/branches/windlass%2Fother").status == 204)
            #expect(try await probe.api(.get, "projects/1/merge_requests/2").object["state"] as? String == "closed")
        }
    }

    @Test("diffs are those of git, file by file")
    func diffs() async throws {
        try await withBranch { world, probe async throws in
            try await world.commit(
                [SeedFile("new.txt", "a\nb\n"), .deleted("README.md")], to: "platform/gitops", branch: "windlass/nginx")
            _ = try await create(probe)
            let files = try await probe.api(.get, "projects/1/merge_requests/1/diffs").list
            #expect(files.compactMap { $0["new_path"] as? String } == ["README.md", "apps/web.yaml", "new.txt"])
            #expect(files[0]["deleted_file"] as? Bool == true)
            let host = world.registryHost
            #expect(
                files[1]["diff"] as? String == """
                    @@ -1 +1 @@
                    -image: \(host)/library/nginx:1.25.3 # the web
                    +image: \(host)/library/nginx:1.27.0 # the web

                    """)
            #expect(files[2]["new_file"] as? Bool == true)
            #expect(files[2]["diff"] as? String == "@@ -0,0 +1,2 @@\n+a\n+b\n")
            let request = try #require(try await world.mergeRequests(in: "platform/gitops").first)
            #expect(try await world.diff(of: request).hasPrefix("diff --git a/README.md b/README.md\n"))
        }
    }
}
