import BotTestSupport
import Domain
import Foundation
import GRDB
import Testing

@testable import Persistence

/// What an earlier version stored is there after every change since.
@Suite struct StateMigrationTests {
    /// Rows that each change to the schema made room for, in SQL that both databases read.
    private static let fillings: [(migration: String, sql: String)] = [
        (
            "caches",
            "INSERT INTO release_list (package, releases, fetched_at) VALUES ('p', '{}', 1800000000)"
        ),
        (
            "runs, inventory, closed merge requests",
            """
            INSERT INTO run (repository, started_at) VALUES ('f/a', 1800000000);
            INSERT INTO inventory (repository, file, line, manager, dep_name, package_name, datasource)
                VALUES ('f/a', 'x.yaml', 3, 'kubernetes', 'nginx', 'nginx', 'docker');
            INSERT INTO closed_merge_request (repository, number, branch, fingerprint) VALUES ('f/a', 7, 'b', 'f')
            """
        ),
        (
            "inbox and jobs",
            """
            INSERT INTO delivery (sender, key, kind, events, received_at, state)
                VALUES ('gitlab', '1', 'push', '[]', 1800000000, 'waiting');
            INSERT INTO job (forge, repository, reason, due_at, requests) VALUES ('f', 'a', 'push', 5, 1);
            INSERT INTO mark (name, time) VALUES ('schedule', 1800000000)
            """
        ),
        (
            "releases seen first",
            "INSERT INTO release_seen (package, version, seen_at) VALUES ('p', '1', 1800000000)"
        ),
    ]

    @Test("every earlier version of a file", arguments: 0..<4) func sqlite(_ count: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/state.sqlite"
        let migrator = stateMigrator()
        try #require(migrator.migrations.count >= Self.fillings.count)
        do {
            let pool = try DatabasePool(path: path)
            try migrator.migrate(pool, upTo: migrator.migrations[count])
            for filling in Self.fillings.prefix(count + 1) {
                try await pool.write { try $0.execute(sql: filling.sql) }
            }
            try pool.close()
        }
        try await expectAll(try StateDatabase(path: path), filled: count + 1)
    }

    @Test("every earlier version on a server", arguments: postgresMigrations.indices)
    func postgres(_ count: Int) async throws {
        let server = try sharedPostgres.get()
        let url = try server.makeDatabase()
        let address = try PostgresAddress(Secret(url))
        let last = postgresMigrations[count].name
        try migratePostgres(try PostgresConnection(address), through: last, address: address)
        let applied = try server.query("SELECT name FROM windlass.migration ORDER BY position", in: url)
        #expect(applied == postgresMigrations.prefix(count + 1).map(\.name).joined(separator: "\n"))
        for filling in Self.fillings.prefix(count + 1) {
            try server.query("SET search_path TO windlass; " + filling.sql, in: url)
        }
        let state = try PostgresState(address, responseCacheLimit: 1 << 20, leaseClock: .caller, now: { Date() })
        try await expectAll(state, filled: min(count + 1, Self.fillings.count))
    }

    private func expectAll(_ state: any StateKeeper, filled count: Int) async throws {
        let check = try await state.check()
        #expect(check.problems == [])
        #expect(check.rows["release_list"] == 1)
        #expect(try await state.runs(of: "f/a", limit: 10).count == (count > 1 ? 1 : 0))
        #expect(try await state.inventory(of: "f/a").count == (count > 1 ? 1 : 0))
        #expect(try await state.closedMergeRequests(of: "f/a").map(\.number) == (count > 1 ? [7] : []))
        #expect(try await state.waitingDeliveries(limit: 10).count == (count > 2 ? 1 : 0))
        #expect(try await state.claim(lease: 10, at: Date())?.repository == (count > 2 ? "a" : nil))
        #expect(try await state.time(of: "schedule") == (count > 2 ? Date(timeIntervalSince1970: 1_800_000_000) : nil))
        #expect(check.rows["release_seen"] == (count > 3 ? 1 : 0))
    }
}
