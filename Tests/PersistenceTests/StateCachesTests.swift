import BotTestSupport
import Domain
import Foundation
import Testing

@testable import Persistence

@Suite("The caches of every state") struct StateCachesTests {
    private func response(_ size: Int, _ mark: UInt8 = 1) -> CachedResponse {
        CachedResponse(
            etag: "\"e\(mark)\"", lastModified: "then", headers: ["link": "<x>"],
            body: [UInt8](repeating: mark, count: size))
    }

    @Test("give back answers as they were", arguments: Store.allCases) func response(_ store: Store) async throws {
        let database = try store.make()
        #expect(await database.response(for: "a") == nil)
        await database.store(response(3, 1), for: "a")
        await database.store(response(0, 2), for: "b")
        #expect(await database.response(for: "a") == response(3, 1))
        #expect(await database.response(for: "b") == response(0, 2))
        await database.store(CachedResponse(etag: nil, lastModified: nil, headers: [:], body: [9]), for: "a")
        #expect(await database.response(for: "a")?.body == [9])
        #expect(await database.response(for: "a")?.etag == nil)
    }

    @Test("forget lists that are named, whatever their age", arguments: Store.allCases)
    func forgets(_ store: Store) async throws {
        let database = try store.make()
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        for name in ["ghcr.io/team/api", "ghcr.io/team/web"] {
            let list = ReleaseList(releases: [Release(version: "1.0.0")], registryURL: "https://ghcr.io")
            await database.store(list, of: Package(datasource: "docker", name: name), fetchedAt: now)
        }
        await database.forgetReleases(of: ["ghcr.io/team/api", "unknown"])
        let earlier = now - 60
        let api = Package(datasource: "docker", name: "ghcr.io/team/api")
        let web = Package(datasource: "docker", name: "ghcr.io/team/web")
        #expect(await database.releases(of: api, fetchedSince: earlier) == nil)
        #expect(await database.releases(of: web, fetchedSince: earlier)?.releases.count == 1)
    }

    @Test("let go of the longest unused when they are full", arguments: Store.allCases) func evicts(_ store: Store)
        async throws
    {
        let clock = StoppedClock()
        let database = try store.make(responseCacheLimit: 10_000, now: { clock.now })
        for number in 0..<8 {
            await database.store(response(1000, UInt8(number)), for: "k\(number)")
            clock.advance(by: 1)
        }
        clock.advance(by: 2 * 86_400)
        #expect(await database.response(for: "k0") != nil)
        await database.store(response(1000, 8), for: "k8")
        #expect(await database.response(for: "k0") != nil, "used since")
        #expect(await database.response(for: "k1") == nil, "unused for longest")
        #expect(await database.response(for: "k8") != nil)
    }

    @Test("stay within their bytes, however often the same is stored", arguments: Store.allCases) func bounded(
        _ store: Store
    ) async throws {
        let database = try store.make(responseCacheLimit: 10_000)
        for number in 0..<50 { await database.store(response(2000, UInt8(number)), for: "k\(number % 3)") }
        for number in 0..<3 { #expect(await database.response(for: "k\(number)") != nil) }
        await database.store(response(2600), for: "k0")
        #expect(await database.response(for: "k0") == nil, "larger than a quarter, and the old answer is outdated")
    }

    @Test("give back release lists within their time", arguments: Store.allCases) func releases(_ store: Store)
        async throws
    {
        let database = try store.make()
        let package = Package(datasource: "docker", name: "a", registryURLs: ["x", "y"])
        let list = ReleaseList(
            releases: [
                Release(version: "1", timestamp: Date(timeIntervalSince1970: 7), appVersion: "2", isDeprecated: true),
                Release(version: "2"),
            ], registryURL: "r", sourceURL: "s")
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        await database.store(list, of: package, fetchedAt: time)
        #expect(await database.releases(of: package, fetchedSince: time) == list)
        #expect(await database.releases(of: package, fetchedSince: time - 10) == list)
        #expect(await database.releases(of: package, fetchedSince: time + 1) == nil)
        let other = Package(datasource: "docker", name: "a", registryURLs: ["y", "x"])
        #expect(await database.releases(of: other, fetchedSince: time) == nil)
        await database.store(list, of: other, fetchedAt: time + 40 * 86_400)
        #expect(await database.releases(of: package, fetchedSince: .distantPast) == nil, "nobody asked for a month")
    }
}

@Suite("The records of every state") struct StateRecordsTests {
    @Test("hold runs, newest first", arguments: Store.allCases) func runs(_ store: Store) async throws {
        let database = try store.make()
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let first = try await database.beginRun(of: "a", at: start)
        let second = try await database.beginRun(of: "b", at: start + 1)
        let third = try await database.beginRun(of: "a", at: start + 2)
        let outcome = RunOutcome(dependencies: 5, updates: 4, held: 3, unknown: 2, created: 1, failures: 7)
        try await database.finishRun(first, at: start + 10, outcome: outcome)
        try await database.finishRun(999, at: start, outcome: outcome)
        #expect(
            try await database.runs(of: "a", limit: 10) == [
                RunRecord(id: third, repository: "a", startedAt: start + 2),
                RunRecord(id: first, repository: "a", startedAt: start, endedAt: start + 10, outcome: outcome),
            ])
        #expect(try await database.runs(of: nil, limit: 2).map(\.id) == [third, second])
        #expect(try await database.runs(of: nil, limit: -1) == [])
    }

