import ArgumentParser
import Domain
import Foundation
import Managers
import Messages

/// `windlass managers`: which formats are read.
struct ManagersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "managers", abstract: "List the formats that are read, with their files and datasources.")

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    private struct Entry: Encodable {
        var id: String
        var summary: String
        var filePatterns: [String]
        var datasources: [String]
    }

    func run() throws {
        let entries = (builtInManagers + settingsManagers).sorted { $0.id < $1.id }.map { manager in
            Entry(
                id: manager.id.rawValue, summary: manager.summary, filePatterns: manager.filePatterns,
                datasources: manager.datasources.map(\.rawValue))
        }
        switch format {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(entries), as: UTF8.self))
        case .table:
            var table = TextTable(header: ["MANAGER", "READS", "FILES", "DATASOURCES"])
            for entry in entries {
                let files = entry.filePatterns.isEmpty ? "by content" : entry.filePatterns.joined(separator: " ")
                table.add([entry.id, entry.summary, files, entry.datasources.joined(separator: " ")])
            }
            print(table.text(), terminator: "")
        }
    }
}
