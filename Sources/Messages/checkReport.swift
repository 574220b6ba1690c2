public import Domain

/// What `check` shows: every update that would be proposed, everything that is held, and everything unknown.
public func checkReport(_ plan: Plan, detail: ReportDetail = .brief) -> String {
    var text = ""
    for proposal in plan.proposals {
        let later = proposal.postponed.map { "  held: \($0.text)" } ?? ""
        text += "\(mergeRequestTitle(for: proposal))  [\(proposal.branch)]\(later)\n"
        var table = TextTable()
        for update in proposal.updates {
            table.add([
                "\(update.dependency.file):\(update.dependency.line)", update.dependency.depName,
                "\(spelledFrom(update)) -> \(spelledTo(update))", update.type.rawValue,
            ])
        }
        text += table.text(indent: 2)
    }
    text += section("Held back", plan.held.map { ($0.dependency, $0.version, $0.reason.text) })
    text += section(
        "Unknown: the lookup failed, so nothing is known about newer versions",
        plan.unknown.map { ($0.dependency, nil, $0.error.message) })
    if detail == .full {
        text += section("Up to date", plan.upToDate.map { ($0, $0.currentValue, "") })
        text += section("Skipped", plan.skipped.map { ($0, $0.currentValue, $0.skipReason?.rawValue ?? "") })
    }
    let updates = plan.proposals.reduce(0) { $0 + $1.updates.count }
    return text
        + "\(updates) \(updates == 1 ? "update" : "updates") in \(plan.proposals.count) "
        + "\(plan.proposals.count == 1 ? "merge request" : "merge requests"), \(plan.held.count) held, "
        + "\(plan.unknown.count) unknown, \(plan.upToDate.count) up to date, \(plan.skipped.count) skipped\n"
}

private func section(_ title: String, _ rows: [(Dependency, String?, String)]) -> String {
    guard !rows.isEmpty else { return "" }
    var table = TextTable()
    for (dependency, version, text) in rows {
        table.add([
            "\(dependency.file):\(dependency.line)", dependency.depName, version ?? dependency.currentValue ?? "", text,
        ])
    }
    return title + "\n" + table.text(indent: 2)
}
