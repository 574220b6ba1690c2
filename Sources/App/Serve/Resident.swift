import Domain
import Foundation
import Logging
import Messages
import Persistence
import Server
import ServiceLifecycle
import Settings
import UnixSignals

/// The resident form of the bot: all services, and what they share.
struct Resident {
    private let settings: BotSettings
    private let secrets: SecretStore
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// - Parameter onListening: told the port, when requests are taken.
    init(
        settings: BotSettings, secrets: SecretStore, logger: Logger,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.secrets = secrets
        self.logger = logger
        self.onListening = onListening
    }

    /// How long what is under way may take to be given back, once the end was asked for.
    private static let patience: Duration = .seconds(20)

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: ``CommandFailure`` when it cannot start.
    func run() async throws {
        try await makeGroup().run()
    }

    /// The services, wired.
    func makeGroup() throws -> ServiceGroup {
        try checkSenders()
        let effects = try Effects(settings: settings, secrets: secrets, logger: logger)
        for diagnostic in effects.diagnostics { logger.log(diagnostic) }
        guard let database = effects.database else {
            throw CommandFailure(
                message: "windlass: serve needs its database: \(settings.state) cannot be opened", code: .failed)
        }
        let wakeUps = WakeUps()
        let counters = WebhookCounters()
        let server = makeServer(database, wakeUps, counters)
        let dispatcher = DeliveryDispatcher(
            database: database, forges: ForgeNames(settings), wakeUps: wakeUps, logger: logger)
        let job = NightlyJob(settings: settings, secrets: secrets, isDryRun: false, logger: logger)
        let workers = (0..<settings.server.workers).map { _ in
            JobWorker(database: database, wakeUps: wakeUps, logger: logger) { try await job.run($0, effects) }
        }
        var services: [any Service] = [server, dispatcher] + workers.map { $0 as any Service }
        if let scheduler = makeScheduler(effects, database, wakeUps, job) { services.append(scheduler) }
        var configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration = Self.patience
        return ServiceGroup(configuration: configuration)
    }

    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    /// - Throws: ``CommandFailure`` for a sender that is not known, or a forge that is not there.
    private func checkSenders() throws {
        let known = builtInSenders.map { $0.id.rawValue }
        for webhook in settings.server.webhooks {
            guard known.contains(webhook.sender) else {
                throw CommandFailure(
                    message: "windlass: server.webhooks: there is no sender \(webhook.sender); there are "
                        + known.joined(separator: ", "), code: .usage)
            }
            if let forge = webhook.forge, !settings.forges.contains(where: { $0.name == forge }) {
                throw CommandFailure(
                    message: "windlass: server.webhooks: there is no forge \(forge) in the settings", code: .usage)
            }
        }
    }

    private func makeServer(
        _ database: StateDatabase, _ wakeUps: WakeUps, _ counters: WebhookCounters
    ) -> WebhookServer {
        var sources: [SenderID: Receiver.Source] = [:]
        for webhook in settings.server.webhooks {
            let files = SecretFiles(webhook.secrets, store: secrets)
            sources[SenderID(webhook.sender)] = Receiver.Source(
                secrets: { files.current() }, isUnverified: webhook.unverified)
        }
        let logger = logger
        let inbox = WakingInbox(inbox: database, wakeUps: wakeUps)
        let receiver = Receiver(
            sources: sources, inbox: inbox,
            note: { note in
                counters.count(note)
                let metadata: Logger.Metadata = [
                    "sender": "\(note.sender)", "delivery": "\(note.delivery)", "event": "\(note.kind)",
                    "bytes": "\(note.size)",
                ]
                if let problem = note.problem {
                    logger.warning("a webhook was refused: \(problem)", metadata: metadata)
                } else {
                    logger.debug("a webhook was taken", metadata: metadata)
                }
            })
        let (listen, onListening) = (settings.server.listen, onListening)
        return WebhookServer(
            receiver: receiver, pages: makePages(database, counters), host: listen.host, port: listen.port,
            logger: logger
        ) { port in
            logger.notice("listening on \(listen.host):\(port)")
            notifySupervisor("READY=1")
            onListening(port)
        }
    }

    private func makePages(_ database: StateDatabase, _ counters: WebhookCounters) -> ServerPages {
        ServerPages(
            notReady: {
                do {
                    _ = try await database.time(of: "schedule")
                    return nil
                } catch {
                    return "the database does not answer: \(error)"
                }
            },
            overview: {
                overviewPage(
                    jobs: try await database.jobs(), runs: try await database.runs(of: nil, limit: 100),
                    version: Version.current, at: Date())
            },
            metrics: {
                let jobs = try await database.jobs()
                let deliveries = try await database.deliveryCounts()
                return counters.text + jobMetrics(jobs, deliveries: deliveries)
            })
    }

    private func makeScheduler(
        _ effects: Effects, _ database: StateDatabase, _ wakeUps: WakeUps, _ job: NightlyJob
    ) -> Scheduler? {
        guard let schedule = settings.server.schedule, let zone = TimeZone(identifier: settings.server.timezone) else {
            return nil
        }
        return Scheduler(
            schedule: schedule, zone: zone, lastTime: { try await database.time(of: "schedule") },
            requestAll: { time in
                try await database.request(try await job.requests(effects, at: time))
                try await database.mark("schedule", at: time)
                await wakeUps.wake(.workers)
            }, logger: logger)
    }
}

/// An inbox that wakes the dispatcher when something came in.
private struct WakingInbox: Inbox {
    let inbox: any Inbox
    let wakeUps: WakeUps

    func accept(_ delivery: InboxDelivery) async throws -> InboxAnswer {
        let answer = try await inbox.accept(delivery)
        if answer == .accepted { await wakeUps.wake(.dispatcher) }
        return answer
    }
    func waitingDeliveries(limit: Int) async throws -> [StoredDelivery] {
        try await inbox.waitingDeliveries(limit: limit)
    }
    func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) async throws {
        try await inbox.finish(deliveries, requesting: jobs, at: time)
    }
    func fail(_ delivery: Int64, reason: String) async throws { try await inbox.fail(delivery, reason: reason) }
}

/// Jobs and deliveries in Prometheus' text format.
func jobMetrics(_ jobs: [JobStatus], deliveries: [String: Int]) -> String {
    var lines = [
        "# HELP windlass_jobs Repositories that are to be looked at.", "# TYPE windlass_jobs gauge",
    ]
    for state in JobStatus.State.allCases {
        lines.append("windlass_jobs{state=\"\(state.rawValue)\"} \(jobs.filter { $0.state == state }.count)")
    }
    lines += [
        "# HELP windlass_deliveries Webhooks in the inbox.", "# TYPE windlass_deliveries gauge",
    ]
    for state in ["waiting", "done", "failed"] {
        lines.append("windlass_deliveries{state=\"\(state)\"} \(deliveries[state] ?? 0)")
    }
    return lines.map { $0 + "\n" }.joined()
}
