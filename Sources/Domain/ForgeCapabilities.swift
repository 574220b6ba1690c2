/// What differs between forges, as values, so that no workflow asks which forge it is.
public struct ForgeCapabilities: Hashable, Sendable {
    /// The longest description that the forge stores, in units of UTF-16.
    public var descriptionLimit: Int
    /// The longest note that it stores, in units of UTF-16; what a description has no room for goes there.
    public var noteLimit = 60_000
    /// How many assignees are kept; 0 where only reviewers exist.
    public var assigneeLimit: Int
    /// Whether a description may fold parts away with `<details>`.
    public var rendersDetails: Bool
    /// Whether a repository has issues that we can keep.
    public var keepsIssues = true
    /// Where the file CODEOWNERS is looked for, and how it is read.
    public var codeOwners = CodeOwnersForm.either
    /// Whether a team, named `organisation/team`, can be asked for a review.
    public var asksTeams = false
    /// Whether merge requests are filed under milestones.
    public var hasMilestones = false
    /// Whether it keeps the dashboard where settings ask for it, though it be no issue of the repository.
    public var keepsDashboard = true
    /// Whether boxes in the dashboard are ticked by a click; else people write the tick.
    public var hasBoxes = true

    public init(descriptionLimit: Int, assigneeLimit: Int, rendersDetails: Bool) {
        self.descriptionLimit = descriptionLimit
        self.assigneeLimit = assigneeLimit
        self.rendersDetails = rendersDetails
    }

    /// Which of the `wanted` assignees it is worth to send, because they are not on a merge request that has `current`.
    ///
    /// A forge that keeps fewer assignees than were sent drops the others without an error, so reading back shows less
    /// than what was written. Once as many of the wanted ones are there as every edition of the forge keeps, nothing is
    /// lacking: a run that compares with this never sends the same names again and again. Names are compared without
    /// regard to case, as forges do.
    public func lacking(_ wanted: [String], on current: [String]) -> [String] {
        let present = Set(current.map { $0.lowercased() })
        let missing = wanted.filter { !present.contains($0.lowercased()) }
        return wanted.count - missing.count >= assigneeLimit ? [] : missing
    }
}
