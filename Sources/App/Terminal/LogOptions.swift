import ArgumentParser
import Logging

extension LogFormat: ExpressibleByArgument {}

/// The options about logging that every command has.
struct LogOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Say more: every lookup, and what is held or up to date.")
    var verbose = false

    @Flag(name: [.short, .long], help: "Say only what went wrong.")
    var quiet = false

    @Option(help: ArgumentHelp("How log lines on standard error look.", valueName: "text|json"))
    var logFormat = LogFormat.text

    func validate() throws {
        if verbose && quiet { throw ValidationError("--verbose and --quiet exclude each other") }
    }

    /// Whether long work says on standard error how far it is: on a terminal, unless the log says it all or nothing is to be said.
    var showsProgress: Bool { Terminal.errors.canRewrite && !quiet && !verbose && logFormat == .text }

    /// The logger of this command.
    func makeLogger() -> Logger {
        let level: Logger.Level = verbose ? .debug : quiet ? .error : .notice
        let format = logFormat
        return Logger(label: "windlass") { _ in StderrLogHandler(level: level, format: format) }
    }
}
