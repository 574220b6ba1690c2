import Domain
import Foundation
import Testing

@testable import Versioning

/// The tables of docs/versioning.md, so that page and code cannot drift apart.
@Suite("Rules in docs/versioning.md")
struct DocumentedRulesTests {
    @Test("picks what the table says", arguments: DocumentedTable.rows(columns: ["Current", "Offered", "Picked"]))
    func picks(row: DocumentedTable.Row) throws {
        let scheme = try #require(versioning(for: row.versioning))
        let current = try #require(row.cells[0].first)
        let expected = row.cells[2].first == "-" ? nil : row.cells[2].first
        let selection = pickVersion(
            from: row.cells[1].map { Release(version: $0) }, currentValue: current, scheme: scheme)
        #expect(selection.newest?.release.version == expected, "line \(row.line): \(selection.verdicts)")
    }

    @Test("reads texts as the table says", arguments: DocumentedTable.rows(columns: ["Text", "Is"]))
    func reads(row: DocumentedTable.Row) throws {
        let scheme = try #require(versioning(for: row.versioning))
        let text = try #require(row.cells[0].first)
        let kind =
            !scheme.isVersion(text)
            ? (scheme.isValid(text) ? "range" : "no version") : scheme.isStable(text) ? "version" : "pre-release"
        #expect(kind == row.cells[1].first, "line \(row.line)")
    }

    @Test("orders versions as the table says", arguments: DocumentedTable.rows(columns: ["A", "Order", "B"]))
    func orders(row: DocumentedTable.Row) throws {
        let scheme = try #require(versioning(for: row.versioning))
        let (a, b) = (try #require(row.cells[0].first), try #require(row.cells[2].first))
        let expected: VersionOrder = row.cells[1].first == "=" ? .equal : .older
        #expect(scheme.compare(a, b) == expected)
        #expect(scheme.compare(b, a) == VersionOrder(rawValue: -expected.rawValue))
        #expect(scheme.equals(a, b) == (expected == .equal))
    }

    @Test(
        "ranges hold what the table says",
        arguments: DocumentedTable.rows(columns: ["Range", "Holds", "Does not hold"]))
    func holds(row: DocumentedTable.Row) throws {
        let scheme = try #require(versioning(for: row.versioning))
        let range = try #require(row.cells[0].first)
        #expect(scheme.isValid(range))
        for version in row.cells[1] { #expect(scheme.matches(version, range: range), "\(version)") }
        for version in row.cells[2] { #expect(!scheme.matches(version, range: range), "\(version)") }
        let newest = scheme.satisfyingVersion(row.cells[1] + row.cells[2], range: range)
        #expect(newest.map(row.cells[1].contains) == true)
        for version in row.cells[1] { #expect(scheme.compare(version, newest ?? "") != .newer) }
    }

    @Test(
        "values are moved as the table says",
        arguments: DocumentedTable.rows(columns: ["Value", "New version", "Strategy", "Written"]))
    func moves(row: DocumentedTable.Row) throws {
        let scheme = try #require(versioning(for: row.versioning))
        let cells = row.cells.compactMap(\.first)
        let strategy = try #require(RangeStrategy(rawValue: cells[2]))
        let written = scheme.newValue(currentValue: cells[0], newVersion: cells[1], strategy: strategy)
        #expect(written == (cells[3] == "-" ? nil : cells[3]))
    }

    @Test("lists every versioning that is built in, and no other")
    func listsAll() {
        let listed = DocumentedTable.rows(columns: ["Id", "For", "Ranges"]).compactMap { $0.cells[0].first }
        #expect(listed.map { $0.prefix { $0 != ":" } } == builtInVersionings.map { type(of: $0).id.rawValue[...] })
    }

    @Test("the page has its tables")
    func hasRows() {
        #expect(DocumentedTable.rows(columns: ["Current", "Offered", "Picked"]).count > 200)
        #expect(DocumentedTable.rows(columns: ["A", "Order", "B"]).count > 50)
        #expect(DocumentedTable.rows(columns: ["Range", "Holds", "Does not hold"]).count > 30)
        #expect(DocumentedTable.rows(columns: ["Value", "New version", "Strategy", "Written"]).count > 40)
    }
}

/// Reads the Markdown tables of docs/versioning.md.
enum DocumentedTable {
    struct Row: Sendable, CustomTestStringConvertible {
        var line: Int
        var versioning: VersioningID
        /// For each column the texts in backticks, or else the whole cell.
        var cells: [[String]]
        var testDescription: String { "line \(line): \(cells.map { $0.joined(separator: " ") })" }
    }

    static func rows(columns: [String]) -> [Row] {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/versioning.md").standardizedFileURL
        guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
        var rows: [Row] = []
        var versioning: VersioningID = "docker"
        var isInTable = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("## "), let id = quoted(line).first { versioning = VersioningID(id) }
            guard line.hasPrefix("|") else {
                isInTable = false
                continue
            }
            let cells = line.dropFirst().dropLast().split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            if cells == columns {
                isInTable = true
            } else if isInTable, !line.hasPrefix("|---") {
                let parts = cells.map { quoted($0).isEmpty ? [$0] : quoted($0) }
                rows.append(Row(line: index + 1, versioning: versioning, cells: parts))
            }
        }
        return rows
    }

    private static func quoted(_ text: some StringProtocol) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
