/// `Hop 2 of 5 towards 18.11.11: 17.3.7 > **17.5.5** > 17.8.7`.
func positionText(_ hop: RunbookHop) -> String {
    let count = hop.done.count + 1 + hop.rest.count
    let chain = hop.done.map(\.description) + ["**\(hop.to)**"] + hop.rest.map(\.text)
    let mode =
        switch hop.mode {
        case .downtime: "with downtime"
        case .zeroDowntime: "without downtime, so that every minor is visited"
        case .operator: "by the operator, so that every minor is visited"
        }
    return "Hop \(hop.done.count + 1) of \(count) towards \(hop.goal), \(mode): "
        + ([(hop.start ?? hop.from).description] + chain).joined(separator: " > ") + "."
}

func reasonText(_ hop: RunbookHop) -> String {
    let component = hop.catalogue.component
    var text = "\(hop.to): \(hop.why)."
    if hop.to != hop.goal {
        text += " Not \(hop.goal) at once: "
        text += hop.isStop ? "\(hop.to.line) may not be passed over." : "the rule is \(component.rule.name)."
        if let package = hop.catalogue.packageMinimum(of: hop.goal), let line = package.line, !package.accepts(hop.from)
        {
            text += " The package of \(hop.goal) itself refuses whatever is older than \(line)."
        }
    }
    text += "\n\nSource: \(hop.source ?? component.source), as of \(hop.catalogue.date)."
    return text
}

func movesText(_ hop: RunbookHop) -> String {
    var lines = ["- \(hop.catalogue.component.title): \(hop.from) to \(hop.to)"]
    if hop.install != .omnibus, let old = hop.chartFrom, let new = hop.chartTo, old != new {
        lines.append(
            "- Chart: \(old) to \(new), a \(level(old, new)) of the chart and a \(level(hop.from, hop.to)) of the application"
        )
    }
    lines += hop.changes.map { "- " + $0 }
    if hop.catalogue.component.id == "gitlab" {
        lines.append("- Afterwards, in merge requests of their own: GitLab Runner and the agent, within their minors")
    }
    return lines.joined(separator: "\n")
}

/// What kind of step lies between two versions: `major`, `minor`, `patch`.
func level(_ a: ReleaseNumber, _ b: ReleaseNumber) -> String {
    a.major != b.major ? "major" : a.minor != b.minor ? "minor" : "patch"
}

func notesText(_ hop: RunbookHop) -> String {
    let id = hop.catalogue.component.id
    var lines = hop.findings.map { "- [ ] " + $0 }
    lines += RunbookNote.notes(of: id, from: hop.from, to: hop.to, install: hop.install).map { note in
        "- [ ] \(note.line): \(note.text) ([read](\(note.link)))"
    }
    if lines.isEmpty { lines.append("Nothing is known that concerns this kind of install.") }
    if id == "gitlab" {
        for major in Set([hop.from.major, hop.to.major]).sorted() where major >= 15 {
            lines.append("- All changes of \(major): https://docs.gitlab.com/update/versions/gitlab_\(major)_changes/")
        }
    } else if hop.catalogue.component.source.hasPrefix("https://") {
        lines.append("- Source of the rule: \(hop.catalogue.component.source)")
    }
    return lines.joined(separator: "\n")
}

/// A line with a box; ticked, with time and result, when the bot looked itself and found it good.
func box(_ text: String, _ subject: RunbookCheck.Subject, _ hop: RunbookHop) -> String {
    guard let check = hop.checks.last(where: { $0.subject == subject }) else { return "- [ ] " + text }
    let when = check.time.isEmpty ? "Seen in the repository" : "Looked at \(check.time)"
    return "- [\(check.isGood ? "x" : " ")] \(text)\n  \(when): \(check.result)."
}

/// A line with a box that only a person can tick.
func box(_ text: String, _ hop: RunbookHop) -> String { "- [ ] " + text }

/// An indented block of commands below a box.
func commands(_ lines: String..., expect expected: String) -> String {
    "\n  ```sh\n" + lines.map { "  " + $0 }.joined(separator: "\n") + "\n  ```\n  Expected: \(expected)."
}

/// For components without texts of their own: what holds for any.
func plainSection(_ id: RunbookSectionID, _ hop: RunbookHop) -> String {
    let component = hop.catalogue.component
    switch id {
    case .before:
        var lines = [box("What runs now is \(hop.from).", .runningVersion, hop)]
        if let note = component.note { lines.append("- [ ] \(note)") }
        lines.append(box("The images of \(hop.to) are in the registry that the cluster pulls from.", .images, hop))
        return lines.joined(separator: "\n")
    case .backup: return "- [ ] A backup of today exists, and somebody has restored one before."
    case .after: return "- [ ] What runs now is \(hop.to), all of it, and healthy."
    case .gate:
        guard let next = hop.rest.first else { return "This is the last hop." }
        return "\(next.text) follows when \(hop.to) runs everywhere and stayed healthy."
    case .rollback:
        return
            "Whether the data of \(hop.to) can be read by \(hop.from) is in its notes; a revert alone may not be enough."
    default: return ""
    }
}
