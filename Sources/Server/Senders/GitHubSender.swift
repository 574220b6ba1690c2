public import Domain
import Foundation
import Signing

/// GitHub.com and GitHub Enterprise Server: repository, organisation and app webhooks, with `X-Hub-Signature-256`.
///
/// The signature is over the raw bytes, whether the hook sends JSON or a form with it. No time is signed, so a
/// captured delivery can be repeated: the delivery's id is remembered, and an event only makes us look sooner.
/// Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
public struct GitHubSender: WebhookSender {
    public static let id: SenderID = "github"
    public static let summary = "GitHub, with X-Hub-Signature-256"
    public static let bodyLimit = forgeBodyLimit

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        Authenticity.hexHMAC(
            request.field("X-Hub-Signature-256"), prefix: "sha256=", .sha256, of: request.body, secrets)
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        guard let kind = request.field("X-GitHub-Event") else { throw MalformedWebhook("X-GitHub-Event is missing") }
        let delivery = request.field("X-GitHub-Delivery") ?? bodyDelivery(request)
        let isForm = request.field("Content-Type")?.lowercased().contains("form-urlencoded") == true
        let body = try JSON(object: isForm ? formValue("payload", in: request.body) : request.body)
        let events = events(kind, body)
        return WebhookContent(
            delivery: delivery, kind: kind, events: events, isKnown: !events.isEmpty || gitHubEvents.contains(kind))
    }

    private func events(_ kind: String, _ body: JSON) -> [Event] {
        if kind == "installation" || kind == "installation_repositories" {
            return body["installation"]["account"]["login"].string.map { [.installationChanged(account: $0)] } ?? []
        }
        // A package of an organisation need not belong to a repository.
        if gitHubPackageEvents.contains(kind) { return RegistryPushes.gitHubPackage(kind, body) }
        guard let path = body["repository"]["full_name"].string else { return [] }
        let repository = RepositoryName(id: body["repository"]["id"].id ?? "", path: path)
        let action = body["action"].string ?? ""
        switch kind {
        case "push": return push(body, repository)
        case "create":
            guard body["ref_type"].string == "tag", let tag = body["ref"].string else { return [] }
            return [.tagPublished(repository, tag: tag)]
        case "release":
            guard ["published", "released", "prereleased"].contains(action),
                let tag = body["release"]["tag_name"].string
            else { return [] }
            return [.tagPublished(repository, tag: tag)]
        case "pull_request", "pull_request_review": return pullRequest(kind, action, body, repository)
        case "issue_comment": return comment(action, body, repository)
        case "pull_request_review_comment": return command(action, body["comment"], body["pull_request"], repository)
        case "issues":
            guard action == "edited", let number = body["issue"]["number"].int else { return [] }
            return [.issueEdited(repository, number: number)]
        case "check_suite", "check_run", "workflow_run":
            guard action == "completed", let commit = body[kind]["head_sha"].string else { return [] }
            return [.pipelineFinished(repository, commit: CommitSHA(commit))]
        case "status":
            guard let commit = body["sha"].string, body["state"].string != "pending" else { return [] }
            return [.pipelineFinished(repository, commit: CommitSHA(commit))]
        case "repository": return repositoryEvents(action, body, repository)
        case "deployment_status": return deployment(body)
        default: return []
        }
    }

    private func push(_ body: JSON, _ repository: RepositoryName) -> [Event] {
        guard let ref = body["ref"].string, body["deleted"].bool != true else { return [] }
        if ref.hasPrefix("refs/tags/") { return [.tagPublished(repository, tag: String(ref.dropFirst(10)))] }
        guard ref.hasPrefix("refs/heads/") else { return [] }
        let branch = String(ref.dropFirst(11))
        let commits = body["commits"].items
        // GitHub leaves commits out of large pushes, and a forced push takes changes back that no commit names.
        let isWhole = body["forced"].bool != true && !commits.isEmpty && commits.count < 2048
        return [
            .branchPushed(
                repository, branch: BranchName(branch),
                isDefault: branch == body["repository"]["default_branch"].string,
                paths: isWhole ? changedPaths(commits) : nil)
        ]
    }

    private func pullRequest(_ kind: String, _ action: String, _ body: JSON, _ repository: RepositoryName) -> [Event] {
        guard let number = body["pull_request"]["number"].int else { return [] }
        let isMerged = body["pull_request"]["merged"].bool == true
        let event: MergeRequestEvent
        switch (kind, action) {
        case ("pull_request_review", "submitted"):
            guard body["review"]["state"].string?.lowercased() == "approved" else {
                return command("created", body["review"], body["pull_request"], repository)
            }
            event = .approved
        case ("pull_request_review", _): return []
        case (_, "opened"): event = .opened
        case (_, "closed"): event = isMerged ? .merged : .closed
        case (_, "reopened"): event = .reopened
        case (_, "edited"): event = .edited
        case (_, "labeled"), (_, "unlabeled"): event = .labelled
        case (_, "synchronize"), (_, "ready_for_review"), (_, "converted_to_draft"): event = .updated
        default: return []
        }
        return [.mergeRequest(repository, number: number, event)]
    }

    private func comment(_ action: String, _ body: JSON, _ repository: RepositoryName) -> [Event] {
        guard body["issue"]["pull_request"].exists else { return [] }
        return command(action, body["comment"], body["issue"], repository)
    }

    /// What a person says in a comment on the pull request `subject`.
    private func command(_ action: String, _ comment: JSON, _ subject: JSON, _ repository: RepositoryName) -> [Event] {
        guard action == "created", let number = subject["number"].int, let author = comment["user"]["login"].string,
            comment["user"]["type"].string != "Bot",
            let command = comment["body"].string.flatMap({ BotCommand(note: $0) })
        else { return [] }
        return [.command(repository, number: number, author: author, command)]
    }

    private func repositoryEvents(_ action: String, _ body: JSON, _ repository: RepositoryName) -> [Event] {
        switch action {
        case "created", "unarchived": [.repository(repository, .added)]
        case "renamed", "transferred": [.repository(repository, .renamed)]
        case "archived": [.repository(repository, .archived)]
        case "deleted": [.repository(repository, .removed)]
        case "edited": [.repository(repository, .changed)]
        default: []
        }
    }

    private func deployment(_ body: JSON) -> [Event] {
        let states: [String: RolloutEvent.State] = [
            "success": .succeeded, "failure": .failed, "error": .failed, "in_progress": .running, "queued": .running,
            "pending": .running,
        ]
        guard let state = body["deployment_status"]["state"].string.flatMap({ states[$0] }) else { return [] }
        return [
            .rollout(
                RolloutEvent(
                    name: body["deployment"]["environment"].string ?? "", state: state,
                    revision: body["deployment"]["sha"].string,
                    message: body["deployment_status"]["description"].string ?? ""))
        ]
    }
}

