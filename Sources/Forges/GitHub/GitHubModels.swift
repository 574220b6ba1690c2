import Domain

// The parts of GitHub's answers that are used (docs.github.com/rest). Single `assignee` fields went away with the API
// version of 2026, so only lists are read; everything may be missing.

struct GitHubUser: Decodable, Sendable {
    var id: Int?
    var login: String?
}

struct GitHubRepository: Decodable, Sendable {
    struct Permissions: Decodable, Sendable {
        var push: Bool?
    }

    var id: Int?
    var fullName: String?
    var htmlUrl: String?
    var cloneUrl: String?
    var defaultBranch: String?
    var archived: Bool?
    var disabled: Bool?
    var fork: Bool?
    var hasPullRequests: Bool?
    var topics: [String]?
    var permissions: Permissions?
}

struct GitHubAppAnswer: Decodable, Sendable {
    var slug: String?
}

/// One page of the repositories of an installation.
struct GitHubInstallationPage: Decodable, Sendable {
    var repositories: [GitHubRepository]?
}

struct GitHubPullRequest: Decodable, Sendable {
    struct End: Decodable, Sendable {
        var ref: String?
        var sha: String?
        var repo: GitHubRepository?
    }

    struct Label: Decodable, Sendable {
        var name: String?
    }

    struct Milestone: Decodable, Sendable {
        var number: Int?
    }

    /// Only its being there matters.
    struct AutoMerge: Decodable, Sendable {}

    var number: Int?
    var state: String?
    var title: String?
    var body: String?
    var htmlUrl: String?
    var mergedAt: String?
    var user: GitHubUser?
    var head: End?
    var base: End?
    var labels: [Label]?
    var assignees: [GitHubUser]?
    var requestedReviewers: [GitHubUser]?
    var nodeId: String?
    var draft: Bool?
    var createdAt: String?
    var autoMerge: AutoMerge?
    var milestone: Milestone?
    /// Only on a single one, and null while GitHub finds out.
    var mergeable: Bool?

    /// Whether the source branch is in the repository itself. The repository of a fork that was deleted is null.
    var isFromSameRepository: Bool {
        guard let head = head?.repo?.id, let base = base?.repo?.id else { return false }
        return head == base
    }

    /// The merge request, or nil where a part is missing that nothing can be done without.
    var mergeRequest: MergeRequest? {
        guard let number, let head = head?.ref, let base = base?.ref, let state = forgeState else { return nil }
        var request = MergeRequest(
            number: number, state: state, title: title ?? "", description: body ?? "", sourceBranch: BranchName(head),
            targetBranch: BranchName(base), labels: labels?.compactMap(\.name) ?? [],
            assignees: assignees?.compactMap(\.login) ?? [], reviewers: requestedReviewers?.compactMap(\.login) ?? [],
            webURL: htmlUrl ?? "")
        request.head = self.head?.sha.map { CommitSHA($0) }
        request.isDraft = draft == true
        request.author = user?.login
        request.hasConflicts = mergeable.map { !$0 }
        request.isMergingItself = autoMerge != nil
        request.createdAt = createdAt.flatMap(forgeTime)
        request.milestone = milestone?.number
        return request
    }

    private var forgeState: MergeRequestState? {
        switch state {
        case "open": .open
        case "closed": mergedAt == nil ? .closed : .merged
        default: nil
        }
    }
}

/// What is sent to open a pull request.
struct GitHubNewPullRequest: Encodable, Sendable {
    var title: String
    var head: String
    var base: String
    var body: String
    var draft: Bool?
}

/// What is sent to change one; only the fields that are not nil are sent.
struct GitHubPullRequestChange: Encodable, Sendable {
    var title: String?
    var body: String?
    var state: String?
    var base: String?
}

struct GitHubLabels: Encodable, Sendable {
    var labels: [String]
}

struct GitHubAssignees: Encodable, Sendable {
    var assignees: [String]
}

/// Users, and teams by what stands behind the slash of their names.
struct GitHubReviewers: Encodable, Sendable {
    var reviewers: [String]
    var teamReviewers: [String]?

    init(_ names: [String]) {
        reviewers = names.filter { !$0.contains("/") }
        let teams = names.compactMap { $0.split(separator: "/").dropFirst().last.map(String.init) }
        teamReviewers = teams.isEmpty ? nil : teams
    }
}

struct GitHubMilestone: Codable, Sendable {
    var milestone: Int
}

/// Who is asked for a review, as GitHub tells it.
struct GitHubReviewRequests: Decodable, Sendable {
    var users: [GitHubUser]?
}

struct GitHubComment: Encodable, Sendable {
    var body: String
}
