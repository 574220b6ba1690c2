public import Foundation

/// One entry of `schedule`: a cron expression of five fields, or words such as `after 10pm and before 5am every weekday`.
///
/// Understood are times of day (`before 5am`, `after 22:30`, `between 1am and 4:30am`), days of the week (`every weekday`,
/// `every weekend`, `on monday`, `on friday and saturday`), days of the month (`on the first day of the month`,
/// `on the 2nd and 3rd day of the month`), months (`every 3 months`, `in january`), and `at any time`. A cron expression covers
/// whole hours: its minutes are not looked at, as in Renovate. A window that goes past midnight counts by the day it is on.
/// Source: https://docs.renovatebot.com/configuration-options/#schedule
public struct UpdateSchedule: Hashable, Sendable, CustomStringConvertible {
    enum Form: Hashable, Sendable {
        case always
        case cron(CronSchedule)
        case words(ScheduleWords)
    }

    /// As it was written.
    public let text: String
    private let form: Form

    public var description: String { text }

    /// - Returns: nil when `text` cannot be read.
    public init?(_ text: String) {
        self.text = text
        let plain = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if plain.isEmpty || plain == "at any time" {
            form = .always
        } else if let cron = CronSchedule(text) {
            form = .cron(cron)
        } else if let words = ScheduleWords(plain) {
            form = .words(words)
        } else {
            return nil
        }
    }

    /// Whether `date` lies in this entry, by the clock of `zone`.
    public func contains(_ date: Date, in zone: TimeZone) -> Bool {
        switch form {
        case .always: return true
        case .cron(let cron): return cron.coversHour(of: date, in: zone)
        case .words(let words):
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone
            return words.contains(calendar.dateComponents([.month, .day, .weekday, .hour, .minute], from: date))
        }
    }
}

/// Whether updates may be proposed at `date`: one entry of the schedule covers it, or there is none.
public func isInSchedule(_ schedule: [UpdateSchedule], at date: Date, in zone: TimeZone) -> Bool {
    schedule.isEmpty || schedule.contains { $0.contains(date, in: zone) }
}
