import Domain
import Foundation
import Testing

@testable import HTTPTransport

@Suite("The pace of requests to a host") struct HostPaceTests {
    private let start = Date(timeIntervalSince1970: 1_700_000_000)

    private func pace(_ limits: [String: Double] = [:]) -> HostPace {
        HostPace(limits: limits, longestPause: .seconds(60))
    }

    private func seconds(_ admission: HostPace.Admission) -> Double? {
        if case .wait(let duration) = admission { (duration / .milliseconds(1)).rounded() / 1000 } else { nil }
    }

    @Test("a host that nothing is said about is asked at once") func free() {
        var pace = pace()
        for _ in 0..<1000 { #expect(pace.admit("a", now: start) == .wait(.zero)) }
    }

    @Test("requests of a host with a limit start that far apart, and others do not wait") func limited() {
        var pace = pace(["a": 4])
        #expect((0..<5).map { _ in seconds(pace.admit("a", now: start)) } == [0, 0.25, 0.5, 0.75, 1])
        #expect(seconds(pace.admit("b", now: start)) == 0)
        #expect(seconds(pace.admit("a", now: start + 10)) == 0)
        pace.note("a", status: 200, headers: [:], now: start + 10)
        #expect(seconds(pace.admit("a", now: start + 10)) == 0.25)
    }

    @Test("one 429 holds back all, and good answers bring the pace back") func adaptive() throws {
        var pace = pace()
        pace.note("a", status: 429, headers: ["Retry-After": "7"], now: start)
        let waits = try (0..<4).map { _ in try #require(seconds(pace.admit("a", now: start))) }
        #expect(waits == [7, 7.1, 7.2, 7.3])
        #expect(seconds(pace.admit("b", now: start)) == 0)
        for _ in 0..<30 { pace.note("a", status: 200, headers: [:], now: start + 20) }
        #expect((0..<9).map { _ in seconds(pace.admit("a", now: start + 20)) } == Array(repeating: 0, count: 9))
    }

    @Test("every further 429 doubles the space, up to a bound") func doubles() {
        var pace = pace()
        for _ in 0..<40 { pace.note("a", status: 429, headers: ["Retry-After": "0"], now: start) }
        _ = pace.admit("a", now: start)
        #expect(seconds(pace.admit("a", now: start)) == 5)
    }

    @Test("a pause that nobody waits for is answered here until it is over") func refused() {
        var pace = pace()
        let headers: HTTPFields = ["Retry-After": "3600"]
        pace.note("a", status: 429, headers: headers, now: start)
        #expect(pace.admit("a", now: start + 3599) == .turnAway(status: 429, headers: headers))
        #expect(seconds(pace.admit("a", now: start + 3601)) == 0)
        #expect(seconds(pace.admit("b", now: start)) == 0)
    }

    @Test("errors of the server change nothing") func others() {
        var pace = pace()
        for status in [500, 503, 404, 401, 403] { pace.note("a", status: status, headers: [:], now: start) }
        #expect(pace.admit("a", now: start) == .wait(.zero))
    }
}
