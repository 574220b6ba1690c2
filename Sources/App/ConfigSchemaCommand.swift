import ArgumentParser
import Settings

/// `windlass config schema`: the JSON Schema of settings files, for editors and checks.
struct ConfigSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema (draft 2020-12) of settings.")

    @Flag(help: "The schema of repository settings instead of bot settings.")
    var repository = false

    @Flag(help: "The reference page of all options (Markdown) instead of a schema.")
    var markdown = false

    init() {}

    func validate() throws {
        if repository && markdown { throw ValidationError("--markdown covers all settings; leave --repository out") }
    }

    func run() {
        let text =
            markdown
            ? SettingsReference.markdown()
            : repository ? JSONSchema.repositorySettings() : JSONSchema.botSettings()
        print(text, terminator: "")
    }
}
