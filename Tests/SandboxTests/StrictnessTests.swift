import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("The forge is strict")
struct StrictnessTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var method: HTTPMethod
        var path: String
        var body: String?
        var names: String
        var status = 400
        var testDescription: String { "\(method.rawValue) \(path) \(body ?? "")" }

        init(_ method: HTTPMethod, _ path: String, _ body: String? = nil, names: String, status: Int = 400) {
            self.method = method
            self.path = path
            self.body = body
            self.names = names
            self.status = status
        }
    }

    static let wrong = [
        Wrong(.get, "projects?membersip=true", names: "membersip"),
        Wrong(.get, "projects?per_page=101", names: "per_page"),
        Wrong(.get, "projects?per_page=0", names: "per_page"),
        Wrong(.get, "projects?per_page=ten", names: "per_page"),
        Wrong(.get, "projects?page=1&page=2", names: "page"),
        Wrong(.get, "projects?membership=yes", names: "membership"),
        Wrong(.get, "projects?order_by=stars", names: "order_by"),
        Wrong(.get, "projects?pagination=keyset&order_by=name", names: "order_by=id"),
        Wrong(.get, "projects/1/merge_requests?state=open", names: "opened"),
        Wrong(.get, "projects/1/merge_requests?branch=x", names: "branch"),
        Wrong(.get, "projects/1/merge_requests/one", names: "merge_request_iid"),
        Wrong(.get, "users?name=alice", names: "name"),
        Wrong(.post, mergeRequests, "{", names: "JSON"),
        Wrong(.post, mergeRequests, "[]", names: "object"),
        Wrong(.post, mergeRequests, #"{"source_branch": "windlass/nginx", "target_branch": "main"}"#, names: "title"),
        Wrong(.post, mergeRequests, with(#""title": 7"#), names: "title"),
        Wrong(.post, mergeRequests, with(#""title": "T", "labels": 7"#), names: "labels"),
        Wrong(.post, mergeRequests, with(#""title": "T", "assignee_ids": ["2"]"#), names: "assignee_ids"),
        Wrong(.post, mergeRequests, with(#""title": "T", "assignee_ids": "2""#), names: "assignee_ids"),
        Wrong(.post, mergeRequests, with(#""title": "T", "assignee_ids": [99]"#), names: "assignee_ids"),
        Wrong(.post, mergeRequests, with(#""title": "T", "reviewer_ids": [2.5]"#), names: "reviewer_ids"),
        Wrong(
            .post, mergeRequests, with(#""title": "T", "remove_source_branch": "true""#), names: "remove_source_branch"),
        Wrong(.post, mergeRequests, with(#""title": "T", "description": null"#), names: "description"),
        Wrong(.post, mergeRequests, with(#""title": "T", "assignees": ["alice"]"#), names: "assignees"),
        Wrong(.post, mergeRequests, with(#""title": "  ""#), names: "title"),
        Wrong(.post, mergeRequests + "?title=T", with(#""title": "T""#), names: "title"),
        Wrong(.put, mergeRequests + "/1", #"{"state_event": "closed"}"#, names: "state_event"),
        Wrong(.put, mergeRequests + "/1", "{}", names: "at least one"),
        Wrong(.put, mergeRequests + "/1", #"{"source_branch": "x"}"#, names: "source_branch"),
        Wrong(.put, mergeRequests + "/1/merge", #"{"sha": 1}"#, names: "sha"),
        Wrong(.post, mergeRequests + "/1/notes", #"{"text": "hello"}"#, names: "text"),
        Wrong(.post, mergeRequests + "/1/notes", "{}", names: "body"),
        Wrong(.post, "projects/1/labels", #"{"name": "a"}"#, names: "color"),
        Wrong(.post, "projects/1/repository/branches", #"{"branch": "a"}"#, names: "ref"),
        Wrong(.delete, "projects/1/repository/branches/windlass%2Fnginx?force=true", names: "force"),
        Wrong(.delete, "projects/1/repository/branches/windlass%2Fnginx", "{}", names: "no body"),
        Wrong(.get, "project/1", names: "404", status: 404),
        Wrong(.patch, mergeRequests + "/1", "{}", names: "405", status: 405),
    ]

    private static let mergeRequests = "projects/platform%2Fgitops/merge_requests"

    private static func with(_ fields: String) -> String {
        #"{"source_branch": "windlass/nginx", "target_branch": "main", \#(fields)}"#
    }

    @Test("what no correct client sends is refused, with the name of what is wrong, and noted", arguments: wrong)
    func refuses(_ wrong: Wrong) async throws {
        try await Self.shared.use { world, probe async throws in
            let before = world.violations.count
            let answer = try await probe.api(wrong.method, wrong.path, wrong.body)
            #expect(answer.status == wrong.status, "\(answer.text)")
            #expect(answer.complaint.contains(wrong.names), "\(answer.text)")
            // The one that is real GitLab's own refusal of a blank title is no mistake of shape.
            if !answer.complaint.contains("can't be blank") { #expect(world.violations.count > before) }
        }
    }

    /// Every case only asks, so all can ask the same world.
    private static let shared = SharedWorld {
        let world = try await SandboxWorld.start(SandboxOptions(seed: smallSeed))
        try await world.commit([SeedFile("x", "1\n")], to: "platform/gitops", branch: "windlass/nginx")
        _ = try await Probe(world).api(.post, mergeRequests, newMergeRequest)
        return world
    }

    @Test("a body that is not announced as JSON is refused")
    func contentType() async throws {
        try await withBranch { world, probe async throws in
            let answer = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest, type: "text/plain")
            #expect(answer.status == 415)
            #expect(world.violations.count == 1)
            let charset = try await probe.api(
                .post, "projects/1/merge_requests", newMergeRequest, type: "application/json; charset=utf-8")
            #expect(charset.status == 201)
        }
    }

    @Test("a description over the limit is refused, one at the limit is kept")
    func descriptionLimit() async throws {
        try await withBranch { _, probe async throws in
            let make = { (count: Int) in
                """
                {"source_branch": "windlass/nginx", "target_branch": "main", "title": "T",
                 "description": "\(String(repeating: "é", count: count))"}
                """
            }
            #expect(try await probe.api(.post, "projects/1/merge_requests", make(1_048_577)).status == 400)
            let kept = try await probe.api(.post, "projects/1/merge_requests", make(1_048_576))
            #expect(kept.status == 201)
            #expect((kept.object["description"] as? String)?.count == 1_048_576)
        }
    }
}

/// A world that several cases of one test ask, started by the first and kept until the process ends.
actor SharedWorld {
    private let start: @Sendable () async throws -> SandboxWorld
    private var starting: Task<SandboxWorld, any Error>?
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ start: @escaping @Sendable () async throws -> SandboxWorld) { self.start = start }

    /// Runs `test` while nobody else uses the world.
    func use(_ test: @Sendable (SandboxWorld, Probe) async throws -> Void) async throws {
        if isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
        defer {
            if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
        }
        let task = starting ?? Task { [start] in try await start() }
        starting = task
        let world = try await task.value
        try await test(world, Probe(world))
    }
}
