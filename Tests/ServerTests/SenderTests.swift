import Domain
import Foundation
import Testing

@testable import Server

/// What each kind of body leads to; the bodies are written after the vendors' documentation.
@Suite struct SenderTests {
    private let shop = RepositoryName(id: "7", path: "platform/gitops")

    private func events(
        _ sender: any WebhookSender, _ body: String, _ fields: [String: String] = [:]
    ) throws -> [Event] {
        try sender.read(
            WebhookRequest(
                fields: fields.map { ($0.key, $0.value) }, body: Array(body.utf8),
                receivedAt: Date(timeIntervalSince1970: 0))
        ).events
    }

    private func gitHub(_ kind: String, _ body: String) throws -> [Event] {
        let repository = #""repository": {"id": 7, "full_name": "platform/gitops", "default_branch": "main"}"#
        return try events(GitHubSender(), "{\(body.isEmpty ? "" : body + ", ")\(repository)}", ["X-GitHub-Event": kind])
    }

    @Test("GitHub: pushes say which files changed, unless they cannot know")
    func gitHubPush() throws {
        let commits = #""commits": [{"added": ["b"], "modified": ["a"], "removed": []}, {"modified": ["a", "c"]}]"#
        #expect(
            try gitHub("push", #""ref": "refs/heads/main", "forced": false, \#(commits)"#) == [
                .branchPushed(shop, branch: "main", isDefault: true, paths: ["a", "b", "c"])
            ])
        #expect(
            try gitHub("push", #""ref": "refs/heads/dev", "forced": true, \#(commits)"#) == [
                .branchPushed(shop, branch: "dev", isDefault: false, paths: nil)
            ])
        #expect(try gitHub("push", #""ref": "refs/heads/dev", "deleted": true"#) == [])
        #expect(try gitHub("push", #""ref": "refs/tags/v1.0""#) == [.tagPublished(shop, tag: "v1.0")])
    }

    @Test(
        "GitHub: events of pull requests",
        arguments: [
            ("opened", false, MergeRequestEvent.opened), ("closed", true, .merged), ("closed", false, .closed),
            ("reopened", false, .reopened), ("edited", false, .edited), ("labeled", false, .labelled),
            ("unlabeled", false, .labelled), ("synchronize", false, .updated), ("assigned", false, nil),
        ])
    func gitHubPullRequest(action: String, isMerged: Bool, expected: MergeRequestEvent?) throws {
        let found = try gitHub(
            "pull_request", #""action": "\#(action)", "pull_request": {"number": 3, "merged": \#(isMerged)}"#)
        #expect(found == (expected.map { [.mergeRequest(shop, number: 3, $0)] } ?? []))
    }

    @Test("GitHub: reviews, checks, releases, comments, repositories, installations, deployments")
    func gitHubOthers() throws {
        #expect(
            try gitHub(
                "pull_request_review",
                #""action": "submitted", "review": {"state": "APPROVED"}, "pull_request": {"number": 3}"#)
                == [.mergeRequest(shop, number: 3, .approved)])
        #expect(
            try gitHub("check_suite", #""action": "completed", "check_suite": {"head_sha": "ab"}"#)
                == [.pipelineFinished(shop, commit: "ab")])
        #expect(try gitHub("status", #""sha": "ab", "state": "pending""#) == [])
        #expect(
            try gitHub("release", #""action": "published", "release": {"tag_name": "v2"}"#)
                == [.tagPublished(shop, tag: "v2")])
        let comment =
            #""action": "created", "issue": {"number": 4, "pull_request": {"url": "x"}}, "comment": {"user": {"login": "ada", "type": "User"}, "body": "Please\r\n/windlass rebase"}"#
        #expect(try gitHub("issue_comment", comment) == [.command(shop, number: 4, author: "ada", .rebase)])
        #expect(try gitHub("issue_comment", comment.replacing(#""type": "User""#, with: #""type": "Bot""#)) == [])
        #expect(
            try gitHub("issue_comment", comment.replacing(#""pull_request": {"url": "x"}"#, with: #""labels": []"#))
                == [])
        #expect(try gitHub("repository", #""action": "archived""#) == [.repository(shop, .archived)])
        #expect(
            try gitHub("installation", #""action": "created", "installation": {"id": 1, "account": {"login": "acme"}}"#)
                == [.installationChanged(account: "acme")])
        #expect(
            try gitHub(
                "deployment_status",
                #""deployment_status": {"state": "failure", "description": "no"}, "deployment": {"environment": "prod", "sha": "ab"}"#
            )
                == [.rollout(RolloutEvent(name: "prod", state: .failed, revision: "ab", message: "no"))])
        #expect(try gitHub("ping", #""zen": "x""#) == [])
        #expect(try gitHub("star", #""action": "created""#) == [])
    }

    private func gitLab(_ body: String) throws -> [Event] {
        try events(
            GitLabSender(),
            #"{\#(body), "project": {"id": 7, "path_with_namespace": "platform/gitops", "default_branch": "main"}}"#)
    }

    @Test("GitLab: pushes, tags and releases")
    func gitLabPush() throws {
        let push = #""object_kind": "push", "ref": "refs/heads/main", "after": "ab", "commits": [{"modified": ["a"]}]"#
        #expect(
            try gitLab(push + #", "total_commits_count": 1"#) == [
                .branchPushed(shop, branch: "main", isDefault: true, paths: ["a"])
            ])
        #expect(
            try gitLab(push + #", "total_commits_count": 21"#) == [
                .branchPushed(shop, branch: "main", isDefault: true, paths: nil)
            ])
        #expect(
            try gitLab(
                #""object_kind": "push", "ref": "refs/heads/x", "after": "0000000000000000000000000000000000000000""#)
                == [])
        #expect(
            try gitLab(#""object_kind": "tag_push", "ref": "refs/tags/v1", "after": "ab""#)
                == [.tagPublished(shop, tag: "v1")])
        #expect(
            try gitLab(#""object_kind": "release", "action": "create", "tag": "v1""#) == [
                .tagPublished(shop, tag: "v1")
            ])
    }

    @Test(
        "GitLab: events of merge requests",
        arguments: [
            ("open", "{}", MergeRequestEvent.opened), ("merge", "{}", .merged), ("close", "{}", .closed),
            ("reopen", "{}", .reopened), ("approved", "{}", .approved), ("update", #"{"labels": {}}"#, .labelled),
            ("update", #"{"description": {}}"#, .edited), ("update", "{}", .updated), ("unapproved", "{}", nil),
        ])
    func gitLabMergeRequest(action: String, changes: String, expected: MergeRequestEvent?) throws {
        let found = try gitLab(
            #""object_kind": "merge_request", "changes": \#(changes), "object_attributes": {"iid": 3, "action": "\#(action)"}"#
        )
        #expect(found == (expected.map { [.mergeRequest(shop, number: 3, $0)] } ?? []))
    }

    @Test("GitLab: notes, pipelines, issues, deployments and system hooks")
    func gitLabOthers() throws {
        let note =
            #""object_kind": "note", "user": {"username": "ada"}, "merge_request": {"iid": 4}, "object_attributes": {"noteable_type": "MergeRequest", "system": false, "note": "/windlass hold until 2026-12-24"}"#
        #expect(
            try gitLab(note) == [.command(shop, number: 4, author: "ada", .hold(until: "2026-12-24"))])
        #expect(try gitLab(note.replacing(#""system": false"#, with: #""system": true"#)) == [])
        #expect(
            try gitLab(#""object_kind": "pipeline", "object_attributes": {"sha": "ab", "status": "failed"}"#)
                == [.pipelineFinished(shop, commit: "ab")])
        #expect(
            try gitLab(#""object_kind": "pipeline", "object_attributes": {"sha": "ab", "status": "running"}"#) == [])
        #expect(
            try gitLab(#""object_kind": "issue", "object_attributes": {"iid": 9}"#) == [.issueEdited(shop, number: 9)])
        #expect(
            try gitLab(#""object_kind": "deployment", "status": "success", "environment": "prod", "short_sha": "ab""#)
                == [.rollout(RolloutEvent(name: "prod", state: .succeeded, revision: "ab"))])
        #expect(
            try events(
                GitLabSender(),
                #"{"event_name": "project_rename", "project_id": 7, "path_with_namespace": "platform/gitops"}"#)
                == [.repository(shop, .renamed)])
    }

    private func azure(_ kind: String, _ resource: String, subscription: String = "1234") throws -> [Event] {
        try events(
            AzureSender(),
            #"{"subscriptionId": "\#(subscription)", "notificationId": 5, "eventType": "\#(kind)", "resource": {\#(resource)}}"#
        )
    }

    @Test("Azure: pushes, pull requests, comments and builds; test notifications do nothing")
    func azureEvents() throws {
        let repository =
            #""repository": {"id": "7", "name": "gitops", "project": {"name": "platform"}, "defaultBranch": "refs/heads/main"}"#
        let push = #""refUpdates": [{"name": "refs/heads/main", "newObjectId": "ab"}], \#(repository)"#
        #expect(try azure("git.push", push) == [.branchPushed(shop, branch: "main", isDefault: true, paths: nil)])
        #expect(try azure("git.push", push, subscription: "00000000-0000-0000-0000-000000000000") == [])
        #expect(
            try azure("git.pullrequest.updated", #""pullRequestId": 3, "status": "abandoned", \#(repository)"#)
                == [.mergeRequest(shop, number: 3, .closed)])
        #expect(
            try azure(
                "git.pullrequest.merged",
                #""pullRequestId": 3, "status": "completed", "mergeStatus": "succeeded", \#(repository)"#)
                == [.mergeRequest(shop, number: 3, .merged)])
        #expect(
            try azure(
                "git.pullrequest.merged",
                #""pullRequestId": 3, "status": "active", "mergeStatus": "conflicts", \#(repository)"#)
                == [.mergeRequest(shop, number: 3, .updated)])
        #expect(
            try azure(
                "ms.vss-code.git-pullrequest-comment-event",
                #""comment": {"content": "/windlass why", "author": {"uniqueName": "ada@example.com"}}, "pullRequest": {"pullRequestId": 4, \#(repository)}"#
            )
                == [.command(shop, number: 4, author: "ada@example.com", .why)])
    }

    @Test("registries say what was pushed, each in its own words")
    func registries() throws {
        let push = PackagePush(
            registry: "registry.example.com", repository: "shop/api", tag: "1.2.3", digest: "sha256:ab")
        let envelope =
            #"{"events": [{"id": "1", "action": "push", "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "shop/api", "tag": "1.2.3", "digest": "sha256:ab"}, "request": {"host": "registry.example.com"}}, {"action": "pull", "target": {"repository": "shop/api"}}, {"action": "push", "target": {"mediaType": "application/octet-stream", "repository": "shop/api"}}]}"#
        #expect(try events(DistributionSender(), envelope) == [.packagePushed(push)])
        #expect(try events(GitLabRegistrySender(), envelope) == [.packagePushed(push)])
        let harbor =
            #""repository": {"repo_full_name": "shop/api"}, "resources": [{"digest": "sha256:ab", "tag": "1.2.3", "resource_url": "registry.example.com/shop/api:1.2.3"}]"#
        #expect(
            try events(HarborSender(), #"{"type": "PUSH_ARTIFACT", "event_data": {\#(harbor)}}"#) == [
                .packagePushed(push)
            ])
        #expect(
            try events(HarborSender(), #"{"type": "harbor.artifact.pushed", "id": "1", "data": {\#(harbor)}}"#)
                == [.packagePushed(push)])
        #expect(try events(HarborSender(), #"{"type": "SCANNING_COMPLETED", "event_data": {\#(harbor)}}"#) == [])
        #expect(
            try events(DockerHubSender(), #"{"push_data": {"tag": "1.2.3"}, "repository": {"repo_name": "shop/api"}}"#)
                == [.packagePushed(PackagePush(registry: "docker.io", repository: "shop/api", tag: "1.2.3"))])
        #expect(
            try events(
                QuaySender(),
                #"{"repository": "shop/api", "docker_url": "quay.io/shop/api", "updated_tags": ["1", "2"]}"#)
                == ["1", "2"].map { .packagePushed(PackagePush(registry: "quay.io", repository: "shop/api", tag: $0)) })
        #expect(
            try events(
                ACRSender(),
                #"{"id": "1", "action": "push", "target": {"repository": "shop/api", "tag": "1.2.3", "digest": "sha256:ab"}, "request": {"host": "registry.example.com"}}"#
            )
                == [.packagePushed(push)])
        #expect(try events(ACRSender(), #"{"action": "ping"}"#) == [])
        #expect(
            try events(
                ECRSender(),
                #"{"detail-type": "ECR Image Action", "account": "12", "region": "eu-1", "detail": {"action-type": "PUSH", "result": "SUCCESS", "repository-name": "shop/api", "image-tag": "1.2.3"}}"#
            )
                == [
                    .packagePushed(
                        PackagePush(registry: "12.dkr.ecr.eu-1.amazonaws.com", repository: "shop/api", tag: "1.2.3"))
                ])
        let notice = Data(
            #"{"action": "INSERT", "digest": "registry.example.com/shop/api@sha256:ab", "tag": "registry.example.com/shop/api:1.2.3"}"#
                .utf8)
        #expect(
            try events(GARSender(), #"{"message": {"messageId": "1", "data": "\#(notice.base64EncodedString())"}}"#)
                == [.packagePushed(push)])
        #expect(
            try events(
                NexusSender(),
                #"{"action": "CREATED", "asset": {"format": "docker", "name": "v2/shop/api/manifests/1.2.3"}}"#)
                == [.packagePushed(PackagePush(registry: nil, repository: "shop/api", tag: "1.2.3"))])
        #expect(
            try events(
                ArtifactorySender(),
                #"{"domain": "docker", "event_type": "pushed", "data": {"repo_key": "local", "image_name": "shop/api", "tag": "1.2.3"}}"#
            )
                == [.packagePushed(PackagePush(registry: nil, repository: "local/shop/api", tag: "1.2.3"))])
        let package =
            #"{"action": "published", "package": {"name": "api", "namespace": "shop", "package_type": "CONTAINER", "package_version": {"container_metadata": {"tag": {"name": "1.2.3", "digest": "sha256:ab"}}}}, "repository": {"full_name": "shop/api"}}"#
        #expect(
            try events(GHCRSender(), package, ["X-GitHub-Event": "package"])
                == [
                    .packagePushed(
                        PackagePush(registry: "ghcr.io", repository: "shop/api", tag: "1.2.3", digest: "sha256:ab"))
                ])
    }

    @Test("clusters say how a rollout goes")
    func rollouts() throws {
        #expect(
            try events(
                ArgoCDSender(),
                #"{"app": "gitlab", "namespace": "argocd", "phase": "Succeeded", "health": "Healthy", "revision": "ab"}"#
            )
                == [.rollout(RolloutEvent(name: "argocd/gitlab", state: .succeeded, revision: "ab"))])
        #expect(
            try events(
                ArgoCDSender(), #"{"app": "gitlab", "phase": "Succeeded", "health": "Degraded", "message": "no"}"#)
                == [.rollout(RolloutEvent(name: "gitlab", state: .failed, message: "no"))])
        #expect(
            try events(
                FluxSender(),
                #"{"involvedObject": {"kind": "HelmRelease", "name": "gitlab", "namespace": "apps"}, "severity": "error", "reason": "UpgradeFailed", "message": "no", "metadata": {"helm.toolkit.fluxcd.io/revision": "8.1.0"}}"#
            )
                == [
                    .rollout(
                        RolloutEvent(name: "HelmRelease apps/gitlab", state: .failed, revision: "8.1.0", message: "no"))
                ])
    }

    @Test("anybody may name a repository or an image")
    func generic() throws {
        #expect(
            try events(GenericSender(), #"{"repository": "platform/gitops", "image": "registry.example.com:5000/a:1"}"#)
                == [
                    .repository(RepositoryName(path: "platform/gitops"), .changed),
                    .packagePushed(PackagePush(registry: "registry.example.com:5000", repository: "a", tag: "1")),
                ])
        #expect(throws: MalformedWebhook.self) { try events(GenericSender(), "{}") }
    }

    static let hostile: [String] = [
        "", "null", "[]", "1", "\"x\"", "{", "{}", #"{"a": 1e999}"#, String(repeating: "[", count: 100_000),
        String(repeating: #"{"a":"#, count: 100_000), #"{"repository": null, "project": null}"#,
        #"{"object_kind": {"a": 1}, "eventType": [], "type": 3, "action": true, "events": {"a": 1}}"#,
        #"{"object_kind": "push", "eventType": "git.push", "type": "PUSH_ARTIFACT", "action": "push", "events": [null, 1, {}], "detail-type": "ECR Image Action"}"#,
        #"{"object_kind": "merge_request", "project": {"path_with_namespace": "../../etc"}, "object_attributes": {"iid": 99999999999999999999999}}"#,
        #"{"object_kind": "push", "ref": "refs/heads/\u0000", "project": {"id": -1, "path_with_namespace": "<script>\u0007"}}"#,
    ]

    @Test("no body makes a sender crash; what is no object is malformed", arguments: hostile)
    func hostileBodies(body: String) {
        for sender in builtInSenders {
            let request = WebhookRequest(
                fields: [("X-GitHub-Event", "push")], body: Array(body.utf8) + (body.isEmpty ? [0xFF] : []),
                receivedAt: Date(timeIntervalSince1970: 0))
            let content = try? sender.init().read(request)
            if !body.hasPrefix("{") { #expect(content == nil, "\(sender.id): \(body.prefix(40))") }
        }
    }

    @Test("ids are unique, and everybody explains themselves")
    func metadata() {
        #expect(Set(builtInSenders.map { $0.id }).count == builtInSenders.count)
        for sender in builtInSenders { #expect(!sender.summary.isEmpty && sender.bodyLimit > 0) }
    }

    @Test("a repeated delivery has the same key, another one another")
    func deliveries() throws {
        func key(_ sender: any WebhookSender, _ body: String, _ fields: [(String, String)] = []) throws -> String {
            try sender.read(
                WebhookRequest(
                    fields: fields.map { ($0.0, $0.1) }, body: Array(body.utf8),
                    receivedAt: Date(timeIntervalSince1970: 0))
            ).delivery
        }
        #expect(try key(GitLabSender(), #"{"object_kind": "x"}"#, [("webhook-id", "abc")]) == "abc")
        #expect(
            try key(GitHubSender(), "{}", [("X-GitHub-Event", "ping"), ("X-GitHub-Delivery", "guid")]) == "guid")
        let quay = #"{"repository": "a"}"#
        #expect(try key(QuaySender(), quay) == key(QuaySender(), quay))
        #expect(try key(QuaySender(), quay) != key(QuaySender(), #"{"repository": "b"}"#))
    }
}
