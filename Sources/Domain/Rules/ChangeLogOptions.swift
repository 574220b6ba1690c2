/// What a repository and its package rules say about release notes; nil leaves what was said before.
///
/// Names and meanings are Renovate's: https://docs.renovatebot.com/configuration-options/#fetchchangelogs
public struct ChangeLogOptions: Hashable, Sendable {
    /// When release notes are fetched.
    public enum Fetching: String, Hashable, Sendable, CaseIterable {
        /// Never: descriptions have none.
        case off
        /// For a merge request that is written.
        case pr
        /// Before the branch is built; here that is when a merge request is written, too.
        case branch
    }

    public var fetchChangeLogs: Fetching?
    /// A page about changes, which is linked.
    public var changelogURL: String?
    /// Where the source code is, in place of what the registry says.
    public var sourceURL: String?

    public init() {}

    /// Puts what `other` says over this.
    public mutating func apply(_ other: ChangeLogOptions) {
        fetchChangeLogs = other.fetchChangeLogs ?? fetchChangeLogs
        changelogURL = other.changelogURL ?? changelogURL
        sourceURL = other.sourceURL ?? sourceURL
    }
}
