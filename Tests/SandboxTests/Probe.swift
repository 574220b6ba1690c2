import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

/// Asks a world, and says what came back as plain values.
struct Probe {
    let world: SandboxWorld
    private let client: CurlClient

    init(_ world: SandboxWorld) {
        self.world = world
        var policy = RetryPolicy()
        policy.attempts = 1
        client = CurlClient(retry: policy, environment: [:])
    }

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var text: String
        /// The JSON of the body; nil when it is none.
        var json: Any? { try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) }
        var object: [String: Any] { json as? [String: Any] ?? [:] }
        var list: [[String: Any]] { json as? [[String: Any]] ?? [] }
        /// The text of `error` or `message`, whatever shape that has.
        var complaint: String {
            let value = object["error"] ?? object["message"] ?? ""
            return value as? String ?? (try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed))
                .map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }

    func send(
        _ method: HTTPMethod, _ url: String, headers: HTTPFields = [:], body: String = "",
        timeout: Duration = .seconds(120)
    ) async throws -> Answer {
        var request = HTTPRequest(method, url, headers: headers, body: Array(body.utf8), timeout: timeout)
        request.isIdempotent = false
        let response = try await client.send(request)
        return Answer(
            status: response.status, headers: response.headers, text: String(decoding: response.body, as: UTF8.self))
    }

    /// Calls the API as the bot, or with another token.
    func api(
        _ method: HTTPMethod, _ path: String, _ body: String? = nil, token: String? = nil,
        type: String = "application/json"
    ) async throws -> Answer {
        var headers: HTTPFields = ["PRIVATE-TOKEN": token ?? world.token]
        if body != nil { headers["Content-Type"] = type }
        return try await send(method, world.forgeURL + "/api/v4/" + path, headers: headers, body: body ?? "")
    }

    func registry(_ method: HTTPMethod = .get, _ path: String, headers: HTTPFields = ["Accept": "*/*"]) async throws
        -> Answer
    {
        try await send(method, "http://\(world.registryHost)\(path)", headers: headers)
    }
}

/// Runs `test` against a world that is gone afterwards.
func withWorld(
    _ options: SandboxOptions = SandboxOptions(), _ test: (SandboxWorld, Probe) async throws -> Void
) async throws {
    try await withSandbox(options) { world async throws in try await test(world, Probe(world)) }
}

/// A project `platform/gitops` with a few small files.
let smallSeed = SandboxSeed(projects: [
    SeedProject(
        "platform/gitops",
        files: [
            SeedFile("apps/web.yaml", "image: @REGISTRY@/library/nginx:1.25.3 # the web\n"),
            SeedFile("scripts/check", "#!/bin/sh\nexit 0\n", mode: .executable),
            SeedFile("latest", "apps/web.yaml", mode: .symlink), SeedFile("README.md", "# Platform\n"),
        ], topics: ["windlass", "gitops"])
])

/// A world with a branch `windlass/nginx` that moves one pin.
func withBranch(
    _ options: SandboxOptions = SandboxOptions(seed: smallSeed), _ test: (SandboxWorld, Probe) async throws -> Void
) async throws {
    try await withWorld(options) { world, probe async throws in
        try await world.commit(
            [SeedFile("apps/web.yaml", "image: @REGISTRY@/library/nginx:1.27.0 # the web\n")], to: "platform/gitops",
            branch: "windlass/nginx", message: "Update nginx")
        try await test(world, probe)
    }
}

/// The body of a request for a merge request from `windlass/nginx`.
let newMergeRequest = """
    {"source_branch": "windlass/nginx", "target_branch": "main", "title": "Update nginx to 1.27.0",
     "description": "It moves.", "labels": "dependencies,docker", "assignee_ids": [2], "reviewer_ids": [3],
     "remove_source_branch": true}
    """
