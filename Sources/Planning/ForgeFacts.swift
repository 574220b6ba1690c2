public import Domain
public import Foundation

/// What is on the server and the forge now, as far as a run asked.
public struct ForgeFacts: Sendable {
    /// The branch that merge requests go to, and where it is.
    public var target: BranchName
    public var base: CommitSHA
    /// The files of `base`.
    public var blobs: [String: BlobID]
    /// Every branch under our prefix.
    public var branches: [BranchName: CommitSHA]
    /// The open merge requests from branches under our prefix.
    public var openMergeRequests: [MergeRequest]
    /// Answers to ``FactQuestion/isOurs(_:)``.
    public var ours: [CommitSHA: Bool] = [:]
    /// Answers to ``FactQuestion/earlier(_:)``, newest first.
    public var earlier: [BranchName: [MergeRequest]] = [:]
    /// Answers to ``FactQuestion/hasConflicts(_:)``, by number. What is not known yet counts as none.
    public var conflicts: [Int: Bool] = [:]
    /// Answers to ``FactQuestion/checks(_:)``.
    public var checks: [CommitSHA: CheckState] = [:]
    /// The answer to ``FactQuestion/newest``.
    public var newest: [MergeRequest]?
    /// What the commits say that ``ours`` is about.
    public var messages: [CommitSHA: String] = [:]
    /// What people ticked in the dashboard, by the names of the controls.
    public var ticked: Set<String> = []
    /// Of the open ones, the numbers of those that another bot opened, and that are to be ours.
    public var adopting: Set<Int> = []
    /// Answers to ``FactQuestion/notes(_:)``; nil when nobody is to be asked.
    public var notes: [NotesQuestion: ReleaseNotes]?
    /// The time of the run; without it no order has an end, and no hour is counted.
    public var now: Date?

    /// The day of the run as `2026-12-24`, which orders of people are held against.
    var today: String? { now?.formatted(.iso8601.year().month().day()) }

    public init(
        target: BranchName, base: CommitSHA, blobs: [String: BlobID], branches: [BranchName: CommitSHA],
        openMergeRequests: [MergeRequest]
    ) {
        self.target = target
        self.base = base
        self.blobs = blobs
        self.branches = branches
        self.openMergeRequests = openMergeRequests
    }
}

/// A fact that a decision needs and that costs a request, so it is asked for only then.
public enum FactQuestion: Hashable, Sendable {
    /// Did we make this commit?
    case isOurs(CommitSHA)
    /// Which merge requests came from this branch before?
    case earlier(BranchName)
    /// Does the forge say that the merge request of this number cannot be merged?
    case hasConflicts(Int)
    /// What do the checks of this commit come to?
    case checks(CommitSHA)
    /// Which merge requests of ours are the newest, open or not?
    case newest
    /// What is told about the releases of an update?
    case notes(NotesQuestion)
}
