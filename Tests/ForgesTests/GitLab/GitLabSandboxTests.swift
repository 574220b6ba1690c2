import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@testable import Forges

@Suite("Merge requests over HTTP, with a strict GitLab on loopback")
struct GitLabSandboxTests {
    @Test("are opened, listed, changed, noted, closed and remembered, and the branch goes")
    func lifeCycle() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            let created = try await place.forge.createMergeRequest(
                try await place.draft(assignees: ["alice", "bob"]), in: place.repository)
            #expect(created.number == 1 && created.state == .open && created.labels == ["deps"])
            #expect(created.assignees == ["alice", "bob"])

            place.world.resetLog()
            let open = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            #expect(open == [created])
            #expect(place.world.requests.count == 2, "one for our own id, one for the list")
            _ = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            #expect(place.world.requests.count == 3)

            let bob = try #require(try await place.forge.findUser(named: "bob", in: place.repository))
            try await place.forge.updateMergeRequest(
                1, with: MergeRequestChange(title: "New", addedLabels: ["ops"], assignees: [], reviewers: [bob]),
                in: place.repository)
            try await place.forge.addNote("why", to: 1, in: place.repository)
            let changed = try #require(try await place.requests.first)
            #expect(changed.title == "New" && changed.description == "text" && changed.labels == ["deps", "ops"])
            #expect(changed.assignees.isEmpty && changed.reviewers == ["bob"] && changed.notes == ["why"])
            #expect(changed.author == "windlass")

            try await place.forge.closeMergeRequest(1, in: place.repository)
            for _ in 0..<2 { try await place.forge.deleteBranch("windlass/nginx", in: place.repository) }
            #expect(try await place.world.branches(of: "platform/gitops")["windlass/nginx"] == nil)
            #expect(try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "").isEmpty)
            let earlier = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            #expect(earlier.map(\.state) == [.closed])
            #expect(place.world.violations == [])
        }
    }

    @Test("that a person merged are merged, and GitLab deleted the branch")
    func merged() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            _ = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            try await place.world.merge(1, in: "platform/gitops")
            let earlier = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            #expect(earlier.map(\.state) == [.merged])
            #expect(try await place.world.branches(of: "platform/gitops")["windlass/nginx"] == nil)
        }
    }

    @Test("are read to the last page: 250 of them with three requests")
    func pages() async throws {
        try await GitLabWorld.with { place in
            let branches = (0..<250).map { "windlass/\($0)" }
            try await place.pushMany(branches)
            for branch in branches {
                _ = try await place.forge.createMergeRequest(try await place.draft(branch), in: place.repository)
            }
            _ = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            place.world.resetLog()
            let found = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            #expect(Set(found.map(\.sourceBranch.rawValue)) == Set(branches))
            #expect(found.count == 250)
            #expect(place.world.requests.count == 3)
            #expect(place.world.violations == [])
        }
    }

    @Test("that exist already are adopted")
    func adopt() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            let first = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            let second = try await place.forge.createMergeRequest(
                try await place.draft(description: "other"), in: place.repository)
            #expect(first == second)
            #expect(try await place.requests.count == 1)
        }
    }

    @Test(
        "are opened once when the answer gets lost",
        arguments: [
            Fault.Effect.answer(status: 500), .answer(status: 502, body: "<html>"),
            .answer(status: 200, body: "<html>"),
            .cut, .cutBody(after: 10),
        ])
    func lostAnswer(_ effect: Fault.Effect) async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            place.world.inject(Fault(effect, .afterWork, on: .forge, method: "POST"))
            let created = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            #expect(created.number == 1 && created.description == "text")
            #expect(try await place.requests.count == 1)
            #expect(place.world.requests.filter { $0.method == "POST" }.count == 1)
        }
    }

    @Test("that could not be opened are an error, and the next try opens one")
    func refusedThenOpened() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            place.world.inject(Fault(.cut, on: .forge, method: "POST"))
            let draft = try await place.draft()
            let error = try await forgeError {
                _ = try await place.forge.createMergeRequest(draft, in: place.repository)
            }
            #expect(error.code == .unreachable && error.isTransient)
            _ = try await place.forge.createMergeRequest(draft, in: place.repository)
            #expect(try await place.requests.count == 1)
        }
    }

    @Test("say why they cannot be opened")
    func missingBranch() async throws {
        try await GitLabWorld.with { place in
            let draft = try await place.draft("windlass/none")
            let error = try await forgeError {
                _ = try await place.forge.createMergeRequest(draft, in: place.repository)
            }
            #expect(error.code == .invalid)
            #expect(error.message.contains("source_branch: does not exist"), "\(error.message)")
        }
    }

    @Test("execute nothing that stands in our texts, and read back as written")
    func quickActions() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            let text = "/close\nsee\n  /assign @root\n\\/x\n"
            let created = try await place.forge.createMergeRequest(
                try await place.draft(description: text), in: place.repository)
            #expect(created.description == text)
            try await place.forge.addNote(text, to: 1, in: place.repository)
            let request = try #require(try await place.requests.first)
            #expect(request.description == "\\/close\nsee\n  \\/assign @root\n\\\\/x\n")
            #expect(request.notes.first?.hasPrefix("\\/close") == true)
            let read = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "")
            #expect(read.first?.description == text)
        }
    }

    @Test("keep one assignee on GitLab Free, and that is no difference to write about")
    func freeEdition() async throws {
        try await GitLabWorld.with(edition: .free) { place in
            try await place.push("windlass/nginx")
            let created = try await place.forge.createMergeRequest(
                try await place.draft(assignees: ["alice", "bob"]), in: place.repository)
            #expect(created.assignees == ["alice"])
            #expect(place.forge.capabilities.lacking(["alice", "bob"], on: created.assignees) == [])
        }
    }

    @Test("are opened once by two processes at the same moment")
    func race() async throws {
        try await GitLabWorld.with { place in
            try await place.push("windlass/nginx")
            let draft = try await place.draft()
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await place.forge.createMergeRequest(draft, in: place.repository).number }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(numbers == [1])
            #expect(try await place.requests.count == 1)
        }
    }
}
