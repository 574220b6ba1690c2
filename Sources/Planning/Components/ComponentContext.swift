public import Domain

/// What planning knows of components: the rules, and how the owner wants each installation upgraded.
public struct ComponentContext: Sendable {
    let guide: any UpgradeGuide
    let policy: @Sendable (ComponentID, _ file: String) -> InstallationPolicy

    public init(
        guide: any UpgradeGuide,
        policy: @escaping @Sendable (ComponentID, _ file: String) -> InstallationPolicy = { _, _ in
            InstallationPolicy()
        }
    ) {
        self.guide = guide
        self.policy = policy
    }

    /// The text that a person works by when the next hop is merged; nil where there is none.
    public func runbook(for proposal: Proposal, memory: MergeRequestMemory.Hop?) -> String? {
        guard let plan = proposal.component else { return nil }
        return guide.runbook(for: proposal, plan, memory: memory, policy(plan.component, plan.file))
    }

    /// What has to be looked for in the files of the repository before the hops of `plan` are described.
    public func question(about plan: Plan) -> SurroundingsQuestion {
        plan.proposals.reduce(into: SurroundingsQuestion()) { question, proposal in
            if let component = proposal.component { question.formUnion(guide.question(about: proposal, component)) }
        }
    }

    /// `plan` with what each hop changes beside its pins, and what a person should see to.
    ///
    /// - Parameter repository: its name with its groups.
    public func adding(_ surroundings: UpgradeSurroundings, to plan: Plan, repository: String) -> Plan {
        var plan = plan
        for index in plan.proposals.indices {
            guard let component = plan.proposals[index].component else { continue }
            let isOnly = plan.components.count { $0.component == component.component } == 1
            let place = SurroundingsPlace(repository: repository, isOnly: isOnly)
            plan.proposals[index].coChanges = guide.coChanges(of: plan.proposals[index], component, surroundings, place)
        }
        return plan
    }
}
