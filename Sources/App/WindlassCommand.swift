public import ArgumentParser
import Settings

/// `windlass`: the list of its commands.
public struct WindlassCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "windlass",
        abstract: "Finds every version pinned in Git and opens assigned merge requests that move them forward.",
        discussion: """
            Try it without any setup: windlass sandbox
            See what is pinned here:   windlass scan

            Exit codes: 0 done; 1 something failed, and the report says what; 2 wrong usage or settings; 3 updates are available \
            (check --exit-code).
            """,
        version: Version.current,
        subcommands: [
            ScanCommand.self, CheckCommand.self, ExplainCommand.self, RunCommand.self, ServeCommand.self,
            JobsCommand.self, RouteCommand.self, StatusCommand.self, CatalogueCommand.self, RunbookCommand.self,
            SandboxCommand.self, ConfigCommand.self, DatabaseCommand.self, ManagersCommand.self,
        ])

    public init() {}

    /// Runs the program: parses, runs, and ends with the documented exit codes.
    public static func start() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit()
        } catch let error as CommandFailure {
            error.report()
            exit(withError: error.code)
        } catch let error as SettingsError {
            CommandFailure(message: "\(error)", code: .usage).report()
            exit(withError: ExitCode.usage)
        } catch {
            // Wrong usage is 64 to the parser, and 2 to ours.
            if exitCode(for: error) == .validationFailure {
                CommandFailure(message: fullMessage(for: error), code: .usage).report()
                exit(withError: ExitCode.usage)
            }
            exit(withError: error)
        }
    }
}
