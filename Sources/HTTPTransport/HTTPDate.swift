import Foundation

/// The dates of HTTP header fields, in the form that RFC 9110 prefers: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    /// Parses `text`; nil for the two obsolete forms, other time zones and days that do not exist.
    static func parse(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = number(parts[1], 1...31),
            let year = number(parts[3], 1...9999),
            let month = months.firstIndex(of: parts[2])
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], 0...23), let minute = number(clock[1], 0...59),
            let second = number(clock[2], 0...60)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let wanted = DateComponents(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        guard let date = calendar.date(from: wanted), calendar.component(.day, from: date) == day || second == 60 else {
            return nil
        }
        return date
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
        guard text.allSatisfy(\.isASCII), text.allSatisfy(\.isNumber), let value = Int(text), range.contains(value)
        else { return nil }
        return value
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
