/// What all pipelines, statuses and checks of a commit come to.
public enum CheckState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing checks it.
    case none
    /// One at least has not ended.
    case pending
    case success
    case failure

    /// What several come to: a failure counts most, then what has not ended.
    public init(_ states: some Sequence<CheckState>) {
        let found = Set(states)
        self = [.failure, .pending, .success].first { found.contains($0) } ?? .none
    }
}
