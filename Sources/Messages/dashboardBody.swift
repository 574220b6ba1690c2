public import Domain

/// The text of the dashboard: what waits and for what, what is open, what is held and why, and all pins that were found.
///
/// - Parameter ticked: boxes that people ticked; those of rows that still wait stay ticked.
public func dashboardBody(
    _ dashboards: [Dashboard], ticked: Set<String>, capabilities: ForgeCapabilities
) -> String {
    let telling =
        capabilities.hasBoxes
        ? "Tick a box to tell it something" : "Put an x between the brackets of a line to tell it something"
    var parts = ["Windlass keeps this page up to date. \(telling); the next run does it."]
    for dashboard in dashboards {
        if dashboards.count > 1, let target = dashboard.target {
            parts.append("# \(Markdown.code(target.rawValue))")
        }
        for section in Dashboard.Section.allCases {
            guard let rows = dashboard.rows[section], !rows.isEmpty else { continue }
            let lines = rows.map { line($0, section, dashboard, ticked) }
            parts.append("## \(heading(section))\n\n" + lines.joined(separator: "\n"))
        }
        if dashboard.rows.isEmpty { parts.append("Everything that was found is up to date.") }
    }
    var text = parts.joined(separator: "\n\n") + "\n"
    for dashboard in dashboards where !dashboard.pins.isEmpty {
        let pins = pinList(dashboard, room: 60_000 - text.count, isFolded: capabilities.rendersDetails)
        text += "\n" + pins + "\n"
    }
    return text
}

private func heading(_ section: Dashboard.Section) -> String {
    switch section {
    case .awaitingApproval: "Pending approval"
    case .awaitingChecks: "Waiting for checks"
    case .rateLimited: "Rate-limited"
    case .awaitingSchedule: "Awaiting schedule"
    case .open: "Open"
    case .errored: "Errored"
    case .held: "Held"
    case .ignored: "Ignored"
    }
}

private func line(
    _ row: Dashboard.Row, _ section: Dashboard.Section, _ dashboard: Dashboard, _ ticked: Set<String>
) -> String {
    let title = Markdown.plain(row.title)
    let reason = row.reason.map { ": " + Markdown.plain($0.text) } ?? ""
    guard let branch = row.branch else {
        let error = dashboard.errors[row.title].map { ": " + Markdown.plain($0) } ?? ""
        return "- \(title)\(error.isEmpty ? reason : error)"
    }
    let place = row.number.map { "!\($0)" } ?? Markdown.code(branch.rawValue)
    let words = "\(title) (\(place))"
    let control: BodyControl
    switch section {
    case .awaitingApproval: control = row.isBuilt(in: dashboard) ? .create(branch) : .approve(branch)
    case .awaitingChecks: control = .create(branch)
    case .rateLimited, .awaitingSchedule: control = .now(branch)
    case .open: return BodyControl.rebase(branch).line("\(words): tick to have it built again")
    case .errored: return "- \(words): \(Markdown.plain(dashboard.errors[row.title] ?? row.reason?.text ?? ""))"
    case .held, .ignored: return "- \(words)\(reason)"
    }
    return control.line(words + reason, isTicked: ticked.contains(control.name))
}

extension Dashboard.Row {
    /// Of what waits for approval, whether only the merge request is waited for.
    fileprivate func isBuilt(in dashboard: Dashboard) -> Bool {
        branch.map(dashboard.builtBranches.contains) ?? false
    }
}

private func pinList(_ dashboard: Dashboard, room: Int, isFolded: Bool) -> String {
    var lines: [String] = []
    var length = 0
    var rest = dashboard.pins.count
    var file = ""
    for pin in dashboard.pins {
        let heading = pin.file == file ? "" : "- \(Markdown.code(pin.file))\n"
        let value = [pin.currentValue, pin.currentDigest.map { "@" + $0.prefix(19) }].compactMap(\.self).joined()
        let line = heading + "  - \(Markdown.code(pin.depName)) \(Markdown.code(value))"
        guard length + line.count < room else { break }
        file = pin.file
        length += line.count + 1
        rest -= 1
        lines.append(line)
    }
    if rest > 0 { lines.append("- and \(rest) more") }
    let title = "Detected pins (\(dashboard.pins.count))"
    let list = lines.joined(separator: "\n")
    return isFolded
        ? "<details><summary>\(title)</summary>\n\n\(list)\n\n</details>" : "## \(title)\n\n\(list)"
}
