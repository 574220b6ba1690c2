import Domain

/// The title of a merge request that makes one hop of a component's route.
func hopTitle(_ plan: ComponentPlan, _ hop: ComponentHop) -> String {
    let rest = plan.hops.count > 1 ? " (on the way to \(plan.goal))" : ""
    return "Upgrade \(plan.name) to \(hop.version)\(rest)"
}

/// Where in the chain a hop is, why it goes there and not to the newest, and what has to be true before the next.
func hopSummary(_ plan: ComponentPlan, _ hop: ComponentHop) -> String {
    let count = plan.hops.count
    let goal = count > 1 ? ": the first of \(count) steps to \(Markdown.code(plan.goal))" : ""
    var lines = [
        "Upgrades \(Markdown.plain(plan.name)), which \(Markdown.code(plan.file)) pins, from "
            + "\(Markdown.code(plan.current)) to \(Markdown.code(hop.version))\(goal).",
        "Route: " + route(plan),
        "Why \(Markdown.code(hop.version)): \(Markdown.plain(hop.reason))\(source(hop)).",
    ]
    if let obstacle = plan.obstacle {
        lines.append("The route ends before \(Markdown.code(plan.goal)): \(Markdown.plain(obstacle))")
    }
    if count > 1 {
        lines.append(
            "The next step is proposed only when this one has landed: merged, running, and with no background "
                + "migration left.")
    }
    return lines.joined(separator: "\n\n")
}

/// The versions of the route with the next one marked; a long one is cut in the middle.
private func route(_ plan: ComponentPlan) -> String {
    var versions = ([plan.current] + plan.hops.map(\.version)).map(Markdown.plain)
    versions[1] = "**\(versions[1])**"
    if versions.count > 12 { versions.replaceSubrange(8..<(versions.count - 2), with: ["..."]) }
    return versions.joined(separator: " → ")
}

private func source(_ hop: ComponentHop) -> String {
    guard let source = hop.source else { return "" }
    return source.hasPrefix("https://")
        ? " (\(Markdown.link(code: "source", to: source)))" : " (source: \(Markdown.plain(source)))"
}

/// The check box that says it has landed, for where nobody else can say it.
func landedBox(_ plan: ComponentPlan, _ hop: ComponentHop) -> String {
    "- [ ] \(ComponentPlan.landedMark) \(Markdown.plain(plan.name)) runs \(Markdown.code(hop.version)) and has finished its background work. "
        + "To be ticked after the merge (or write `/windlass landed`), where Windlass cannot ask the installation itself."
}

/// The note that says what showed that a hop has landed.
public func landedNote(_ evidence: String) -> String { "Landed. \(Markdown.plain(evidence))" }

/// The check boxes without which the merge request stays a draft; nil when there are none.
func demandBoxes(_ proposal: Proposal, _ memory: MergeRequestMemory) -> String? {
    let demands = proposal.coChanges.demands
    guard !demands.isEmpty else { return nil }
    let lines = demands.map { demand in
        let isMet = memory.hop?.confirmed?.contains(demand.id) == true
        return demand.control.line("\(demand.text) (\(Markdown.link(code: "why", to: demand.source)))", isTicked: isMet)
    }
    return
        "**To be confirmed first.** Windlass cannot see whether this is so, and the merge request stays a draft until "
        + "it is ticked (or somebody writes `/windlass confirm`).\n\n" + lines.joined(separator: "\n")
}
