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
}
