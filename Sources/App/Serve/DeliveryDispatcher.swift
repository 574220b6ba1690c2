import Domain
import Foundation
import Logging
import Persistence
import ServiceLifecycle
import Settings
import Workflow

/// Turns waiting deliveries into jobs: the step between the inbox and the queue.
struct DeliveryDispatcher: Service {
    let database: any StateKeeper
    let live: Live
    let wakeUps: WakeUps
    let news: InboxNews
    let logger: Logger
    var now: @Sendable () -> Date = { Date() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var hasWorked = true
            while !Task.isCancelled {
                do {
                    if try await dispatch() {
                        hasWorked = true
                        // Of a storm, more is taken at once.
                        try await Task.sleep(for: .milliseconds(20))
                        continue
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("deliveries could not be dispatched: \(error)")
                }
                let isQuiet = await wakeUps.wait(.dispatcher, atMost: .seconds(2)) == .timedOut
                if isQuiet, hasWorked {
                    giveBackMemory()
                    hasWorked = false
                }
            }
        }
    }

    /// Dispatches what waits; false when nothing did.
    func dispatch() async throws -> Bool {
        news.take()
        let waiting = try await database.waitingDeliveries(limit: 500)
        guard !waiting.isEmpty else { return false }
        let inForce = live.current
        var jobs: [JobRequest] = []
        var done: [Int64] = []
        for stored in waiting {
            do {
                var found: [JobRequest] = []
                for event in stored.delivery.events {
                    found += try await requests(for: event, from: stored.delivery.sender, inForce)
                }
                jobs += found
                done.append(stored.id)
            } catch let error as CancellationError {
                throw error
            } catch let error as ForgeError where error.isTransient {
                // It stays in the inbox until the forge answers again.
                logger.warning("a delivery waits for its forge: \(error)")
            } catch {
                // One that cannot be dispatched does not hold up the others, and is taken again when it is sent again.
                logger.error(
                    "a delivery could not be dispatched: \(error)", metadata: ["sender": "\(stored.delivery.sender)"])
                try await database.fail(stored.id, reason: "\(error)")
            }
        }
        try await database.finish(done, requesting: Self.coalesced(jobs), at: now())
        if !jobs.isEmpty { await wakeUps.wake(.workers) }
        return !done.isEmpty
    }

    /// One job for each repository, with the reason that came last.
    private static func coalesced(_ jobs: [JobRequest]) -> [JobRequest] {
        var places: [String: Int] = [:]
        var result: [JobRequest] = []
        for job in jobs {
            let name = job.forge + "/" + job.repository
            if let place = places[name] {
                result[place].reason = job.reason
            } else {
                places[name] = result.count
                result.append(job)
            }
        }
        return result
    }

    private func requests(
        for event: Event, from sender: String, _ inForce: InForce
    ) async throws -> [JobRequest] {
        var event = event
        if case .packagePushed(var push) = event {
            push.registry = inForce.targets.registry(of: sender, said: push.registry)
            event = .packagePushed(push)
        }
        let forges = inForce.targets.forges(of: sender)
        var result: [JobRequest] = []
        for meaning in meanings(of: event, addresses: forges.compactMap(\.url)) {
            switch meaning {
            case .repository(let path, let changed, let reason):
                for forge in forges where try await matters(changed, in: forge.name + "/" + path) {
                    result.append(JobRequest(forge: forge.name, repository: path, reason: reason, due: now()))
                }
            case .packages(let pins, let reason):
                for pin in pins { await database.forgetReleases(of: pin.names) }
                result += try await repositories(pinning: pins, inForce.targets).map {
                    JobRequest(forge: $0.forge, repository: $0.path, reason: reason, due: now())
                }
            case .command(let command, let path, let number, let author):
                for forge in forges where try await obey(command, author, number, path, forge, inForce) {
                    result.append(
                        JobRequest(
                            forge: forge.name, repository: path, reason: "\(author) wrote a command in !\(number)",
                            due: now()))
                }
            case .chains(let reason):
                let waiting = try await database.allChains().filter { $0.chain.isUnderWay }
                result += Set(waiting.map(\.repository)).sorted().compactMap { inForce.targets.split($0) }.map {
                    JobRequest(forge: $0.forge, repository: $0.path, reason: reason, due: now())
                }
            case .gone(let path):
                for forge in forges {
                    await inForce.repositories.forget(path, at: forge.name)
                    try await database.replaceInventory(of: forge.name + "/" + path, with: [])
                }
            case .listing(let account, let reason):
                for forge in forges {
                    let paths = try await inForce.repositories.refresh(forge.name)
                    result += paths.filter { $0.lowercased().hasPrefix(account.lowercased() + "/") }.map {
                        JobRequest(forge: forge.name, repository: $0, reason: reason, due: now())
                    }
                }
            }
        }
        return result
    }

    /// Carries out what a person ordered, if they may; the answer says whether the repository is to be looked at now.
    private func obey(
        _ command: BotCommand, _ author: String, _ number: Int, _ path: String, _ settings: ForgeSettings,
        _ inForce: InForce
    ) async throws -> Bool {
        let forge = try inForce.effects.makeForge(settings)
        let (found, _) = try await forge.listRepositories(settings.repositories)
        guard let repository = found.first(where: { $0.path == path }) else { return false }
        return try await CommandDesk(forge: forge).apply(command, by: author, to: number, in: repository) == .taken
    }

    private func matters(_ changed: [String]?, in repository: String) async throws -> Bool {
        guard let changed else { return true }
        if RelevantPaths(filesWithPins: []).contain(any: changed) { return true }
        let files = try await database.inventory(of: repository).map(\.file)
        return RelevantPaths(filesWithPins: Set(files)).contain(any: changed)
    }

    private func repositories(
        pinning pins: [PinnedName], _ targets: EventTargets
    ) async throws -> [(forge: String, path: String)] {
        var found: Set<String> = []
        for pin in pins where !pin.names.isEmpty {
            for datasource in pin.datasources {
                found.formUnion(try await database.repositories(pinning: pin.names, of: datasource))
            }
        }
        return found.sorted().compactMap { targets.split($0) }
    }
}
