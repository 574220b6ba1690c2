/// Lays out rows in columns for a terminal or a log: two blanks between columns, nothing behind the last one.
public struct TextTable: Sendable {
    private var rows: [[String]] = []

    public init(header: [String]? = nil) {
        if let header { rows.append(header) }
    }

    public mutating func add(_ cells: [String]) {
        rows.append(cells.map(Self.printable))
    }

    public var isEmpty: Bool { rows.isEmpty }

    /// The lines, each indented by `indent` blanks and ended by a line feed.
    public func text(indent: Int = 0) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// Foreign texts must not move the cursor or colour the terminal.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
