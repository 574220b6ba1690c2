import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("A list of several pages", .timeLimit(.minutes(5))) struct WebPagesTests {
    private let source = WebDatasource.all[0]

    /// Pages of one tag each; each has its number as ETag, and `edition` in front.
    private func serve(pages: Int, edition: @escaping @Sendable () -> Int = { 0 }) throws -> ScriptedServer {
        try source.serve { request in
            let number = Int(request.path.split(separator: "=").last ?? "") ?? 1
            let page = request.path.contains("&page=") ? number : 1
            let tag = "\"\(edition())-\(page)\""
            if request.headers["if-none-match"] == tag { return "HTTP/1.1 304 X\r\nETag: \(tag)\r\n\r\n" }
            let next = "/api/v3/repos/team/app/tags?per_page=100&page=\(page + 1)"
            let link = page < pages ? ["Link: <\(next)>; rel=\"next\", </x>; rel=\"last\""] : []
            let commit = WebDatasource.commit
            let body = "[{\"name\":\"1.\(edition()).\(page)\",\"commit\":{\"sha\":\"\(commit)\"}}]"
            return reply(body, headers: ["ETag: \(tag)"] + link)
        }
    }

    @Test("is read to its end") func pages() async throws {
        let server = try serve(pages: 5)
        let list = try await source.fetch(from: server.origin)
        #expect(list.releases.map(\.version) == ["1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.0.5"])
        #expect(list.releases.allSatisfy { $0.digest == WebDatasource.commit })
    }

    @Test("costs one request when nothing changed, and all when something did") func warm() async throws {
        let edition = ConditionBox(0)
        let server = try serve(pages: 4) { edition.read { $0 } }
        let cache = MemoryCache()
        let first = try await source.fetch(from: server.origin, cache: cache)
        #expect(server.requests.count == 4)
        #expect(try await source.fetch(from: server.origin, cache: cache) == first)
        #expect(server.requests.count == 5)
        edition.change { $0 = 1 }
        let new = try await source.fetch(from: server.origin, cache: cache)
        #expect(new.releases.map(\.version) == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"])
    }

    @Test("is not shown to another credential out of the cache") func credentials() async throws {
        let server = try serve(pages: 2)
        let cache = MemoryCache()
        _ = try await source.fetch(from: server.origin, cache: cache)
        let count = server.requests.count
        let credential = RegistryCredential(host: "127.0.0.1:\(server.port)", .bearer(Secret("abc")))
        _ = try await source.fetch(from: server.origin, credentials: [credential], cache: cache)
        #expect(server.requests.count == count + 2)
    }

    @Test(
        "that leads in a circle or elsewhere is refused",
        arguments: [
            "/api/v3/repos/team/app/tags?per_page=100", "http://127.0.0.2:1/x", "https://elsewhere.example/tags",
            "//elsewhere.example/tags",
        ])
    func refused(_ link: String) async throws {
        let server = try source.serve { _ in reply(source.body, headers: ["Link: <\(link)>; rel=\"next\""]) }
        #expect(try await lookupCode { try await source.fetch(from: server.origin) } == .refused)
        #expect(server.requests.count == 1)
    }

    @Test("that never ends is given up") func endless() async throws {
        let client = ScriptedClient { request in
            let page = Int(request.query("page") ?? "") ?? 1
            return request.answer(
                200, "[]", headers: ["Link": "<https://api.github.com/repos/a/b/tags?page=\(page + 1)>; rel=\"next\""])
        }
        let package = Package(datasource: "github-tags", name: "a/b")
        let datasource = GitHubTags(DatasourceContext(http: client))
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .refused)
        #expect(client.urls.count == 1000)
    }

    @Test("with an error on a later page is an error", arguments: [404, 500, 429]) func laterError(_ status: Int)
        async throws
    {
        let server = try source.serve { request in
            request.path.contains("&page=2")
                ? reply("{}", status: status)
                : reply(
                    source.body,
                    headers: ["Link: </api/v3/repos/team/app/tags?per_page=100&page=2>; rel=\"next\""])
        }
        #expect(try await lookupCode { try await source.fetch(from: server.origin) } != nil)
    }
}
