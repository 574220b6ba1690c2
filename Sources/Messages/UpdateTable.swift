import Domain
import Foundation

/// The table of a description: one row for each place.
struct UpdateTable {
    private static let heading =
        "| Package | File | From | To | Change | Published |\n| --- | --- | --- | --- | --- | --- |"

    let rows: [String]

    init(_ updates: [Update], base: CommitSHA, link: FileLink) {
        rows = updates.map { "\n" + tableRow($0, base: base, link: link) }
    }

    var whole: String { Self.heading + rows.joined() }

    /// As many rows as there is room for, in units of UTF-16; the last one says how many are not shown.
    func text(room: Int) -> (text: String, isWhole: Bool) {
        let whole = whole
        guard whole.utf16.count > room else { return (whole, true) }
        var text = Self.heading
        for (index, row) in rows.enumerated() {
            let more = "\n| ... | and \(rows.count - index) more | | | | |"
            // Room is kept for the row that says so, whatever its number.
            guard text.utf16.count + row.utf16.count + more.utf16.count <= room else { return (text + more, false) }
            text += row
        }
        return (text, true)
    }
}

private func tableRow(_ update: Update, base: CommitSHA, link: FileLink) -> String {
    let dependency = update.dependency
    let cells = [
        Markdown.link(code: dependency.depName, to: update.sourceURL),
        Markdown.link(
            code: "\(dependency.file):\(dependency.line)", to: link(dependency.file, dependency.line, base)),
        Markdown.code(spelledFrom(update)),
        Markdown.code(spelledTo(update)),
        update.type == .pinDigest ? "pin digest" : update.type.rawValue,
        update.released.map { $0.formatted(.iso8601.year().month().day()) } ?? "",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
}
