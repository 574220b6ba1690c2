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
            its sender is answered. SIGTERM ends it: what is under way is given back, and done by the next process.

            Exit codes: 0 ended as asked; 1 something failed; 2 wrong usage or settings.
            """)

    @Option(name: .shortAndLong, help: "The settings file. Default: windlass.yaml in this folder.")
    var config: String = ConfigFiles.standardPath

    @OptionGroup var log: LogOptions

    func run() async throws {
        let reading = try ConfigFiles().readBotSettings(config)
        let settings = try reading.get()
        let secrets = try settings.resolveSecrets(with: ConfigFiles())
        try await Resident(settings: settings, secrets: secrets, logger: log.makeLogger()).run()
    }
}
