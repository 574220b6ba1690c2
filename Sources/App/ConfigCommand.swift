public import ArgumentParser

/// `windlass config`: check settings, print their JSON Schema, show what is in force.
public struct ConfigCommand: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check settings, print their JSON Schema, show what is in force.",
        subcommands: [ConfigValidateCommand.self, ConfigSchemaCommand.self, ConfigShowCommand.self])

    public init() {}
}
