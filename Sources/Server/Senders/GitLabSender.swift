public import Domain
import Foundation

/// GitLab: project, group and system hooks, with a signing token (GitLab 19.0 and later) or the secret token.
///
/// A request that carries a signature must be signed rightly: it never falls back to the secret token. A secret that begins
/// with `whsec_` is a signing token; when one is configured and nothing else, an unsigned request is refused.
/// Source: https://docs.gitlab.com/user/project/integrations/webhooks/
public struct GitLabSender: WebhookSender {
    public static let id: SenderID = "gitlab"
    public static let summary = "GitLab, with a signing token or X-Gitlab-Token"
    public static let bodyLimit = forgeBodyLimit

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        let signing = secrets.filter { $0.reveal().hasPrefix("whsec_") }
        if request.field("webhook-signature") != nil, !signing.isEmpty {
            return Authenticity.standardWebhook(request, signing)
        }
        let tokens = secrets.filter { !$0.reveal().hasPrefix("whsec_") }
        return Authenticity.token(request.field("X-Gitlab-Token"), tokens)
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        // System hooks say it in event_name; a custom payload template may have dropped both.
        guard let kind = body["object_kind"].string ?? body["event_name"].string ?? body["event_type"].string else {
            throw MalformedWebhook("the body has no object_kind; remove the custom payload template from the webhook")
        }
        let delivery =
            request.field("webhook-id") ?? request.field("Idempotency-Key") ?? bodyDelivery(request)
        let events = events(kind, body)
        return WebhookContent(
            delivery: delivery, kind: kind, events: events,
            isKnown: !events.isEmpty || gitLabEvents.contains(kind)
                || gitLabEvents.contains(body["event_name"].string ?? ""))
    }

    private func events(_ kind: String, _ body: JSON) -> [Event] {
        if ["group_rename", "group_destroy", "subgroup_create", "subgroup_destroy"].contains(kind) {
            return (body["full_path"].string ?? body["path"].string).map { [.installationChanged(account: $0)] } ?? []
        }
        guard let repository = repository(body) else { return [] }
        switch kind {
        case "push": return push(body, repository)
        case "repository_update": return repositoryUpdate(body, repository)
        case "tag_push":
            guard let ref = body["ref"].string, ref.hasPrefix("refs/tags/"), !isDeletion(body) else { return [] }
            return [.tagPublished(repository, tag: String(ref.dropFirst(10)))]
        case "release":
            guard body["action"].string != "delete", let tag = body["tag"].string else { return [] }
            return [.tagPublished(repository, tag: tag)]
        case "merge_request": return mergeRequest(body, repository)
        case "note": return note(body, repository)
        case "pipeline":
            let ended = ["success", "failed", "canceled", "skipped"]
            guard let commit = body["object_attributes"]["sha"].string,
                let status = body["object_attributes"]["status"].string, ended.contains(status)
            else { return [] }
            return [.pipelineFinished(repository, commit: CommitSHA(commit))]
        case "issue", "work_item":
            guard let number = body["object_attributes"]["iid"].int else { return [] }
            return [.issueEdited(repository, number: number)]
        case "deployment": return deployment(body)
        case "project_create", "project_destroy", "project_rename", "project_transfer", "project_update",
            "project_archive", "project_unarchive":
            return projectEvents(kind, repository)
        default: return []
        }
    }

    private func repository(_ body: JSON) -> RepositoryName? {
        let project = body["project"]
        guard let path = project["path_with_namespace"].string ?? body["path_with_namespace"].string else { return nil }
        return RepositoryName(id: project["id"].id ?? body["project_id"].id ?? "", path: path)
    }

    private func push(_ body: JSON, _ repository: RepositoryName) -> [Event] {
        guard let ref = body["ref"].string, ref.hasPrefix("refs/heads/"), !isDeletion(body) else { return [] }
        let branch = String(ref.dropFirst(11))
        let commits = body["commits"].items
        // At most 20 commits are listed; the count is the truth.
        let isWhole = !commits.isEmpty && body["total_commits_count"].int == commits.count
        return [
            .branchPushed(
                repository, branch: BranchName(branch),
                isDefault: branch == body["project"]["default_branch"].string,
                paths: isWhole ? changedPaths(commits) : nil)
        ]
    }

    /// What system hooks say once for all that a push changed.
    private func repositoryUpdate(_ body: JSON, _ repository: RepositoryName) -> [Event] {
        body["changes"].items.prefix(100).compactMap { change in
            guard let ref = change["ref"].string, !isDeletion(change) else { return nil }
            if ref.hasPrefix("refs/tags/") { return .tagPublished(repository, tag: String(ref.dropFirst(10))) }
            guard ref.hasPrefix("refs/heads/") else { return nil }
            let branch = String(ref.dropFirst(11))
            return .branchPushed(
                repository, branch: BranchName(branch),
                isDefault: branch == body["project"]["default_branch"].string, paths: nil)
        }
    }

    private func isDeletion(_ body: JSON) -> Bool {
        body["after"].string?.allSatisfy { $0 == "0" } == true
    }

    private func mergeRequest(_ body: JSON, _ repository: RepositoryName) -> [Event] {
        let attributes = body["object_attributes"]
        guard let number = attributes["iid"].int else { return [] }
        let event: MergeRequestEvent
        switch attributes["action"].string {
        case "open": event = .opened
        case "close": event = .closed
        case "reopen": event = .reopened
        case "merge": event = .merged
        case "approved", "approval": event = .approved
        case "update":
            let changes = body["changes"]
            if changes["labels"].exists {
                event = .labelled
            } else if changes["title"].exists || changes["description"].exists {
                event = .edited
            } else {
                event = .updated
            }
        case nil:
            // System hooks of old versions say the state only.
            let states: [String: MergeRequestEvent] = ["merged": .merged, "closed": .closed]
            event = attributes["state"].string.flatMap { states[$0] } ?? .updated
        default: return []
        }
        return [.mergeRequest(repository, number: number, event)]
    }

    private func note(_ body: JSON, _ repository: RepositoryName) -> [Event] {
        let attributes = body["object_attributes"]
        guard attributes["noteable_type"].string == "MergeRequest", attributes["system"].bool != true,
            attributes["action"].string ?? "create" == "create", let number = body["merge_request"]["iid"].int,
            let author = body["user"]["username"].string,
            let command = attributes["note"].string.flatMap({ BotCommand(note: $0) })
        else { return [] }
        return [.command(repository, number: number, author: author, command)]
    }

    private func deployment(_ body: JSON) -> [Event] {
        let states: [String: RolloutEvent.State] = [
            "running": .running, "success": .succeeded, "failed": .failed, "canceled": .failed,
        ]
        guard let state = body["status"].string.flatMap({ states[$0] }) else { return [] }
        return [
            .rollout(
                RolloutEvent(
                    name: body["environment"].string ?? "", state: state, revision: body["short_sha"].string,
                    message: body["commit_title"].string ?? ""))
        ]
    }

    private func projectEvents(_ kind: String, _ repository: RepositoryName) -> [Event] {
        let events: [String: RepositoryEvent] = [
            "project_create": .added, "project_destroy": .removed, "project_rename": .renamed,
            "project_transfer": .renamed, "project_update": .changed, "project_archive": .archived,
            "project_unarchive": .added,
        ]
        return events[kind].map { [.repository(repository, $0)] } ?? []
    }
}
