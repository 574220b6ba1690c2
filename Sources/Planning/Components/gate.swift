public import Domain

/// Lets the next hop of a component through only when the one before it has landed.
///
/// A hop that has to wait is postponed: a merge request that is open already stays.
///
/// - Parameter landings: by ``ComponentPlan/id``; what is not in it is not held back.
public func gate(_ plan: Plan, _ landings: [String: Landing]) -> Plan {
    var plan = plan
    for index in plan.proposals.indices {
        guard let component = plan.proposals[index].component else { continue }
        plan.proposals[index].checks = landings[component.id]?.checks ?? []
        if let landing = landings[component.id], !landing.isReady {
            plan.proposals[index].postponed = .chain(landing.state, landing.evidence)
        } else if let leader = component.leader, leader.component == component.component {
            // Nodes and their chart: each waits until the other has landed where it is.
            guard let landing = landings["\(leader.component) \(leader.file)"], !landing.isReady else { continue }
            plan.proposals[index].postponed = .chain(
                .planned, "\(leader.file) has not landed yet (\(landing.state.rawValue)).")
        } else if let leader = component.leader, let landing = landings["\(leader.component) \(leader.file)"],
            [.merged, .rollingOut, .failed].contains(landing.state)
        {
            plan.proposals[index].postponed = .chain(
                .planned, "it follows \(leader.component), which is not there yet (\(landing.state.rawValue)).")
        }
    }
    return plan
}

/// The steps that write down what was seen to have landed.
public func landingRecords(_ landings: [String: Landing]) -> [Action] {
    landings.sorted { $0.key < $1.key }.compactMap { _, landing in
        guard let request = landing.arrival, let record = landing.record else { return nil }
        return .recordLanding(request, record, evidence: landing.evidence)
    }
}

/// Where every component stands after a run decided.
///
/// - Parameters:
///   - open: the merge requests that are open, also those that this run opened, by their branch.
///   - held: what the decision held back because of the forge.
public func chains(
    of plan: Plan, _ landings: [String: Landing], open: [BranchName: (number: Int, url: String?)], held: [HeldUpdate]
) -> [ComponentChain] {
    plan.components.map { component in
        chain(of: component, plan, landings[component.id], open: open, held: held)
    }
}

private func chain(
    of component: ComponentPlan, _ plan: Plan, _ landing: Landing?,
    open: [BranchName: (number: Int, url: String?)], held: [HeldUpdate]
) -> ComponentChain {
    if let landing, !landing.isReady {
        return ComponentChain(
            plan: component, state: landing.state, evidence: landing.evidence, mergeRequest: landing.arrival?.number,
            webURL: landing.arrival?.webURL)
    }
    let landed = landing?.evidence ?? "Git pins \(component.current)."
    guard let hop = component.hops.first, let branch = component.branch else {
        if let obstacle = component.obstacle {
            return ComponentChain(plan: component, state: .held, evidence: obstacle)
        }
        let rest =
            component.withheld.map { " \($0) waits for \(component.leaderName)." }
            ?? " Nothing newer is published."
        return ComponentChain(plan: component, state: .landed, evidence: landed + rest)
    }
    if let request = open[branch] {
        return ComponentChain(
            plan: component, state: .open, evidence: "The merge request to \(hop.version) waits for a person.",
            mergeRequest: request.number, webURL: request.url)
    }
    let proposal = plan.proposals.first { $0.branch == branch }
    let places = Set(proposal?.updates.map { "\($0.dependency.file):\($0.dependency.line)" } ?? [])
    let reason = held.first { places.contains("\($0.dependency.file):\($0.dependency.line)") }?.reason
    switch reason ?? proposal?.postponed {
    case .closedUnmerged(let number)?:
        return ComponentChain(
            plan: component, state: .held,
            evidence: "Merge request !\(number) to \(hop.version) was closed without being merged. Reopen it to go on.",
            mergeRequest: number)
    case .takenOver(let branch)?:
        return ComponentChain(
            plan: component, state: .held,
            evidence: "The branch \(branch) carries commits or a target of somebody else.")
    case .chain(_, let why)?:
        return ComponentChain(plan: component, state: .planned, evidence: "The step to \(hop.version) waits: \(why)")
    case .limit(let limit)?:
        return ComponentChain(
            plan: component, state: .planned,
            evidence: "The step to \(hop.version) waits: \(limit) merge requests are open already.")
    case .awaitingSchedule?:
        return ComponentChain(
            plan: component, state: .planned, evidence: "The step to \(hop.version) waits for its schedule.")
    default: break
    }
    guard proposal != nil else {
        return ComponentChain(
            plan: component, state: .held, evidence: "The step to \(hop.version) is switched off by settings.")
    }
    let isOnTheWay = landing?.arrival != nil
    return ComponentChain(
        plan: component, state: isOnTheWay ? .next : .planned, evidence: landed + " The next step is \(hop.version).")
}

extension ComponentPlan {
    /// What it waits for: another component, or the other part of the same installation.
    fileprivate var leaderName: String {
        guard let leader else { return "its leader" }
        return leader.component == component ? leader.file : leader.component.rawValue
    }
}
