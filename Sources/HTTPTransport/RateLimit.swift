import Foundation

/// What an answer says about how often we may ask.
///
/// Sources: `Retry-After`: RFC 9110, section 10.2.3. `RateLimit-Remaining` and `RateLimit-Reset`:
/// draft-polli-ratelimit-headers (seconds); GitLab and, with `X-`, GitHub and Azure DevOps send the moment as Unix time.
/// Docker Hub appends `;w=21600`.
enum RateLimit {
    /// The pause that is asked for; negative for a moment in the past, nil when none is asked for.
    static func pause(_ headers: HTTPFields, now: Date) -> Duration? {
        if let text = headers["Retry-After"] {
            if let seconds = seconds(text) { return .seconds(seconds) }
            if let date = HTTPDate.parse(text) { return .seconds(date.timeIntervalSince(now)) }
        }
        guard let prefix = exhaustedPrefix(headers), let value = headers[prefix + "Reset"].flatMap(seconds) else {
            return nil
        }
        let isMoment = value > 1_000_000_000
        return .seconds(isMoment ? value - now.timeIntervalSince1970 : value)
    }

    /// Whether the answer says that nothing is left, or when to come back.
    static func isExhausted(_ headers: HTTPFields) -> Bool {
        headers["Retry-After"] != nil || exhaustedPrefix(headers) != nil
    }

    private static func exhaustedPrefix(_ headers: HTTPFields) -> String? {
        ["RateLimit-", "X-RateLimit-"].first { headers[$0 + "Remaining"].flatMap(seconds) == 0 }
    }

    /// A number that is not negative, parameters behind it left out, cut to a size that no arithmetic overflows with.
    private static func seconds(_ text: String) -> Double? {
        guard let first = text.split(separator: ";").first,
            let value = Double(first.filter { !$0.isWhitespace }), value.isFinite, value >= 0
        else { return nil }
        return min(value, 1e11)
    }
}
