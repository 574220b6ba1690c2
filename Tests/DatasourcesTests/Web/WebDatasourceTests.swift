import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("A datasource of a web API", .timeLimit(.minutes(5))) struct WebDatasourceTests {
    @Test("asks what its API describes, and reads the answer", arguments: WebDatasource.all)
    func answer(_ source: WebDatasource) async throws {
        let server = try source.serve { _ in reply(source.body) }
        let list = try await source.fetch(from: server.origin)
        #expect(list.releases.map(\.version) == source.versions)
        #expect(server.requests.last?.path == source.target)
        #expect(server.requests.allSatisfy { $0.method == "GET" && $0.headers["authorization"] == nil })
        #expect(server.requests.count <= 2)
    }

    @Test(
        "never takes an error for an empty list", arguments: WebDatasource.all,
        [
            (401, LookupError.Code.unauthorized), (403, .unauthorized), (404, .notFound), (410, .notFound),
            (429, .rateLimited), (500, .unreachable), (503, .unreachable), (204, .malformed),
        ])
    func failure(_ source: WebDatasource, _ wanted: (status: Int, code: LookupError.Code)) async throws {
        let server = try source.serve { _ in reply("", status: wanted.status, type: "text/plain") }
        #expect(try await lookupCode { try await source.fetch(from: server.origin) } == wanted.code)
    }

    @Test(
        "refuses an answer that is none of its API", arguments: WebDatasource.all,
        [
            reply("<!doctype html><title>Sign in</title>", type: "text/html"), reply("{\"message\":\"ok\"}"),
            reply("[{\"a\":"), reply("\"text\""), reply(""), reply("[[[[", type: "text/plain"),
        ])
    func otherAnswer(_ source: WebDatasource, _ answer: String) async throws {
        let server = try source.serve { _ in answer }
        #expect(try await lookupCode { try await source.fetch(from: server.origin) } == .malformed)
    }

    @Test("says that a body that is cut is no answer", arguments: WebDatasource.all)
    func cut(_ source: WebDatasource) async throws {
        let server = try ScriptedServer { connection in
            while let request = try connection.read() {
                if request.path == "/.well-known/terraform.json" {
                    try connection.send(reply(#"{"providers.v1":"/v1/providers/","modules.v1":"/v1/modules/"}"#))
                    continue
                }
                try connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
                try connection.send(source.body)
                return
            }
        }
        #expect(try await lookupCode { try await source.fetch(from: server.origin) } == .unreachable)
    }

    @Test("asks with a condition the next time", arguments: WebDatasource.all)
    func condition(_ source: WebDatasource) async throws {
        let server = try source.serve { request in
            request.headers["if-none-match"] == "\"1\""
                ? "HTTP/1.1 304 X\r\nETag: \"1\"\r\n\r\n" : reply(source.body, headers: ["ETag: \"1\""])
        }
        let cache = MemoryCache()
        let first = try await source.fetch(from: server.origin, cache: cache)
        let second = try await source.fetch(from: server.origin, cache: cache)
        #expect(first == second)
        #expect(server.requests.last?.headers["if-none-match"] == "\"1\"")
    }

    @Test(
        "shows the token of settings to its own host only",
        arguments: WebDatasource.all.filter { !["artifacthub", "endoflife-date", "custom"].contains($0.id) })
    func token(_ source: WebDatasource) async throws {
        let server = try source.serve { _ in reply(source.body) }
        let credentials = [
            RegistryCredential(host: "127.0.0.1:\(server.port)", .bearer(Secret("abc"))),
            RegistryCredential(host: "elsewhere.example", .bearer(Secret("other"))),
        ]
        _ = try await source.fetch(from: server.origin, credentials: credentials)
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer abc" })
    }

    @Test("asks the next registry when the first does not know the package", arguments: WebDatasource.all)
    func order(_ source: WebDatasource) async throws {
        let first = try source.serve { _ in reply("{}", status: 404) }
        let second = try source.serve { _ in reply(source.body) }
        let datasource = try #require(makeDatasources(source.context())[source.id])
        var package = source.package(at: first.origin)
        package.registryURLs.append(second.origin)
        #expect(try await datasource.fetchReleases(of: package, from: nil).registryURL.hasPrefix(second.origin))
        package.registryURLs = ["http://registry.invalid", second.origin]
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .refused)
    }

    @Test(
        "refuses names that would lead elsewhere",
        arguments: WebDatasource.all.filter { $0.id != "custom" && $0.id != "azure-pipelines-tasks" },
        ["../../admin", "a/..", "a/b?x=1", "a/b#c", "a b/c", "", "/", "a//b", "é/b"])
    func name(_ source: WebDatasource, _ name: String) async throws {
        let server = try source.serve { _ in reply(source.body) }
        let datasource = try #require(makeDatasources(source.context())[source.id])
        let package = Package(datasource: source.id, name: name, registryURLs: [server.origin])
        _ = try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) }
        #expect(server.requests.allSatisfy { !$0.path.contains("..") && !$0.path.contains("x=1") })
        #expect(server.requests.isEmpty || source.id == "terraform-provider" || source.id == "terraform-module")
    }

    @Test("that says we ask too often is left alone for a while") func limit() async throws {
        let source = WebDatasource.all[0]
        let server = try source.serve { _ in reply("{}", status: 403, headers: ["X-RateLimit-Remaining: 0"]) }
        let client = CurlClient(
            retry: {
                var retry = RetryPolicy(); retry.attempts = 1; return retry
            }())
        let clock = TestClock()
        let datasource = GitHubTags(DatasourceContext(http: client, now: { clock.now }))
        for number in 0..<5 {
            let package = Package(datasource: "github-tags", name: "team/app\(number)", registryURLs: [server.origin])
            #expect(
                try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .rateLimited)
        }
        #expect(server.requests.count == 1)
        clock.advance(by: 61)
        _ = try await lookupCode {
            try await datasource.fetchReleases(of: source.package(at: server.origin), from: nil)
        }
        #expect(server.requests.count == 2)
    }
}
