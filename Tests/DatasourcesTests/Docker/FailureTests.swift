import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("A host that fails") struct FailureTests {
    private func fetchAll(_ datasource: DockerDatasource, _ count: Int = 30) async throws -> [LookupError.Code?] {
        try await withThrowingTaskGroup(of: LookupError.Code?.self) { group in
            for number in 0..<count {
                group.addTask {
                    try await lookupCode {
                        try await datasource.fetchReleases(of: .image("r.example/p\(number)"), from: nil)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test(
        "to answer is asked once for all packages, and again after a while",
        arguments: [HTTPError.Code.connect, .tls, .timeout])
    func silent(_ code: HTTPError.Code) async throws {
        let clock = TestClock()
        let client = ScriptedClient { _ in throw HTTPError(code, "silence") }
        let datasource = DockerDatasource(
            DatasourceContext(http: client, failureLifetime: .seconds(60), now: { clock.now }))
        for _ in 0..<2 { #expect(try await fetchAll(datasource).allSatisfy { $0 == .unreachable }) }
        #expect(client.urls.count == 1)
        clock.advance(by: 61)
        _ = try await fetchAll(datasource)
        #expect(client.urls.count == 2)
    }

    @Test("with one package still answers for the others") func onePackage() async throws {
        let client = ScriptedClient {
            if $0.url.contains("/p0/") { throw HTTPError(.tooLarge, "too large") }
            return $0.tags(["1"])
        }
        let datasource = DockerDatasource(DatasourceContext(http: client))
        #expect(
            try await lookupCode { try await datasource.fetchReleases(of: .image("r.example/p0"), from: nil) }
                == .tooLarge)
        let codes = try await fetchAll(datasource)
        #expect(codes.count { $0 == nil } == 29)
        #expect(codes.count { $0 == .tooLarge } == 1)
    }

    @Test("with one slow package is not given up") func slowPackage() async throws {
        let client = ScriptedClient {
            if $0.url.contains("/p0/") { throw HTTPError(.timeout, "slow") }
            return $0.tags(["1"])
        }
        let datasource = DockerDatasource(DatasourceContext(http: client))
        _ = try await datasource.fetchReleases(of: .image("r.example/p1"), from: nil)
        #expect(try await fetchAll(datasource).count { $0 == nil } == 29)
    }

    @Test("as a chart repository is asked once for all charts") func chartRepository() async throws {
        let client = ScriptedClient { $0.answer(503) }
        let datasource = HelmDatasource(DatasourceContext(http: client))
        for number in 0..<20 {
            let chart = Package.chart("c\(number)", "https://c.example")
            #expect(try await lookupCode { try await datasource.fetchReleases(of: chart, from: nil) } == .unreachable)
        }
        #expect(client.urls.count == 1)
    }

    @Test("to keep encryption over a redirect is refused") func downgrade() async throws {
        let client = ScriptedClient {
            var response = $0.tags(["1"])
            response.url = "http://elsewhere.example/v2/x/tags/list"
            return response
        }
        let context = DatasourceContext(http: client)
        let image = Package.image("r.example/x")
        let chart = Package.chart("x", "https://c.example")
        #expect(
            try await lookupCode { try await DockerDatasource(context).fetchReleases(of: image, from: nil) } == .refused
        )
        #expect(
            try await lookupCode { try await HelmDatasource(context).fetchReleases(of: chart, from: nil) } == .refused)
    }

    @Test("over to another public host goes on there, without the credential") func movedRegistry() async throws {
        let client = ScriptedClient {
            if $0.url.contains("last=") { return $0.tags(["3"]) }
            var response = $0.tags(["1", "2"], link: "</v2/moved/x/tags/list?n=1000&last=2>; rel=\"next\"")
            response.url = "https://mirror.example/v2/moved/x/tags/list?n=1000"
            return response
        }
        let credential = RegistryCredential(host: "r.example", .bearer(Secret("t")))
        let datasource = DockerDatasource(DatasourceContext(http: client, credentials: [credential]))
        let list = try await datasource.fetchReleases(of: .image("r.example/x"), from: nil)
        #expect(list.releases.map(\.version) == ["1", "2", "3"])
        #expect(client.urls.last == "https://mirror.example/v2/moved/x/tags/list?n=1000&last=2")
        #expect(client.requests.last?.authorization == nil)
    }
}
