/// Something that goes wrong on purpose, for the next requests that match.
public struct Fault: Hashable, Sendable {
    /// What the client gets.
    public enum Effect: Hashable, Sendable {
        /// Answers with this instead of the real answer.
        case answer(status: Int, headers: [String: String] = [:], body: String = "")
        /// 429 with `Retry-After` in seconds.
        case rateLimit(retryAfter: Int)
        /// Does the work twice, as when something in between repeats a request, and answers what the second time came to.
        case twice
        /// Waits, then answers as usual.
        case delay(Duration)
        /// Closes the connection without an answer.
        case cut
        /// Closes the connection after so many bytes of a body that was announced as longer.
        case cutBody(after: Int)
        /// A body that does not end before the client hangs up.
        case endlessBody(type: String = "application/json", chunk: String = "[0,0,0,0,0,0,0,0,")
    }

    /// When the effect comes.
    public enum Moment: String, Hashable, Sendable, CaseIterable {
        /// The request changes nothing.
        case insteadOfWork
        /// The work is done, only its answer is lost: a merge request exists although the client saw a 500.
        case afterWork
    }

    /// What the client gets.
    public var effect: Effect
    /// Whether the request is acted on.
    public var moment: Moment
    /// Nil matches all.
    public var service: SandboxService?
    /// In capitals; nil matches all.
    public var method: String?
    /// The beginning of path and query, as they are sent. Empty matches all.
    public var pathPrefix: String
    /// How many requests are hit.
    public var times: Int

    /// Describes a fault; ``SandboxWorld/inject(_:)`` makes it happen.
    public init(
        _ effect: Effect, _ moment: Moment = .insteadOfWork, on service: SandboxService? = nil,
        method: String? = nil, pathPrefix: String = "", times: Int = 1
    ) {
        self.effect = effect
        self.moment = moment
        self.service = service
        self.method = method
        self.pathPrefix = pathPrefix
        self.times = times
    }

    func matches(_ service: SandboxService, _ request: ServedRequest) -> Bool {
        self.service ?? service == service && method ?? request.method == request.method
            && request.target.hasPrefix(pathPrefix)
    }
}
