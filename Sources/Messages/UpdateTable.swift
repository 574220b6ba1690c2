import Domain
import Foundation

/// The table of a description: one row for each place.
struct UpdateTable {
    let rows: [String]
    /// The same without links, which take most of the room.
    private let plainRows: [String]
    private let heading: String

    init(_ updates: [Update], base: CommitSHA, link: FileLink) {
        // Not every registry says when something was published.
        let isDated = updates.contains { $0.released != nil }
        let columns = ["Package", "File", "From", "To", "Change"] + (isDated ? ["Published"] : [])
        heading =
            "| " + columns.joined(separator: " | ") + " |\n|" + String(repeating: " --- |", count: columns.count)
        rows = updates.map { "\n" + tableRow($0, base: base, isDated: isDated, link: link) }
        plainRows = updates.map { "\n" + tableRow($0, base: base, isDated: isDated) { _, _, _ in nil } }
    }

    var whole: String { heading + rows.joined() }

    /// As many rows as there is room for, in units of UTF-16: without links where that shows more; the last one says how many
    /// are not shown.
    func text(room: Int) -> (text: String, isWhole: Bool) {
        let linked = cut(rows, room: room)
        return linked.isWhole ? linked : cut(plainRows, room: room)
    }

    private func cut(_ rows: [String], room: Int) -> (text: String, isWhole: Bool) {
        let whole = heading + rows.joined()
        guard whole.utf16.count > room else { return (whole, true) }
        var text = heading
        for (index, row) in rows.enumerated() {
            let more = "\n| ... | and \(rows.count - index) more |"
            // Room is kept for the row that says so, whatever its number.
            guard text.utf16.count + row.utf16.count + more.utf16.count <= room else { return (text + more, false) }
            text += row
        }
        return (text, true)
    }
}

private func tableRow(_ update: Update, base: CommitSHA, isDated: Bool, link: FileLink) -> String {
    let dependency = update.dependency
    var cells = [
        Markdown.link(code: dependency.depName, to: update.sourceURL),
        Markdown.link(
            code: "\(dependency.file):\(dependency.line)", to: link(dependency.file, dependency.line, base)),
        Markdown.code(spelledFrom(update)),
        Markdown.code(spelledTo(update)),
        update.type == .pinDigest ? "pin digest" : update.type.rawValue,
    ]
    if isDated { cells.append(update.released.map { $0.formatted(.iso8601.year().month().day()) } ?? "") }
    return "| " + cells.joined(separator: " | ") + " |"
}
