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
    private let reading: Reloader.Reading?
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - reading: when to read the settings again, and how; nil never does.
    ///   - onListening: told the port, when requests are taken.
    init(
        settings: BotSettings, secrets: SecretStore, logger: Logger, reading: Reloader.Reading? = nil,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.secrets = secrets
        self.logger = logger
        self.reading = reading
        self.onListening = onListening
    }

    /// How long what is under way may take, once the end was asked for; then it is given back.
    private static let patience: Duration = .seconds(20)

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: ``CommandFailure`` when it cannot start.
    func run() async throws {
        try await makeGroup().run()
    }

    /// The services, wired.
    ///
    /// - Throws: ``CommandFailure`` when it cannot start.
    func makeGroup() throws -> ServiceGroup {
        let effects = try Effects(settings: settings, secrets: secrets, logger: logger)
        for diagnostic in effects.diagnostics { logger.log(diagnostic) }
        guard let database = effects.database else {
            throw CommandFailure(
                message: "windlass: serve needs its database: \(settings.state) cannot be opened", code: .failed)
        }
        let wakeUps = WakeUps()
        let counters = WebhookCounters()
        let heartbeats = Heartbeats()
        let news = InboxNews()
        let maker = InForceMaker(
            database: database, inbox: WakingInbox(inbox: database, wakeUps: wakeUps, news: news), logger: logger,
            note: noting(counters))
        let live = Live(try maker.make(settings, secrets, effects))
        let workers = (0..<settings.server.workers).map { number in
            JobWorker(
                number: number, database: database, wakeUps: wakeUps, heartbeats: heartbeats, logger: logger,
                work: { job in try await work(job, live.current) })
        }
        // They are asked to end from the last to the first: nothing is taken any more before the workers end.
        var services: [any Service] = [
            makeScheduler(live, database, wakeUps), WorkerPool(workers: workers),
            DeliveryDispatcher(database: database, live: live, wakeUps: wakeUps, news: news, logger: logger),
        ]
        if database.isShared { services.append(NewsRelay(state: database, wakeUps: wakeUps)) }
        if let reading {
            services.append(Reloader(reading: reading, live: live, maker: maker, wakeUps: wakeUps, logger: logger))
        }
        services.append(makeServer(live, makePages(database, counters, heartbeats)))
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

    /// Looks at the repository of a job, if the settings select it: an event may name any.
    private func work(_ job: ClaimedJob, _ inForce: InForce) async throws {
        guard try await inForce.repositories.contains(job.repository, at: job.forge) else {
            logger.info("\(job.repository): the settings do not select it", metadata: ["forge": "\(job.forge)"])
            return
        }
        try await inForce.job.run(job, inForce.effects)
    }

    private func noting(_ counters: WebhookCounters) -> @Sendable (Receiver.Note) -> Void {
        { [logger] note in
            counters.count(note)
            var metadata: Logger.Metadata {
                [
                    "sender": "\(note.sender)", "delivery": "\(note.delivery)", "event": "\(note.kind)",
                    "bytes": "\(note.size)",
                ]
            }
            if let problem = note.problem {
                logger.warning("a webhook was refused: \(problem)", metadata: metadata)
            } else if !note.isKnown {
                logger.info("a webhook of an unknown kind was passed over", metadata: metadata)
            } else {
                logger.debug("a webhook was taken", metadata: metadata)
            }
        }
    }

    private func makeServer(_ live: Live, _ pages: ServerPages) -> WebhookServer {
        let (listen, onListening, logger) = (settings.server.listen, onListening, logger)
        return WebhookServer(
            receiver: { live.current.receiver }, pages: pages, host: listen.host, port: listen.port, logger: logger
        ) { port in
            logger.notice("listening on \(listen.host):\(port)")
            notifySupervisor("READY=1")
            onListening(port)
        }
    }

    private func makePages(
        _ database: any StateKeeper, _ counters: WebhookCounters, _ heartbeats: Heartbeats
    ) -> ServerPages {
        let readiness = Readiness(
            databaseAnswers: { _ = try await database.time(of: "schedule") }, folder: stateFolder,
            workers: settings.server.workers, heartbeats: heartbeats)
        return ServerPages(
            version: Version.current, notReady: { await readiness.problem() },
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

    /// The folder of the database's file.
    private var stateFolder: String? {
        guard case .sqlite(let path) = settings.state else { return nil }
        return URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    private func makeScheduler(_ live: Live, _ database: any StateKeeper, _ wakeUps: WakeUps) -> Scheduler {
        let logger = logger
        return Scheduler(
            plan: {
                let server = live.current.settings.server
                guard let schedule = server.schedule, let zone = TimeZone(identifier: server.timezone) else {
                    return nil
                }
                return (schedule, zone)
            }, alone: { _ = try await database.exclusively("schedule", $0) },
            lastTime: { try await database.time(of: "schedule") },
            requestAll: { time, isFirst in
                let inForce = live.current
                let spread = isFirst ? 0 : (inForce.settings.server.jitter ?? .zero) / .seconds(1)
                try await database.request(await inForce.allRepositories(due: time, spread: spread, logger))
                try await database.mark("schedule", at: time)
                await wakeUps.wake(.workers)
            }, logger: logger)
    }
}

extension InForce {
    /// A job for every repository that the settings select, each at its place within `spread` seconds.
    fileprivate func allRepositories(due time: Date, spread: TimeInterval, _ logger: Logger) async -> [JobRequest] {
        var requests: [JobRequest] = []
        for forge in settings.forges.map(\.name) {
            do {
                requests += try await repositories.refresh(forge).map { path in
                    let place = spread * jitterFraction(forge + "/" + path)
                    return JobRequest(
                        forge: forge, repository: path, reason: "the schedule", due: time.addingTimeInterval(place))
                }
            } catch {
                logger.error("\(forge): its repositories could not be listed: \(error)")
            }
        }
        return requests
    }
}
