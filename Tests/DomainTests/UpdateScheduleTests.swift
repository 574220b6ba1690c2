import Domain
import Foundation
import Testing

@Suite struct UpdateScheduleTests {
    private func date(_ text: String) throws -> Date { try Date(text + ":00Z", strategy: .iso8601) }

    // 2024-06-01 is a Saturday.
    private static let table: [(String, [String], [String])] = [
        ("at any time", ["2024-06-01T12:00"], []),
        ("before 5am", ["2024-06-01T00:00", "2024-06-01T04:59"], ["2024-06-01T05:00", "2024-06-01T23:00"]),
        ("after 10:30 pm", ["2024-06-01T22:30"], ["2024-06-01T22:29", "2024-06-01T00:10"]),
        ("before 12am", [], ["2024-06-01T00:00", "2024-06-01T12:00"]),
        (
            "after 10pm and before 5am every weekday",
            ["2024-06-03T22:00", "2024-06-03T04:00", "2024-06-07T23:59"], ["2024-06-03T12:00", "2024-06-01T23:00"]
        ),
        ("every weekend", ["2024-06-01T12:00", "2024-06-02T12:00"], ["2024-06-03T12:00"]),
        ("on the first day of the month", ["2024-06-01T12:00"], ["2024-06-02T12:00"]),
        (
            "before 4am on the 2nd and 3rd day of the month", ["2024-06-02T03:00", "2024-06-03T03:00"],
            ["2024-06-04T03:00"]
        ),
        ("before 5am on Monday", ["2024-06-03T04:00"], ["2024-06-04T04:00"]),
        ("on friday and saturday", ["2024-06-07T04:00", "2024-06-01T04:00"], ["2024-06-02T04:00"]),
        ("between 1am and 4:30am", ["2024-06-01T04:29"], ["2024-06-01T04:30", "2024-06-01T00:30"]),
        ("after 9:00 and before 17:00 on tuesdays", ["2024-06-04T09:00"], ["2024-06-04T17:00", "2024-06-05T10:00"]),
        (
            "every 3 months on the first day of the month", ["2024-04-01T12:00"],
            ["2024-05-01T12:00", "2024-04-02T12:00"]
        ),
        ("* 0-3 * * 1", ["2024-06-03T03:59"], ["2024-06-03T04:00", "2024-06-04T01:00"]),
        ("0 5 1 * *", ["2024-06-01T05:40"], ["2024-06-01T06:00"]),
    ]

    @Test("an entry covers the times that its words or fields say", arguments: table)
    func covers(text: String, inside: [String], outside: [String]) throws {
        let schedule = try #require(UpdateSchedule(text))
        for time in inside { #expect(isInSchedule([schedule], at: try date(time), in: .gmt), "\(time)") }
        for time in outside { #expect(!isInSchedule([schedule], at: try date(time), in: .gmt), "\(time)") }
    }

    @Test(
        "what cannot be read is no schedule",
        arguments: [
            "sometimes", "after 25pm", "before", "between 1am", "on the 32nd day of the month", "every 13 months",
            "* * *",
            "on mondaysish", "and", "before 5am unless it rains",
        ])
    func unreadable(text: String) { #expect(UpdateSchedule(text) == nil) }

    @Test func `the clock is that of the zone, on both sides of a change of clocks`() throws {
        let schedule = [try #require(UpdateSchedule("before 5am"))]
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(isInSchedule(schedule, at: try date("2024-06-01T02:59"), in: berlin))
        #expect(!isInSchedule(schedule, at: try date("2024-06-01T03:00"), in: berlin))
        #expect(isInSchedule(schedule, at: try date("2024-01-01T03:59"), in: berlin))
    }

    @Test func `one entry of several is enough, and none means always`() throws {
        let schedule = ["before 5am", "every weekend"].compactMap { UpdateSchedule($0) }
        #expect(isInSchedule(schedule, at: try date("2024-06-01T12:00"), in: .gmt))
        #expect(!isInSchedule(schedule, at: try date("2024-06-03T12:00"), in: .gmt))
        #expect(isInSchedule([], at: try date("2024-06-03T12:00"), in: .gmt))
    }

    @Test(
        "ages have a number and a unit",
        arguments: [
            ("3 days", 259_200.0), ("12hours", 43_200), ("1 week", 604_800), ("0 days", 0), ("2 months", 5_184_000),
        ])
    func ages(text: String, seconds: Double) { #expect(ReleaseAge(text)?.seconds == seconds) }

    @Test(
        "what is no age is refused", arguments: ["", "3", "days", "-1 day", "1e9 days", "9999999 days", "three days"])
    func noAges(text: String) { #expect(ReleaseAge(text) == nil) }
}
