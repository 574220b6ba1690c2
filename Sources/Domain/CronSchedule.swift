public import Foundation

/// Points in time by the clock on the wall: minute, hour, day of month, month, day of week.
///
/// Fields hold `*`, numbers, ranges (`1-5`), lists (`1,15`), steps (`*/10`), and names (`mon`, `jan`); 7 is Sunday as 0 is.
/// As in cron, a day fits when day of month or day of week does, if both are restricted. An hour that does not exist, when
/// clocks go forward, is made up for at the first minute after it; one that comes twice counts once.
/// Source: POSIX crontab(1), https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html
public struct CronSchedule: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    public let text: String
    private let minutes: [Int]
    private let hours: [Int]
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let restrictsDays: Bool
    private let restrictsWeekdays: Bool

    public var description: String { text }

    /// - Returns: nil when `text` is no schedule.
    public init?(_ text: String) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { $0.lowercased() }
        let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        guard fields.count == 5,
            let minutes = Self.values(fields[0], 0...59, [:]), let hours = Self.values(fields[1], 0...23, [:]),
            let days = Self.values(fields[2], 1...31, [:]),
            let months = Self.values(fields[3], 1...12, Self.numbered(monthNames, from: 1)),
            let weekdays = Self.values(fields[4], 0...7, Self.numbered(dayNames, from: 0))
        else { return nil }
        self.text = text
        self.minutes = minutes.sorted()
        self.hours = hours.sorted()
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        restrictsDays = !fields[2].hasPrefix("*")
        restrictsWeekdays = !fields[4].hasPrefix("*")
    }

    private static func numbered(_ names: [String], from first: Int) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: zip(names, first...))
    }

    private static func values(_ field: String, _ range: ClosedRange<Int>, _ names: [String: Int]) -> Set<Int>? {
        var result: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard let head = pieces.first, pieces.count <= 2 else { return nil }
            var step = 1
            if pieces.count == 2 {
                guard let number = Int(pieces[1]), number > 0 else { return nil }
                step = number
            }
            guard let bounds = Self.bounds(head, range, names, isStepped: pieces.count == 2) else { return nil }
            result.formUnion(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
        }
        return result
    }

    private static func bounds(
        _ text: Substring, _ range: ClosedRange<Int>, _ names: [String: Int], isStepped: Bool
    ) -> ClosedRange<Int>? {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { names[String($0)] ?? Int($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, range.contains(first) else { return nil }
        guard ends.count == 2 else { return first...(isStepped ? range.upperBound : first) }
        guard let last = ends[1], range.contains(last), first <= last else { return nil }
        return first...last
    }

    /// The first time after `date`; nil when there is none within five years (`0 0 30 2 *`).
    public func next(after date: Date, in zone: TimeZone) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var day = calendar.startOfDay(for: date)
        for _ in 0..<(5 * 366 + 1) {
            if fits(day, calendar), let found = first(on: day, after: date, calendar) { return found }
            // Noon plus a day is the next day, however long this one is.
            guard let noon = calendar.date(bySettingHour: 12, minute: 0, second: 0, of: day),
                let next = calendar.date(byAdding: .day, value: 1, to: noon)
            else { return nil }
            day = calendar.startOfDay(for: next)
        }
        return nil
    }

    /// Whether the hour that `date` lies in is one of the schedule's, on one of its days; minutes are not looked at.
    public func coversHour(of date: Date, in zone: TimeZone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return fits(date, calendar) && hours.contains(calendar.component(.hour, from: date))
    }

    private func fits(_ day: Date, _ calendar: Calendar) -> Bool {
        let parts = calendar.dateComponents([.day, .month, .weekday], from: day)
        guard let number = parts.day, let month = parts.month, let weekday = parts.weekday, months.contains(month)
        else { return false }
        let isDay = days.contains(number)
        let isWeekday = weekdays.contains(weekday - 1)
        return restrictsDays && restrictsWeekdays ? isDay || isWeekday : isDay && isWeekday
    }

    private func first(on day: Date, after date: Date, _ calendar: Calendar) -> Date? {
        for hour in hours {
            for minute in minutes {
                guard
                    let time = calendar.date(
                        bySettingHour: hour, minute: minute, second: 0, of: day, matchingPolicy: .nextTime,
                        repeatedTimePolicy: .first, direction: .forward)
                else { continue }
                if time > date { return time }
            }
        }
        return nil
    }
}
