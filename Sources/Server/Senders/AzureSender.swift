public import Domain
import Foundation

/// Azure DevOps service hooks, with basic authentication, or a custom header `X-Windlass-Token`.
///
/// Their bodies carry no signature, so what they say is only a hint: everything is read again from the API. Test
/// notifications, which carry a subscription of zeros, are taken and do nothing.
/// Source: https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks
public struct AzureSender: WebhookSender {
    public static let id: SenderID = "azure"
    public static let summary = "Azure DevOps service hooks, with basic authentication"
    public static let bodyLimit = forgeBodyLimit

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        Authenticity.basic(request.field("Authorization"), secrets)
            || Authenticity.token(request.field("X-Windlass-Token"), secrets)
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let kind = body["eventType"].string else { throw MalformedWebhook("the body has no eventType") }
        let subscription = body["subscriptionId"].string ?? ""
        let isTest = !subscription.isEmpty && subscription.allSatisfy { $0 == "0" || $0 == "-" }
        let delivery =
            body["notificationId"].id.map { "\(subscription)/\($0)/\(body["id"].id ?? "")" } ?? body["id"].id
            ?? bodyDelivery(request)
        return WebhookContent(
            delivery: delivery, kind: kind, events: isTest ? [] : events(kind, body["resource"]),
            isKnown: azureEventPrefixes.contains { kind.hasPrefix($0) })
    }

    private func events(_ kind: String, _ resource: JSON) -> [Event] {
        switch kind {
        case "git.push":
            guard let repository = repository(resource["repository"]) else { return [] }
            return resource["refUpdates"].items.flatMap { push($0, resource, repository) }
        case "git.pullrequest.created": return pullRequest(resource, .opened)
        case "git.pullrequest.updated":
            switch resource["status"].string {
            case "completed": return pullRequest(resource, .merged)
            case "abandoned": return pullRequest(resource, .closed)
            default:
                let isApproved = resource["reviewers"].items.contains { ($0["vote"].int ?? 0) >= 5 }
                return pullRequest(resource, isApproved ? .approved : .updated)
            }
        case "git.pullrequest.merged":
            // Sent for every attempt to merge.
            guard resource["status"].string == "completed", resource["mergeStatus"].string == "succeeded" else {
                return pullRequest(resource, .updated)
            }
            return pullRequest(resource, .merged)
        case "ms.vss-code.git-pullrequest-comment-event": return comment(resource)
        case "build.complete": return build(resource)
        case "ms.vss-pipelines.run-state-changed-event": return pipelineRun(resource)
        case "git.repo.created", "git.repo.forked", "git.repo.renamed", "git.repo.deleted", "git.repo.statuschanged":
            guard let repository = repository(resource["repository"]) else { return [] }
            let isEnabled = resource["disabled"].bool == false
            let events: [String: RepositoryEvent] = [
                "git.repo.created": .added, "git.repo.forked": .added, "git.repo.renamed": .renamed,
                "git.repo.deleted": .removed, "git.repo.statuschanged": isEnabled ? .added : .archived,
            ]
            return events[kind].map { [.repository(repository, $0)] } ?? []
        case "workitem.updated":
            guard let number = resource["workItemId"].int ?? resource["id"].int,
                let project = resource["revision"]["fields"]["System.TeamProject"].string
            else { return [] }
            return [.issueEdited(RepositoryName(path: project), number: number)]
        default: return []
        }
    }

    /// `project/repository`, as the settings name it.
    private func repository(_ value: JSON) -> RepositoryName? {
        guard let name = value["name"].string else { return nil }
        let project = value["project"]["name"].string
        return RepositoryName(id: value["id"].id ?? "", path: project.map { $0 + "/" + name } ?? name)
    }

    private func push(_ update: JSON, _ resource: JSON, _ repository: RepositoryName) -> [Event] {
        guard let ref = update["name"].string, update["newObjectId"].string?.allSatisfy({ $0 == "0" }) != true else {
            return []
        }
        if ref.hasPrefix("refs/tags/") { return [.tagPublished(repository, tag: String(ref.dropFirst(10)))] }
        guard ref.hasPrefix("refs/heads/") else { return [] }
        return [
            .branchPushed(
                repository, branch: BranchName(String(ref.dropFirst(11))),
                isDefault: ref == resource["repository"]["defaultBranch"].string, paths: nil)
        ]
    }

    private func pullRequest(_ resource: JSON, _ event: MergeRequestEvent) -> [Event] {
        guard let number = resource["pullRequestId"].int, let repository = repository(resource["repository"]) else {
            return []
        }
        return [.mergeRequest(repository, number: number, event)]
    }

    private func comment(_ resource: JSON) -> [Event] {
        let request = resource["pullRequest"]
        guard let number = request["pullRequestId"].int, let repository = repository(request["repository"]),
            resource["comment"]["isDeleted"].bool != true,
            let author = resource["comment"]["author"]["uniqueName"].string
                ?? resource["comment"]["author"]["id"].string,
            let command = resource["comment"]["content"].string.flatMap({ BotCommand(note: $0) })
        else { return [] }
        return [.command(repository, number: number, author: author, command)]
    }

    /// A run names its repositories by their addresses.
    private func pipelineRun(_ resource: JSON) -> [Event] {
        guard resource["run"]["state"].string == "completed" else { return [] }
        return resource["repositories"].items.compactMap { repository in
            guard let commit = repository["change"]["version"].string, let url = repository["url"].string,
                let path = Self.path(ofAddress: url)
            else { return nil }
            return .pipelineFinished(RepositoryName(path: path), commit: CommitSHA(commit))
        }
    }

    /// `project/repository` of an address such as `https://dev.azure.com/acme/project/_git/repository`.
    private static func path(ofAddress url: String) -> String? {
        let parts = url.split(separator: "/")
        guard let place = parts.lastIndex(of: "_git"), place > 0, place + 1 < parts.count else { return nil }
        return "\(parts[place - 1])/\(parts[place + 1])"
    }

    private func build(_ resource: JSON) -> [Event] {
        guard let commit = resource["sourceVersion"].string ?? resource["sourceGetVersion"].string,
            let repository = resource["repository"]["name"].string ?? resource["repository"]["id"].string
                ?? resource["definition"]["name"].string
        else { return [] }
        let project = resource["project"]["name"].string
        // `LG:refs/heads/main:sha` in old versions.
        let sha = commit.split(separator: ":").last.map(String.init) ?? commit
        return [
            .pipelineFinished(
                RepositoryName(path: project.map { $0 + "/" + repository } ?? repository), commit: CommitSHA(sha))
        ]
    }
}

/// What the names of Azure DevOps' events begin with.
///
/// Source: https://learn.microsoft.com/azure/devops/service-hooks/events
private let azureEventPrefixes = [
    "build.", "elasticagentpool.", "git.", "message.", "ms.vss-", "tfvc.", "workitem.", "advancedsecurity.",
]
