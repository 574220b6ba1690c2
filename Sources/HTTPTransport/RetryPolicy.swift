public import Foundation

/// Decides whether a request is sent again, and when. Pure: time and randomness come in.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most.
    public var attempts = 4
    /// The first pause; each further one is twice as long.
    public var firstDelay: Duration = .milliseconds(500)
    /// The longest pause, also where a server asks for a longer one: then we give up.
    public var longestDelay: Duration = .seconds(60)

    public init() {}

    /// What came of sending a request.
    public enum Outcome: Sendable {
        case answer(status: Int, headers: HTTPFields)
        case failure(HTTPError.Code)
    }

    /// The pause before the request is sent again; nil gives up, and the outcome stands.
    ///
    /// A request that is not idempotent is only repeated when it surely was not acted on: nobody answered the connection,
    /// or the server said that it was one too many (429).
    ///
    /// - Parameters:
    ///   - attempt: how often it was sent, counted from 1.
    ///   - random: from 0 to 1; spreads the pauses so that clients do not come back together.
    public func delay(
        afterAttempt attempt: Int, _ outcome: Outcome, isIdempotent: Bool, now: Date, random: Double
    ) -> Duration? {
        guard attempt < attempts, isWorthwhile(outcome, isIdempotent: isIdempotent) else { return nil }
        let backoff = min(firstDelay * (1 << min(attempt - 1, 16)), longestDelay)
        let spread = backoff * (0.5 + min(max(random, 0), 1) / 2)
        guard case .answer(_, let headers) = outcome, let asked = askedDelay(headers, now: now) else { return spread }
        return asked > longestDelay ? nil : max(asked, .zero) + firstDelay * min(max(random, 0), 1)
    }

    private func isWorthwhile(_ outcome: Outcome, isIdempotent: Bool) -> Bool {
        switch outcome {
        case .answer(429, _): true
        case .answer(500, _), .answer(502, _), .answer(503, _), .answer(504, _): isIdempotent
        case .answer: false
        case .failure(.connect): true
        case .failure(.interrupted), .failure(.timeout): isIdempotent
        case .failure: false
        }
    }

    /// `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), else the reset of an exhausted rate limit.
    private func askedDelay(_ headers: HTTPFields, now: Date) -> Duration? {
        if let text = headers["Retry-After"] {
            if let seconds = Double(text), seconds.isFinite, seconds >= 0 { return .seconds(min(seconds, 1e9)) }
            if let date = HTTPDate.parse(text) { return .seconds(date.timeIntervalSince(now)) }
        }
        for prefix in ["RateLimit-", "X-RateLimit-"] where headers[prefix + "Remaining"] == "0" {
            guard let text = headers[prefix + "Reset"], let value = Double(text), value.isFinite, value >= 0 else {
                continue
            }
            let isMoment = value > 1_000_000_000
            return .seconds(isMoment ? value - now.timeIntervalSince1970 : value)
        }
        return nil
    }
}

/// The dates of HTTP header fields, as RFC 9110 prefers them: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    static func parse(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: parts[2])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2]))
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
