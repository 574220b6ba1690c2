/// The id of a component of the platform that has upgrade rules of its own, such as `gitlab`; kebab-case.
public struct ComponentID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One step of an upgrade route.
public struct ComponentHop: Hashable, Sendable, Codable {
    /// The version of the application.
    public var version: String
    /// Whether the route may not pass over it.
    public var isStop: Bool
    /// Why the route goes through it, as a clause.
    public var reason: String
    /// The document that says so.
    public var source: String?

    public init(version: String, isStop: Bool, reason: String, source: String? = nil) {
        self.version = version
        self.isStop = isStop
        self.reason = reason
        self.source = source
    }
}

/// What is planned for one installation of a component: where it is, where it goes, and through which versions.
public struct ComponentPlan: Hashable, Sendable, Codable {
    public var component: ComponentID
    /// The component's name for people, such as `GitLab`.
    public var name: String
    /// The file that pins it: one installation.
    public var file: String
    /// The version of the application that is pinned now.
    public var current: String
    /// The newest version that settings and registries allow; the current one when there is nothing newer.
    public var goal: String
    /// The steps that are left, the next one first; empty when it has arrived, or is held.
    public var hops: [ComponentHop]
    /// Why the route does not go on behind its last hop; nil when it reaches the goal.
    public var obstacle: String?
    /// The branch of the next hop.
    public var branch: BranchName?
    /// The branch that a merge request to the current version came from, if it was one of ours.
    public var arrivalBranch: BranchName
    /// The file of the installation that this one must not be ahead of, and its component.
    public var leader: Leader?
    /// True for nodes that a chart beside them uses: they go before it, version by version. Nobody but a person, or settings
    /// that name their files, can say what they run.
    public var areNodes: Bool?
    /// Set when other repositories pin the same installation.
    public var shared: SharedInstallation?
    /// The newest version that is left out because the leader is not that far; nil when there is none.
    public var withheld: String?

    /// The installation that another one follows.
    public struct Leader: Hashable, Sendable, Codable {
        public var component: ComponentID
        public var file: String

        public init(component: ComponentID, file: String) {
            self.component = component
            self.file = file
        }
    }

    /// What marks, in a description, the check box by which a person says that a hop has landed.
    public static let landedMark = "<!-- windlass:landed -->"

    public init(
        component: ComponentID, name: String, file: String, current: String, goal: String, hops: [ComponentHop] = [],
        obstacle: String? = nil, branch: BranchName? = nil, arrivalBranch: BranchName, leader: Leader? = nil
    ) {
        self.component = component
        self.name = name
        self.file = file
        self.current = current
        self.goal = goal
        self.hops = hops
        self.obstacle = obstacle
        self.branch = branch
        self.arrivalBranch = arrivalBranch
        self.leader = leader
    }

    /// What tells this installation from every other one of the repository.
    public var id: String { "\(component) \(file)" }

    public var hasArrived: Bool { current == goal && obstacle == nil }
}
