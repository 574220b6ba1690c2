/// What a repository and its package rules say about who is asked, and where a merge request is filed.
///
/// Names and meanings are Renovate's: https://docs.renovatebot.com/configuration-options/
public struct PeopleOptions: Hashable, Sendable {
    /// Whether those who own the changed files by the repository's CODEOWNERS are assigned.
    public var assigneesFromCodeOwners: Bool?
    /// Whether those who own the changed files by the repository's CODEOWNERS are asked for a review.
    public var reviewersFromCodeOwners: Bool?
    /// Whether the members of groups and teams stand for them.
    public var expandCodeOwnersGroups: Bool?
    /// User names that are asked beside the others.
    public var additionalReviewers: [String] = []
    /// How many of those who could be assigned are; nil means all.
    public var assigneesSampleSize: Int?
    /// How many of those who could be asked are; nil means all.
    public var reviewersSampleSize: Int?
    /// Whether what merges itself is assigned and reviewed as everything else, and not only when its checks failed; nil
    /// means that it is.
    public var assignAutomerge: Bool?
    /// The number of the milestone.
    public var milestone: Int?

    public init() {}

    /// Puts what `other` says over this.
    public mutating func apply(_ other: PeopleOptions) {
        assigneesFromCodeOwners = other.assigneesFromCodeOwners ?? assigneesFromCodeOwners
        reviewersFromCodeOwners = other.reviewersFromCodeOwners ?? reviewersFromCodeOwners
        expandCodeOwnersGroups = other.expandCodeOwnersGroups ?? expandCodeOwnersGroups
        additionalReviewers = distinct(additionalReviewers + other.additionalReviewers)
        assigneesSampleSize = other.assigneesSampleSize ?? assigneesSampleSize
        reviewersSampleSize = other.reviewersSampleSize ?? reviewersSampleSize
        assignAutomerge = other.assignAutomerge ?? assignAutomerge
        milestone = other.milestone ?? milestone
    }

    /// Joins the options of two updates that come in one merge request: who is asked for either is asked.
    public func joined(with other: PeopleOptions) -> PeopleOptions {
        var joined = self
        joined.apply(other)
        joined.assigneesFromCodeOwners = Self.either(assigneesFromCodeOwners, other.assigneesFromCodeOwners)
        joined.reviewersFromCodeOwners = Self.either(reviewersFromCodeOwners, other.reviewersFromCodeOwners)
        joined.assignAutomerge = Self.either(assignAutomerge, other.assignAutomerge)
        joined.expandCodeOwnersGroups = Self.either(expandCodeOwnersGroups, other.expandCodeOwnersGroups)
        return joined
    }

    private static func either(_ a: Bool?, _ b: Bool?) -> Bool? { a == true ? true : b ?? a }
}
