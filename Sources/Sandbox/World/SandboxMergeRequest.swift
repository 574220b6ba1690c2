/// A merge request as it is on the forge, for tests and tables.
public struct SandboxMergeRequest: Hashable, Sendable {
    /// The path of the project.
    public var project: String
    /// The number within the project.
    public var iid: Int
    /// `opened`, `closed` or `merged`.
    public var state: String
    public var title: String
    public var description: String
    public var sourceBranch: String
    public var targetBranch: String
    /// User names.
    public var author: String
    /// User names, in the order of assignment.
    public var assignees: [String]
    /// User names, in the order of assignment.
    public var reviewers: [String]
    /// In alphabetical order.
    public var labels: [String]
    /// The texts of its notes, oldest first.
    public var notes: [String]
    /// The page for people.
    public var webURL: String
    /// The head of the source branch.
    public var sha: String?
    /// The newest commit that source and target have in common.
    public var base: String?
    public var isDraft: Bool
    /// Whether it was told to merge itself when it may.
    public var isMergingItself: Bool
    /// The title of its milestone.
    public var milestone: String?
    /// Teams that are asked for a review.
    public var teams: [String]
}
