import BotTestSupport
import Domain
import Foundation
import Testing

@testable import Persistence

@Suite struct JobQueueTests {
    private func time(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

    private func request(_ repository: String, due: Double = 0) -> JobRequest {
        JobRequest(forge: "f", repository: repository, reason: "push", due: time(due))
    }

    @Test("requests of one repository are one job, taken when it is due, by one worker", arguments: Store.allCases)
    func coalesced(_ store: Store) async throws {
        let queue = try store.make()
        try await queue.request([request("b", due: 20), request("a", due: 10), request("b", due: 5)])
        #expect(try await queue.claim(lease: 60, at: time(1)) == nil)
        let first = try #require(try await queue.claim(lease: 60, at: time(30)))
        let second = try #require(try await queue.claim(lease: 60, at: time(30)))
        #expect([first.repository, second.repository] == ["b", "a"])
        #expect(second.fencingToken > first.fencingToken)
        #expect(try await queue.claim(lease: 60, at: time(30)) == nil)
    }

    @Test("a job that is asked for while it runs stays", arguments: Store.allCases)
    func again(_ store: Store) async throws {
        let queue = try store.make()
        try await queue.request([request("a")])
        let job = try #require(try await queue.claim(lease: 60, at: time(1)))
        try await queue.request([request("a", due: 2)])
        #expect(try await queue.claim(lease: 60, at: time(3)) == nil)
        try await queue.finish(job, .done, at: time(4))
        let next = try #require(try await queue.claim(lease: 60, at: time(5)))
        #expect(next.fencingToken > job.fencingToken)
        try await queue.finish(next, .done, at: time(6))
        #expect(try await queue.jobs().isEmpty)
        try await queue.request([request("a", due: 7)])
        #expect(try #require(try await queue.claim(lease: 60, at: time(8))).fencingToken > next.fencingToken)
    }

    @Test("who lost the lease changes nothing any more", arguments: Store.allCases)
    func fencing(_ store: Store) async throws {
        let queue = try store.make()
        try await queue.request([request("a")])
        let slow = try #require(try await queue.claim(lease: 10, at: time(1)))
        #expect(try await queue.extend(slow, lease: 10, at: time(5)))
        let other = try #require(try await queue.claim(lease: 10, at: time(20)))
        #expect(try await !queue.extend(slow, lease: 10, at: time(21)))
        try await queue.finish(slow, .done, at: time(22))
        #expect(try await queue.jobs().count == 1)
        try await queue.finish(other, .done, at: time(23))
        #expect(try await queue.jobs().isEmpty)
    }

    @Test("failures wait, parked jobs wait for a person, returned ones are due at once", arguments: Store.allCases)
    func failures(_ store: Store) async throws {
        let queue = try store.make(responseCacheLimit: 1, now: { Date(timeIntervalSince1970: 100) })
        try await queue.request([request("a")])
        var job = try #require(try await queue.claim(lease: 10, at: time(1)))
        try await queue.finish(job, .failed(reason: "no answer", retryAt: time(60)), at: time(2))
        // An event must not make a failing job run hot.
        try await queue.request([request("a", due: 3)])
        #expect(try await queue.claim(lease: 10, at: time(30)) == nil)
        job = try #require(try await queue.claim(lease: 10, at: time(60)))
        #expect(job.attempts == 1)
        try await queue.finish(job, .parked(reason: "no answer"), at: time(61))
        #expect(try await queue.claim(lease: 10, at: time(1000)) == nil)
        let status = try #require(try await queue.jobs().first)
        #expect(status.state == .parked && status.failure == "no answer" && status.attempts == 2)
        try await queue.retry("a", at: time(62))
        job = try #require(try await queue.claim(lease: 10, at: time(63)))
        try await queue.finish(job, .returned, at: time(64))
        #expect(try await queue.claim(lease: 10, at: time(64)) != nil)
    }

    @Test(
        "deliveries that come at once are stored, each once, and survive the end of the process",
        arguments: Store.allCases)
    func batches(_ store: Store) async throws {
        let place = try store.makePlace()
        let answers = try await {
            let database = try place.open()
            return try await withThrowingTaskGroup(of: InboxAnswer.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        try await database.accept(
                            InboxDelivery(
                                sender: "gitlab", key: "\(number % 300)", kind: "push",
                                events: [.issueEdited(RepositoryName(path: "a"), number: number)],
                                receivedAt: Date(timeIntervalSince1970: 0)))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }()
        #expect(answers.filter { $0 == .accepted }.count == 300)
        #expect(answers.filter { $0 == .seen }.count == 100)
        #expect(try await place.open().waitingDeliveries(limit: 1000).count == 300)
    }

    @Test("a package leads to the repositories that pin it", arguments: Store.allCases)
    func reverseIndex(_ store: Store) async throws {
        let database = try store.make()
        func entry(_ name: String) -> InventoryEntry {
            InventoryEntry(
                file: "a", line: 1, manager: "kubernetes", depName: name, packageName: name, datasource: "docker")
        }
        try await database.replaceInventory(of: "f/a", with: [entry("nginx"), entry("ghcr.io/x/y")])
        try await database.replaceInventory(of: "f/b", with: [entry("ghcr.io/x/y")])
        #expect(try await database.repositories(pinning: ["ghcr.io/x/y"], of: "docker") == ["f/a", "f/b"])
        #expect(try await database.repositories(pinning: ["library/nginx", "nginx"], of: "docker") == ["f/a"])
        #expect(try await database.repositories(pinning: ["nginx"], of: "helm").isEmpty)
    }
}
