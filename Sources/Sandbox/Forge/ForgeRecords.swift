import Foundation

/// A user as the forge keeps it.
struct UserRecord: Hashable, Sendable {
    var id: Int
    var username: String
    var name: String
    var isBlocked: Bool
    var isBot: Bool
    var isAdmin: Bool
}

/// What a token allows.
struct TokenRecord: Hashable, Sendable {
    var userID: Int
    /// The scope `read_api` and `read_repository` only.
    var isReadOnly: Bool
    /// Nil for tokens that do not end.
    var expiresAt: Date?
    /// The installation of an app that the token is for, as GitHub has them; nil for tokens of users.
    var installation: Int?
}

/// A project as the forge keeps it.
struct ProjectRecord: Sendable {
    var id: Int
    var path: String
    var description: String
    var topics: [String]
    var defaultBranch: String
    var isArchived: Bool
    var hasMergeRequests: Bool
    var mergeMethod: SeedProject.MergeMethod
    var createdAt: Date
    /// Roles by user id.
    var members: [Int: AccessLevel]
    var protectedBranches: Set<String>
    var labels: [LabelRecord] = []
    /// By `iid - 1`: nothing is ever removed.
    var mergeRequests: [MergeRequestRecord] = []
    /// Whether the default branch was seen to exist.
    var hasCommits: Bool
    var issues: [IssueRecord] = []
    /// The titles of milestones, by number minus one.
    var milestones: [String] = []
    /// By commit.
    var checks: [String: [CheckRecord]] = [:]
    /// Whether GitHub lets pull requests merge themselves.
    var allowsAutoMerge = true
    var repository: BareRepository

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    /// The path of the group it is in.
    var group: String { path.split(separator: "/").dropLast().joined(separator: "/") }
}

/// A label as the forge keeps it.
struct LabelRecord: Hashable, Sendable {
    var id: Int
    var name: String
    var color: String
    var description: String?
}

/// A note as the forge keeps it.
struct NoteRecord: Hashable, Sendable {
    var id: Int
    var authorID: Int
    var body: String
    var createdAt: Date
    var updatedAt: Date
}

/// A merge request as the forge keeps it.
struct MergeRequestRecord: Hashable, Sendable {
    enum State: String, Hashable, Sendable, CaseIterable {
        case opened, closed, merged
        /// While it is being merged.
        case locked
    }

    var id: Int
    var iid: Int
    var title: String
    var description: String
    var state = State.opened
    var sourceBranch: String
    var targetBranch: String
    var authorID: Int
    var assigneeIDs: [Int] = []
    var reviewerIDs: [Int] = []
    var labels: [String] = []
    var removesSourceBranch = false
    var isSquash = false
    var createdAt: Date
    var updatedAt: Date
    var mergedAt: Date?
    var mergedByID: Int?
    var closedAt: Date?
    var closedByID: Int?
    var mergeCommit: String?
    /// The head of the source branch, as it was when it was last looked at.
    var head: String?
    /// The head of the target branch then.
    var target: String?
    var mergeability: Mergeability?
    var notes: [NoteRecord] = []
    /// Who told it to merge itself when it may.
    var mergingItselfByID: Int?
    /// A draft by a field of its own; GitLab tells it by the title.
    var isMarkedDraft = false
    /// The number of its milestone.
    var milestone: Int?
    /// Teams that are asked for a review, as GitHub has them: by what stands behind the slash.
    var teams: [String] = []

    var isDraft: Bool {
        let title = title.lowercased()
        return ["draft:", "[draft]", "(draft)"].contains { title.hasPrefix($0) }
    }
}
