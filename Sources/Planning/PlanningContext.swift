public import Domain
public import Foundation

/// What a plan depends on beside dependencies, releases and options.
public struct PlanningContext: Hashable, Sendable {
    /// The repository with its groups, such as `group/shop`; rules that ask for one do not match without it.
    public var repository: String?
    /// The branch that merge requests go to; rules that ask for one do not match without it.
    public var baseBranch: BranchName?
    /// The time of the plan; without it neither the age of releases nor a schedule holds anything back.
    public var now: Date?

    public init(repository: String? = nil, baseBranch: BranchName? = nil, now: Date? = nil) {
        self.repository = repository
        self.baseBranch = baseBranch
        self.now = now
    }
}
