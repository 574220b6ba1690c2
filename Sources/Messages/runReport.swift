public import Domain

/// How much a report says.
public enum ReportDetail: Sendable {
    /// What was done and what went wrong.
    case brief
    /// Also every dependency that is held or up to date.
    case full
}

/// The report of one repository as a person reads it after a run.
public func runReport(_ report: RepositoryReport, isDryRun: Bool, detail: ReportDetail = .brief) -> String {
    var text = heading(report) + "\n"
    if let failure = report.failure { text += "  failed: \(TextTable.printable(failure))\n" }
    text += stepTable(report.steps, isDryRun: isDryRun).text(indent: 2)
    text += unknownTable(report.plan.unknown).text(indent: 2)
    let held = report.plan.held + report.held
    text += heldTable(detail == .full ? held : held.filter { $0.reason.needsAttention }).text(indent: 2)
    for diagnostic in report.diagnostics where detail == .full || diagnostic.severity != .note {
        text += "  \(TextTable.printable(diagnostic.description))\n"
    }
    if report.failure == nil { text += "  \(counts(report))\n" }
    return text
}

private func heading(_ report: RepositoryReport) -> String {
    guard let target = report.target, let head = report.head else { return report.repository }
    return "\(report.repository) (\(target) at \(head.rawValue.prefix(8)))"
}

private func stepTable(_ steps: [Step], isDryRun: Bool) -> TextTable {
    var table = TextTable()
    for step in steps {
        let done = (isDryRun ? "would be " : "") + words(step.kind)
        let number = step.number.map { "!\($0)" } ?? ""
        let people = step.assignees.isEmpty ? "" : step.assignees.map { "@" + $0 }.joined(separator: " ")
        table.add([done, number, step.title, step.branch.rawValue, people, step.webURL ?? ""])
        if let remark = step.remark { table.add(["  " + remark]) }
        if let error = step.error { table.add(["  failed: " + error]) }
    }
    return table
}

private func words(_ kind: Step.Kind) -> String {
    switch kind {
    case .opened: "opened"
    case .pushed: "branch built"
    case .automerged: "left to merge itself"
    case .reopened: "opened again"
    case .rebuilt: "rebuilt"
    case .refreshed: "refreshed"
    case .closed: "closed"
    case .branchDeleted: "branch deleted"
    case .yielded: "left to its new owner"
    case .recorded: "noted that it has landed"
    }
}

private func unknownTable(_ unknown: [UnknownDependency]) -> TextTable {
    var table = TextTable()
    let byPackage = Dictionary(grouping: unknown) { $0.dependency.package }
    for (package, places) in byPackage.sorted(by: {
        ($0.key.datasource, $0.key.name) < ($1.key.datasource, $1.key.name)
    }) {
        let count = places.count == 1 ? "" : " (\(places.count) places)"
        table.add(["unknown", package.name + count, places[0].error.message])
    }
    return table
}

private func heldTable(_ held: [HeldUpdate]) -> TextTable {
    var table = TextTable()
    var seen: Set<[String]> = []
    for item in held {
        let row = [
            "held", "\(item.dependency.depName) \(item.version ?? item.dependency.currentValue ?? "")",
            item.reason.text,
        ]
        if seen.insert(row).inserted { table.add(row) }
    }
    return table
}

private func counts(_ report: RepositoryReport) -> String {
    let plan = report.plan
    let proposed = plan.proposals.reduce(0) { $0 + $1.updates.count }
    let places = Set(
        (plan.held.map(\.dependency)) + plan.proposals.flatMap { $0.updates.map(\.dependency) } + plan.upToDate)
    let total = places.count + plan.unknown.count + plan.skipped.count
    let parts = [
        "\(plan.upToDate.count) up to date",
        "\(proposed) \(proposed == 1 ? "update" : "updates") in \(plan.proposals.count) "
            + (plan.proposals.count == 1 ? "merge request" : "merge requests"),
        "\(plan.held.count) held", "\(plan.unknown.count) unknown", "\(plan.skipped.count) skipped",
    ]
    return "\(total) \(total == 1 ? "dependency" : "dependencies"): " + parts.joined(separator: ", ")
}

extension HoldReason {
    /// Whether a person should see it without asking.
    var needsAttention: Bool {
        switch self {
        case .currentMissing, .closedUnmerged, .limit, .takenOver, .digestUnknown, .notEditable, .lockFile, .replaced,
            .stopped, .onHold, .noLegalStep, .applicationUnknown, .chain:
            true
        case .unstable, .notAllowed, .deprecated, .disabled, .invalidCurrent, .tooYoung, .notFollowed, .ignored,
            .otherBot, .groupTooSmall, .awaitingSchedule, .hourlyLimit, .commitLimit, .branchLimit, .awaitingChecks,
            .awaitingApproval, .awaitingOnboarding:
            false
        }
    }
}
