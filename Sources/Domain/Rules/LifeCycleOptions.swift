/// What a repository and its package rules say about the life of a merge request; nil leaves what was said before.
///
/// Names and meanings are Renovate's: https://docs.renovatebot.com/configuration-options/
public struct LifeCycleOptions: Hashable, Sendable {
    /// When a branch is built again although its versions are the same.
    public enum RebaseWhen: String, Hashable, Sendable, CaseIterable {
        /// As `behindBaseBranch` for what is merged automatically or carries the label that keeps it updated; else when a
        /// changed file was changed on the target branch.
        case auto
        /// Whenever the target branch moved.
        case behindBaseBranch = "behind-base-branch"
        /// Only when the forge says that it cannot be merged.
        case conflicted
        /// Only when a person asks.
        case never
    }

    /// What becomes of a proposal that a person closed unmerged.
    public enum RecreateWhen: String, Hashable, Sendable, CaseIterable {
        /// The same versions are not proposed again, newer ones are.
        case auto
        /// It is proposed again.
        case always
        /// Nothing is proposed from that branch again.
        case never
    }

    /// When a branch gets its merge request.
    public enum Creation: String, Hashable, Sendable, CaseIterable {
        case immediate
        /// When the checks of the branch ended, however, or there are none.
        case notPending = "not-pending"
        /// When the checks of the branch succeeded.
        case statusSuccess = "status-success"
        /// When a person ticks it in the dashboard.
        case approval
    }

    /// How a merge request that merges itself is merged.
    public enum MergeStrategy: String, Hashable, Sendable, CaseIterable {
        /// As the repository is set up.
        case auto
        case mergeCommit = "merge-commit"
        case squash
        case rebase
    }

    public var rebaseWhen: RebaseWhen?
    public var recreateWhen: RecreateWhen?
    public var prCreation: Creation?
    /// Larger ones are opened first; unset means 0.
    public var prPriority: Int?
    public var draftPR: Bool?
    public var automerge: Bool?
    /// When merging may be switched on; unset and empty mean always.
    public var automergeSchedule: [UpdateSchedule]?
    public var automergeStrategy: MergeStrategy?
    /// Whether nothing is done before a person ticks it in the dashboard.
    public var dependencyDashboardApproval: Bool?
    /// Who is asked, and where it is filed.
    public var people = PeopleOptions()

    public init() {}

    /// Puts what `other` says over this.
    public mutating func apply(_ other: LifeCycleOptions) {
        rebaseWhen = other.rebaseWhen ?? rebaseWhen
        recreateWhen = other.recreateWhen ?? recreateWhen
        prCreation = other.prCreation ?? prCreation
        prPriority = other.prPriority ?? prPriority
        draftPR = other.draftPR ?? draftPR
        automerge = other.automerge ?? automerge
        automergeSchedule = other.automergeSchedule ?? automergeSchedule
        automergeStrategy = other.automergeStrategy ?? automergeStrategy
        dependencyDashboardApproval = other.dependencyDashboardApproval ?? dependencyDashboardApproval
        people.apply(other.people)
    }

    /// Joins the options of two updates that come in one merge request: what is more careful wins.
    public func joined(with other: LifeCycleOptions) -> LifeCycleOptions {
        var joined = self
        joined.apply(other)
        joined.automerge = automerge == true && other.automerge == true
        joined.draftPR = draftPR == true || other.draftPR == true
        joined.prPriority = max(prPriority ?? 0, other.prPriority ?? 0)
        joined.dependencyDashboardApproval =
            dependencyDashboardApproval == true || other.dependencyDashboardApproval == true
        joined.people = people.joined(with: other.people)
        let creations = [prCreation, other.prCreation].compactMap(\.self)
        let careful: [Creation] = [.approval, .statusSuccess, .notPending, .immediate]
        joined.prCreation = careful.first { creations.contains($0) }
        return joined
    }
}
