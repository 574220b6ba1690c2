import Domain
import Foundation

/// The release notes of a proposal for the end of its description, hidden marks included; nil when it is to have none.
///
/// - Parameters:
///   - room: how many UTF-16 units are left. Where it is little, only links are given, or nothing.
///   - ownHost: the host of the forge that shows it.
func changeLogSection(
    _ changeLog: ChangeLog, room: Int, capabilities: ForgeCapabilities, ownHost: String?
) -> String? {
    let empty = ChangeLogSection(text: "").markdown
    let room = room - 100
    switch changeLog {
    case .none: return nil
    case .kept(let text): return text.utf16.count <= room ? ChangeLogSection(text: text).markdown : empty
    case .fetched(let notes):
        let texts = withoutRepetition(notes.filter { !$0.isEmpty })
        let isIncomplete = notes.contains(where: \.isIncomplete)
        let whole = ChangeLogText(capabilities: capabilities, ownHost: ownHost).text(texts, room: room)
        return ChangeLogSection(text: whole, isIncomplete: isIncomplete).markdown
    }
}

/// Several lanes of one image have the same releases: they are told once.
private func withoutRepetition(_ notes: [ReleaseNotes]) -> [ReleaseNotes] {
    notes.reduce(into: []) { kept, item in
        let isKnown = kept.contains {
            $0.name == item.name && $0.entries == item.entries && $0.omitted == item.omitted
                && $0.compareURL == item.compareURL
        }
        if !isKnown { kept.append(item) }
    }
}

/// Writes release notes: for each package a part that is folded away, with a heading for each version.
struct ChangeLogText {
    let capabilities: ForgeCapabilities
    let ownHost: String?

    /// The most of all notes together, and of one release, in UTF-16 units: nobody reads more.
    private static let most = 30_000
    private static let mostOfRelease = 6_000
    /// With less room than this for a package only its links are given.
    private static let least = 800

    func text(_ notes: [ReleaseNotes], room: Int) -> String {
        guard !notes.isEmpty else { return "" }
        let room = min(room, Self.most)
        let share = room / notes.count - 60
        guard capabilities.rendersDetails, share >= Self.least else { return links(notes, room: room) }
        let parts = notes.map { part($0, room: share) }
        return (["**Release notes**"] + parts).joined(separator: "\n\n")
    }

    /// One line for each package; those that do not fit are left out.
    private func links(_ notes: [ReleaseNotes], room: Int) -> String {
        var text = "**Release notes**\n"
        var isEmpty = true
        for item in notes {
            var addresses = links(item)
            if let entry = item.entries.first, entry.url != nil { addresses.insert(heading(entry), at: 0) }
            guard !addresses.isEmpty else { continue }
            let line = "\n- \(Markdown.code(item.name)): " + addresses.joined(separator: " · ")
            guard text.utf16.count + line.utf16.count <= room else { break }
            text += line
            isEmpty = false
        }
        return isEmpty ? "" : text
    }

    private func part(_ notes: ReleaseNotes, room: Int) -> String {
        let title =
            "<code>\(html(notes.name))</code> <code>\(html(notes.from))</code> → <code>\(html(notes.to))</code>"
        var lines = ["<details>\n<summary>\(title)</summary>"]
        let addresses = links(notes)
        if !addresses.isEmpty { lines.append(addresses.joined(separator: " · ")) }
        var used = lines.joined().utf16.count + 200
        var shown = 0
        for entry in notes.entries {
            let heading = "#### " + heading(entry)
            let left = min(room - used - heading.utf16.count, Self.mostOfRelease)
            guard left > 200 || shown == 0 else { break }
            let (text, isCut) = ForeignMarkdown(entry.text, ownHost: ownHost).markdown(limit: max(left - 100, 0))
            lines.append(heading)
            if !text.isEmpty { lines.append(text) }
            if isCut { lines.append(entry.url.map { "... " + Self.link("the rest", $0) } ?? "...") }
            used += heading.utf16.count + text.utf16.count + 110
            shown += 1
        }
        let omitted = notes.omitted + notes.entries.count - shown
        if omitted > 0 {
            let words = "and \(omitted) more \(omitted == 1 ? "release" : "releases")"
            lines.append(notes.releasesURL.map { Self.link(words, $0) } ?? words)
        }
        return (lines + ["</details>"]).joined(separator: "\n\n")
    }

    private func heading(_ entry: ReleaseNotes.Entry) -> String {
        let date = entry.date.map { " (\($0.formatted(.iso8601.year().month().day())))" } ?? ""
        return Markdown.link(code: entry.version, to: entry.url) + date
    }

    private func links(_ notes: ReleaseNotes) -> [String] {
        let changelog = notes.changelogURL.flatMap { ForeignAddress($0, ownHost: nil)?.text }
        let pairs = [("Compare", notes.compareURL), ("All releases", notes.releasesURL), ("Changes", changelog)]
        return pairs.compactMap { words, address in
            guard let address, Markdown.isAddress(address) else { return nil }
            return Self.link(words, address)
        }
    }

    /// A link whose words are ours; the words alone when the address could end it.
    private static func link(_ words: String, _ address: String) -> String {
        Markdown.isAddress(address) ? "[\(words)](\(address))" : words
    }

    private func html(_ text: String) -> String {
        String(
            foreignLines(String(text.prefix(200))).joined(separator: [" "]).reduce(into: "") { result, scalar in
                switch scalar {
                case "&": result += "&amp;"
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                case "\"": result += "&quot;"
                default: result.unicodeScalars.append(scalar)
                }
            })
    }
}
