public import Domain

/// What planning asks about components and their rules; pure. The catalogue answers.
public protocol UpgradeGuide: Sendable {
    /// What a dependency is a part of; nil for most.
    func membership(of dependency: Dependency) -> ComponentMembership?
    /// The component's name for people.
    func name(of component: ComponentID) -> String
    /// The version of the application behind a release; nil when it is not known, and it is never guessed.
    func applicationVersion(of release: Release, _ membership: ComponentMembership) -> String?
    /// The next legal step, `available` being what is published and allowed.
    func nextStep(
        of component: ComponentID, from current: String, to goal: String, available: Set<String>,
        _ policy: InstallationPolicy
    ) -> UpgradeStep
    /// The order of two application versions; true when `a` is older.
    func isOlder(_ a: String, _ b: String) -> Bool
    /// Whether both are of one major.
    func hasSameMajor(_ a: String, _ b: String) -> Bool
    /// The minor of an application version, such as `17.3`.
    func line(of version: String) -> String
    /// Whether a person merges every step of it, however small and whatever settings say of other updates.
    func isAlwaysMergedByPerson(_ component: ComponentID) -> Bool
    /// The component that this one follows, if any.
    func leader(of component: ComponentID) -> ComponentID?
    /// The text that a person works by when the next hop of `plan` is merged; nil where there is none.
    ///
    /// - Parameter memory: what the merge request remembers of its hop.
    func runbook(
        for proposal: Proposal, _ plan: ComponentPlan, memory: MergeRequestMemory.Hop?, _ policy: InstallationPolicy
    ) -> String?
    /// What has to be known of the repository's files to say what the next hop wants beside its pins.
    func question(about proposal: Proposal, _ plan: ComponentPlan) -> SurroundingsQuestion
    /// What the next hop wants beside its pins.
    func coChanges(
        of proposal: Proposal, _ plan: ComponentPlan, _ surroundings: UpgradeSurroundings, _ place: SurroundingsPlace
    ) -> CoChanges
    /// Whether a follower may be at `version` while its leader is at `leader`.
    func mayFollow(_ component: ComponentID, at version: String, leader: String) -> Bool
}

/// What a guide says about the next step.
public enum UpgradeStep: Hashable, Sendable {
    case arrived
    case hop(ComponentHop)
    /// No legal step is known; the text says why, as a sentence.
    case held(String)
}

/// Where surroundings were found.
public struct SurroundingsPlace: Hashable, Sendable {
    /// The repository's name with its groups.
    public var repository: String
    /// Whether it has no other installation of the component.
    public var isOnly: Bool

    public init(repository: String, isOnly: Bool) {
        self.repository = repository
        self.isOnly = isOnly
    }
}
