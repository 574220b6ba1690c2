import Domain

// The parts of Azure DevOps' answers that are used (learn.microsoft.com/rest/api/azure/devops); everything may be missing.

struct AzureList<Item: Decodable & Sendable>: Decodable, Sendable {
    var value: [Item]?
}

struct AzureIdentity: Decodable, Sendable {
    struct Property: Decodable, Sendable {
        var value: String?

        enum CodingKeys: String, CodingKey { case value = "$value" }
    }

    var id: String?
    var displayName: String?
    var providerDisplayName: String?
    var uniqueName: String?
    var isActive: Bool?
    var isRequired: Bool?
    var properties: [String: Property]?
}

struct AzureConnection: Decodable, Sendable {
    var authenticatedUser: AzureIdentity?
}

struct AzureProject: Decodable, Sendable {
    var name: String?
}

struct AzureRepository: Decodable, Sendable {
    var id: String?
    var name: String?
    var project: AzureProject?
    var defaultBranch: String?
    var isDisabled: Bool?
    var isFork: Bool?
    var webUrl: String?
}

struct AzureRef: Decodable, Sendable {
    var name: String?
    var objectId: String?
}

struct AzureRefResult: Decodable, Sendable {
    var success: Bool?
    var updateStatus: String?
}

struct AzurePullRequest: Decodable, Sendable {
    struct Label: Decodable, Sendable {
        var name: String?
        var active: Bool?
    }

    var pullRequestId: Int?
    var status: String?
    var title: String?
    var description: String?
    var sourceRefName: String?
    var targetRefName: String?
    var labels: [Label]?
    var reviewers: [AzureIdentity]?
    var forkSource: AzureRef?
    var isDraft: Bool?
    var mergeStatus: String?
    var creationDate: String?
    var createdBy: AzureIdentity?
    var lastMergeSourceCommit: Commit?
    var autoCompleteSetBy: AzureIdentity?

    struct Commit: Codable, Sendable {
        var commitId: String?
    }

    /// Nil while Azure has not looked.
    var conflicts: Bool? {
        [nil, "notSet", "queued"].contains(mergeStatus) ? nil : mergeStatus == "conflicts"
    }

    /// The merge request, or nil where a part is missing that nothing can be done without.
    func mergeRequest(in repository: ForgeRepository) -> MergeRequest? {
        guard let number = pullRequestId, let source = sourceRefName?.branch, let target = targetRefName?.branch,
            let state
        else { return nil }
        let people = reviewers ?? []
        var request = MergeRequest(
            number: number, state: state, title: title ?? "", description: description ?? "", sourceBranch: source,
            targetBranch: target, labels: labels?.filter { $0.active != false }.compactMap(\.name) ?? [],
            assignees: people.filter { $0.isRequired == true }.compactMap(\.uniqueName),
            reviewers: people.filter { $0.isRequired != true }.compactMap(\.uniqueName),
            webURL: "\(repository.webURL)/pullrequest/\(number)")
        request.head = lastMergeSourceCommit?.commitId.map { CommitSHA($0) }
        request.isDraft = isDraft == true
        request.hasConflicts = conflicts
        request.isMergingItself = autoCompleteSetBy?.id.map { !$0.allSatisfy { "0-".contains($0) } } ?? false
        request.author = createdBy?.uniqueName
        request.createdAt = creationDate.flatMap(forgeTime)
        return request
    }

    private var state: MergeRequestState? {
        switch status {
        case "active": .open
        case "abandoned": .closed
        case "completed": .merged
        default: nil
        }
    }
}

extension String {
    /// The branch of a full reference name.
    fileprivate var branch: BranchName? {
        hasPrefix("refs/heads/") ? BranchName(String(dropFirst("refs/heads/".count))) : nil
    }
}

struct AzureNewPullRequest: Encodable, Sendable {
    struct Label: Encodable, Sendable {
        var name: String
    }

    var sourceRefName: String
    var targetRefName: String
    var title: String
    var description: String
    var isDraft: Bool
    var reviewers: [AzureReviewer]
    var labels: [Label]
}

/// A reviewer in the list of a new pull request.
struct AzureReviewer: Encodable, Sendable {
    var id: String
    var isRequired: Bool
}

/// A reviewer who is added; nobody has voted yet.
struct AzureVote: Encodable, Sendable {
    var vote = 0
    var isRequired: Bool
}

/// What is sent to change a pull request; only the fields that are not nil are sent.
struct AzurePullRequestChange: Encodable, Sendable {
    var title: String?
    var description: String?
    var status: String?
    var targetRefName: String?
    var isDraft: Bool?
    var autoCompleteSetBy: Person?
    var completionOptions: Completion?

    struct Person: Encodable, Sendable {
        var id: String
    }

    struct Completion: Encodable, Sendable {
        var mergeStrategy: String?
        var deleteSourceBranch = true
    }
}

struct AzureThread: Encodable, Sendable {
    struct Comment: Encodable, Sendable {
        var parentCommentId = 0
        var content: String
        var commentType = "text"
    }

    var comments: [Comment]
    /// Open threads may keep a pull request from being completed.
    var status = "closed"
}

struct AzureRefUpdate: Encodable, Sendable {
    var name: String
    var oldObjectId: String
    var newObjectId = String(repeating: "0", count: 40)
}
