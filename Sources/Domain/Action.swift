/// One step that brings the forge nearer to the plan. Actions are values: the decision returns them, the run carries them out.
public enum Action: Hashable, Sendable {
    /// Build the branch and open a merge request. `head` is where the branch is now, left over from a run that was cut off.
    /// `refused` are versions that were left out because a person had closed them, to be remembered.
    case open(Proposal, head: CommitSHA?, refused: [String])
    /// Build the branch, and open no merge request yet.
    case push(Proposal, head: CommitSHA?)
    /// Let the forge merge it by itself, at this commit and no other.
    case automerge(MergeRequest, MergeRequestMemory, head: CommitSHA, LifeCycleOptions.MergeStrategy)
    /// Build the branch again, on the head of the target, and describe it anew.
    case rebuild(Proposal, MergeRequest, MergeRequestMemory?, head: CommitSHA?, RebuildReason)
    /// Bring texts, labels and people up to date; the branch stays.
    case refresh(Proposal, MergeRequest, MergeRequestMemory, Refreshment)
    /// Open a merge request of ours again that was closed as outdated; `head` as with `open`.
    case reopen(Proposal, MergeRequest, MergeRequestMemory, head: CommitSHA?)
    /// Close, saying why, and delete the branch if it is still at `head`.
    case close(MergeRequest, MergeRequestMemory?, head: CommitSHA?, CloseReason)
    /// Delete a branch of ours that belongs to no merge request.
    case deleteBranch(BranchName, head: CommitSHA)
    /// Write into a merged merge request that its hop has landed, and what shows it.
    case recordLanding(MergeRequest, MergeRequestMemory, evidence: String)
    /// Say once that the branch is somebody else's now.
    case yield(MergeRequest, MergeRequestMemory)
}

extension Action {
    /// What is proposed; nil for actions that take something back.
    public var proposal: Proposal? {
        switch self {
        case .open(let proposal, _, _), .push(let proposal, _), .rebuild(let proposal, _, _, _, _),
            .refresh(let proposal, _, _, _), .reopen(let proposal, _, _, _):
            proposal
        case .automerge, .close, .deleteBranch, .recordLanding, .yield: nil
        }
    }
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
    /// Makes it a draft (true) or ready (false).
    public var turnsDraft: Bool?

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
    /// The target branch moved, and settings or a label want the branch on its head.
    case behindTarget
    /// The forge says that it cannot be merged.
    case conflict
    /// A person asked for it.
    case asked
    /// A person gave the branch back to us.
    case taken
    /// An earlier run was cut off between push and description.
    case interrupted
    /// Another bot opened it, and settings hand it to us.
    case adopted
}

/// Why a merge request is closed by us.
public enum CloseReason: Hashable, Sendable {
    /// What it proposes is on the target branch already, or nothing of it is wanted any more.
    case outdated
    /// It is a hop of a component that is not the next one any more; the text says what is, and why.
    case overtaken(String)
    /// Settings hold what it proposes.
    case held(HoldReason)
    /// A person told us to ignore the version, its minor or its major.
    case ignored(BotCommand.Scope)
}