    @Test("keep a thousand runs of a repository", arguments: Store.allCases) func retention(_ store: Store) async throws
    {
        let database = try store.make()
        for _ in 0..<1005 { _ = try await database.beginRun(of: "a", at: Date()) }
        let other = try await database.beginRun(of: "b", at: Date())
        #expect(try await database.runs(of: "a", limit: 5000).count == 1000)
        #expect(try await database.runs(of: "b", limit: 5000).map(\.id) == [other])
    }

    @Test("hold one inventory for each repository", arguments: Store.allCases) func inventory(_ store: Store)
        async throws
    {
        let database = try store.make()
        func entry(_ file: String, _ line: Int) -> InventoryEntry {
            InventoryEntry(
                file: file, line: line, manager: "kubernetes", depName: "n'ginx", packageName: "docker.io/nginx",
                datasource: "docker", currentValue: line == 1 ? nil : "1.\(line)", currentDigest: "sha256:0")
        }
        try await database.replaceInventory(of: "a", with: [entry("b", 2), entry("a", 9), entry("b", 1)])
        try await database.replaceInventory(of: "other", with: [entry("x", 1)])
        #expect(try await database.inventory(of: "a") == [entry("a", 9), entry("b", 1), entry("b", 2)])
        try await database.replaceInventory(of: "a", with: [entry("c", 3)])
        #expect(try await database.inventory(of: "a") == [entry("c", 3)])
        #expect(try await database.inventory(of: "other").count == 1)
        #expect(try await database.inventory(of: "none") == [])
    }

    @Test("remember merge requests that were closed", arguments: Store.allCases) func closed(_ store: Store)
        async throws
    {
        let database = try store.make()
        func closed(_ number: Int, _ fingerprint: String) -> ClosedMergeRequest {
            ClosedMergeRequest(repository: "a", branch: "windlass/nginx", number: number, fingerprint: fingerprint)
        }
        for request in [closed(7, "x"), closed(3, "y"), closed(7, "z")] { try await database.remember(request) }
        #expect(try await database.closedMergeRequests(of: "a") == [closed(3, "y"), closed(7, "z")])
        try await database.forgetClosedMergeRequest(3, of: "a")
        try await database.forgetClosedMergeRequest(3, of: "b")
        #expect(try await database.closedMergeRequests(of: "a") == [closed(7, "z")])
        #expect(try await database.closedMergeRequests(of: "b") == [])
    }
}

/// A clock that a test moves.
// Sendable: the time is only touched while the lock is held.
private final class StoppedClock: @unchecked Sendable {
    private let lock = NSLock()
    private var time = Date(timeIntervalSince1970: 1_800_000_000)
    var now: Date { lock.withLock { time } }
    func advance(by seconds: TimeInterval) { lock.withLock { time += seconds } }
}
