import Foundation

/// A schedule in words, read from left to right: times of day, days and months that must all fit.
struct ScheduleWords: Hashable, Sendable {
    /// Minutes of the day; nil for no bound.
    private var after: Int?
    private var before: Int?
    private var weekdays: Set<Int> = []
    private var days: Set<Int> = []
    private var months: Set<Int> = []

    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let monthNames = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let ordinals = ["first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5]
    private static let fillers: Set<String> = [
        "and", "on", "every", "the", "of", "in", "or", "a", "each", "at", "day", "days", "month", "week", "hours",
        "only",
        "during", "for",
    ]

    /// - Parameter text: in lower case, with single blanks.
    /// - Returns: nil when a word is not known, or nothing is said.
    init?(_ text: String) {
        var words = text.replacing(",", with: " ").split(separator: " ").map(String.init)[...]
        guard words.count <= 60 else { return nil }
        while let word = words.popFirst() {
            guard take(word, &words) else { return nil }
        }
        guard after != nil || before != nil || !(weekdays.isEmpty && days.isEmpty && months.isEmpty) else { return nil }
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) -> Bool {
        switch word {
        case "after", "before", "between":
            return takeTime(word, &rest)
        case "weekday", "weekdays":
            weekdays.formUnion(1...5)
        case "weekend", "weekends":
            weekdays.formUnion([0, 6])
        case "quarter":
            months.formUnion([1, 4, 7, 10])
        case _ where rest.first == "months" || rest.first == "month":
            return takeMonthStep(word, &rest)
        default:
            return takeName(word)
        }
        return true
    }

    private mutating func takeTime(_ word: String, _ rest: inout ArraySlice<String>) -> Bool {
        guard let time = Self.time(&rest) else { return false }
        switch word {
        case "after": after = time
        case "before": before = time
        default:
            guard rest.popFirst() == "and", let end = Self.time(&rest) else { return false }
            after = time
            before = end
        }
        return true
    }

    /// `every 3 months`, counted from January.
    private mutating func takeMonthStep(_ word: String, _ rest: inout ArraySlice<String>) -> Bool {
        if let step = Int(word) {
            guard (1...12).contains(step) else { return false }
            months.formUnion(stride(from: 1, through: 12, by: step))
            rest.removeFirst()
            return true
        }
        return takeName(word)
    }

    private mutating func takeName(_ word: String) -> Bool {
        if Self.fillers.contains(word) { return true }
        let singular = word.hasSuffix("s") && word.count > 4 ? String(word.dropLast()) : word
        if let month = Self.monthNames.firstIndex(where: { $0 == word || $0.prefix(3) == word }) {
            months.insert(month + 1)
        } else if let day = Self.dayNames.firstIndex(where: { word.hasPrefix($0) }), Self.isDay(singular, day) {
            weekdays.insert(day)
        } else if let day = Self.ordinals[word] ?? Self.ordinal(word) {
            days.insert(day)
        } else {
            return false
        }
        return true
    }

    private static func isDay(_ word: String, _ day: Int) -> Bool {
        let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        return word.count <= 5 ? names[day].hasPrefix(word) : names[day] == word
    }

    /// `1st`, `22nd`.
    private static func ordinal(_ word: String) -> Int? {
        guard ["st", "nd", "rd", "th"].contains(where: word.hasSuffix), let day = Int(word.dropLast(2)),
            (1...31).contains(day)
        else { return nil }
        return day
    }

    /// `5am`, `10 pm`, `22:30`, `12:15am`, `midnight`, `noon`.
    private static func time(_ words: inout ArraySlice<String>) -> Int? {
        guard var word = words.popFirst() else { return nil }
        if word == "midnight" { return 0 }
        if word == "noon" { return 720 }
        if let next = words.first, next == "am" || next == "pm" {
            word += next
            words.removeFirst()
        }
        let isAfternoon = word.hasSuffix("pm")
        let isTwelve = isAfternoon || word.hasSuffix("am")
        let parts = (isTwelve ? word.dropLast(2) : word[...]).split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), var hour = Int(parts[0]),
            let minute = parts.count == 2 ? Int(parts[1]) : 0, (0...59).contains(minute),
            (isTwelve ? 1...12 : 0...24).contains(hour)
        else { return nil }
        if isTwelve { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        return hour * 60 + minute
    }

    func contains(_ time: DateComponents) -> Bool {
        guard let month = time.month, let day = time.day, let weekday = time.weekday, let hour = time.hour,
            let minute = time.minute
        else { return false }
        return (months.isEmpty || months.contains(month)) && (days.isEmpty || days.contains(day))
            && (weekdays.isEmpty || weekdays.contains(weekday - 1)) && isInWindow(hour * 60 + minute)
    }

    /// A window that ends before it begins goes past midnight.
    private func isInWindow(_ minute: Int) -> Bool {
        switch (after, before) {
        case (let after?, let before?):
            after < before ? minute >= after && minute < before : minute >= after || minute < before
        case (let after?, nil): minute >= after
        case (nil, let before?): minute < before
        case (nil, nil): true
        }
    }
}
