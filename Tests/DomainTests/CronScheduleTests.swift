import Domain
import Foundation
import Testing

@Suite struct CronScheduleTests {
    private func date(_ text: String, _ zone: String = "UTC") throws -> Date {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: zone)
        formatter.dateFormat = "yyyy-MM-dd HH:mm"
        return try #require(formatter.date(from: text))
    }

    @Test(
        "the next time by the clock on the wall",
        arguments: [
            ("0 3 * * *", "2026-11-21 02:59", "2026-11-21 03:00"),
            ("0 3 * * *", "2026-11-21 03:00", "2026-11-22 03:00"),
            ("*/15 * * * *", "2026-11-21 09:31", "2026-11-21 09:45"),
            ("5-59/20 9 * * *", "2026-11-21 09:05", "2026-11-21 09:25"),
            ("0 22 * * 1-5", "2026-11-20 22:00", "2026-11-23 22:00"),
            ("0 22 * * fri,sun", "2026-11-21 00:00", "2026-11-22 22:00"),
            ("0 0 * * 7", "2026-11-21 00:00", "2026-11-22 00:00"),
            ("0 0 1 * *", "2026-12-31 23:59", "2027-01-01 00:00"),
            ("30 4 1,15 * 5", "2026-11-14 12:00", "2026-11-15 04:30"),
            ("30 4 1,15 * 5", "2026-11-15 12:00", "2026-11-20 04:30"),
            ("0 0 29 feb *", "2026-11-21 00:00", "2028-02-29 00:00"),
        ])
    func next(text: String, after: String, expected: String) throws {
        let schedule = try #require(CronSchedule(text))
        let zone = try #require(TimeZone(identifier: "UTC"))
        let found = schedule.next(after: try date(after), in: zone)
        #expect(try found == date(expected))
    }

    @Test("an hour that does not exist is made up for, one that comes twice counts once")
    func daylightSaving() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let spring = try #require(CronSchedule("30 2 * * *"))
        let missing = try #require(spring.next(after: date("2026-03-28 12:00", "Europe/Berlin"), in: zone))
        let (earliest, latest) = try (date("2026-03-29 01:00"), date("2026-03-29 01:30"))
        #expect(missing >= earliest && missing <= latest)
        let first = try #require(spring.next(after: date("2026-10-24 12:00", "Europe/Berlin"), in: zone))
        #expect(try first == date("2026-10-25 00:30"))
        #expect(try spring.next(after: first, in: zone) == date("2026-10-26 01:30"))
    }

    @Test(
        "what is no schedule",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
            "a * * * *",
            "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "1- * * * *", "-1 * * * *", "* * * foo *", "1/2/3 * * * *",
        ])
    func invalid(text: String) { #expect(CronSchedule(text) == nil) }

    @Test("a day that never comes has no next time")
    func never() throws {
        let schedule = try #require(CronSchedule("0 0 30 2 *"))
        let zone = try #require(TimeZone(identifier: "UTC"))
        #expect(try schedule.next(after: date("2026-11-21 00:00"), in: zone) == nil)
    }
}
