import BotTestSupport
import Domain
import Foundation
import Testing

@testable import Persistence

@Suite("The state database") struct StateDatabaseTests {
    @Test("keeps what was written when it is opened again") func reopens() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/deep/er/state.db"
        var database: StateDatabase? = try StateDatabase(path: path)
        let id = try await #require(database).beginRun(of: "a/b", at: Date(timeIntervalSince1970: 5))
        database = nil
        let again = try StateDatabase(path: path)
        #expect(again.diagnostics == [])
        #expect(try await again.runs(of: "a/b", limit: 10).map(\.id) == [id])
    }

    @Test("can be shared by two openers that write at the same time") func shared() async throws {
        let folder = try TemporaryFolder()
        let databases = try (0..<2).map { _ in try StateDatabase(path: folder.path + "/state.db") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for database in databases {
                for number in 0..<50 {
                    group.addTask { _ = try await database.beginRun(of: "r\(number)", at: Date()) }
                }
            }
            try await group.waitForAll()
        }
        for database in databases { #expect(try await database.runs(of: nil, limit: 1000).count == 100) }
    }

    @Test("can be made by many openers at the same time") func made() async throws {
        let folder = try TemporaryFolder()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let database = try StateDatabase(path: folder.path + "/state.db")
                    _ = try await database.beginRun(of: "r", at: Date())
                }
            }
            try await group.waitForAll()
        }
        #expect(try await StateDatabase(path: folder.path + "/state.db").runs(of: nil, limit: 100).count == 8)
    }

    @Test("that is damaged is moved aside and made anew", arguments: [Damage.garbage, .truncated, .text, .noSchema])
    func damaged(_ damage: Damage) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state.db"
        do {
            let database = try StateDatabase(path: path)
            for number in 0..<200 { _ = try await database.beginRun(of: "r\(number)", at: Date()) }
        }
        try damage.inflict(on: path)
        let broken = try #require(FileManager.default.contents(atPath: path))
        let database = try StateDatabase(path: path, now: { Date(timeIntervalSince1970: 1_800_000_000) })
        #expect(try await database.runs(of: nil, limit: 10) == [])
        _ = try await database.beginRun(of: "r", at: Date())
        let diagnostic = try #require(database.diagnostics.first)
        #expect(database.diagnostics.count == 1)
        #expect(diagnostic.severity == .warning)
        #expect(diagnostic.message.contains(path + ".damaged-1800000000"))
        #expect(FileManager.default.contents(atPath: path + ".damaged-1800000000") == broken)
        #expect(try StateDatabase(path: path).diagnostics == [])
    }

    @Test("found damaged while in use is made anew at the next opening") func damagedInside() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state.db"
        do {
            let database = try StateDatabase(path: path)
            for number in 0..<2000 { _ = try await database.beginRun(of: "repository/\(number)", at: Date()) }
        }
        try Damage.inside.inflict(on: path)
        do {
            let database = try StateDatabase(path: path)
            #expect(database.diagnostics == [])
            await #expect { try await database.runs(of: nil, limit: 10_000) } throws: {
                let error = $0 as? PersistenceError
                return error?.code == .damaged && error?.message.contains(path) == true
            }
        }
        let again = try StateDatabase(path: path)
        #expect(again.diagnostics.count == 1)
        #expect(try await again.runs(of: nil, limit: 10) == [])
    }

    @Test("that another program made is left alone") func foreign() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/other.db"
        try sqlite(path, "PRAGMA application_id = 7; CREATE TABLE theirs (x);")
        let before = FileManager.default.contents(atPath: path)
        #expect { try StateDatabase(path: path) } throws: {
            let error = $0 as? PersistenceError
            return error?.code == .foreign && error?.message.contains(path) == true
        }
        #expect(FileManager.default.contents(atPath: path) == before)
    }

    @Test("that a newer version made is left alone") func newer() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state.db"
        _ = try StateDatabase(path: path)
        try sqlite(path, "INSERT INTO grdb_migrations VALUES ('from the future');")
        #expect { try StateDatabase(path: path) } throws: { ($0 as? PersistenceError)?.code == .newer }
    }

    @Test("in a place that cannot be written says where and what to do") func unwritable() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "")
        try FileManager.default.createDirectory(atPath: folder.path + "/folder.db", withIntermediateDirectories: true)
        for path in [folder.path + "/file/state.db", "/proc/windlass/state.db", folder.path + "/folder.db"] {
            #expect { try StateDatabase(path: path) } throws: {
                let error = $0 as? PersistenceError
                return error?.code == .unwritable && error?.message.contains(path) == true
                    && error?.message.contains("`state`") == true
            }
        }
    }

    @Test("on a full disk says so, and keeps what it had") func full() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state.db"
        let database = try StateDatabase(path: path, responseCacheLimit: 64 << 20, pageLimit: 40, now: { Date() })
        let id = try await database.beginRun(of: "r", at: Date())
        let entries = (0..<10_000).map { number in
            InventoryEntry(
                file: "file\(number).yaml", line: 1, manager: "m", depName: "d", packageName: "p", datasource: "docker")
        }
        await #expect { try await database.replaceInventory(of: "r", with: entries) } throws: {
            let error = $0 as? PersistenceError
            return error?.code == .full && error?.message.contains(path) == true
        }
        #expect(try await database.runs(of: nil, limit: 10).map(\.id) == [id])
        #expect(try await database.inventory(of: "r") == [])
        let response = CachedResponse(
            etag: nil, lastModified: nil, headers: [:], body: [UInt8](repeating: 0, count: 1 << 20))
        await database.store(response, for: "large")
        #expect(await database.response(for: "large") == nil)
    }
}

/// Ways to break a database file.
enum Damage: Sendable {
    case garbage, truncated, text, noSchema, inside

    func inflict(on path: String) throws {
        let url = URL(fileURLWithPath: path)
        var data = try Data(contentsOf: url)
        switch self {
        case .garbage: data = Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
        case .truncated: data = data.prefix(data.count / 2 + 100)
        case .text: data = Data("state: sqlite\n".utf8) + Data(repeating: 0x20, count: 2000)
        case .noSchema: data.replaceSubrange(100..<4000, with: Data(repeating: 0xFF, count: 3900))
        case .inside:
            // The last half: pages of tables, not of the schema.
            data.replaceSubrange(
                data.count / 2..<data.count, with: Data(repeating: 0xA5, count: data.count - data.count / 2))
        }
        try data.write(to: url)
    }
}

/// Runs SQL with SQLite's own shell.
private func sqlite(_ path: String, _ sql: String) throws {
    try #require(run("/usr/bin/sqlite3", path, sql) == 0)
}
