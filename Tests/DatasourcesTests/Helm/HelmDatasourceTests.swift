import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("Chart versions") struct HelmDatasourceTests {
    private static let index = "entries:\n  a:\n  - version: 1.0.0\n  b:\n  - version: 2.0.0\n"

    @Test("of fifty charts cost one request") func once() async throws {
        let entries = (0..<50).map { "  c\($0):\n  - version: 1.0.\($0)\n" }.joined()
        let client = ScriptedClient { $0.answer(200, "entries:\n" + entries, type: "text/yaml") }
        let datasource = HelmDatasource(DatasourceContext(http: client))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let list = try await datasource.fetchReleases(
                        of: .chart("c\(number)", "https://c.example/stable/"), from: nil)
                    #expect(list.releases.map(\.version) == ["1.0.\(number)"])
                    #expect(list.registryURL == "https://c.example/stable/")
                }
            }
            try await group.waitForAll()
        }
        #expect(client.urls == ["https://c.example/stable/index.yaml"])
    }

    @Test("are asked for with a condition the next time") func conditional() async throws {
        let cache = MemoryCache()
        let client = ScriptedClient {
            $0.headers["If-None-Match"] == "\"e1\""
                ? $0.answer(304) : $0.answer(200, Self.index, headers: ["ETag": "\"e1\"", "Last-Modified": "then"])
        }
        for _ in 0..<3 {
            let datasource = HelmDatasource(DatasourceContext(http: client, responseCache: cache))
            #expect(
                try await datasource.fetchReleases(of: .chart("b", "https://c.example"), from: nil).releases
                    .map(\.version) == ["2.0.0"])
        }
        #expect(client.requests.map { $0.headers["If-None-Match"] } == [nil, "\"e1\"", "\"e1\""])
        #expect(client.requests[1].headers["If-Modified-Since"] == "then")
    }

    @Test("are asked for again when the index has aged") func lifetime() async throws {
        let clock = TestClock()
        let client = ScriptedClient { $0.answer(200, Self.index) }
        let datasource = HelmDatasource(
            DatasourceContext(http: client, indexLifetime: .seconds(60), now: { clock.now }))
        for seconds in [0.0, 59, 2] {
            clock.advance(by: seconds)
            _ = try await datasource.fetchReleases(of: .chart("a", "https://c.example"), from: nil)
        }
        #expect(client.urls.count == 2)
    }

    @Test("of an unknown chart are not found, elsewhere perhaps") func several() async throws {
        let client = ScriptedClient {
            $0.answer(200, $0.url.contains("one") ? "entries: {x: [{version: 3.0.0}]}" : Self.index)
        }
        let datasource = HelmDatasource(DatasourceContext(http: client))
        let package = Package.chart("a", "https://one.example", "https://two.example")
        #expect(try await datasource.fetchReleases(of: package, from: nil).registryURL == "https://two.example")
        let unknown = Package.chart("z", "https://one.example", "https://two.example")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: unknown, from: nil) } == .notFound)
    }

    @Test(
        "fail with the repository's reason",
        arguments: zip([401, 403, 404, 429, 500, 503, 302], LookupCodes.ofStatuses))
    func failure(_ status: Int, _ code: LookupError.Code) async throws {
        let datasource = HelmDatasource(DatasourceContext(http: ScriptedClient { $0.answer(status, Self.index) }))
        let package = Package.chart("a", "https://c.example")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == code)
    }

    @Test(
        "are not looked for at addresses that are none",
        arguments: [
            ("oci://c.example/x", .unsupported), ("http://c.example", .refused), ("@alias", .unsupported),
            ("https://u:p@c.example", .unsupported), ("", .unsupported),
        ] as [(String, LookupError.Code)])
    func addresses(_ url: String, _ code: LookupError.Code) async throws {
        let client = ScriptedClient { $0.answer(200, Self.index) }
        let datasource = HelmDatasource(DatasourceContext(http: client))
        #expect(try await lookupCode { try await datasource.fetchReleases(of: .chart("a", url), from: nil) } == code)
        #expect(client.urls == [])
        #expect(try await lookupCode { try await datasource.fetchReleases(of: .chart("a"), from: nil) } == .notFound)
    }

    @Test("are fetched with the repository's credentials, kept for that host") func credentials() async throws {
        let client = ScriptedClient { $0.answer(200, Self.index) }
        let credential = RegistryCredential(host: "c.example", username: "u", password: Secret("p"))
        let datasource = HelmDatasource(DatasourceContext(http: client, credentials: [credential]))
        _ = try await datasource.fetchReleases(of: .chart("a", "https://c.example/x"), from: nil)
        _ = try await datasource.fetchReleases(of: .chart("a", "https://c.example.org/x"), from: nil)
        #expect(client.requests.map { $0.authorization?.reveal() } == ["Basic dTpw", nil])
    }

    @Test("from a web page are malformed, and the message says where") func html() async throws {
        let client = ScriptedClient { $0.answer(200, "<html>login</html>", type: "text/html") }
        let datasource = HelmDatasource(DatasourceContext(http: client))
        do {
            _ = try await datasource.fetchReleases(of: .chart("a", "https://c.example/secret-path"), from: nil)
            Issue.record("it must fail")
        } catch let error as LookupError {
            #expect(error.code == .malformed)
            #expect(error.message.contains("chart repository c.example"))
        }
    }
}

/// A response cache in memory.
actor MemoryCache: ResponseCache {
    private var responses: [String: CachedResponse] = [:]
    func response(for key: String) async -> CachedResponse? { responses[key] }
    func store(_ response: CachedResponse, for key: String) async { responses[key] = response }
}
