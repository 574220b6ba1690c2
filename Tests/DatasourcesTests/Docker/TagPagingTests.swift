import BotTestSupport
import Datasources
import Domain
import HTTPTransport
import Testing

@Suite("Tag lists") struct TagPagingTests {
    private func fetch(_ client: ScriptedClient, _ package: Package = .image("r.example/x")) async throws -> [String] {
        try await DockerDatasource(DatasourceContext(http: client)).fetchReleases(of: package, from: nil)
            .releases.map(\.version)
    }

    @Test("are asked for once, with the cache") func onePage() async throws {
        let client = ScriptedClient { $0.tags(["1.0", "2.0"]) }
        #expect(try await fetch(client) == ["1.0", "2.0"])
        #expect(client.urls == ["https://r.example/v2/x/tags/list?n=1000"])
        #expect(client.requests[0].usesCache)
    }

    @Test(
        "go on behind a link",
        arguments: [
            "</v2/x/tags/list?n=1000&last=b>; rel=\"next\"", "<list?n=1000&last=b>;rel=next",
            "<https://r.example/v2/x/tags/list?n=1000&last=b>; title=\"a, b\"; rel=\"next\"",
            "<http://r.example/v2/x/tags/list?n=1000&last=b>; rel=\"next\"",
            "<http://r.example:8080/v2/x/tags/list?n=1000&last=b>; rel=\"next\"",
            "</first>; rel=\"first\", </v2/x/tags/list?n=1000&last=b>; rel=\"next\"",
        ])
    func link(_ link: String) async throws {
        let client = ScriptedClient { $0.query("last") == nil ? $0.tags(["a", "b"], link: link) : $0.tags(["c"]) }
        #expect(try await fetch(client) == ["a", "b", "c"])
        #expect(client.urls.last == "https://r.example/v2/x/tags/list?n=1000&last=b")
    }

    @Test("go on behind a link on an empty page") func emptyPage() async throws {
        let client = ScriptedClient {
            $0.query("last") == nil ? $0.tags([], link: "</v2/x/tags/list?last=b>; rel=next") : $0.tags(["c"])
        }
        #expect(try await fetch(client) == ["c"])
    }

    @Test("go on behind the last tag of a full page without a link", arguments: [1000, 100, 50])
    func lastOnly(_ size: Int) async throws {
        let all = (0..<(size * 2 + 7)).map { "v\(10_000 + $0)" }
        let client = ScriptedClient { request in
            let last = request.query("last")
            return request.tags(Array(all.filter { $0 > last ?? "" }.prefix(size)))
        }
        #expect(try await fetch(client) == all)
        #expect(client.urls.count == 3)
    }

    @Test("end where a registry ignores `last`") func ignored() async throws {
        let all = (0..<1000).map { "v\($0)" }
        let client = ScriptedClient { $0.tags(all) }
        #expect(try await fetch(client) == all)
        #expect(client.urls.count == 2)
    }

    @Test("that are longer than a page are complete") func unpaged() async throws {
        let client = ScriptedClient { $0.tags((0..<1234).map { "v\($0)" }) }
        #expect(try await fetch(client).count == 1234)
        #expect(client.urls.count == 1)
    }

    @Test(
        "that lead elsewhere or in a circle are refused",
        arguments: [
            "<https://evil.example/v2/x/tags/list?last=b>; rel=\"next\"", "<//evil.example/v2>; rel=\"next\"",
            "<https://r.example.evil.example/v2/x/tags/list>; rel=\"next\"",
            "</v2/x/tags/list?n=1000>; rel=\"next\"",
        ])
    func refused(_ link: String) async throws {
        let client = ScriptedClient { $0.tags(["a", "b"], link: link) }
        #expect(try await lookupCode { try await fetch(client) } == .refused)
        #expect(client.urls.count == 1)
    }

    @Test("whose links change for ever while the tags do not are refused") func changingLoop() async throws {
        let client = ScriptedClient { request in
            let page = (request.query("page").flatMap { Int($0) } ?? 0) + 1
            return request.tags(["a", "b"], link: "</v2/x/tags/list?page=\(page)>; rel=\"next\"")
        }
        #expect(try await lookupCode { try await fetch(client) } == .refused)
        #expect(client.urls.count == 2)
    }

    @Test("with endlessly many pages are refused") func endless() async throws {
        let client = ScriptedClient { request in
            let page = (request.query("page").flatMap { Int($0) } ?? 0) + 1
            return request.tags(["v\(page)"], link: "</v2/x/tags/list?page=\(page)>; rel=\"next\"")
        }
        #expect(try await lookupCode { try await fetch(client) } == .refused)
    }

    @Test(
        "cut short by an error are an error",
        arguments: zip([401, 403, 404, 429, 500, 503, 302], LookupCodes.ofStatuses))
    func cutShort(_ status: Int, _ code: LookupError.Code) async throws {
        let client = ScriptedClient {
            $0.query("last") == nil
                ? $0.tags(["a"], link: "</v2/x/tags/list?last=a>; rel=next") : $0.answer(status, "{}")
        }
        #expect(try await lookupCode { try await fetch(client) } == code)
    }

    @Test(
        "that are none are malformed",
        arguments: [
            "", "null", "[]", "{}", "{\"tags\":{}}", "{\"tags\":[1]}", "{\"tags\":\"a\"}", "{\"tags\":[\"a\"", "<html>",
            "{\"errors\":[]}",
        ])
    func malformed(_ body: String) async throws {
        let client = ScriptedClient { $0.answer(200, body) }
        #expect(try await lookupCode { try await fetch(client) } == .malformed)
    }

    @Test("that say they are a web page are malformed") func html() async throws {
        let client = ScriptedClient { $0.answer(200, "{\"tags\":[]}", type: "text/html; charset=utf-8") }
        #expect(try await lookupCode { try await fetch(client) } == .malformed)
    }

    @Test("may be null, and hold nothing that is no tag") func oddTags() async throws {
        #expect(try await fetch(ScriptedClient { $0.answer(200, "{\"tags\":null}") }) == [])
        #expect(try await fetch(ScriptedClient { $0.tags(["1", "a b", "", ".x", "@everyone", "2"]) }) == ["1", "2"])
    }

    @Test("are asked for without a number where the registry refuses it") func refusedNumber() async throws {
        let client = ScriptedClient {
            $0.query("n") == nil
                ? $0.tags(["a"]) : $0.answer(400, "{\"errors\":[{\"code\":\"PAGINATION_NUMBER_INVALID\"}]}")
        }
        #expect(try await fetch(client) == ["a"])
    }

    @Test("that are not there at the transport's word keep its reason", arguments: HTTPError.Code.allCases)
    func transport(_ code: HTTPError.Code) async throws {
        let client = ScriptedClient { _ in throw HTTPError(code, "no") }
        let expected: [HTTPError.Code: LookupError.Code] = [
            .tooLarge: .tooLarge, .redirect: .refused, .privateAddress: .refused, .invalidURL: .malformed,
            .receiver: .malformed,
        ]
        #expect(try await lookupCode { try await fetch(client) } == expected[code] ?? .unreachable)
    }
}

enum LookupCodes {
    static let ofStatuses: [LookupError.Code] = [
        .unauthorized, .unauthorized, .notFound, .rateLimited, .unreachable, .unreachable, .refused,
    ]
}
