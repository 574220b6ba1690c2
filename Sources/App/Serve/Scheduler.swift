import Domain
import Foundation
import Logging
import ServiceLifecycle

/// Asks for every repository when the schedule says so. Times that were missed are caught up once.
struct Scheduler: Service {
    /// When, and by which clock; nil while no schedule is in force.
    let plan: @Sendable () -> (schedule: CronSchedule, zone: TimeZone)?
    /// Runs a look at the clock unless another process that shares the state has one.
    var alone: @Sendable (@Sendable () async throws -> Void) async throws -> Void = { try await $0() }
    /// When all repositories were asked for last; nil when never.
    let lastTime: @Sendable () async throws -> Date?
    /// Asks for all of them; the first time ever there is nothing to spread them over.
    let requestAll: @Sendable (_ time: Date, _ isFirst: Bool) async throws -> Void
    let logger: Logger
    var now: @Sendable () -> Date = { Date() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await alone { try await tick() } } catch is CancellationError {
                    return
                } catch { logger.error("the schedule could not be kept: \(error)") }
                try? await Task.sleep(for: .seconds(20))
            }
        }
    }

    /// Asks for everything when a time of the schedule has passed since the last time.
    func tick() async throws {
        guard let (schedule, zone) = plan() else { return }
        let time = now()
        guard let last = try await lastTime() else { return try await requestAll(time, true) }
        // A clock that was set back must not silence the schedule until it has caught up.
        let from = min(last, time)
        guard
            last > time.addingTimeInterval(86_400) || (schedule.next(after: from, in: zone).map { $0 <= time } ?? false)
        else { return }
        logger.notice("the schedule \(schedule) asks for all repositories")
        try await requestAll(time, false)
    }
}

/// The place of a repository within the time that all are spread over: always the same one, between 0 and 1.
func jitterFraction(_ name: String) -> Double {
    // FNV-1a, mixed once more: names that differ in their last letter only end up apart too.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01B3 }
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return Double(hash >> 11) / Double(1 << 53)
}
