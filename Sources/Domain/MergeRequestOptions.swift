/// What a repository says about all of its merge requests together. Names and meanings are Renovate's.
public struct MergeRequestOptions: Hashable, Sendable {
    /// A merge request with this label is built again, and loses the label.
    public var rebaseLabel = "rebase"
    /// A merge request with this label is left as it is.
    public var stopUpdatingLabel = "stop-updating"
    /// A merge request with this label is built again whenever the target branch moves.
    public var keepUpdatedLabel: String?
    /// The most merge requests opened in an hour; 0 means no limit.
    public var prHourlyLimit = 0
    /// The most branches built or built again in an hour; 0 means no limit.
    public var commitHourlyLimit = 0
    /// The most branches of ours at once; nil means as many as `prConcurrentLimit`, 0 means no limit.
    public var branchConcurrentLimit: Int?

    /// Whether one issue shows everything that is open, waiting and held.
    public var dependencyDashboard = false
    public var dependencyDashboardTitle = "Dependency Dashboard"

    /// What to do where another bot has opened a merge request for the same update.
    public var otherBots = OtherBots.leave
    /// What the branches of the other bot begin with; empty means that there is none.
    public var otherBotsBranchPrefix = "renovate/"

    public init() {}
}
