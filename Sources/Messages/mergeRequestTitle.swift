public import Domain

/// The title of a merge request, which is also the subject of its commit.
public func mergeRequestTitle(for proposal: Proposal) -> String {
    if let title = proposal.title { return title }
    if let plan = proposal.component, let hop = plan.hops.first { return hopTitle(plan, hop) }
    if proposal.isGroup { return "Update \(proposal.topic)" }
    let versions = distinct(proposal.updates.map(\.newVersion))
    switch proposal.type {
    case .digest: return "Update the digest of \(proposal.topic) \(versions.joined(separator: ", "))"
    case .pinDigest: return "Pin the digest of \(proposal.topic)"
    case .major, .minor, .patch:
        let target = versions.count <= 2 ? " to " + versions.joined(separator: " and ") : ""
        return "Update \(proposal.topic)\(target)" + (proposal.type == .major ? " (major)" : "")
    }
}

/// The message of the commit: the title, and what moves where.
public func commitMessage(for proposal: Proposal) -> String {
    let lines = proposal.updates.map { update in
        "- \(update.dependency.file): \(update.dependency.depName) \(spelledFrom(update)) -> \(spelledTo(update))"
    }
    let changes = proposal.coChanges.changes.map { "- \($0.file): \($0.text.filter { $0 != "`" })" }
    return mergeRequestTitle(for: proposal) + "\n\n" + distinct(lines + changes).joined(separator: "\n") + "\n"
}

/// What stands in the file now, with a digest cut to what people compare.
func spelledFrom(_ update: Update) -> String {
    spelled(update.dependency.currentValue, update.dependency.currentDigest)
}

/// What will stand there.
func spelledTo(_ update: Update) -> String {
    spelled(
        update.newValue ?? update.dependency.currentValue, update.newDigest ?? update.dependency.currentDigest)
}

private func spelled(_ value: String?, _ digest: String?) -> String {
    let short = digest.map { digest in
        let hex = digest.split(separator: ":").last.map(String.init) ?? digest
        return "@" + hex.prefix(12)
    }
    return (value ?? "") + (short ?? "")
}
