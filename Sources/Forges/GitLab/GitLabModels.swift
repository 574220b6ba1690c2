import Domain
import Foundation

// The parts of GitLab's answers that are used (docs.gitlab.com/api/rest). Nothing says which fields may be null, so all may.

struct GitLabUser: Decodable, Sendable {
    var id: Int?
    var username: String?
    /// `active`, `blocked`, `deactivated`, `banned`, ...
    var state: String?

    /// The user, when it can be assigned.
    var assignable: ForgeUser? {
        guard let id, let username, state ?? "active" == "active" else { return nil }
        return ForgeUser(id: String(id), name: username)
    }
}

struct GitLabProject: Decodable, Sendable {
    var id: Int?
    var pathWithNamespace: String?
    var webUrl: String?
    var httpUrlToRepo: String?
    var defaultBranch: String?
    var archived: Bool?
    var emptyRepo: Bool?
    var markedForDeletionAt: String?
    var mergeRequestsEnabled: Bool?
    var mergeRequestsAccessLevel: String?
    var repositoryAccessLevel: String?
}

struct GitLabMergeRequest: Decodable, Sendable {
    var iid: Int?
    var state: String?
    var title: String?
    var description: String?
    var sourceBranch: String?
    var targetBranch: String?
    var sourceProjectId: Int?
    var targetProjectId: Int?
    var labels: [String]?
    var assignees: [GitLabUser]?
    var reviewers: [GitLabUser]?
    var webUrl: String?
    var sha: String?
    var draft: Bool?
    var hasConflicts: Bool?
    var detailedMergeStatus: String?
    var mergeWhenPipelineSucceeds: Bool?
    var createdAt: String?
    var author: GitLabUser?
    var milestone: Milestone?

    struct Milestone: Decodable, Sendable {
        var id: Int?
    }

    /// Nil while GitLab has not looked; it says "no conflicts" then.
    var conflicts: Bool? {
        ["unchecked", "checking", "preparing"].contains(detailedMergeStatus) ? nil : hasConflicts
    }

    /// Whether the source branch is in the repository itself. One of a fork may have any name, and anyone may have made it.
    var isFromSameProject: Bool { sourceProjectId == nil || sourceProjectId == targetProjectId }

    /// The merge request, or nil where a part is missing that nothing can be done without.
    var mergeRequest: MergeRequest? {
        guard let iid, let sourceBranch, let targetBranch, let state = forgeState else { return nil }
        var request = MergeRequest(
            number: iid, state: state, title: draft == true ? GitLabDraft.plain(title ?? "") : title ?? "",
            description: QuickActions.restored(description ?? ""),
            sourceBranch: BranchName(sourceBranch), targetBranch: BranchName(targetBranch), labels: labels ?? [],
            assignees: assignees?.compactMap(\.username) ?? [], reviewers: reviewers?.compactMap(\.username) ?? [],
            webURL: webUrl ?? "")
        request.head = sha.map { CommitSHA($0) }
        request.isDraft = draft == true
        request.hasConflicts = conflicts
        request.isMergingItself = mergeWhenPipelineSucceeds == true
        request.author = author?.username
        request.createdAt = createdAt.flatMap(forgeTime)
        request.milestone = milestone?.id
        return request
    }

    /// `locked` is what a merge request is while it is being merged.
    private var forgeState: MergeRequestState? {
        switch state {
        case "opened", "locked": .open
        case "merged": .merged
        case "closed": .closed
        default: nil
        }
    }
}

/// What is sent to open a merge request.
struct GitLabNewMergeRequest: Encodable, Sendable {
    var sourceBranch: String
    var targetBranch: String
    var title: String
    var description: String
    var labels: String?
    var assigneeIds: [Int]?
    var reviewerIds: [Int]?
    var milestoneId: Int?
    /// So that merging leaves no branch behind.
    var removeSourceBranch = true
}

/// What is sent to change one; only the fields that are not nil are sent.
struct GitLabMergeRequestChange: Encodable, Sendable {
    var title: String?
    var description: String?
    var targetBranch: String?
    var addLabels: String?
    var removeLabels: String?
    var assigneeIds: [Int]?
    var reviewerIds: [Int]?
    var milestoneId: Int?
    var stateEvent: String?
}

struct GitLabNote: Encodable, Sendable {
    var body: String
}

/// GitLab tells a draft by the beginning of its title.
enum GitLabDraft {
    static let prefix = "Draft: "

    static func title(_ title: String, isDraft: Bool) -> String { isDraft ? prefix + title : title }

    static func plain(_ title: String) -> String {
        title.hasPrefix(prefix) ? String(title.dropFirst(prefix.count)) : title
    }
}
