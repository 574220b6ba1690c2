import BotTestSupport
import Domain
import Foundation
import Synchronization
import Testing

@testable import Persistence

/// Looking at the whole state, and taking it out.
@Suite struct StateLookTests {
    private func fill(_ state: any StateKeeper) async throws {
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        let id = try await state.beginRun(of: "f/a", at: time)
        try await state.finishRun(id, at: time, outcome: RunOutcome(dependencies: 2))
        try await state.replaceInventory(
            of: "f/a",
            with: (1...1200).map {
                InventoryEntry(
                    file: "x", line: $0, manager: "m", depName: "d", packageName: "p", datasource: "docker")
            })
        for number in [12, 3] {
            try await state.remember(
                ClosedMergeRequest(repository: "f/a", branch: "b", number: number, fingerprint: "f"))
        }
        _ = try await state.accept(
            InboxDelivery(
                sender: "gitlab", key: "k", kind: "push", events: [.installationChanged(account: "a")],
                receivedAt: time))
        try await state.request([JobRequest(forge: "f", repository: "a", reason: "push", due: time)])
        try await state.mark("schedule", at: time)
        let package = Package(datasource: "docker", name: "a", registryURLs: [])
        await state.store(
            ReleaseList(releases: [Release(version: "1")], registryURL: "r"), of: package, fetchedAt: time)
        _ = await state.firstSeen("1", of: package, now: time)
        await state.store(
            CachedResponse(etag: "e", lastModified: nil, headers: [:], body: Array("secret".utf8)), for: "k")
    }

    @Test("says what is there, and that it is sound", arguments: Store.allCases)
    func check(_ store: Store) async throws {
        let place = try store.makePlace()
        let state = try place.open()
        try await fill(state)
        let check = try await state.check()
        #expect(check.problems == [])
        #expect(
            check.rows == [
                "run": 1, "inventory": 1200, "closed_merge_request": 2, "delivery": 1, "job": 1, "mark": 1,
                "release_list": 1, "release_seen": 1, "response": 1,
            ])
        #expect(check.bytes > 10_000)
        #expect(check.migrations.first == "caches")
        #expect(check.place == state.place && !check.place.contains("ssword"))
    }

    @Test("sees what does not fit together")
    func unsound() async throws {
        let server = try sharedPostgres.get()
        let address = try server.makeDatabase()
        let state = try StorePlace.address(address).open()
        try server.query(
            """
            UPDATE windlass.response_total SET bytes = 7;
            DELETE FROM windlass.migration WHERE name = 'releases seen first'
            """, in: address)
        let problems = try await state.check().problems
        #expect(problems.count == 2)
        #expect(problems.contains { $0.contains("releases seen first") })
    }

    @Test("hands out every row once, tables in order, and no answers of others", arguments: Store.allCases)
    func export(_ store: Store) async throws {
        let state = try store.make()
        try await fill(state)
        let collected = Mutex<[ExportedRecord]>([])
        try await state.export { record in collected.withLock { $0.append(record) } }
        let records = collected.withLock { $0 }
        #expect(records.count == 1208)
        #expect(
            records.map(\.table).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
                == exportedTables.map(\.name))
        let lines = records.filter { $0.table == "inventory" }.map { $0.fields[2].value }
        #expect(lines == (1...1200).map { .integer($0) })
        #expect(
            records.filter { $0.table == "closed_merge_request" }.map { $0.fields[1].value } == [
                .integer(3), .integer(12),
            ])
        #expect(!"\(records)".contains("secret"))
    }
}
