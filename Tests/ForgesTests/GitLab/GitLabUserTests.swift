import Domain
import Testing

@testable import Forges

@Suite("Users of a GitLab")
struct GitLabUserTests {
    @Test("are found by name in any case, once, also when there is none")
    func find() async throws {
        let http = ScriptedClient([
            ("GET /api/v4/users?username=Alice", .json(#"[{"id": 5, "username": "alice", "state": "active"}]"#)),
            ("GET /api/v4/users?username=nobody", .json("[]")),
        ])
        let forge = try Script.gitLab(http)
        for name in ["@Alice", "alice", "ALICE"] {
            #expect(try await forge.findUser(named: name, in: Script.repository) == ForgeUser(id: "5", name: "alice"))
        }
        for _ in 0..<2 { #expect(try await forge.findUser(named: "nobody", in: Script.repository) == nil) }
        for name in ["", "@", "a b"] { #expect(try await forge.findUser(named: name, in: Script.repository) == nil) }
        #expect(await http.left.isEmpty)
    }

    @Test(
        "that cannot be assigned are none", arguments: ["blocked", "deactivated", "banned", "blocked_pending_approval"])
    func blocked(_ state: String) async throws {
        let http = ScriptedClient([
            ("GET /api/v4/users?username=eve", .json(#"[{"id": 5, "username": "eve", "state": "\#(state)"}]"#))
        ])
        #expect(try await Script.gitLab(http).findUser(named: "eve", in: Script.repository) == nil)
    }

    @Test("are looked for among the members where the list of users is closed to us")
    func restricted() async throws {
        let members = "GET /api/v4/projects/7/members/all?query=alice&per_page=100&page=1"
        let http = ScriptedClient([
            ("GET /api/v4/users?username=alice", .json(403, #"{"message":"403 Forbidden"}"#)),
            (
                members,
                .json(
                    #"[{"id": 4, "username": "alice2", "state": "active"}, {"id": 5, "username": "alice", "state": "active"}]"#
                )
            ),
        ])
        let forge = try Script.gitLab(http)
        for _ in 0..<2 {
            #expect(
                try await forge.findUser(named: "alice", in: Script.repository) == ForgeUser(id: "5", name: "alice"))
        }
    }

    @Test("are asked for again after an error")
    func errors() async throws {
        let line = "GET /api/v4/users?username=alice"
        let http = ScriptedClient([(line, .json(500, "")), (line, .json(#"[{"id": 5, "username": "alice"}]"#))])
        let forge = try Script.gitLab(http)
        _ = try await forgeError { _ = try await forge.findUser(named: "alice", in: Script.repository) }
        #expect(try await forge.findUser(named: "alice", in: Script.repository)?.id == "5")
    }

    @Test("that were sent but not kept are not sent again")
    func lacking() throws {
        let forge = try Script.gitLab(ScriptedClient([]))
        #expect(forge.capabilities.lacking(["alice", "bob"], on: []) == ["alice", "bob"])
        #expect(forge.capabilities.lacking(["alice", "bob"], on: ["Alice"]) == [])
        #expect(forge.capabilities.lacking(["alice"], on: ["carol"]) == ["alice"])
        #expect(forge.capabilities.lacking([], on: ["carol"]) == [])
    }
}
