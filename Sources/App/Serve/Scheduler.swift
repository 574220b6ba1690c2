import Domain
import Foundation
import Logging
import ServiceLifecycle

/// Asks for every repository when the schedule says so. A time that was missed is caught up once.
struct Scheduler: Service {
    let schedule: CronSchedule
    let zone: TimeZone
    /// When all repositories were asked for last; nil when never.
    let lastTime: @Sendable () async throws -> Date?
    /// Asks for all of them.
    let requestAll: @Sendable (Date) async throws -> Void
    let logger: Logger
    var now: @Sendable () -> Date = { Date() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await tick() } catch { logger.error("the schedule could not be kept: \(error)") }
                try? await Task.sleep(for: .seconds(20))
            }
        }
    }

    /// Asks for everything when a time of the schedule has passed since the last time.
    func tick() async throws {
        let time = now()
        guard let last = try await lastTime() else {
            try await requestAll(time)
            return
        }
        guard let due = schedule.next(after: last, in: zone), due <= time else { return }
        logger.notice("the schedule \(schedule) asks for all repositories")
        try await requestAll(time)
    }
}
