import Domain
import HTTPTransport
import Testing

@testable import Forges

@Suite("Pages of a listing")
struct PageTests {
    private let call = APICall(.get, ["items"], to: "list the items")
    private let first = "GET /api/items?per_page=100&page=1"
    private let second = "GET /api/items?per_page=100&page=2"

    private func read(_ script: [(String, ScriptedClient.Answer)]) async throws -> [Int] {
        let http = ScriptedClient(script)
        let api = ForgeAPI(
            http: http, service: "Forge", root: "https://forge.example/api", origin: "https://forge.example",
            authorization: Secret("Bearer s3cret"), credentialName: "env:TOKEN", headers: [:])
        let found: [Int] = try await api.readPages(call)
        #expect(await http.left.isEmpty)
        return found
    }

    private func link(_ url: String) -> HTTPFields {
        ["Link": #"<https://forge.example/first>; rel="first", <\#(url)>; rel="next""#]
    }

    @Test("follow Link where there is no x-next-page, on the same host")
    func follow() async throws {
        let found = try await read([
            (first, .json("[1]", headers: link("https://FORGE.example:443/api/items?cursor=a&page=2"))),
            (
                "GET /api/items?cursor=a&page=2",
                .json("[2]", headers: ["Link": #"<https://forge.example/first>; rel="first""#])
            ),
        ])
        #expect(found == [1, 2])
    }

    @Test("go on by number where a full page says nothing about the next one")
    func fullPage() async throws {
        let full = "[" + (1...100).map(String.init).joined(separator: ",") + "]"
        #expect(try await read([(first, .json(full)), (second, .json("[101]"))]).count == 101)
        #expect(try await read([(first, .json("[1, 2]"))]) == [1, 2])
    }

    @Test(
        "on another host are not read",
        arguments: [
            "https://evil.example/api/items?page=2", "http://forge.example/api/items?page=2",
            "https://forge.example:8443/x", "https://forge.example@evil.example/", "//evil.example/x",
            "ftp://forge.example/",
        ])
    func otherHost(_ url: String) async throws {
        let error = try await forgeError { _ = try await read([(first, .json("[1]", headers: link(url)))]) }
        #expect(error.code == .malformed)
        #expect(error.message.contains("another host"))
    }

    @Test("that go round in circles end with an error")
    func loop() async throws {
        let error = try await forgeError {
            _ = try await read([
                (first, .json("[1]", headers: link("https://forge.example/api/items?page=b"))),
                ("GET /api/items?page=b", .json("[2]", headers: link("https://forge.example/api/items?page=b"))),
            ])
        }
        #expect(error.message.contains("circles"))
        let backwards = try await forgeError {
            _ = try await read([
                (first, .json("[1]", headers: ["X-Next-Page": "2"])),
                (second, .json("[2]", headers: ["X-Next-Page": "2"])),
            ])
        }
        #expect(backwards.code == .malformed)
    }

    @Test("end the listing when one of them cannot be read")
    func failure() async throws {
        let error = try await forgeError {
            _ = try await read([
                (first, .json("[1]", headers: ["X-Next-Page": "2"])), (second, .json(500, "")),
            ])
        }
        #expect(error.code == .unreachable)
    }

    @Test("that never end are cut off")
    func endless() async throws {
        let script = (1...ForgeAPI.pageLimit).map { page in
            (
                "GET /api/items?per_page=100&page=\(page)",
                ScriptedClient.Answer.json("[1]", headers: ["x-next-page": "\(page + 1)"])
            )
        }
        let error = try await forgeError { _ = try await read(script) }
        #expect(error.code == .malformed)
    }
}
