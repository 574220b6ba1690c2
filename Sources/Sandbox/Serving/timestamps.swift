import Foundation

/// `2026-03-01T08:00:00.000Z`, as GitLab writes times.
func gitLabTime(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
}

/// `2026-03-01T08:00:00Z` (RFC 3339).
func internetTime(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle())
}

/// Reads a day such as `2026-03-01` as its first second in UTC.
func day(_ text: some StringProtocol) -> Date? {
    try? Date(text + "T00:00:00Z", strategy: .iso8601)
}

/// `Sun, 01 Mar 2026 08:00:00 GMT` (RFC 9110, section 5.6.7).
func httpTime(_ date: Date) -> String {
    httpFormatter().string(from: date)
}

/// Reads what ``httpTime(_:)`` writes.
func httpDate(_ text: String) -> Date? {
    httpFormatter().date(from: text)
}

private func httpFormatter() -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter
}
