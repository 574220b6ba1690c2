import Domain
import HTTPTransport
import Testing

@testable import Forges

@Suite("The list of forges")
struct BuiltInForgesTests {
    @Test("has ids that are unique and kebab-case, each with a summary")
    func ids() {
        let ids = builtInForges.map { $0.id }
        #expect(Set(ids).count == ids.count)
        for forge in builtInForges {
            #expect(forge.id.rawValue.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil)
            #expect(!forge.summary.isEmpty && forge.summary.count <= 150 && !forge.summary.hasSuffix("."))
        }
        #expect(ids.contains("gitlab") && ids.contains("local"))
    }

    @Test("makes each of them from a configuration")
    func make() throws {
        for type in builtInForges {
            let configuration = ForgeConfiguration(
                kind: type.id, baseURL: "https://forge.example/acme", token: Secret("t"), http: ScriptedClient([]),
                folder: "/tmp/x")
            #expect(Swift.type(of: try configuration.makeForge()) == type)
        }
    }

    @Test(
        "says what is missing",
        arguments: [
            ("gitlab", ForgeError.Code.unauthorized), ("local", .invalid), ("gitea", .invalid),
            ("github", .unauthorized), ("azure", .invalid),
        ])
    func missing(_ kind: String, _ code: ForgeError.Code) {
        let error = #expect(throws: ForgeError.self) {
            _ = try ForgeConfiguration(kind: ForgeID(kind), http: ScriptedClient([])).makeForge()
        }
        #expect(error?.code == code)
    }

    @Test("refuses a token that no header can carry, without showing it", arguments: ["", "a b", "secret\n", "sécret"])
    func badToken(_ token: String) {
        let error = #expect(throws: ForgeError.self) {
            _ = try GitLabForge(
                http: ScriptedClient([]), baseURL: "https://x", token: Secret(token), tokenName: "file:/run/x")
        }
        #expect(error?.code == .unauthorized)
        #expect(error?.message.contains("file:/run/x") == true)
        #expect(error?.message.contains("cret") != true)
    }
}
