import Foundation
import HTTPTransport
import Testing

@Suite struct RetryPolicyTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func decide(
        _ outcome: RetryPolicy.Outcome, attempt: Int = 1, elapsed: Duration = .zero, isIdempotent: Bool = true,
        random: Double = 0, policy: RetryPolicy = RetryPolicy()
    ) -> RetryPolicy.Decision {
        policy.decide(attempt: attempt, elapsed: elapsed, outcome, isIdempotent: isIdempotent, now: now, random: random)
    }

    private func answer(_ status: Int, _ headers: HTTPFields = [:]) -> RetryPolicy.Outcome {
        .answer(status: status, headers: headers)
    }

    @Test(arguments: [408, 500, 502, 503, 504, 520, 524])
    func `repeats what a server cannot do now, unless it may have done it`(status: Int) {
        #expect(decide(answer(status)) == .retry(after: .milliseconds(250)))
        #expect(decide(answer(status), isIdempotent: false) == .giveUp)
    }

    @Test(arguments: [200, 204, 301, 304, 400, 401, 403, 404, 409, 418, 422, 501, 505, 511])
    func `lets other answers stand`(status: Int) {
        #expect(decide(answer(status)) == .giveUp)
    }

    @Test(arguments: [
        (HTTPError.Code.connect, true, true), (.timeout, true, false), (.interrupted, true, false),
        (.tls, false, false),
        (.tooLarge, false, false), (.redirect, false, false), (.privateAddress, false, false),
        (.receiver, false, false),
        (.invalidURL, false, false), (.other, false, false),
    ])
    func `repeats failures that may pass, and without idempotence only those that cannot have arrived`(
        code: HTTPError.Code, whenIdempotent: Bool, otherwise: Bool
    ) {
        #expect((decide(.failure(code)) != .giveUp) == whenIdempotent)
        #expect((decide(.failure(code), isIdempotent: false) != .giveUp) == otherwise)
    }

    @Test func `pauses double, spread from half to full, up to the longest`() {
        var policy = RetryPolicy()
        policy.attempts = 100
        policy.totalTime = .seconds(10_000)
        for (attempt, seconds) in [(1, 0.5), (2, 1), (3, 2), (7, 32), (8, 60), (60, 60), (99, 60)] {
            #expect(
                decide(.failure(.connect), attempt: attempt, random: 1, policy: policy)
                    == .retry(after: .seconds(seconds)))
            #expect(
                decide(.failure(.connect), attempt: attempt, random: 0, policy: policy)
                    == .retry(after: .seconds(seconds / 2)))
        }
    }

    @Test(arguments: [Double.nan, .infinity, -1, 2])
    func `a random number out of range does no harm`(random: Double) {
        guard case .retry(let pause) = decide(.failure(.connect), random: random) else {
            Issue.record("gave up")
            return
        }
        #expect(Duration.milliseconds(250)...Duration.milliseconds(500) ~= pause)
    }

    @Test func `is bounded in count and in time`() {
        #expect(decide(.failure(.connect), attempt: 3) != .giveUp)
        #expect(decide(.failure(.connect), attempt: 4) == .giveUp)
        #expect(decide(.failure(.connect), elapsed: .seconds(179)) != .giveUp)
        #expect(decide(.failure(.connect), elapsed: .seconds(180)) == .giveUp)
        #expect(decide(answer(429, ["Retry-After": "50"]), elapsed: .seconds(131)) == .giveUp)
    }

    @Test(arguments: [
        ("0", 0.0), ("7", 7), ("60", 60), ("1.5", 1.5), ("Fri, 15 Jan 2027 08:00:30 GMT", 30),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0),
    ])
    func `waits as long as Retry-After says, never less`(field: String, seconds: Double) {
        for status in [429, 503] {
            #expect(decide(answer(status, ["retry-after": field])) == .retry(after: .seconds(seconds)))
        }
        #expect(decide(answer(429, ["Retry-After": field]), random: 1) == .retry(after: .seconds(seconds + 0.5)))
    }

    @Test(arguments: ["61", "999999999999999999999", "Fri, 15 Jan 2027 08:01:01 GMT"])
    func `gives up where a server asks for a longer pause than we make`(field: String) {
        #expect(decide(answer(429, ["Retry-After": field])) == .giveUp)
    }

    @Test(arguments: [
        "soon", "-1", "", "nan", "inf", "Friday, 15-Jan-27 08:00:30 GMT", "Fri, 31 Feb 2027 08:00:30 GMT",
        "Fri, 15 Jan 2027 25:00:30 GMT",
        "Fri, 15 Jan 2027 08:00:30 CET",
    ])
    func `ignores a Retry-After that is none`(field: String) {
        #expect(decide(answer(429, ["Retry-After": field])) == .retry(after: .milliseconds(250)))
    }

    @Test(
        arguments: [
            (["RateLimit-Remaining": "0", "RateLimit-Reset": "12"], 12),
            (["ratelimit-remaining": "0", "ratelimit-reset": "1800000012"], 12),
            (["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000020"], 20),
            (["RateLimit-Remaining": "0;w=21600", "RateLimit-Reset": "3;w=21600"], 3),
            (["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000000"], 0),
            (["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000020", "Retry-After": "5"], 5),
        ] as [(HTTPFields, Double)])
    func `waits for the reset of an exhausted limit`(headers: HTTPFields, seconds: Double) {
        #expect(decide(answer(429, headers)) == .retry(after: .seconds(seconds)))
        #expect(decide(answer(403, headers)) == .retry(after: .seconds(seconds)))
    }

    @Test func `a limit with something left says nothing about pauses`() {
        let headers: HTTPFields = ["RateLimit-Remaining": "5", "RateLimit-Reset": "30"]
        #expect(decide(answer(429, headers)) == .retry(after: .milliseconds(250)))
        #expect(decide(answer(403, headers)) == .giveUp)
    }

    @Test func `what was turned away as one too many was not acted on`() {
        #expect(decide(answer(429), isIdempotent: false) != .giveUp)
        #expect(decide(answer(403, ["Retry-After": "1"]), isIdempotent: false) != .giveUp)
        #expect(decide(answer(503, ["Retry-After": "1"]), isIdempotent: false) == .giveUp)
    }

    @Test func `an hour until the limit resets is too long to wait`() {
        let headers: HTTPFields = ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800003600"]
        #expect(decide(answer(403, headers)) == .giveUp)
    }
}
