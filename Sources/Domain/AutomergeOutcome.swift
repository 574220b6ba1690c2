/// What came of telling a forge to merge a merge request by itself.
public enum AutomergeOutcome: Hashable, Sendable {
    /// It waits for its checks and approvals.
    case waiting
    /// Nothing was left to wait for.
    case merged
    /// It is not possible now, for this reason; a later run tries again.
    case refused(String)
}
