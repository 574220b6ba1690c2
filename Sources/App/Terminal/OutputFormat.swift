import ArgumentParser

/// How a command prints its result.
enum OutputFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
    case table, json
}
