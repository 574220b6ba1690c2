import ArgumentParser
import Domain
import Foundation
import Settings

/// `windlass serve`: the resident form.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Receive webhooks, keep the schedule, and work through repositories.",
        discussion: """
            Listens for events of forges and registries, and looks at every repository on a schedule. An event is on disk before \
            its sender is answered. SIGTERM ends it: what is under way ends or is given back, and done by the next process. \
            SIGHUP reads the settings again; wrong ones change nothing.

            Exit codes: 0 ended as asked; 1 something failed; 2 wrong usage or settings.
            """)

    @Option(name: .shortAndLong, help: "The settings file. Default: windlass.yaml in this folder.")
    var config: String = ConfigFiles.standardPath

    @OptionGroup var log: LogOptions

    func run() async throws {
        keepMemoryTogether()
        let path = config
        let read: @Sendable () throws -> (BotSettings, SecretStore) = {
            let settings = try ConfigFiles().readBotSettings(path).get()
            return (settings, try settings.resolveSecrets(with: ConfigFiles()))
        }
        // From here on SIGHUP does not end the process.
        let reading = Reloader.Reading(requests: Signals.reloading(), read: read)
        let (settings, secrets) = try read()
        try await Resident(settings: settings, secrets: secrets, logger: log.makeLogger(), reading: reading).run()
    }
}
