/// One step that brings the forge nearer to the plan. Actions are values: the decision returns them, the run carries them out.
public enum Action: Hashable, Sendable {
    /// Build the branch and open a merge request. `head` is where the branch is now, left over from a run that was cut off.
    case open(Proposal, head: CommitSHA?)
    /// Build the branch again, on the head of the target, and describe it anew.
    case rebuild(Proposal, MergeRequest, MergeRequestMemory?, head: CommitSHA?, RebuildReason)
    /// Bring texts, labels and people up to date; the branch stays.
    case refresh(Proposal, MergeRequest, MergeRequestMemory, Refreshment)
    /// Close, saying why, and delete the branch if it is still at `head`.
    case close(MergeRequest, MergeRequestMemory?, head: CommitSHA?, CloseReason)
    /// Delete a branch of ours that belongs to no merge request.
    case deleteBranch(BranchName, head: CommitSHA)
    /// Write into a merged merge request that its hop has landed, and what shows it.
    case recordLanding(MergeRequest, MergeRequestMemory, evidence: String)
    /// Say once that the branch is somebody else's now.
    case yield(MergeRequest, MergeRequestMemory)
}

/// What differs between a merge request and what it should say.
public struct Refreshment: Hashable, Sendable {
    public var title: String?
    public var description: String?
    public var addedLabels: [String]
    /// User names to assign beside those who are.
    public var addedAssignees: [String]
    /// User names to ask for a review beside those who are.
    public var addedReviewers: [String]

    public init(
        title: String? = nil, description: String? = nil, addedLabels: [String] = [], addedAssignees: [String] = [],
        addedReviewers: [String] = []
    ) {
        self.title = title
        self.description = description
        self.addedLabels = addedLabels
        self.addedAssignees = addedAssignees
        self.addedReviewers = addedReviewers
    }

    public var isEmpty: Bool { self == Refreshment() }
}

/// Why a branch is built again.
public enum RebuildReason: Hashable, Sendable {
    /// Other versions are proposed now.
    case newVersions
    /// The same versions, but the files on the target branch are not what they were.
    case targetMoved
    /// The branch is gone, though the merge request is open.
    case branchMissing
    /// An earlier run was cut off between push and description.
    case interrupted
}

/// Why a merge request is closed by us.
public enum CloseReason: Hashable, Sendable {
    /// What it proposes is on the target branch already, or nothing of it is wanted any more.
    case outdated
    /// Settings hold what it proposes.
    case held(HoldReason)
}
