/// Something that changes at a minor, and for whom.
public struct RunbookNote: Hashable, Sendable {
    public var line: ReleaseLine
    /// Empty for all.
    public var installs: [InstallKind]
    public var text: String
    /// Where to read more.
    public var link: String

    /// What changes between two versions for one kind of install, oldest first.
    public static func notes(
        of component: String, from: ReleaseNumber, to: ReleaseNumber, install: InstallKind
    ) -> [RunbookNote] {
        (all[component] ?? []).filter { note in
            note.line > from.line && note.line <= to.line && (note.installs.isEmpty || note.installs.contains(install))
        }
    }

    private static let all: [String: [RunbookNote]] = {
        var notes: [String: [RunbookNote]] = [:]
        for row in CatalogueTable.rows("component-notes") ?? [] {
            guard row.count == 6, let line = ReleaseLine(row[1]) else { continue }
            let installs =
                row[2] == "-" ? [] : row[2].split(separator: ",").compactMap { InstallKind(rawValue: String($0)) }
            notes[row[0], default: []].append(RunbookNote(line: line, installs: installs, text: row[3], link: row[4]))
        }
        return notes
    }()
}
