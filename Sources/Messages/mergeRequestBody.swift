public import Domain
import Foundation

/// Makes the address of a line of a file at a commit, for people; nil where there is none.
public typealias FileLink = @Sendable (_ file: String, _ line: Int, _ commit: CommitSHA) -> String?

/// The description of a merge request, and what it has no room for.
public struct MergeRequestText: Hashable, Sendable {
    public var description: String
    /// The text of a note below it; nil where the description says it all.
    public var rest: String?
}

/// The description of a merge request: what changes and where, what is held and why, what a person can do, and the hidden memory.
///
/// As much as the forge stores stands in the description: always the summary, the controls and the memory, then the table,
/// then whole sections in their order. What is left over goes into one note, which the description names.
///
/// - Parameter isRestWritten: whether the note is there, so that the memory says so.
public func mergeRequestText(
    for proposal: Proposal, memory: MergeRequestMemory, runbook: String? = nil, capabilities: ForgeCapabilities,
    isRestWritten: Bool = true, link: FileLink
) -> MergeRequestText {
    var memory = memory
    memory.rest = nil
    let essence = essence(of: proposal, memory)
    let table = UpdateTable(proposal.updates, base: memory.base, link: link)
    var sections: [BodySection] = []
    if let runbook { sections.append(BodySection("the runbook", runbook)) }
    if let held = heldList(proposal.held) { sections.append(BodySection("what is held back", held)) }

    let controls = controls(proposal)
    let ending = [controls, memory.comment(within: capabilities.descriptionLimit / 2)]
    let used = (essence + ending).map { $0.utf16.count + 2 }.reduce(growth, +)
    let fitted = fit(table, sections, room: capabilities.descriptionLimit - used)
    let room = fitted.shown.map { $0.utf16.count + 2 }.reduce(capabilities.descriptionLimit - used, -)
    let rest = restText(
        fitted.left, more: runbook.flatMap { _ in runbookCommand(proposal) }, limit: capabilities.noteLimit)
    if let rest, isRestWritten {
        var fingerprint = Fingerprint()
        fingerprint.add(rest)
        memory.rest = String(fingerprint.text.suffix(16))
    }
    let comment = memory.comment(within: capabilities.descriptionLimit / 2)
    let shown =
        essence + fitted.shown + [releaseNotes(of: proposal, memory, room, capabilities, link)].compactMap(\.self)
    let description = (shown + [controls, comment]).joined(separator: "\n\n") + "\n"
    return MergeRequestText(description: description, rest: rest)
}

/// The description alone, as ``mergeRequestText(for:memory:runbook:capabilities:isRestWritten:link:)`` makes it.
public func mergeRequestBody(
    for proposal: Proposal, memory: MergeRequestMemory, runbook: String? = nil, capabilities: ForgeCapabilities,
    link: FileLink
) -> String {
    mergeRequestText(for: proposal, memory: memory, runbook: runbook, capabilities: capabilities, link: link)
        .description
}

/// What the memory may grow by between two writings of the whole, in units of UTF-16: orders, notices, the armed commit.
private let growth = 250

private func essence(of proposal: Proposal, _ memory: MergeRequestMemory) -> [String] {
    var parts: [String] = []
    if let plan = proposal.component, let hop = plan.hops.first {
        let boxes = [demandBoxes(proposal, memory), landedBox(plan, hop)]
        parts = ([hopSummary(plan, hop)] + boxes + [proposal.companions]).compactMap(\.self)
    } else {
        parts = [summary(proposal)]
    }
    if proposal.updates.contains(where: \.isCurrentMissing) { parts.append(missingWarning(proposal)) }
    return parts + proposal.notes
}

/// How to read the whole runbook where even the note has no room for it.
private func runbookCommand(_ proposal: Proposal) -> String? {
    guard let plan = proposal.component, let hop = plan.hops.first else { return nil }
    return "The whole runbook: "
        + Markdown.code("windlass runbook \(plan.component) --from \(plan.current) --to \(hop.version)")
}

private func summary(_ proposal: Proposal) -> String {
    let files = Set(proposal.updates.map(\.dependency.file)).count
    let places = proposal.updates.count
    let extent = "\(places) \(places == 1 ? "place" : "places") in \(files) \(files == 1 ? "file" : "files")"
    switch proposal.type {
    case .digest:
        let tags = distinct(proposal.updates.compactMap(\.dependency.currentValue))
        let tag = tags.count == 1 ? "tag \(tags.map(Markdown.code).joined())" : "tag"
        return "The \(tag) of \(Markdown.code(proposal.topic)) points at another image now: \(extent)."
    case .pinDigest: return "Writes the digest behind the tag of \(Markdown.code(proposal.topic)): \(extent)."
    case .major, .minor, .patch:
        let major = proposal.type == .major ? " This is a major update: read its release notes first." : ""
        return movement(proposal) + ": \(extent).\(major)"
    }
}

/// What moves, from where and to where, as far as that is the same everywhere.
private func movement(_ proposal: Proposal) -> String {
    let packages = Set(proposal.updates.map(\.dependency.package)).count
    if proposal.isGroup {
        return
            "Moves \(packages) \(packages == 1 ? "package" : "packages") of the group \(Markdown.code(proposal.topic))"
    }
    let from = distinct(proposal.updates.map(spelledFrom))
    let to = distinct(proposal.updates.map(spelledTo))
    guard from.count == 1, to.count == 1, let old = from.first, let new = to.first else {
        return "Moves \(Markdown.code(proposal.topic))"
    }
    return "Moves \(Markdown.code(proposal.topic)) from \(Markdown.code(old)) to \(Markdown.code(new))"
}

private func missingWarning(_ proposal: Proposal) -> String {
    let versions = distinct(proposal.updates.filter(\.isCurrentMissing).map(\.currentVersion))
    return "**Note:** \(versions.map(Markdown.code).joined(separator: ", ")) is not at the registry any more."
}

private func heldList(_ held: [HeldUpdate]) -> String? {
    let lines = held.map { item in
        let version = item.version.map { " " + Markdown.code($0) } ?? ""
        return "- \(Markdown.code(item.dependency.depName))\(version): \(Markdown.plain(item.reason.text))"
    }
    guard !lines.isEmpty else { return nil }
    return "**Held back**\n\n" + distinct(lines).joined(separator: "\n")
}

/// What the room that is left is good for. It is never left over: it is kept in the description for later runs.
private func releaseNotes(
    of proposal: Proposal, _ memory: MergeRequestMemory, _ room: Int, _ capabilities: ForgeCapabilities,
    _ link: FileLink
) -> String? {
    let own = proposal.updates.first.flatMap { link($0.dependency.file, $0.dependency.line, memory.base) }
    return changeLogSection(proposal.changeLog, room: room, capabilities: capabilities, ownHost: own.flatMap(host))
}

/// The host of an address, with its port if it has one.
private func host(_ address: String) -> String? {
    guard let start = address.range(of: "://") else { return nil }
    let host = address[start.upperBound...].prefix { !"/?#".contains($0) }
    return host.isEmpty ? nil : host.lowercased()
}

private func controls(_ proposal: Proposal) -> String {
    let merging =
        proposal.lifeCycle.automerge == true
        ? "It merges by itself as soon as its checks and the rules of the repository let it; merge it to have it sooner."
        : "Merge it to take the update."
    return """
        ---

        \(BodyControl.rebase.line("Tick this to have the branch built again."))

        \(merging) Close without merging to skip exactly this version; the next one is proposed again. \
        Commit to \(Markdown.code(proposal.branch.rawValue)) to make it yours: Windlass then leaves it alone.
        """
}
