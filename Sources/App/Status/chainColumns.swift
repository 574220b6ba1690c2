import Domain
import Messages

/// The chains of one repository side by side: what is done, what is pinned now, and what is to come, one version a line.
///
/// - Parameter width: how many characters a line may have; what does not fit comes below.
func chainColumns(_ chains: [ComponentChain], width: Int) -> String {
    var rows: [[[String]]] = [[]]
    var used = 0
    for column in chains.map(chainColumn) {
        let breadth = (column.map(\.count).max() ?? 0) + 4
        if used > 0, used + breadth > width {
            rows.append([])
            used = 0
        }
        rows[rows.count - 1].append(column)
        used += breadth
    }
    return rows.map(joined).joined(separator: "\n")
}

/// Puts columns beside each other.
private func joined(_ columns: [[String]]) -> String {
    let height = columns.map(\.count).max() ?? 0
    let widths = columns.map { ($0.map(\.count).max() ?? 0) + 4 }
    return (0..<height).map { row in
        let cells = zip(columns, widths).map { column, width in
            let cell = row < column.count ? column[row] : ""
            return cell + String(repeating: " ", count: width - cell.count)
        }
        return String(cells.joined().reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
}

/// More versions to come than these are counted, and not named.
private let mostToCome = 12

private func chainColumn(_ chain: ComponentChain) -> [String] {
    let plan = chain.plan
    var lines = [plan.name, plan.file]
    // A long way that is done is told by its end.
    let done = chain.done.suffix(mostToCome)
    if done.count < chain.done.count { lines.append("  done  ... \(chain.done.count - done.count) more") }
    lines += done.map { "  done  " + $0 }
    lines.append("  now   \(plan.current)  \(chain.state.rawValue)")
    let next = plan.hops.map { $0.isStop ? $0.version + "*" : $0.version }
    for (index, version) in next.prefix(mostToCome).enumerated() {
        lines.append((index == 0 ? "  next  " : "  then  ") + version)
    }
    if next.count > mostToCome { lines.append("  then  ... \(next.count - mostToCome) more") }
    if let withheld = plan.withheld { lines.append("  later " + withheld) }
    return lines.map(printable)
}

/// Foreign texts must not move the cursor.
func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
}
