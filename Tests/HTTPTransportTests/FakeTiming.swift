import BotTestSupport
import Foundation

@testable import HTTPTransport

/// A clock that only moves when somebody sleeps, at once.
final class FakeTiming: Sendable {
    private let state = ConditionBox((now: Date(timeIntervalSince1970: 1_800_000_000), pauses: [Duration]()))

    /// The pauses that were made.
    var pauses: [Duration] { state.read { $0.pauses } }

    func sleep(_ pause: Duration) throws {
        try Task.checkCancellation()
        state.change {
            $0.pauses.append(pause)
            $0.now += pause / .seconds(1)
        }
    }

    var now: Date { state.read { $0.now } }
}

extension CurlClient {
    /// A client that knows no environment and does not sleep.
    static func test(
        _ timing: FakeTiming = FakeTiming(), retry: RetryPolicy = RetryPolicy(), environment: [String: String] = [:],
        _ change: (inout CurlSettings) -> Void = { _ in }
    ) -> CurlClient {
        var settings = CurlSettings()
        change(&settings)
        return CurlClient(
            settings, retry: retry, environment: environment, sleep: { try timing.sleep($0) }, random: { 0 },
            now: { timing.now })
    }
}

extension RetryPolicy {
    /// One attempt only.
    static var none: RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = 1
        return policy
    }
}

/// The code of the ``HTTPError`` that `body` throws; nil when it throws none.
func errorCode(of body: () async throws -> HTTPResponse) async -> HTTPError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as HTTPError {
        return error.code
    } catch {
        return nil
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
