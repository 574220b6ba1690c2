import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("Logging in to a registry") struct LoginTests {
    /// A registry that wants a token of `auth.example`, valid for `lifetime` seconds of `clock`.
    private func tokenRegistry(
        realm: String = "https://auth.example/token?a=b", scope: String? = nil, lifetime: Int? = 300,
        suffix: @escaping @Sendable () -> String = { "" },
        accepts: @escaping @Sendable (String) -> Bool = { $0.hasPrefix("T-") }
    ) -> ScriptedClient {
        ScriptedClient { request in
            if request.url.contains("/token") {
                let scope = request.query("scope") ?? ""
                let expiry = lifetime.map { ",\"expires_in\":\($0)" } ?? ""
                return request.answer(200, "{\"token\":\"T-\(scope)\(suffix())\"\(expiry)}")
            }
            if let value = request.authorization?.reveal(), value.hasPrefix("Bearer "),
                accepts(String(value.dropFirst(7)))
            {
                return request.tags(["1"])
            }
            let name = request.path.split(separator: "/").dropFirst().dropLast(2).joined(separator: "/")
            let challenge =
                "Bearer realm=\"\(realm)\",service=\"r, the \\\"one\\\"\",scope=\"\(scope ?? "repository:\(name):pull")\""
            return request.answer(401, headers: ["WWW-Authenticate": challenge])
        }
    }

    @Test("by token: one refused request, one token for each scope, and no more") func token() async throws {
        let client = tokenRegistry()
        let datasource = DockerDatasource(DatasourceContext(http: client))
        _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil)
        #expect(client.urls.count == 3)
        let question = try #require(client.requests.first { $0.url.contains("/token") })
        #expect(question.query("a") == "b")
        #expect(question.query("service") == "r, the \"one\"")
        #expect(question.query("scope") == "repository:a:pull")
        #expect(question.authorization == nil)
        _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil)
        #expect(client.urls.count == 4)
        _ = try await datasource.fetchReleases(of: .image("r.example/b"), from: nil)
        #expect(client.urls.count == 6)
    }

    @Test("costs one refused request, however many packages are asked for at once") func burst() async throws {
        let client = tokenRegistry()
        let datasource = DockerDatasource(DatasourceContext(http: client))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try await datasource.fetchReleases(of: .image("r.example/p\(number)"), from: nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(client.requests.count { $0.authorization == nil && !$0.url.contains("/token") } == 1)
        #expect(client.requests.count == 81)
    }

    @Test("anew when the token has expired, by the clock or by the registry's word") func expiry() async throws {
        let clock = TestClock()
        let client = tokenRegistry(lifetime: 100)
        let datasource = DockerDatasource(DatasourceContext(http: client, now: { clock.now }))
        func tokens() async throws -> Int {
            _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil)
            return client.urls.count { $0.contains("/token") }
        }
        #expect(try await tokens() == 1)
        clock.advance(by: 89)
        #expect(try await tokens() == 1)
        clock.advance(by: 2)
        #expect(try await tokens() == 2)

        let fussy = Accepted()
        let second = tokenRegistry(suffix: { UUID().uuidString }, accepts: { _ in fussy.next() })
        let other = DockerDatasource(DatasourceContext(http: second))
        fussy.answers = [true, false, true]
        for _ in 0..<2 { _ = try await other.fetchReleases(of: .image("r.example/a"), from: nil) }
        #expect(second.urls.count { $0.contains("/token") } == 2)
    }

    @Test("gives up after the second refusal") func refusedTwice() async throws {
        let client = tokenRegistry(accepts: { _ in false })
        let datasource = DockerDatasource(DatasourceContext(http: client))
        let package = Package.image("r.example/a")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .unauthorized)
        #expect(client.urls.count <= 5)
    }

    @Test("sends the registry's credentials to its token server and tokens to the registry only")
    func credentials() async throws {
        let client = tokenRegistry()
        let context = DatasourceContext(
            http: client,
            credentials: [
                RegistryCredential(host: "other.example", username: "no", password: Secret("no")),
                RegistryCredential(host: "r.example", username: "robot$a", password: Secret("p:w")),
            ])
        _ = try await DockerDatasource(context).fetchReleases(of: .image("r.example/a"), from: nil)
        let expected = "Basic " + Data("robot$a:p:w".utf8).base64EncodedString()
        for request in client.requests {
            let value = request.authorization?.reveal()
            if request.url.hasPrefix("https://auth.example/") {
                #expect(value == expected)
            } else {
                #expect(value == nil || value == "Bearer T-repository:a:pull")
            }
        }
    }

    @Test("uses a refresh token by POST") func identityToken() async throws {
        let client = tokenRegistry()
        let credential = RegistryCredential(host: "r.example", .identityToken(Secret("re fresh")))
        let context = DatasourceContext(http: client, credentials: [credential])
        _ = try await DockerDatasource(context).fetchReleases(of: .image("r.example/a"), from: nil)
        let post = try #require(client.requests.first { $0.method == .post })
        let form = String(decoding: post.body, as: UTF8.self)
        #expect(form.contains("grant_type=refresh_token"))
        #expect(form.contains("refresh_token=re%20fresh"))
        #expect(form.contains("scope=repository%3Aa%3Apull"))
    }

    @Test(
        "refuses token servers that must not be asked, and sends them nothing",
        arguments: [
            "http://auth.example/token", "https://169.254.169.254/token", "https://10.0.0.1/token",
            "https://[fd00::1]/token", "https://localhost/token", "https://2130706433/token", "http://r.example/token",
        ])
    func realm(_ realm: String) async throws {
        let client = tokenRegistry(realm: realm)
        let credential = RegistryCredential(host: "r.example", username: "u", password: Secret("p"))
        let datasource = DockerDatasource(DatasourceContext(http: client, credentials: [credential]))
        let package = Package.image("r.example/a")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .refused)
        #expect(client.urls.count == 1)
    }

    @Test(
        "takes no addresses that are none for a token server",
        arguments: ["", "/token", "file:///token", "https://u:p@x/token"])
    func realmMalformed(_ realm: String) async throws {
        let datasource = DockerDatasource(DatasourceContext(http: tokenRegistry(realm: realm)))
        let package = Package.image("r.example/a")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .malformed)
    }

    @Test("at loopback may use a token server at loopback") func loopback() async throws {
        let client = tokenRegistry(realm: "http://127.0.0.1:6000/token")
        let datasource = DockerDatasource(DatasourceContext(http: client))
        #expect(try await datasource.fetchReleases(of: .image("127.0.0.1:5000/a"), from: nil).releases.count == 1)
    }

    @Test("keeps to the scope that the registry names") func ownScope() async throws {
        let client = tokenRegistry(scope: "other:thing:pull", accepts: { $0 == "T-other:thing:pull" })
        let datasource = DockerDatasource(DatasourceContext(http: client))
        _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil)
        #expect(client.urls.count == 3)
    }

    @Test("by user and password where the registry wants those") func basic() async throws {
        let client = ScriptedClient { request in
            request.authorization?.reveal() == "Basic " + Data("u:p".utf8).base64EncodedString()
                ? request.tags(["1"]) : request.answer(401, headers: ["WWW-Authenticate": "Basic realm=\"x\""])
        }
        let credential = RegistryCredential(host: "https://r.example/v2/", username: "u", password: Secret("p"))
        let datasource = DockerDatasource(DatasourceContext(http: client, credentials: [credential]))
        for _ in 0..<2 { _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil) }
        #expect(client.urls.count == 3)
        let stranger = DockerDatasource(DatasourceContext(http: client))
        let package = Package.image("r.example/a")
        #expect(try await lookupCode { try await stranger.fetchReleases(of: package, from: nil) } == .unauthorized)
    }

    @Test("shows a fixed token at once") func bearer() async throws {
        let client = tokenRegistry()
        let credential = RegistryCredential(host: "r.example", .bearer(Secret("T-fixed")))
        let datasource = DockerDatasource(DatasourceContext(http: client, credentials: [credential]))
        _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil)
        #expect(client.urls.count == 1)
    }

    @Test(
        "fails when the token server does",
        arguments: zip([401, 404, 429, 500], [LookupError.Code.unauthorized, .notFound, .rateLimited, .unreachable]))
    func tokenServerStatus(_ status: Int, _ code: LookupError.Code) async throws {
        let client = ScriptedClient {
            $0.url.contains("auth.example")
                ? $0.answer(status)
                : $0.answer(401, headers: ["WWW-Authenticate": "Bearer realm=\"https://auth.example/t\""])
        }
        let datasource = DockerDatasource(DatasourceContext(http: client))
        let package = Package.image("r.example/a")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == code)
    }

    @Test(
        "takes no answer of a token server that holds no token",
        arguments: ["", "[]", "{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nb\"}", "{\"token\":7}", "<html>"])
    func tokenMalformed(_ body: String) async throws {
        let client = ScriptedClient {
            $0.url.contains("auth.example")
                ? $0.answer(200, body)
                : $0.answer(401, headers: ["WWW-Authenticate": "Bearer realm=\"https://auth.example/t\""])
        }
        let datasource = DockerDatasource(DatasourceContext(http: client))
        let package = Package.image("r.example/a")
        #expect(try await lookupCode { try await datasource.fetchReleases(of: package, from: nil) } == .malformed)
    }

    @Test("shows the credential where a registry hides what it has from strangers", arguments: [403, 404])
    func hidden(_ status: Int) async throws {
        let client = ScriptedClient { $0.authorization == nil ? $0.answer(status) : $0.tags(["1"]) }
        let credential = RegistryCredential(host: "r.example", username: "u", password: Secret("p"))
        let datasource = DockerDatasource(DatasourceContext(http: client, credentials: [credential]))
        for _ in 0..<2 { _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil) }
        #expect(client.requests.map { $0.authorization != nil } == [false, true, true])
    }

    @Test("never shows secrets in errors") func noSecrets() async throws {
        let client = tokenRegistry(accepts: { _ in false })
        let credential = RegistryCredential(host: "r.example", username: "u", password: Secret("hunter2"))
        let datasource = DockerDatasource(DatasourceContext(http: client, credentials: [credential]))
        do {
            _ = try await datasource.fetchReleases(of: .image("r.example/a"), from: nil)
            Issue.record("it must fail")
        } catch {
            #expect(!"\(error)".contains("hunter2"))
            #expect(!"\(error)".contains("T-"))
        }
        #expect(!String(reflecting: credential).contains("hunter2"))
    }
}

/// A clock that a test moves.
// Sendable: the time is only touched while the lock is held.
final class TestClock: @unchecked Sendable {
    private let lock = NSLock()
    private var time = Date(timeIntervalSince1970: 1_800_000_000)
    var now: Date { lock.withLock { time } }
    func advance(by seconds: TimeInterval) { lock.withLock { time += seconds } }
}

/// Answers in their order.
// Sendable: the list is only touched while the lock is held.
private final class Accepted: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [Bool] = []
    var answers: [Bool] {
        get { lock.withLock { list } }
        set { lock.withLock { list = newValue } }
    }
    func next() -> Bool { lock.withLock { list.isEmpty ? true : list.removeFirst() } }
}
