import Foundation

/// Reads an age such as `3 days`, `12 hours` or `1 week`, in seconds.
///
/// - Throws: ``ExplainError`` when it is none.
func releaseAge(_ text: String) throws(ExplainError) -> TimeInterval {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop(while: \.isWhitespace).lowercased()
    let units: [(names: [String], seconds: Double)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
        (["h", "hour", "hours"], 3600),
        (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800), (["month", "months"], 2_592_000),
        (["y", "year", "years"], 31_557_600),
    ]
    guard let count = Double(String(digits)), let known = units.first(where: { $0.names.contains(unit) }) else {
        throw ExplainError(description: "minimumReleaseAge \(text): write a number and a unit, such as 3 days")
    }
    return count * known.seconds
}
