import BotTestSupport
import Domain
import Foundation
import Synchronization
import Testing

@testable import Persistence

/// What only a server that many share can get wrong.
@Suite(.timeLimit(.minutes(5))) struct PostgresStateTests {
    private func open(_ address: String) throws -> PostgresState { try PostgresState(PostgresAddress(Secret(address))) }

    private func delivery(_ number: Int) -> InboxDelivery {
        InboxDelivery(
            sender: "gitlab", key: "\(number)", kind: "push",
            events: [.issueEdited(RepositoryName(path: "r\(number)"), number: number)], receivedAt: Date())
    }

    private func request(_ repository: String) -> JobRequest {
        JobRequest(forge: "f", repository: repository, reason: "push", due: Date(timeIntervalSince1970: 0))
    }

    @Test("many processes claim each job once, with a number of its own")
    func claims() async throws {
        let address = try sharedPostgres.get().makeDatabase()
        let states = try (0..<3).map { _ in try open(address) }
        try await states[0].request((0..<300).map { request("r\($0)") })
        let claimed = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
            for state in states {
                for _ in 0..<4 {
                    group.addTask {
                        var jobs: [ClaimedJob] = []
                        while let job = try await state.claim(lease: 60, at: Date()) { jobs.append(job) }
                        return jobs
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(claimed.map(\.repository)).count == 300)
        #expect(Set(claimed.map(\.fencingToken)).count == 300)
        #expect(claimed.count == 300)
    }

    @Test("many processes take each delivery once, and one that came to all of them is one")
    func deliveries() async throws {
        let address = try sharedPostgres.get().makeDatabase()
        let states = try (0..<3).map { _ in try open(address) }
        let delivery = delivery
        let answers = try await withThrowingTaskGroup(of: InboxAnswer.self) { group in
            for number in 0..<200 { for state in states { group.addTask { try await state.accept(delivery(number)) } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0 == .accepted }.count == 200)
        let taken = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for state in states {
                group.addTask {
                    var ids: [Int64] = []
                    while case let some = try await state.waitingDeliveries(limit: 7), !some.isEmpty {
                        ids += some.map(\.id)
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 200 && Set(taken).count == 200)
        try await states[0].finish(taken, requesting: [], at: Date())
        #expect(try await states[1].deliveryCounts() == ["done": 200])
    }

    @Test("requests from many processes at once are all there")
    func requests() async throws {
        let address = try sharedPostgres.get().makeDatabase()
        let states = try (0..<3).map { _ in try open(address) }
        let request = request
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<30 {
                for (index, state) in states.enumerated() {
                    let names = (0..<20).map { "r\(($0 * (index + 1) + round) % 20)" }
                    group.addTask { try await state.request(names.map(request)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await states[0].jobs().count == 20)
    }

    @Test("work goes on when the server was away")
    func restart() async throws {
        let server = try DebianPostgres()
        let state = try open(try server.makeDatabase())
        #expect(try await state.accept(delivery(1)) == .accepted)
        try await state.request([request("a")])
        try server.stop()
        await #expect { try await state.accept(delivery(2)) } throws: {
            let error = $0 as? PersistenceError
            return error?.code == .unreachable && error?.isTransient == true
        }
        await #expect { try await state.claim(lease: 1, at: Date()) } throws: {
            ($0 as? PersistenceError)?.code == .unreachable
        }
        try server.start()
        #expect(try await state.accept(delivery(2)) == .accepted)
        #expect(try await state.claim(lease: 60, at: Date())?.repository == "a")
        try server.stop()
        try server.start()
        // The broken connection is met in the middle, and the work done on a new one.
        #expect(try await state.accept(delivery(1)) == .seen)
        #expect(try await state.deliveryCounts() == ["waiting": 2])
    }

    @Test("news come from other processes, and all topics after a new connection")
    func news() async throws {
        let address = try sharedPostgres.get().makeDatabase()
        let (one, other) = (try open(address), try open(address))
        let (heard, continuation) = AsyncStream<StateNews>.makeStream()
        let following = Task { await one.followNews { continuation.yield($0) } }
        var iterator = heard.makeAsyncIterator()
        let first = [await iterator.next(), await iterator.next()].compactMap { $0 }
        #expect(Set(first) == Set(StateNews.allCases))
        _ = try await other.accept(delivery(1))
        #expect(await iterator.next() == .deliveries)
        try await other.request([request("a")])
        #expect(await iterator.next() == .jobs)
        following.cancel()
        await following.value
    }

    @Test("what is exclusive is done by one process at a time")
    func exclusive() async throws {
        let address = try sharedPostgres.get().makeDatabase()
        let (one, other) = (try open(address), try open(address))
        let answers = Mutex<[Bool]>([])
        let isDone = try await one.exclusively("schedule") {
            let mine = try await other.exclusively("schedule") {}
            let elsewhere = try await other.exclusively("another") {}
            answers.withLock { $0 = [mine, elsewhere] }
        }
        #expect(isDone)
        #expect(answers.withLock { $0 } == [false, true])
        #expect(try await other.exclusively("schedule") {})
        struct Trouble: Error {}
        await #expect(throws: Trouble.self) { try await one.exclusively("schedule") { throw Trouble() } }
        #expect(try await other.exclusively("schedule") {})
    }

    @Test("messages never have the password")
    func redaction() throws {
        let server = try sharedPostgres.get()
        let wrong = "postgres://windlass:hunter2hunter2@127.0.0.1:\(server.port)/postgres"
        let cases: [(String, PersistenceError.Code)] = [
            (wrong, .refused), (server.address(of: "nothere"), .refused),
            ("postgres://u:hunter2hunter2@127.0.0.1:\(try freePort())/x", .unreachable),
            ("postgres://u:hunter2hunter2@127.0.0.1:port/x?hunter2hunter2", .foreign),
            ("mysql://u:hunter2hunter2@h/x", .foreign),
        ]
        for (address, code) in cases {
            do {
                _ = try open(address)
                Issue.record("opened")
            } catch let error as PersistenceError {
                #expect(error.code == code, "\(error)")
                #expect(!"\(error)".contains("hunter2") && !"\(error)".contains("ssword/1"), "\(error)")
            }
        }
    }

    @Test("a user without rights is told which are needed")
    func rights() throws {
        let server = try sharedPostgres.get()
        let address = try server.makeDatabase()
        let name = "u" + UUID().uuidString.prefix(8).lowercased()
        try server.query("CREATE ROLE \(name) LOGIN PASSWORD 'x'")
        let theirs = address.replacing("windlass:p%C3%A4ssword%2F1", with: "\(name):x")
        #expect { try open(theirs) } throws: {
            let error = $0 as? PersistenceError
            return error?.code == .refused && error?.message.contains("GRANT CREATE ON DATABASE") == true
        }
        try server.query("CREATE SCHEMA windlass AUTHORIZATION \(name)", in: address)
        _ = try open(theirs)
    }

    @Test("texts that PostgreSQL cannot hold are kept with a picture in their place")
    func odd() async throws {
        let state = try open(try sharedPostgres.get().makeDatabase())
        let odd = "a\0b\"\\{},'\u{1F600}\n"
        let entry = InventoryEntry(
            file: odd, line: 1, manager: "m", depName: "NULL", packageName: odd, datasource: "docker")
        try await state.replaceInventory(of: odd, with: [entry])
        let kept = odd.replacing("\0", with: "\u{2400}")
        #expect(try await state.inventory(of: odd).map(\.file) == [kept])
        #expect(try await state.inventory(of: odd).map(\.depName) == ["NULL"])
        #expect(try await state.repositories(pinning: [odd], of: "docker") == [kept])
        var long = delivery(1)
        long.key = String(repeating: "ü", count: 20_000)
        #expect(try await state.accept(long) == .accepted)
        #expect(try await state.accept(long) == .seen)
        let taken = try await state.waitingDeliveries(limit: 10).map(\.id)
        try await state.finish(taken, requesting: [request(String(repeating: "p", count: 9000))], at: Date())
        #expect(try await state.jobs().isEmpty)
    }

    @Test("tables that a newer version changed are left alone, and all may open at once")
    func newer() async throws {
        let server = try sharedPostgres.get()
        let address = try server.makeDatabase()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { _ = try PostgresState(PostgresAddress(Secret(address))) } }
            try await group.waitForAll()
        }
        try server.query("INSERT INTO windlass.migration (name) VALUES ('from the future')", in: address)
        #expect { try open(address) } throws: { ($0 as? PersistenceError)?.code == .newer }
    }
}
