public import Foundation

/// Decides whether a request is sent again, and when. Pure: time and randomness come in.
///
/// A request that is not idempotent is only repeated when it surely was not acted on: nobody answered the connection, or the server
/// turned it away as one too many (429, or 403 with an exhausted limit, as GitHub says it).
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most, redirects not counted.
    public var attempts = 4
    /// The first pause; each further one is twice as long.
    public var firstDelay: Duration = .milliseconds(500)
    /// The longest pause. Where a server asks for a longer one, we give up: to come earlier would only cost us more.
    public var longestDelay: Duration = .seconds(60)
    /// The longest time from the first attempt to the start of the last one.
    public var totalTime: Duration = .seconds(180)

    public init() {}

    /// What came of sending a request.
    public enum Outcome: Hashable, Sendable {
        case answer(status: Int, headers: HTTPFields)
        case failure(HTTPError.Code)
    }

    /// What to do about it.
    public enum Decision: Hashable, Sendable {
        case retry(after: Duration)
        /// The outcome stands.
        case giveUp
    }

    /// Decides what follows `outcome`.
    ///
    /// - Parameters:
    ///   - attempt: how often the request was sent, counted from 1.
    ///   - elapsed: the time since it was sent first.
    ///   - now: for the moments that servers name.
    ///   - random: from 0 to 1; spreads the pauses so that clients do not come back together.
    public func decide(
        attempt: Int, elapsed: Duration, _ outcome: Outcome, isIdempotent: Bool, now: Date, random: Double
    ) -> Decision {
        guard attempt < attempts, isWorthwhile(outcome, isIdempotent: isIdempotent) else { return .giveUp }
        let share = random.isFinite ? min(max(random, 0), 1) : 1
        var pause = min(firstDelay * (1 << min(max(attempt, 1) - 1, 16)), longestDelay) * (0.5 + share / 2)
        if case .answer(_, let headers) = outcome, let asked = RateLimit.pause(headers, now: now) {
            guard asked <= longestDelay else { return .giveUp }
            // Never earlier than asked, and not all at the same moment.
            pause = max(asked, .zero) + firstDelay * share
        }
        return elapsed + pause <= totalTime ? .retry(after: pause) : .giveUp
    }

    private func isWorthwhile(_ outcome: Outcome, isIdempotent: Bool) -> Bool {
        switch outcome {
        case .answer(429, _): true
        case .answer(403, let headers): RateLimit.isExhausted(headers)
        // What a server says that cannot do it now; 501, 505 and the like will not change.
        case .answer(408, _), .answer(500, _), .answer(502...504, _), .answer(520...527, _): isIdempotent
        case .answer: false
        case .failure(.connect): true
        case .failure(.interrupted), .failure(.timeout): isIdempotent
        case .failure: false
        }
    }
}
