import Domain
import Foundation
import Logging
import Persistence
import ServiceLifecycle

/// Turns waiting deliveries into jobs: the step between the inbox and the queue.
struct DeliveryDispatcher: Service {
    let database: StateDatabase
    /// The names of the forges in the settings, by the name of the sender of their webhooks.
    let forges: ForgeNames
    let wakeUps: WakeUps
    let logger: Logger
    var now: @Sendable () -> Date = { Date() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await dispatch() { continue }
                } catch {
                    logger.error("deliveries could not be dispatched: \(error)")
                }
                await wakeUps.wait(.dispatcher, atMost: .seconds(2))
            }
        }
    }

    /// Dispatches what waits; false when nothing did.
    func dispatch() async throws -> Bool {
        let waiting = try await database.waitingDeliveries(limit: 500)
        guard !waiting.isEmpty else { return false }
        var jobs: [JobRequest] = []
        for stored in waiting {
            for event in stored.delivery.events { jobs += try await requests(for: event, from: stored.delivery.sender) }
        }
        try await database.finish(waiting.map(\.id), requesting: jobs, at: now())
        if !jobs.isEmpty { await wakeUps.wake(.workers) }
        return true
    }

    private func requests(for event: Event, from sender: String) async throws -> [JobRequest] {
        switch meaning(of: event) {
        case .repository(let path, let reason)?:
            return forges.forges(of: sender).map {
                JobRequest(forge: $0, repository: path, reason: reason, due: now())
            }
        case .package(let names, let datasources, let reason)?:
            await database.forgetReleases(of: names)
            var found: Set<String> = []
            for datasource in datasources {
                found.formUnion(try await database.repositories(pinning: names, of: datasource))
            }
            return found.sorted().compactMap { name in
                forges.split(name).map {
                    JobRequest(forge: $0.forge, repository: $0.path, reason: reason, due: now())
                }
            }
        case nil: return []
        }
    }
}
