import Domain
import Foundation
import Sandbox
import Testing

@testable import Forges

/// What every forge must do alike, each against a strict server of its kind.
@Suite("Merge requests on every forge, over HTTP")
struct ForgeLifeCycleTests {
    @Test(
        "are opened, listed, changed, noted, closed and remembered, and the branch goes",
        arguments: SandboxOptions.ForgeStyle.allCases)
    func lifeCycle(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            try await place.push("windlass/nginx")
            // Longer than what lists show of a description.
            let text = String(repeating: "long ", count: 300) + "end"
            let created = try await place.forge.createMergeRequest(
                try await place.draft(description: text, assignees: ["alice"], reviewers: ["bob"]), in: place.repository
            )
            #expect(created.number == 1 && created.state == .open && created.labels == ["deps"])
            let made = try #require(try await place.requests.first)
            #expect(made.assignees == ["alice"] && made.reviewers == ["bob"] && made.labels == ["deps"])
            #expect(made.author == "windlass" && made.description == text)

            let open = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            #expect(open.map(\.description) == [text] && open.map(\.title) == ["Update windlass/nginx"])
            #expect(open.first?.sourceBranch == "windlass/nginx" && open.first?.targetBranch == "main")
            #expect(try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "other/").isEmpty)

            try await place.forge.updateMergeRequest(
                1,
                with: MergeRequestChange(
                    title: "New", description: "other", addedLabels: ["ops"],
                    assignees: try await place.users(["alice", "bob"])), in: place.repository)
            try await place.forge.addNote("why", to: 1, in: place.repository)
            let changed = try #require(try await place.requests.first)
            #expect(changed.title == "New" && changed.description == "other" && changed.labels == ["deps", "ops"])
            #expect(changed.assignees.sorted() == ["alice", "bob"] && changed.notes == ["why"])

            try await place.forge.closeMergeRequest(1, in: place.repository)
            for _ in 0..<2 { try await place.forge.deleteBranch("windlass/nginx", in: place.repository) }
            #expect(try await place.world.branches(of: "platform/gitops")["windlass/nginx"] == nil)
            #expect(try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "").isEmpty)
            let earlier = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            #expect(earlier.map(\.state) == [.closed])
            #expect(place.world.violations == [])
        }
    }

    @Test(
        "that exist already are adopted, and what was merged is merged", arguments: SandboxOptions.ForgeStyle.allCases)
    func adoptAndMerge(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            try await place.push("windlass/nginx")
            let first = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            let second = try await place.forge.createMergeRequest(
                try await place.draft(description: "other"), in: place.repository)
            #expect(first.number == second.number && second.description == "text")
            #expect(try await place.requests.count == 1)
            try await place.world.merge(1, in: "platform/gitops")
            let earlier = try await place.forge.listMergeRequests(in: place.repository, from: "windlass/nginx")
            #expect(earlier.map(\.state) == [.merged])
        }
    }

    @Test("that were closed are found again when a person opens them", arguments: SandboxOptions.ForgeStyle.allCases)
    func reopened(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            try await place.push("windlass/nginx")
            _ = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            try await place.forge.closeMergeRequest(1, in: place.repository)
            try await place.world.reopen(1, in: "platform/gitops")
            let open = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            #expect(open.map(\.number) == [1])
        }
    }

    @Test("become drafts, and ready again", arguments: SandboxOptions.ForgeStyle.allCases)
    func drafts(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            try await place.push("windlass/nginx")
            _ = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            for isDraft in [true, true, false] {
                let listed = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "")
                var change = MergeRequestChange(title: "Title", description: "text \(isDraft)")
                change.isDraft = listed.first?.isDraft == true
                change.turnsDraft = isDraft
                try await place.forge.updateMergeRequest(1, with: change, in: place.repository)
                let after = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "")
                #expect(after.map(\.isDraft) == [isDraft])
                #expect(after.map(\.title) == ["Title"])
                #expect(try await place.requests.first?.isDraft == isDraft)
            }
            #expect(place.world.violations == [])
        }
    }

    @Test("are read to the last page: 250 of them", arguments: [SandboxOptions.ForgeStyle.github, .azure])
    func pages(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            let branches = (0..<250).map { "windlass/\($0)" }
            try await place.pushMany(branches)
            for branch in branches {
                var draft = try await place.draft(branch)
                draft.labels = []
                _ = try await place.forge.createMergeRequest(draft, in: place.repository)
            }
            let found = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "windlass/")
            #expect(found.count == 250 && Set(found.map(\.sourceBranch.rawValue)) == Set(branches))
            #expect(place.world.violations == [])
        }
    }

    @Test(
        "are opened once when the answer gets lost", arguments: SandboxOptions.ForgeStyle.allCases,
        [Fault.Effect.answer(status: 500), .answer(status: 502, body: "<html>"), .cut, .cutBody(after: 10)])
    func lostAnswer(_ style: SandboxOptions.ForgeStyle, _ effect: Fault.Effect) async throws {
        try await ForgePlace.with(style) { place in
            try await place.push("windlass/nginx")
            place.world.inject(Fault(effect, .afterWork, on: .forge, method: "POST"))
            let created = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            #expect(created.number == 1 && created.description == "text")
            #expect(try await place.requests.count == 1)
        }
    }

    @Test("stop with the name of the credential when it is refused", arguments: SandboxOptions.ForgeStyle.allCases)
    func unauthorized(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            await place.world.revokeToken(place.world.token)
            let error = try await forgeError {
                _ = try await place.forge.listOpenMergeRequests(in: place.repository, branchPrefix: "")
            }
            #expect(error.code == .unauthorized && error.message.contains("env:TOKEN"), "\(error.message)")
        }
    }

    @Test(
        "leave a protected branch and an archived repository, and say so", arguments: SandboxOptions.ForgeStyle.allCases
    )
    func refused(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            let error = try await forgeError { try await place.forge.deleteBranch("main", in: place.repository) }
            #expect([.forbidden, .invalid, .conflict].contains(error.code), "\(error.message)")
            #expect(try await place.world.branches(of: "platform/gitops")["main"] != nil)
            try await place.world.setArchived(true, "platform/gitops")
            let (found, notes) = try await place.forge.listRepositories(RepositorySelection(paths: ["platform/gitops"]))
            #expect(found.isEmpty && notes.count == 1)
        }
    }

    @Test("wait where a rate limit asks for it", arguments: SandboxOptions.ForgeStyle.allCases)
    func rateLimit(_ style: SandboxOptions.ForgeStyle) async throws {
        try await ForgePlace.with(style) { place in
            try await place.push("windlass/nginx")
            place.world.inject(Fault(.rateLimit(retryAfter: 1), on: .forge, times: 2))
            place.world.inject(
                Fault(.answer(status: 403, headers: ["x-ratelimit-remaining": "0", "Retry-After": "2"]), on: .forge))
            _ = try await place.forge.createMergeRequest(try await place.draft(), in: place.repository)
            #expect(try await place.requests.count == 1)
        }
    }
}