/// The value of a field of a form, undone of its escapes; empty when it is not there.
///
/// Source: https://url.spec.whatwg.org/#urlencoded-parsing
func formValue(_ name: String, in body: [UInt8]) -> [UInt8] {
    let prefix = Array(name.utf8) + [UInt8(ascii: "=")]
    guard let field = body.split(separator: UInt8(ascii: "&")).first(where: { $0.starts(with: prefix) }) else {
        return []
    }
    var result: [UInt8] = []
    var rest = field.dropFirst(prefix.count)
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let escaped = bytes(hexadecimal: String(decoding: rest.prefix(2), as: UTF8.self)),
            let value = escaped.first
        {
            result.append(value)
            rest = rest.dropFirst(2)
        } else {
            result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        }
    }
    return result
}

/// The files that commits of a push add, change and remove, each once, in order.
///
/// - Returns: nil when there are many: then one of them matters, and which does not.
func changedPaths(_ commits: [JSON]) -> [String]? {
    var paths: Set<String> = []
    for commit in commits {
        for key in ["added", "modified", "removed"] { paths.formUnion(commit[key].strings) }
        if paths.count > 32 { return nil }
    }
    return paths.sorted()
}

/// The key of a delivery whose sender gives it none: a digest of its bytes, so that a repetition has the same.
func bodyDelivery(_ request: WebhookRequest) -> String {
    (try? HashFunction.sha256.hexDigest(of: request.body)).map { "sha256:" + $0 } ?? "bytes:\(request.body.count)"
}
