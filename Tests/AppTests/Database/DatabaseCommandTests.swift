import BotTestSupport
import Domain
import Foundation
import Persistence
import Testing

@testable import App

/// `windlass db`, as the built program.
@Suite(.timeLimit(.minutes(5))) struct DatabaseCommandTests {
    private static var program: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/windlass"
    }

    /// Settings whose state holds one run and one job.
    private func settings(_ state: any StateKeeper, _ location: String, _ folder: TemporaryFolder) async throws
        -> String
    {
        _ = try await state.beginRun(of: "f/a", at: Date(timeIntervalSince1970: 1_800_000_000))
        try await state.request([
            JobRequest(
                forge: "f", repository: "a\"b\n", reason: "push", due: Date(timeIntervalSince1970: 1_800_000_000))
        ])
        return try folder.write("windlass.yaml", "state: \(location)\n")
    }

    private func expectLook(_ settings: String) throws {
        let check = try run([Self.program, "db", "check", "--format", "json", "--config", settings])
        #expect(check.status == 0)
        let found = try JSONDecoder().decode(StateCheck.self, from: Data(check.output))
        #expect(found.problems.isEmpty && found.rows["run"] == 1 && found.rows["job"] == 1)
        #expect(!check.text.contains("ssword"))
        let table = try run([Self.program, "db", "check", "--config", settings])
        #expect(table.status == 0 && table.text.contains("sound"))
        let export = try run([Self.program, "db", "export", "--config", settings])
        #expect(export.status == 0)
        let lines = try export.text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.map { $0["table"] as? String } == ["run", "job"])
        #expect(lines.last?["repository"] as? String == "a\"b\n")
    }

    @Test("looks at a file") func file() async throws {
        let folder = try TemporaryFolder()
        let state = try StateDatabase(path: folder.path + "/state.sqlite")
        try expectLook(try await settings(state, "sqlite:state.sqlite", folder))
    }

    @Test("looks at a server whose address is in a file") func server() async throws {
        let folder = try TemporaryFolder()
        let server = try DebianPostgres()
        let address = try server.makeDatabase()
        try folder.write("address", address + "\n")
        let state = try PostgresState(PostgresAddress(Secret(address)))
        let path = try await settings(state, "file:address", folder)
        try expectLook(path)
        try server.query("UPDATE windlass.response_total SET bytes = 1", in: address)
        #expect(try run([Self.program, "db", "check", "--config", path]).status == 1)
        try server.stop()
        #expect(try run([Self.program, "db", "check", "--config", path]).status == 1)
    }

    @Test("makes no file that is not there") func missing() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("windlass.yaml", "state: sqlite:none.sqlite\n")
        #expect(try run([Self.program, "db", "export", "--config", path]).status == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/none.sqlite"))
    }

    @Test("a line stays one line of JSON, whatever is stored") func line() {
        let record = ExportedRecord(
            table: "x",
            fields: [
                ("a", .json("{\"b\":[1]}")), ("c", .json("{broken")), ("d", .json("[1,\n2]")), ("e", .number(.nan)),
                ("f", .null), ("g", .integer(-3)), ("h", .text("\u{2028}\n\"")),
            ])
        let line = exportLine(record)
        #expect(line.hasPrefix(#"{"table":"x","a":{"b":[1]},"c":"{broken","d":"#))
        #expect(!line.contains("\n"))
        #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil)
    }
}
