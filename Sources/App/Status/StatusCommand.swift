import ArgumentParser
import Domain
import Persistence
import Settings

/// `windlass status`: where the platform's components stand on their routes.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where the platform's components stand, and whose settings cannot be used.",
        discussion: """
            Reads what the last run of each repository wrote into the state database: what is done, what is pinned now, what is \
            to come, and what the next step waits for; and which repositories have settings with mistakes in them. Nothing is asked of a forge or an installation.
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @OptionGroup var log: LogOptions

    func run() async throws {
        let logger = log.makeLogger()
        let database = try database.open()
        for diagnostic in database.diagnostics { logger.log(diagnostic) }
        let chains = try await database.allChains()
        let broken = try await database.repositoriesWithBrokenSettings()
        switch format {
        case .table:
            print(
                chains.isEmpty
                    ? "No run has found a component that goes by a route. Run `windlass run` first.\n"
                    : statusReport(chains), terminator: "")
            for repository in broken {
                print(
                    "\(repository): its settings cannot be used, so nothing is done there; its issue or note says why")
            }
        case .json: print(try statusJSON(chains, brokenSettings: broken))
        }
    }
}
