import Domain

/// A part of a description that stands in it as a whole, or in the note behind it.
struct BodySection {
    /// What it is, in a sentence: `the runbook`.
    let name: String
    let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

/// Says which parts stand in a description and which are left over.
///
/// - Parameter room: for all of them, in units of UTF-16.
func fit(_ table: UpdateTable, _ sections: [BodySection], room: Int) -> (shown: [String], left: [BodySection]) {
    let everything = [table.whole] + sections.map(\.text)
    if everything.reduce(0, { $0 + $1.utf16.count + 2 }) <= room { return (everything, []) }
    let wholeTable = BodySection("the whole table", table.whole)
    var room = room - pointer([wholeTable] + sections).utf16.count - 2
    let (rows, isWhole) = table.text(room: room - 2)
    room -= rows.utf16.count + 2
    var shown = [rows]
    var left = isWhole ? [] : [wholeTable]
    for section in sections {
        guard section.text.utf16.count + 2 <= room else {
            left.append(section)
            continue
        }
        shown.append(section.text)
        room -= section.text.utf16.count + 2
    }
    // Next to the table, where people look for more.
    if !left.isEmpty { shown.insert(pointer(left), at: 1) }
    return (shown, left)
}

/// The sentence that says where the parts are that are left over.
private func pointer(_ left: [BodySection]) -> String {
    let names = left.map(\.name)
    let list =
        names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "") : names.joined()
    return "**No room here:** read \(list) in the note below that begins with \"\(restHeading)\"."
}

private let restHeading = "Continued from the description"

/// The note with the parts that are left over; nil when there are none.
///
/// - Parameter limit: how long it may be, in units of UTF-16. What is longer is cut at the end of a line.
func restText(_ left: [BodySection], more: String?, limit: Int) -> String? {
    guard !left.isEmpty else { return nil }
    let text = (["## \(restHeading)"] + left.map(\.text)).joined(separator: "\n\n")
    let end = "\n\n**Cut here:** the forge stores no more." + (more.map { " \($0)" } ?? "")
    // The marker of the note, and a fence that has to be closed, need room too.
    let room = limit - end.utf16.count - 60
    guard text.utf16.count > limit - 60 else { return text }
    var kept: [Substring] = []
    var length = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        length += line.utf16.count + 1
        guard length <= room else { break }
        kept.append(line)
    }
    let isInFence = kept.count { $0.hasPrefix("```") } % 2 == 1
    return kept.joined(separator: "\n") + (isInFence ? "\n```" : "") + end
}

/// The note that takes its place when the description has room for everything again.
public func noRestNote() -> String { "Nothing is left over: the description says it all." }
