/// Something that happened at a forge, a registry or a cluster, as a hint to look at a repository sooner.
///
/// An event is never the truth: what is done about it is decided from Git and the forge. So it carries names only, as few
/// as are needed to find what to look at.
public enum Event: Hashable, Sendable, Codable {
    /// A branch has a new head; `paths` are the changed files, nil when the sender did not say all of them.
    case branchPushed(RepositoryName, branch: BranchName, isDefault: Bool, paths: [String]?)
    /// A tag or release was published.
    case tagPublished(RepositoryName, tag: String)
    case mergeRequest(RepositoryName, number: Int, MergeRequestEvent)
    /// Somebody wrote a note with a command to us.
    case command(RepositoryName, number: Int, author: String, BotCommand)
    /// A pipeline or check of a commit ended.
    case pipelineFinished(RepositoryName, commit: CommitSHA)
    /// An issue was edited, which may be the dashboard.
    case issueEdited(RepositoryName, number: Int)
    /// An image or a chart was pushed to a registry.
    case packagePushed(PackagePush)
    case repository(RepositoryName, RepositoryEvent)
    /// The bot's app was installed, removed, or given other repositories.
    case installationChanged(account: String)
    /// A deployment or rollout has a new state.
    case rollout(RolloutEvent)
}

/// A repository as its forge calls it.
public struct RepositoryName: Hashable, Sendable, Codable {
    /// The forge's own key; names change, keys do not. Empty when the sender does not say.
    public var id: String
    /// The full path, such as `platform/gitops`.
    public var path: String

    public init(id: String = "", path: String) {
        self.id = id
        self.path = path
    }
}

/// What happened to a merge request.
public enum MergeRequestEvent: String, Hashable, Sendable, Codable, CaseIterable {
    case opened, updated, edited, labelled, approved, merged, closed, reopened
}

/// What happened to a repository.
public enum RepositoryEvent: String, Hashable, Sendable, Codable, CaseIterable {
    case added, renamed, archived, removed, changed
}

/// An image or chart that was pushed.
public struct PackagePush: Hashable, Sendable, Codable {
    /// The host of the registry; nil when the sender does not say.
    public var registry: String?
    /// The repository in the registry, such as `library/nginx`.
    public var repository: String
    /// Nil for a push by digest only.
    public var tag: String?
    public var digest: String?

    public init(registry: String?, repository: String, tag: String?, digest: String? = nil) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }
}

/// A new state of a deployment, an Argo CD application or a Flux resource.
public struct RolloutEvent: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        case running, succeeded, failed
    }

    /// What is rolled out, such as `argocd/gitlab` or an environment's name.
    public var name: String
    public var state: State
    /// The commit, where the sender says it.
    public var revision: String?
    public var message: String

    public init(name: String, state: State, revision: String? = nil, message: String = "") {
        self.name = name
        self.state = state
        self.revision = revision
        self.message = message
    }
}
