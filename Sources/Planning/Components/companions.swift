public import Domain

/// What is known of the other pins of one installation.
public struct CompanionFacts: Hashable, Sendable {
    public var companions: [Companion]
    /// The version that runs; nil when nobody could say.
    public var running: String?

    public init(_ companions: [Companion], running: String? = nil) {
        self.companions = companions
        self.running = running
    }
}

/// Lets a pin that only new clusters begin with go no further than the pin that is followed.
///
/// What runs moves first, or both are proposed side by side; a bootstrap that is ahead would set up what nobody has seen run.
///
/// - Parameter facts: by ``ComponentPlan/id``; what is not in it is not held back.
public func gate(_ plan: Plan, companions facts: [String: CompanionFacts], _ context: ComponentContext) -> Plan {
    var plan = plan
    for index in plan.proposals.indices {
        guard let component = plan.proposals[index].component, component.shared?.isBootstrap == true,
            let hop = component.hops.first, let facts = facts[component.id]
        else { continue }
        if let running = facts.running, !context.guide.isOlder(running, hop.version) { continue }
        let behind = facts.companions.first { companion in
            guard !companion.isBootstrap, let request = companion.request else { return false }
            return request.state == .closed || context.guide.isOlder(request.to, hop.version)
        }
        guard let behind, let request = behind.request else { continue }
        plan.proposals[index].postponed = .chain(
            .planned,
            request.state == .closed
                ? "\(behind.repository)!\(request.number), which moves what runs, was closed without being merged."
                : "\(behind.repository), which what runs follows, is not further than \(request.to).")
    }
    return plan
}
