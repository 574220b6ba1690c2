import Domain
import Foundation
import Logging
import Persistence
import ServiceLifecycle
import Synchronization

/// Works on one repository after the other, under a lease.
struct JobWorker: Sendable {
    let number: Int
    let database: any StateKeeper
    let wakeUps: WakeUps
    let heartbeats: Heartbeats
    let logger: Logger
    /// Reconciles one repository of a forge; throws what failed.
    let work: @Sendable (ClaimedJob) async throws -> Void
    var now: @Sendable () -> Date = { Date() }

    /// How long a worker that says nothing any more keeps its repository, in seconds.
    static let lease: TimeInterval = 120
    /// How long a worker that is alive may not show itself, in seconds.
    static let silence: TimeInterval = 90
    /// After so many failures in a row a job waits for a person.
    static let maximumAttempts = 8

    /// Works until the end is asked for, which lets the job under way end, or until it is cancelled, which gives it back.
    func run() async {
        let isEnding = Atomic(false)
        await withGracefulShutdownHandler {
            while !isEnding.load(ordering: .relaxed), !Task.isCancelled {
                heartbeats.beat(number, at: now())
                do {
                    if let job = try await database.claim(lease: Self.lease, at: now()) {
                        await process(job)
                        continue
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("no job could be taken: \(error)")
                }
                await wakeUps.wait(.workers, atMost: .seconds(5))
            }
        } onGracefulShutdown: {
            isEnding.store(true, ordering: .relaxed)
        }
    }

    private func process(_ job: ClaimedJob) async {
        logger.info("\(job.repository): \(job.reason)", metadata: ["forge": "\(job.forge)"])
        let outcome = await withTaskGroup(of: JobOutcome?.self) { group in
            group.addTask { await attempt(job) }
            group.addTask {
                // The lease is kept while the work goes on; who loses it stops.
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(Self.lease / 3))
                    guard !Task.isCancelled else { return nil }
                    heartbeats.beat(number, at: now())
                    if (try? await database.extend(job, lease: Self.lease, at: now())) == false { return .returned }
                }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .returned
        }
        // Outside of what may be cancelled: a job must not stay leased because the process ends.
        let (queue, log, time) = (database, logger, now())
        await Task {
            do { try await queue.finish(job, outcome, at: time) } catch {
                log.error("\(job.repository): its end could not be written: \(error)")
            }
        }.value
    }

    private func attempt(_ job: ClaimedJob) async -> JobOutcome {
        do {
            try await work(job)
            return .done
        } catch is CancellationError {
            return .returned
        } catch {
            if Task.isCancelled { return .returned }
            let reason = "\(error)"
            let metadata: Logger.Metadata = ["forge": "\(job.forge)", "attempt": "\(job.attempts + 1)"]
            if job.attempts + 1 >= Self.maximumAttempts {
                logger.error(
                    "\(job.repository) failed too often and is parked; `windlass jobs retry` takes it up again: \(reason)",
                    metadata: metadata)
                return .parked(reason: reason)
            }
            logger.warning("\(job.repository): \(reason)", metadata: metadata)
            return .failed(reason: reason, retryAt: now().addingTimeInterval(Self.pause(after: job.attempts)))
        }
    }

    /// Twice as long after each failure, from half a minute to an hour.
    static func pause(after attempts: Int) -> TimeInterval { min(30 * pow(2, Double(min(attempts, 10))), 3600) }
}
