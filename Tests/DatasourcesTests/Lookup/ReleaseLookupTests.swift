import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("Looking up releases") struct ReleaseLookupTests {
    @Test("asks once for a package that is used 500 times") func once() async throws {
        let source = FakeDatasource()
        let lookup = ReleaseLookup(datasources: ["fake": source], limit: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    _ = try await lookup.lookUp(.fake("a"), from: nil)
                    _ = try await lookup.lookUpDigest(of: .fake("a"), version: "1")
                }
            }
            try await group.waitForAll()
        }
        #expect(await source.asked == ["a"])
        #expect(await source.askedDigests == ["a:1"])
    }

    @Test("remembers failures for the run, too") func failures() async throws {
        let source = FakeDatasource()
        let lookup = ReleaseLookup(datasources: ["fake": source])
        for _ in 0..<2 {
            let outcome = try await lookup.lookUp(.fake("missing"), from: nil)
            #expect(outcome == .failure(LookupError(.notFound, "missing")))
        }
        #expect(await source.asked == ["missing"])
    }

    @Test("keeps to the number in flight") func bounded() async throws {
        let source = FakeDatasource(holdsUntil: 3)
        let lookup = ReleaseLookup(datasources: ["fake": source], limit: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 { group.addTask { _ = try await lookup.lookUp(.fake("p\(number)"), from: nil) } }
            try await group.waitForAll()
        }
        #expect(await source.most == 3)
        #expect(await source.asked.count == 30)
    }

    @Test("takes answers of earlier runs within their time to live") func timeToLive() async throws {
        let source = FakeDatasource()
        let cache = MemoryReleaseCache()
        let clock = TestClock()
        for seconds in [0.0, 50, 20] {
            clock.advance(by: seconds)
            let lookup = ReleaseLookup(
                datasources: ["fake": source], cache: cache, timeToLive: .seconds(60), now: { clock.now })
            #expect(try await lookup.lookUp(.fake("a"), from: nil).get().releases.count == 1)
            _ = try await lookup.lookUp(.fake("missing"), from: nil)
        }
        #expect(await source.asked == ["a", "missing", "missing", "a", "missing"])
    }

    @Test("without a datasource of that name is unsupported") func unsupported() async throws {
        let outcome = try await ReleaseLookup(datasources: [:]).lookUp(.fake("a"), from: nil)
        guard case .failure(let error) = outcome else {
            Issue.record("it must fail")
            return
        }
        #expect(error.code == .unsupported)
    }

    @Test("ends when its task is cancelled, and others still get their answer") func cancellation() async throws {
        let source = FakeDatasource(holdsUntil: 2)
        let lookup = ReleaseLookup(datasources: ["fake": source])
        let cancelled = Task { try await lookup.lookUp(.fake("a"), from: nil) }
        let other = Task { try await lookup.lookUp(.fake("a"), from: nil) }
        await source.waitForFirst()
        cancelled.cancel()
        _ = try await lookup.lookUp(.fake("b"), from: nil)
        #expect(try await other.value.get().releases.count == 1)
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}

@Suite("The built-in datasources") struct BuiltInDatasourcesTests {
    @Test("have distinct ids in kebab case, in order, with one sentence each") func ids() {
        let ids = builtInDatasources.map { $0.id.rawValue }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" } })
        #expect(builtInDatasources.allSatisfy { !$0.summary.isEmpty && $0.summary.count <= 150 })
    }

    @Test("are made from one context") func made() {
        let made = makeDatasources(DatasourceContext(http: ScriptedClient { $0.answer(404) }))
        #expect(Set(made.keys) == Set(builtInDatasources.map { $0.id }))
    }
}

extension Package {
    fileprivate static func fake(_ name: String) -> Package { Package(datasource: "fake", name: name) }
}

/// Answers at once, or, with `holdsUntil`, when that many questions have been open at the same time once.
private actor FakeDatasource: Datasource {
    static let id: DatasourceID = "fake"
    static let summary = "For tests"
    static let defaultVersioning: VersioningID = "semver"
    static let defaultRegistryURLs: [String] = []

    private(set) var asked: [String] = []
    private(set) var askedDigests: [String] = []
    private(set) var most = 0
    private var open = 0
    private let threshold: Int
    private var held: [CheckedContinuation<Void, Never>] = []
    private var first: [CheckedContinuation<Void, Never>] = []

    init(holdsUntil threshold: Int = 0) { self.threshold = threshold }

    func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        asked.append(package.name)
        for continuation in first { continuation.resume() }
        first = []
        open += 1
        most = max(most, open)
        if most < threshold {
            await withCheckedContinuation { held.append($0) }
        } else {
            for continuation in held { continuation.resume() }
            held = []
        }
        open -= 1
        if package.name == "missing" { throw LookupError(.notFound, "missing") }
        return ReleaseList(releases: [Release(version: "1")], registryURL: "r")
    }

    func fetchDigest(of package: Package, version: String) async throws -> String? {
        askedDigests.append(package.name + ":" + version)
        return "sha256:0"
    }

    func waitForFirst() async {
        if asked.isEmpty { await withCheckedContinuation { first.append($0) } }
    }
}

/// A release cache in memory.
private actor MemoryReleaseCache: ReleaseCache {
    private var lists: [Package: (ReleaseList, Date)] = [:]
    func releases(of package: Package, fetchedSince earliest: Date) async -> ReleaseList? {
        lists[package].flatMap { $0.1 >= earliest ? $0.0 : nil }
    }
    func store(_ releases: ReleaseList, of package: Package, fetchedAt time: Date) async {
        lists[package] = (releases, time)
    }
}
