import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Lists of projects and users")
struct ProjectListTests {
    /// Twenty-five small projects in two groups.
    private static let seed = SandboxSeed(
        projects: (1...25).map { number in
            SeedProject(
                number > 20 ? "other/deep/p\(number)" : "group/p\(number)", topics: number % 2 == 0 ? ["even"] : [],
                commits: [], isArchived: number == 25)
        })

    private func ids(_ answer: Probe.Answer) -> [Int] { answer.list.compactMap { $0["id"] as? Int } }

    @Test("pages follow the links to the end, without gaps or repeats")
    func offsetPages() async throws {
        try await withWorld(SandboxOptions(seed: Self.seed)) { world, probe async throws in
            var seen: [Int] = []
            var next: String? = world.forgeURL + "/api/v4/projects?order_by=id&sort=asc&per_page=10"
            while let url = next {
                let answer = try await probe.send(.get, url, headers: ["PRIVATE-TOKEN": world.token])
                seen += ids(answer)
                #expect(answer.headers["X-Total"] == "25")
                next = link(answer, "next")
                #expect((answer.headers["X-Next-Page"] == "") == (next == nil))
            }
            #expect(seen == Array(1...25))
            let past = try await probe.api(.get, "projects?page=9&per_page=10")
            #expect(past.list.isEmpty)
            #expect(link(past, "next") == nil)
        }
    }

    @Test("keyset pages follow the links too, in both directions", arguments: ["asc", "desc"])
    func keysetPages(direction: String) async throws {
        try await withWorld(SandboxOptions(seed: Self.seed)) { world, probe async throws in
            var seen: [Int] = []
            var next: String? =
                world.forgeURL + "/api/v4/projects?pagination=keyset&order_by=id&sort=\(direction)&per_page=7"
            while let url = next {
                let answer = try await probe.send(.get, url, headers: ["PRIVATE-TOKEN": world.token])
                seen += ids(answer)
                #expect(answer.headers["X-Next-Page"] == nil)
                next = link(answer, "next")
            }
            #expect(seen == (direction == "asc" ? Array(1...25) : Array((1...25).reversed())))
        }
    }

    private static let questions = [
        ("projects?topic=even&per_page=100&archived=false", 12), ("projects?search=deep", 5),
        ("projects?membership=true&min_access_level=40", 0),
        ("projects?membership=true&min_access_level=30&per_page=100", 25),
        ("groups/group/projects?per_page=100", 20), ("groups/other/projects", 0),
        ("groups/other/projects?include_subgroups=true&with_shared=false&archived=false", 4),
        ("groups/other%2Fdeep/projects", 5), ("users?username=ALICE", 1), ("users?username=nobody", 0),
        ("projects/1/members/all?query=ali", 1), ("projects/group%2Fp1/members/all", 4),
    ]

    @Test("lists are narrowed as asked")
    func narrowed() async throws {
        // Twenty-five repositories take a while to make: one world for all questions.
        try await withWorld(SandboxOptions(seed: Self.seed)) { _, probe async throws in
            for (path, count) in Self.questions {
                let answer = try await probe.api(.get, path)
                #expect(answer.status == 200, "\(path): \(answer.text)")
                #expect(answer.list.count == count, "\(path)")
            }
        }
    }

    @Test("an empty project says so until something is pushed")
    func emptyProject() async throws {
        try await withWorld(SandboxOptions(seed: Self.seed)) { world, probe async throws in
            let before = try await probe.api(.get, "projects/group%2Fp1").object
            #expect(before["empty_repo"] as? Bool == true)
            #expect(before["default_branch"] is NSNull)
            let git = try GitCLI()
            try await git.run("init", "--quiet", "--initial-branch=main", "new")
            try await git.run("-C", "new", "commit", "--quiet", "--allow-empty", "-m", "First")
            let alice = await world.makeToken(of: "alice")
            let push = try await git.run("-C", "new", "push", git.url(world, "group/p1", token: alice), "main")
            #expect(push.status == 0, "\(push.output)")
            let after = try await probe.api(.get, "projects/group%2Fp1").object
            #expect(after["default_branch"] as? String == "main")
            #expect(after["empty_repo"] as? Bool == false)
        }
    }

    @Test("a group that nobody knows is a 404")
    func unknownGroup() async throws {
        try await withWorld(SandboxOptions(seed: Self.seed)) { _, probe async throws in
            #expect(try await probe.api(.get, "groups/gro/projects").complaint == "404 Group Not Found")
        }
    }

    private func link(_ answer: Probe.Answer, _ relation: String) -> String? {
        answer.headers["Link"]?.split(separator: ", ").first { $0.hasSuffix("rel=\"\(relation)\"") }
            .map { String($0.dropFirst().prefix { $0 != ">" }) }
    }
}
