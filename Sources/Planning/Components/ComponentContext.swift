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

    /// The text that a person works by when the next hop of `plan` is merged; nil where there is none.
    public func runbook(for plan: ComponentPlan, _ updates: [Update], memory: MergeRequestMemory.Hop?) -> String? {
        guide.runbook(for: plan, updates, memory: memory, policy(plan.component, plan.file))
    }
}
