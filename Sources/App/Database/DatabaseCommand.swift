import ArgumentParser
import Domain
import Foundation
import Messages
import Persistence
import Settings

/// `windlass db`: look at the state database.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Look at the state database: whether it is sound, and what is in it.",
        discussion: """
            Works on what `state` names in the settings, a file or a PostgreSQL server, also while serve is running.

            Exit codes: 0 done; 1 something failed, or is not sound; 2 wrong usage or settings.
            """,
        subcommands: [DatabaseCheckCommand.self, DatabaseExportCommand.self])
}

/// The settings that name the state.
struct DatabaseOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The settings file. Default: windlass.yaml in this folder.")
    var config: String = ConfigFiles.standardPath

    /// Opens what is there; a file that is not there is not made.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be opened; ``SettingsError``.
    func open() throws -> any StateKeeper {
        let settings = try ConfigFiles().readBotSettings(config).get()
        if case .sqlite(let path) = settings.state, !FileManager.default.fileExists(atPath: path) {
            throw CommandFailure(message: "windlass: there is no \(path); a run or serve makes it", code: .failed)
        }
        let secrets = try settings.resolveStateSecret(with: ConfigFiles())
        do { return try openState(settings.state, secrets) } catch {
            throw CommandFailure(message: "windlass: \(error)", code: .failed)
        }
    }
}

/// `windlass db check`.
struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read everything, and say whether it is sound and how much there is.")

    @OptionGroup var database: DatabaseOptions

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format: OutputFormat = .table

    func run() async throws {
        let state = try database.open()
        var check: StateCheck
        do { check = try await state.check() } catch {
            throw CommandFailure(message: "windlass: \(error)", code: .failed)
        }
        check.problems = state.diagnostics.map(\.message) + check.problems
        switch format {
        case .table: print(checkTable(check), terminator: "")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(check), as: UTF8.self))
        }
        if !check.problems.isEmpty { throw ExitCode.failed }
    }
}

/// `windlass db export`.
struct DatabaseExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print what is stored, one JSON object a line.",
        discussion: """
            Each line has the name of its table in "table". Answers of the HTTP cache are left out. There are no secrets in \
            the database; names of repositories and packages are.
            """)

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let state = try database.open()
        do {
            try await state.export { record in
                try FileHandle.standardOutput.write(contentsOf: Data((exportLine(record) + "\n").utf8))
            }
        } catch {
            throw CommandFailure(message: "windlass: \(error)", code: .failed)
        }
    }
}

/// The result of a check for people.
func checkTable(_ check: StateCheck) -> String {
    var table = TextTable()
    table.add(["State", check.place])
    table.add(["Result", check.problems.isEmpty ? "sound" : "not sound"])
    for problem in check.problems { table.add(["Problem", problem]) }
    table.add(["Changes", check.migrations.joined(separator: "; ")])
    table.add(["Size", "\(check.bytes) bytes"])
    if let free = check.freeBytes { table.add(["Free on its disk", "\(free) bytes"]) }
    for (name, count) in check.rows.sorted(by: { $0.key < $1.key }) { table.add(["Rows in \(name)", "\(count)"]) }
    return table.text()
}

/// One row as one line of JSON.
func exportLine(_ record: ExportedRecord) -> String {
    let fields = [("table", ExportedValue.text(record.table))] + record.fields
    return "{" + fields.map { quoted($0.0) + ":" + json($0.1) }.joined(separator: ",") + "}"
}

private func json(_ value: ExportedValue) -> String {
    switch value {
    case .null: return "null"
    case .integer(let number): return "\(number)"
    case .number(let number): return number.isFinite ? "\(number)" : "null"
    case .text(let text): return quoted(text)
    case .json(let text):
        // What is no JSON in spite of its column must not break the line.
        let isSound = (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
        return isSound && !text.contains(where: \.isNewline) ? text : quoted(text)
    }
}

private func quoted(_ text: String) -> String {
    String(decoding: JSONText.bytes { $0.value(text) }, as: UTF8.self)
}
