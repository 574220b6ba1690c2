public import Foundation

public enum MergeRequestState: String, Hashable, Sendable, Codable {
    case open, merged
    /// Closed without being merged: a person says no.
    case closed
}

/// A merge request as it is on the forge now.
public struct MergeRequest: Hashable, Sendable {
    /// The number within the repository, as people write it behind `!`.
    public var number: Int
    public var state: MergeRequestState
    public var title: String
    public var description: String
    public var sourceBranch: BranchName
    public var targetBranch: BranchName
    public var labels: [String]
    /// User names.
    public var assignees: [String]
    /// User names.
    public var reviewers: [String]
    public var webURL: String
    /// The head of the source branch, where the forge says it.
    public var head: CommitSHA?
    public var isDraft = false
    /// Whether Git cannot merge it; nil where the forge did not say, or has not found out yet.
    public var hasConflicts: Bool?
    /// Whether the forge merges it by itself as soon as it may.
    public var isMergingItself = false
    public var createdAt: Date?
    /// The name of who opened it, where the forge says so.
    public var author: String?
    /// The milestone's number, where the forge has milestones.
    public var milestone: Int?

    public init(
        number: Int, state: MergeRequestState, title: String, description: String, sourceBranch: BranchName,
        targetBranch: BranchName, labels: [String] = [], assignees: [String] = [], reviewers: [String] = [],
        webURL: String
    ) {
        self.number = number
        self.state = state
        self.title = title
        self.description = description
        self.sourceBranch = sourceBranch
        self.targetBranch = targetBranch
        self.labels = labels
        self.assignees = assignees
        self.reviewers = reviewers
        self.webURL = webURL
    }
}

/// A merge request to be opened.
public struct MergeRequestDraft: Hashable, Sendable {
    public var title: String
    public var description: String
    public var sourceBranch: BranchName
    public var targetBranch: BranchName
    public var labels: [String]
    public var assignees: [ForgeUser]
    public var reviewers: [ForgeUser]
    public var isDraft = false
    /// The milestone's number.
    public var milestone: Int?

    public init(
        title: String, description: String, sourceBranch: BranchName, targetBranch: BranchName, labels: [String] = [],
        assignees: [ForgeUser] = [], reviewers: [ForgeUser] = []
    ) {
        self.title = title
        self.description = description
        self.sourceBranch = sourceBranch
        self.targetBranch = targetBranch
        self.labels = labels
        self.assignees = assignees
        self.reviewers = reviewers
    }
}

/// What to change on a merge request; nil leaves a part as it is.
public struct MergeRequestChange: Hashable, Sendable {
    public var title: String?
    public var description: String?
    /// Where it is to be merged from now on.
    public var targetBranch: BranchName?
    public var addedLabels: [String]
    public var removedLabels: [String] = []
    public var assignees: [ForgeUser]?
    public var reviewers: [ForgeUser]?
    /// The milestone's number.
    public var milestone: Int?
    /// Whether it is a draft now: not a change, but needed where a draft is told by its title.
    public var isDraft = false
    /// Makes it a draft (true) or ready (false); comes with ``title`` and with ``isDraft`` as it will be.
    public var turnsDraft: Bool?

    public init(
        title: String? = nil, description: String? = nil, addedLabels: [String] = [], assignees: [ForgeUser]? = nil,
        reviewers: [ForgeUser]? = nil
    ) {
        self.title = title
        self.description = description
        self.addedLabels = addedLabels
        self.assignees = assignees
        self.reviewers = reviewers
    }

    public var isEmpty: Bool {
        var change = self
        change.isDraft = false
        return change == MergeRequestChange()
    }
}

/// A note below a merge request.
public struct ForgeNote: Hashable, Sendable {
    /// The forge's own key for API calls.
    public var id: String
    /// The name of who wrote it.
    public var author: String
    public var text: String
    /// Whether we wrote it.
    public var isOurs: Bool

    public init(id: String, author: String, text: String, isOurs: Bool) {
        self.id = id
        self.author = author
        self.text = text
        self.isOurs = isOurs
    }
}
