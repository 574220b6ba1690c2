/// What one run did to one repository, and everything it has to say about it.
public struct RepositoryReport: Sendable {
    /// The forge's name in settings.
    public var forge: String
    /// The full path of the repository.
    public var repository: String
    public var target: BranchName?
    /// The commit that was looked at.
    public var head: CommitSHA?
    public var plan: Plan
    /// What was done, or with `isDryRun` what would have been done.
    public var steps: [Step]
    /// Held by the state of the forge rather than by rules: closed, over the limit, taken over.
    public var held: [HeldUpdate]
    public var diagnostics: [Diagnostic]
    /// Where the components of the platform stand.
    public var chains: [ComponentChain] = []
    /// Whether people are told now that its settings cannot be used; nil when that is not known.
    public var hasToldOfSettings: Bool?
    /// Why the run of this repository ended early; nil when it did not.
    public var failure: String?

    public init(
        forge: String, repository: String, target: BranchName? = nil, head: CommitSHA? = nil, plan: Plan = Plan(),
        steps: [Step] = [], held: [HeldUpdate] = [], diagnostics: [Diagnostic] = [], failure: String? = nil
    ) {
        self.forge = forge
        self.repository = repository
        self.target = target
        self.head = head
        self.plan = plan
        self.steps = steps
        self.held = held
        self.diagnostics = diagnostics
        self.failure = failure
    }

    /// Whether something did not work: the exit code of a run is 1 then.
    public var hasFailed: Bool {
        failure != nil || !plan.unknown.isEmpty || steps.contains { $0.error != nil }
    }

    /// How many writes to the forge or to Git were made.
    public var writes: Int { steps.reduce(0) { $0 + $1.writes } }
}

/// One action and how it ended.
public struct Step: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case opened, reopened, rebuilt, refreshed, closed
        case branchDeleted = "branch-deleted"
        case yielded
        /// A branch was built that has no merge request yet.
        case pushed
        case automerged
        /// It was written down that a hop has landed.
        case recorded
    }

    public var kind: Kind
    public var title: String
    public var branch: BranchName
    public var target: BranchName?
    /// The merge request's number, where there is one.
    public var number: Int?
    public var webURL: String?
    public var files: [String]
    public var assignees: [String]
    /// How many writes it made.
    public var writes: Int
    /// What went wrong; nil when it was done.
    public var error: String?
    /// What else is to be said; nil when that is nothing.
    public var remark: String?

    public init(
        kind: Kind, title: String, branch: BranchName, target: BranchName? = nil, number: Int? = nil,
        webURL: String? = nil, files: [String] = [], assignees: [String] = [], writes: Int = 0, error: String? = nil
    ) {
        self.kind = kind
        self.title = title
        self.branch = branch
        self.target = target
        self.number = number
        self.webURL = webURL
        self.files = files
        self.assignees = assignees
        self.writes = writes
        self.error = error
    }
}
