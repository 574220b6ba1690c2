public import Domain
import Foundation

/// Makes the address of a line of a file at a commit, for people; nil where there is none.
public typealias FileLink = @Sendable (_ file: String, _ line: Int, _ commit: CommitSHA) -> String?

/// The description of a merge request: what changes and where, what is held and why, what a person can do, and the hidden memory.
public func mergeRequestBody(
    for proposal: Proposal, memory: MergeRequestMemory, runbook: String? = nil, capabilities: ForgeCapabilities,
    link: FileLink
) -> String {
    let ending = [controls(proposal), memory.comment].joined(separator: "\n\n") + "\n"
    var parts: [String] = []
    if let plan = proposal.component, let hop = plan.hops.first {
        parts.append(hopSummary(plan, hop))
        if let boxes = demandBoxes(proposal, memory) { parts.append(boxes) }
        parts.append(landedBox(plan, hop))
    } else {
        parts.append(summary(proposal))
    }
    if proposal.updates.contains(where: \.isCurrentMissing) { parts.append(missingWarning(proposal)) }
    parts += proposal.notes
    let room = capabilities.descriptionLimit - ending.count - parts.joined().count - 200
    parts.append(table(proposal.updates, base: memory.base, room: room, link: link))
    if let runbook {
        let used = parts.joined().count + ending.count
        let rest = capabilities.descriptionLimit - used - 200
        parts.append(runbook.count < rest ? runbook : runbookCommand(proposal, room: rest))
    }
    if let held = heldList(proposal.held),
        parts.joined().count + held.count + ending.count < capabilities.descriptionLimit
    {
        parts.append(held)
    }
    return (parts + [ending]).joined(separator: "\n\n")
}

/// How to read the runbook where the description has no room for it, and as much of what only this repository shows as has.
private func runbookCommand(_ proposal: Proposal, room: Int) -> String {
    guard let plan = proposal.component, let hop = plan.hops.first else { return "" }
    var text =
        "The runbook: "
        + Markdown.code("windlass runbook \(plan.component) --from \(plan.current) --to \(hop.version)")
    let places =
        proposal.coChanges.changes.map { (Markdown.code("\($0.file):\($0.line)"), $0.text) }
        + proposal.coChanges.findings.map { (Markdown.code("\($0.file):\($0.line)"), $0.text) }
    for (index, place) in places.enumerated() {
        let line = "\n- \(place.0): \(place.1)"
        guard text.count + line.count + 20 < room else { return text + "\n- and \(places.count - index) more" }
        text += (index == 0 ? "\n" : "") + line
    }
    return text
}

private func summary(_ proposal: Proposal) -> String {
    let files = Set(proposal.updates.map(\.dependency.file)).count
    let places = proposal.updates.count
    let extent = "\(places) \(places == 1 ? "place" : "places") in \(files) \(files == 1 ? "file" : "files")"
    switch proposal.type {
    case .digest: return "The tag of \(Markdown.code(proposal.topic)) points at another image now: \(extent)."
    case .pinDigest: return "Writes the digest behind the tag of \(Markdown.code(proposal.topic)): \(extent)."
    case .major, .minor, .patch:
        let major = proposal.type == .major ? " This is a major update: read its release notes first." : ""
        return "Moves \(Markdown.code(proposal.topic)) forward: \(extent).\(major)"
    }
}

private func missingWarning(_ proposal: Proposal) -> String {
    let versions = distinct(proposal.updates.filter(\.isCurrentMissing).map(\.currentVersion))
    return "**Note:** \(versions.map(Markdown.code).joined(separator: ", ")) is not at the registry any more."
}

/// One row per place. Where the forge's limit leaves no room, the last row says how many are not shown.
private func table(_ updates: [Update], base: CommitSHA, room: Int, link: FileLink) -> String {
    var text = "| Package | File | From | To | Change | Published |\n| --- | --- | --- | --- | --- | --- |"
    for (index, update) in updates.enumerated() {
        let row = "\n" + tableRow(update, base: base, link: link)
        guard text.count + row.count < room else {
            return text + "\n| ... | and \(updates.count - index) more | | | | |"
        }
        text += row
    }
    return text
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

private func heldList(_ held: [HeldUpdate]) -> String? {
    let lines = held.map { item in
        let version = item.version.map { " " + Markdown.code($0) } ?? ""
        return "- \(Markdown.code(item.dependency.depName))\(version): \(Markdown.plain(item.reason.text))"
    }
    guard !lines.isEmpty else { return nil }
    return "**Held back**\n\n" + distinct(lines).joined(separator: "\n")
}

private func controls(_ proposal: Proposal) -> String {
    """
    ---

    \(BodyControl.rebase.line("Tick this to have the branch built again."))

    Merge it to take the update. Close without merging to skip exactly this version; the next one is proposed again. \
    Commit to \(Markdown.code(proposal.branch.rawValue)) to make it yours: Windlass then leaves it alone.
    """
}
