import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import App

@Suite struct SchedulerTests {
    /// A clock that is set by hand, and what was asked for.
    private final class Desk: Sendable {
        let time: Mutex<Date>
        let last: Mutex<Date?>
        let asked = Mutex<[(time: Date, isFirst: Bool)]>([])

        init(_ time: String, last: String?) throws {
            self.time = Mutex(try Date(time, strategy: .iso8601))
            self.last = Mutex(try last.map { try Date($0, strategy: .iso8601) })
        }

        func scheduler(_ schedule: String, _ zone: String) throws -> Scheduler {
            let schedule = try #require(CronSchedule(schedule))
            let zone = try #require(TimeZone(identifier: zone))
            return Scheduler(
                plan: { (schedule, zone) }, lastTime: { self.last.withLock { $0 } },
                requestAll: { time, isFirst in
                    self.asked.withLock { $0.append((time, isFirst)) }
                    self.last.withLock { $0 = time }
                }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { self.time.withLock { $0 } })
        }
    }

    @Test("the first start asks at once, and says that it is the first")
    func first() async throws {
        let desk = try Desk("2026-03-01T12:00:00Z", last: nil)
        let scheduler = try desk.scheduler("0 3 * * *", "UTC")
        try await scheduler.tick()
        try await scheduler.tick()
        #expect(desk.asked.withLock { $0.map(\.isFirst) } == [true])
    }

    @Test("many missed times are caught up once")
    func missed() async throws {
        let desk = try Desk("2026-03-10T12:00:00Z", last: "2026-03-01T03:00:00Z")
        let scheduler = try desk.scheduler("0 3 * * *", "UTC")
        for _ in 0..<5 { try await scheduler.tick() }
        #expect(desk.asked.withLock { $0.map(\.isFirst) } == [false])
    }

    @Test(
        "each time comes once, by the clock of its zone, when clocks change too",
        arguments: [
            // Clocks go forward from 02:00 to 03:00 on 29 March, and back from 03:00 to 02:00 on 25 October.
            ("2026-03-28T00:00:00Z", 3, ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]),
            ("2026-10-24T00:00:00Z", 3, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),
        ])
    func daylightSaving(start: String, days: Int, expected: [String]) async throws {
        let desk = try Desk(start, last: start)
        let scheduler = try desk.scheduler("30 2 * * *", "Europe/Berlin")
        for minute in 1...(days * 24 * 60) {
            desk.time.withLock { $0 = try! Date(start, strategy: .iso8601).addingTimeInterval(Double(minute) * 60) }
            try await scheduler.tick()
        }
        let asked = desk.asked.withLock { $0.map { $0.time.formatted(.iso8601) } }
        #expect(asked.count == days)
        for (found, wanted) in zip(asked, expected) { #expect(found.prefix(16) == wanted.prefix(16)) }
    }

    @Test("a clock that was set back does not silence the schedule for good")
    func setBack() async throws {
        let desk = try Desk("2026-03-01T12:00:00Z", last: "2027-03-01T12:00:00Z")
        try await (try desk.scheduler("0 3 * * *", "UTC")).tick()
        #expect(desk.asked.withLock { $0.count } == 1)
    }

    @Test("no schedule asks for nothing")
    func never() async throws {
        let scheduler = Scheduler(
            plan: { nil }, lastTime: { nil }, requestAll: { _, _ in #expect(Bool(false)) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await scheduler.tick()
    }

    @Test("repositories are spread evenly, and each keeps its place")
    func jitter() {
        let places = (0..<1000).map { jitterFraction("gitlab/team/service-\($0)") }
        #expect(places.allSatisfy { (0..<1).contains($0) })
        for tenth in 0..<10 {
            let count = places.filter { Int($0 * 10) == tenth }.count
            #expect((60...140).contains(count), "\(tenth): \(count)")
        }
        #expect(jitterFraction("gitlab/a") == jitterFraction("gitlab/a"))
    }
}
