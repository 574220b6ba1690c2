import Foundation

/// How fast each host is asked: as settings say, and slower where a host says that it is too much. Pure: time comes in.
///
/// A host that answers 429, or names a pause, is left alone until then, by all requests and not only the one that was turned away;
/// after that, requests come one after another with a space between them that shrinks with every good answer. Where the pause is
/// longer than anyone waits, requests are answered here with what the host said, so that a thousand packages do not each hear it.
struct HostPace {
    /// What to do with a request that is about to be sent.
    enum Admission: Equatable {
        case wait(Duration)
        /// The host asked for a pause longer than anyone waits; it is answered as the last request was.
        case turnAway(status: Int, headers: HTTPFields)
    }

    private struct Host {
        /// When the next request may start.
        var next = Date.distantPast
        /// The space between two requests, in seconds.
        var space: Double
        /// Until when requests are turned away, and with what.
        var refusal: (until: Date, status: Int, headers: HTTPFields)?
    }

    /// The most requests to start in one second, by host with port.
    private let limits: [String: Double]
    private let longestPause: Duration
    private var hosts: [String: Host] = [:]

    private static let firstSpace = 0.1
    private static let longestSpace = 5.0
    private static let shortestSpace = 0.01

    init(limits: [String: Double], longestPause: Duration) {
        self.limits = limits.filter { $0.value > 0 }
        self.longestPause = longestPause
    }

    /// Takes the next place in the row of `host`.
    mutating func admit(_ host: String, now: Date) -> Admission {
        guard var entry = hosts[host] ?? limits[host].map({ Host(space: 1 / $0) }) else { return .wait(.zero) }
        if let refusal = entry.refusal {
            if refusal.until > now { return .turnAway(status: refusal.status, headers: refusal.headers) }
            entry.refusal = nil
        }
        let start = max(now, entry.next)
        entry.next = start + entry.space
        hosts[host] = entry
        return .wait(.seconds(start.timeIntervalSince(now)))
    }

    /// Takes note of an answer.
    mutating func note(_ host: String, status: Int, headers: HTTPFields, now: Date) {
        let base = limits[host].map { 1 / $0 } ?? 0
        if status == 429 || (status == 403 && RateLimit.isExhausted(headers)) {
            var entry = hosts[host] ?? Host(space: base)
            entry.space = min(max(entry.space * 2, Self.firstSpace), Self.longestSpace)
            let asked = max(RateLimit.pause(headers, now: now) ?? .seconds(1), .zero)
            let until = now + asked / .seconds(1)
            if asked > longestPause {
                entry.refusal = (until, status, headers)
            } else {
                entry.next = max(entry.next, until)
            }
            hosts[host] = entry
        } else if status < 400, var entry = hosts[host] {
            entry.space = max(base, entry.space * 0.8)
            if base == 0, entry.space < Self.shortestSpace, entry.refusal == nil {
                hosts[host] = nil
            } else {
                hosts[host] = entry
            }
        }
    }
}
