public import Foundation

/// How old a release must be: a number and a unit, such as `3 days`, `12 hours` or `1 week`.
///
/// Units are minutes, hours, days, weeks, months (of 30 days) and years (of 365.25 days).
public struct ReleaseAge: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    public let text: String
    /// In seconds; never negative.
    public let seconds: TimeInterval

    public var description: String { text }

    private static let units: [(names: [String], seconds: Double)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "mins", "minute", "minutes"], 60),
        (["h", "hr", "hrs", "hour", "hours"], 3600), (["d", "day", "days"], 86_400),
        (["w", "week", "weeks"], 604_800), (["month", "months"], 2_592_000), (["y", "year", "years"], 31_557_600),
    ]

    /// - Returns: nil when `text` is no age.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop(while: \.isWhitespace).lowercased()
        guard digits.count <= 6, let count = Double(String(digits)),
            let known = Self.units.first(where: { $0.names.contains(unit) })
        else { return nil }
        self.text = text
        seconds = count * known.seconds
    }

    /// Whether something published at `date` is old enough at `now`.
    public func isReached(by date: Date, at now: Date) -> Bool { now.timeIntervalSince(date) >= seconds }
}
