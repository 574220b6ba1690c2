import Domain
import Foundation
import Logging
import Persistence
import Server
import ServiceLifecycle
import Settings

/// Reads the settings again when asked to, as by SIGHUP. Settings that are wrong change nothing.
struct Reloader: Service {
    /// When, and how.
    struct Reading: Sendable {
        /// Yields each time the settings are to be read.
        var requests: AsyncStream<Int32>
        /// Reads and checks them, with all credentials.
        var read: @Sendable () throws -> (BotSettings, SecretStore)
    }

    let reading: Reading
    let live: Live
    let maker: InForceMaker
    let wakeUps: WakeUps
    let logger: Logger

    func run() async throws {
        for await _ in reading.requests.cancelOnGracefulShutdown() { await reload() }
        // A stream that ends is no reason to end everything.
        try? await gracefulShutdown()
    }

    private func reload() async {
        notifySupervisor("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)")
        defer { notifySupervisor("READY=1") }
        let old = live.current
        do {
            let (settings, secrets) = try reading.read()
            live.replace(try maker.make(settings, secrets))
            let fixed = Self.fixedChanges(old.settings, settings)
            if !fixed.isEmpty { logger.warning("takes effect at the next start: \(fixed.joined(separator: ", "))") }
            logger.notice("the settings were read again")
            // What failed because of the old settings may work now.
            await wakeUps.wake(.workers)
        } catch let failure as CommandFailure {
            logger.error("the settings stay as they were: \(failure.message)")
        } catch {
            logger.error("the settings stay as they were: \(error)")
        }
    }

    /// The changed options that only a new process can follow.
    private static func fixedChanges(_ old: BotSettings, _ new: BotSettings) -> [String] {
        var names: [String] = []
        if old.server.listen != new.server.listen { names.append("server.listen") }
        if old.server.workers != new.server.workers { names.append("server.workers") }
        if old.state != new.state { names.append("state") }
        return names
    }
}

/// Makes what settings come to, around what stays: the database and the inbox.
struct InForceMaker: Sendable {
    let database: any StateKeeper
    let inbox: any Inbox
    let logger: Logger
    let note: @Sendable (Receiver.Note) -> Void

    /// - Parameter effects: made already, at the start.
    /// - Throws: ``CommandFailure`` and others that say what of the settings cannot be.
    func make(_ settings: BotSettings, _ secrets: SecretStore, _ effects: Effects? = nil) throws -> InForce {
        let effects = try effects ?? Effects(settings: settings, secrets: secrets, logger: logger, database: database)
        let job = NightlyJob(settings: settings, secrets: secrets, isDryRun: false, logger: logger)
        return InForce(
            settings: settings, effects: effects, job: job,
            receiver: try Receiver(
                settings, secrets: secrets, http: effects.http, inbox: inbox, logger: logger, note: note),
            targets: EventTargets(settings),
            repositories: SelectedRepositories { try await job.selectedRepositories(of: $0, effects) })
    }
}
