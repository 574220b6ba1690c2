/// A repository of the forge with its members and rules.
public struct SeedProject: Hashable, Sendable {
    /// How a merge is made.
    public enum MergeMethod: String, Hashable, Sendable, CaseIterable {
        case mergeCommit = "merge"
        case fastForward = "ff"
    }

    /// Group, perhaps subgroups, and name, such as `platform/gitops`.
    public var path: String
    public var description: String
    /// What lists of projects can be narrowed by.
    public var topics: [String]
    /// The branch of HEAD.
    public var defaultBranch: String
    /// The history of the default branch; empty makes an empty repository.
    public var commits: [SeedCommit]
    /// Roles by user name; nobody else sees the project.
    public var members: [String: AccessLevel]
    /// Branches that only maintainers push to. Developers may merge into them.
    public var protectedBranches: [String]
    /// Labels that exist before anyone asks for them.
    public var labels: [String]
    /// Archived projects can only be read.
    public var isArchived: Bool
    /// Whether merge requests are switched on.
    public var hasMergeRequests: Bool
    /// How a merge is made.
    public var mergeMethod: MergeMethod

    /// Describes a project; the default branch is protected unless said otherwise.
    public init(
        _ path: String, description: String = "", topics: [String] = [], defaultBranch: String = "main",
        commits: [SeedCommit], members: [String: AccessLevel] = SeedProject.usualMembers,
        protectedBranches: [String]? = nil, labels: [String] = [], isArchived: Bool = false,
        hasMergeRequests: Bool = true, mergeMethod: MergeMethod = .mergeCommit
    ) {
        self.path = path
        self.description = description
        self.topics = topics
        self.defaultBranch = defaultBranch
        self.commits = commits
        self.members = members
        self.protectedBranches = protectedBranches ?? [defaultBranch]
        self.labels = labels
        self.isArchived = isArchived
        self.hasMergeRequests = hasMergeRequests
        self.mergeMethod = mergeMethod
    }

    /// Describes a project with one commit of `files`.
    public init(_ path: String, files: [SeedFile], topics: [String] = []) {
        self.init(path, topics: topics, commits: [SeedCommit("Add the first files", files: files)])
    }

    /// `admin` owns, `alice` maintains, `bob` and the bot `windlass` develop.
    public static let usualMembers: [String: AccessLevel] = [
        "admin": .owner, "alice": .maintainer, "bob": .developer, "windlass": .developer,
    ]
}

/// GitLab's roles, by their numbers.
public enum AccessLevel: Int, Hashable, Sendable, Comparable, CaseIterable {
    case guest = 10
    case reporter = 20
    case developer = 30
    case maintainer = 40
    case owner = 50

    public static func < (left: AccessLevel, right: AccessLevel) -> Bool { left.rawValue < right.rawValue }
}
