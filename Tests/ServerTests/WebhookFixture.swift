import Domain
import Foundation
import Testing

@testable import Server

/// A body as its vendor documents it, and what it must lead to.
struct WebhookFixture: CustomTestStringConvertible, Sendable {
    var sender: SenderID
    var name: String
    var fields: [(name: String, value: String)] = []
    var body: String
    /// Nil for what does not interest us.
    var events: [Event]

    var testDescription: String { "\(sender): \(name)" }

    private static let shop = RepositoryName(id: "7", path: "platform/gitops")

    static let all = gitHub + gitLab + azure + registries + clusters

    private static func gitHub(_ event: String, _ name: String, _ body: String, _ events: Event...) -> WebhookFixture {
        WebhookFixture(
            sender: "github", name: "\(event) \(name)",
            fields: [("X-GitHub-Event", event), ("X-GitHub-Delivery", "0b989ba4-242f-11e5-81e1-c7b6966d2516")],
            body: """
                {\(body.isEmpty ? "" : body + ",")
                 "repository": {"id": 7, "name": "gitops", "full_name": "platform/gitops", "default_branch": "main",
                                "owner": {"login": "platform"}},
                 "organization": {"login": "platform"}, "sender": {"login": "ada", "type": "User"}}
                """, events: events)
    }

    private static let gitHub: [WebhookFixture] = [
        gitHub("ping", "", #""zen": "Keep it simple.", "hook_id": 1, "hook": {"events": ["push"]}"#),
        gitHub(
            "push", "branch",
            #""ref": "refs/heads/main", "before": "aa", "after": "bb", "forced": false, "deleted": false, "commits": [{"added": ["apps/a.yaml"], "modified": [], "removed": []}]"#,
            .branchPushed(shop, branch: "main", isDefault: true, paths: ["apps/a.yaml"])),
        gitHub("push", "tag", #""ref": "refs/tags/v1.0.0", "deleted": false"#, .tagPublished(shop, tag: "v1.0.0")),
        gitHub("push", "deletion", #""ref": "refs/heads/old", "deleted": true"#),
        gitHub("create", "tag", #""ref": "v1.0.0", "ref_type": "tag""#, .tagPublished(shop, tag: "v1.0.0")),
        gitHub("create", "branch", #""ref": "topic", "ref_type": "branch""#),
        gitHub("delete", "branch", #""ref": "topic", "ref_type": "branch""#),
        gitHub(
            "release", "published", #""action": "published", "release": {"tag_name": "v2", "draft": false}"#,
            .tagPublished(shop, tag: "v2")),
        gitHub("release", "deleted", #""action": "deleted", "release": {"tag_name": "v2"}"#),
        gitHub(
            "pull_request", "opened", #""action": "opened", "pull_request": {"number": 3, "merged": false}"#,
            .mergeRequest(shop, number: 3, .opened)),
        gitHub(
            "pull_request", "closed", #""action": "closed", "pull_request": {"number": 3, "merged": false}"#,
            .mergeRequest(shop, number: 3, .closed)),
        gitHub(
            "pull_request", "merged", #""action": "closed", "pull_request": {"number": 3, "merged": true}"#,
            .mergeRequest(shop, number: 3, .merged)),
        gitHub(
            "pull_request", "reopened", #""action": "reopened", "pull_request": {"number": 3}"#,
            .mergeRequest(shop, number: 3, .reopened)),
        gitHub(
            "pull_request", "edited", #""action": "edited", "pull_request": {"number": 3}, "changes": {"body": {}}"#,
            .mergeRequest(shop, number: 3, .edited)),
        gitHub(
            "pull_request", "labeled",
            #""action": "labeled", "pull_request": {"number": 3}, "label": {"name": "hold"}"#,
            .mergeRequest(shop, number: 3, .labelled)),
        gitHub("pull_request", "assigned", #""action": "assigned", "pull_request": {"number": 3}"#),
        gitHub(
            "pull_request_review", "approved",
            #""action": "submitted", "review": {"state": "approved", "user": {"login": "ada"}}, "pull_request": {"number": 3}"#,
            .mergeRequest(shop, number: 3, .approved)),
        gitHub(
            "pull_request_review", "with a command",
            #""action": "submitted", "review": {"state": "commented", "body": "/windlass retry", "user": {"login": "ada", "type": "User"}}, "pull_request": {"number": 3}"#,
            .command(shop, number: 3, author: "ada", .retry)),
        gitHub(
            "pull_request_review_comment", "with a command",
            #""action": "created", "comment": {"body": "/windlass why", "user": {"login": "ada", "type": "User"}}, "pull_request": {"number": 3}"#,
            .command(shop, number: 3, author: "ada", .why)),
        gitHub(
            "issue_comment", "with a command",
            #""action": "created", "issue": {"number": 4, "pull_request": {"url": "x"}}, "comment": {"user": {"login": "ada", "type": "User"}, "body": "/windlass ignore major"}"#,
            .command(shop, number: 4, author: "ada", .ignore(.major))),
        gitHub("issues", "edited", #""action": "edited", "issue": {"number": 9}"#, .issueEdited(shop, number: 9)),
        gitHub(
            "check_suite", "completed", #""action": "completed", "check_suite": {"head_sha": "ab"}"#,
            .pipelineFinished(shop, commit: "ab")),
        gitHub(
            "check_run", "completed", #""action": "completed", "check_run": {"head_sha": "ab"}"#,
            .pipelineFinished(shop, commit: "ab")),
        gitHub(
            "workflow_run", "completed", #""action": "completed", "workflow_run": {"head_sha": "ab"}"#,
            .pipelineFinished(shop, commit: "ab")),
        gitHub("status", "success", #""sha": "ab", "state": "success""#, .pipelineFinished(shop, commit: "ab")),
        gitHub("repository", "created", #""action": "created""#, .repository(shop, .added)),
        gitHub("repository", "renamed", #""action": "renamed", "changes": {}"#, .repository(shop, .renamed)),
        gitHub("repository", "archived", #""action": "archived""#, .repository(shop, .archived)),
        gitHub("repository", "deleted", #""action": "deleted""#, .repository(shop, .removed)),
        gitHub(
            "repository", "edited", #""action": "edited", "changes": {"default_branch": {"from": "master"}}"#,
            .repository(shop, .changed)),
        gitHub(
            "installation", "created", #""action": "created", "installation": {"id": 1, "account": {"login": "acme"}}"#,
            .installationChanged(account: "acme")),
        gitHub(
            "installation", "deleted", #""action": "deleted", "installation": {"id": 1, "account": {"login": "acme"}}"#,
            .installationChanged(account: "acme")),
        gitHub(
            "installation_repositories", "added",
            #""action": "added", "installation": {"id": 1, "account": {"login": "acme"}}, "repositories_added": [{"full_name": "acme/x"}]"#,
            .installationChanged(account: "acme")),
        gitHub(
            "deployment_status", "success",
            #""deployment_status": {"state": "success", "description": "done"}, "deployment": {"environment": "prod", "sha": "ab"}"#,
            .rollout(RolloutEvent(name: "prod", state: .succeeded, revision: "ab", message: "done"))),
        gitHub(
            "registry_package", "published",
            #""action": "published", "registry_package": {"name": "api", "namespace": "shop", "ecosystem": "CONTAINER", "package_version": {"container_metadata": {"tag": {"name": "1.2.3", "digest": "sha256:ab"}}}}"#,
            .packagePushed(
                PackagePush(registry: "ghcr.io", repository: "shop/api", tag: "1.2.3", digest: "sha256:ab"))),
        WebhookFixture(
            sender: "github", name: "push as a form",
            fields: [("X-GitHub-Event", "push"), ("Content-Type", "application/x-www-form-urlencoded")],
            body: "payload=%7B%22ref%22%3A+%22refs%2Ftags%2Fv1%22%2C+%22repository%22%3A+%7B%22id%22%3A+7%2C+"
                + "%22full_name%22%3A+%22platform%2Fgitops%22%7D%7D", events: [.tagPublished(shop, tag: "v1")]),
        WebhookFixture(
            sender: "registry/ghcr", name: "package of an organisation", fields: [("X-GitHub-Event", "package")],
            body:
                #"{"action": "published", "package": {"name": "api", "owner": {"login": "shop"}, "package_type": "container", "package_version": {"container_metadata": {"tag": {"name": "1.2.3"}}}}}"#,
            events: [.packagePushed(PackagePush(registry: "ghcr.io", repository: "shop/api", tag: "1.2.3"))]),
    ]

    private static func gitLab(_ kind: String, _ name: String, _ body: String, _ events: Event...) -> WebhookFixture {
        WebhookFixture(
            sender: "gitlab", name: "\(kind) \(name)",
            fields: [("Idempotency-Key", "f5e5f430-f57b-4e6e-9fac-d9128cd7232f")],
            body: """
                {"object_kind": "\(kind)"\(body.isEmpty ? "" : ", " + body), "user": {"username": "ada"},
                 "project": {"id": 7, "path_with_namespace": "platform/gitops", "default_branch": "main"}}
                """, events: events)
    }

    private static func systemHook(_ kind: String, _ body: String, _ events: Event...) -> WebhookFixture {
        WebhookFixture(
            sender: "gitlab", name: "system \(kind)",
            body: #"{"event_name": "\#(kind)", "path_with_namespace": "platform/gitops", "project_id": 7\#(body)}"#,
            events: events)
    }

    private static let gitLab: [WebhookFixture] = [
        gitLab(
            "push", "",
            #""ref": "refs/heads/main", "before": "aa", "after": "ab", "total_commits_count": 1, "commits": [{"added": [], "modified": ["a.yaml"], "removed": []}]"#,
            .branchPushed(shop, branch: "main", isDefault: true, paths: ["a.yaml"])),
        gitLab("push", "deletion", #""ref": "refs/heads/x", "after": "0000000000000000000000000000000000000000""#),
        gitLab("tag_push", "", #""ref": "refs/tags/v1", "after": "ab""#, .tagPublished(shop, tag: "v1")),
        gitLab("release", "", #""action": "create", "tag": "v1""#, .tagPublished(shop, tag: "v1")),
        gitLab(
            "merge_request", "open", #""object_attributes": {"iid": 3, "action": "open"}"#,
            .mergeRequest(shop, number: 3, .opened)),
        gitLab(
            "merge_request", "close", #""object_attributes": {"iid": 3, "action": "close"}"#,
            .mergeRequest(shop, number: 3, .closed)),
        gitLab(
            "merge_request", "reopen", #""object_attributes": {"iid": 3, "action": "reopen"}"#,
            .mergeRequest(shop, number: 3, .reopened)),
        gitLab(
            "merge_request", "merge", #""object_attributes": {"iid": 3, "action": "merge"}"#,
            .mergeRequest(shop, number: 3, .merged)),
        gitLab(
            "merge_request", "edited",
            #""object_attributes": {"iid": 3, "action": "update"}, "changes": {"title": {"previous": "a", "current": "b"}}"#,
            .mergeRequest(shop, number: 3, .edited)),
        gitLab(
            "merge_request", "labels",
            #""object_attributes": {"iid": 3, "action": "update"}, "changes": {"labels": {"previous": [], "current": []}}"#,
            .mergeRequest(shop, number: 3, .labelled)),
        gitLab(
            "merge_request", "approved", #""object_attributes": {"iid": 3, "action": "approved"}"#,
            .mergeRequest(shop, number: 3, .approved)),
        gitLab(
            "note", "with a command",
            #""merge_request": {"iid": 4}, "object_attributes": {"noteable_type": "MergeRequest", "system": false, "action": "create", "note": "/windlass take"}"#,
            .command(shop, number: 4, author: "ada", .take)),
        gitLab("note", "on an issue", #""object_attributes": {"noteable_type": "Issue", "note": "/windlass take"}"#),
        gitLab(
            "pipeline", "success", #""object_attributes": {"sha": "ab", "status": "success"}"#,
            .pipelineFinished(shop, commit: "ab")),
        gitLab("pipeline", "running", #""object_attributes": {"sha": "ab", "status": "running"}"#),
        gitLab("build", "", #""build_status": "success""#),
        gitLab("issue", "", #""object_attributes": {"iid": 9, "action": "update"}"#, .issueEdited(shop, number: 9)),
        gitLab("work_item", "", #""object_attributes": {"iid": 9}"#, .issueEdited(shop, number: 9)),
        gitLab(
            "deployment", "", #""status": "failed", "environment": "prod", "short_sha": "ab", "commit_title": "x""#,
            .rollout(RolloutEvent(name: "prod", state: .failed, revision: "ab", message: "x"))),
        gitLab("wiki_page", "", #""object_attributes": {"action": "create"}"#),
        gitLab("emoji", "", #""object_attributes": {"name": "thumbsup"}"#),
        systemHook("project_create", "", .repository(shop, .added)),
        systemHook("project_destroy", "", .repository(shop, .removed)),
        systemHook("project_rename", "", .repository(shop, .renamed)),
        systemHook("project_transfer", "", .repository(shop, .renamed)),
        systemHook("project_update", "", .repository(shop, .changed)),
        systemHook(
            "repository_update",
            #", "project": {"id": 7, "path_with_namespace": "platform/gitops", "default_branch": "main"}, "changes": [{"before": "aa", "after": "bb", "ref": "refs/heads/main"}], "refs": ["refs/heads/main"]"#,
            .branchPushed(shop, branch: "main", isDefault: true, paths: nil)),
        systemHook("user_create", #", "username": "ada""#),
        systemHook("group_rename", #", "full_path": "platform""#, .installationChanged(account: "platform")),
    ]

    private static func azure(_ kind: String, _ name: String, _ resource: String, _ events: Event...) -> WebhookFixture
    {
        WebhookFixture(
            sender: "azure", name: "\(kind) \(name)",
            body: """
                {"subscriptionId": "3f1f8f4c-6b8a-4c5e-9d4e-000000000001", "notificationId": 5,
                 "id": "03c164c2-8912-4d5e-8009-3707d5f83734", "eventType": "\(kind)", "publisherId": "tfs",
                 "resource": {\(resource)}, "resourceVersion": "1.0", "createdDate": "2026-01-01T00:00:00Z"}
                """, events: events)
    }

    private static let azure: [WebhookFixture] = {
        let repository =
            #""repository": {"id": "7", "name": "gitops", "project": {"id": "1", "name": "platform"}, "defaultBranch": "refs/heads/main"}"#
        return [
            azure(
                "git.push", "", #""refUpdates": [{"name": "refs/heads/main", "newObjectId": "ab"}], \#(repository)"#,
                .branchPushed(shop, branch: "main", isDefault: true, paths: nil)),
            azure(
                "git.push", "tag", #""refUpdates": [{"name": "refs/tags/v1", "newObjectId": "ab"}], \#(repository)"#,
                .tagPublished(shop, tag: "v1")),
            azure(
                "git.pullrequest.created", "", #""pullRequestId": 3, "status": "active", \#(repository)"#,
                .mergeRequest(shop, number: 3, .opened)),
            azure(
                "git.pullrequest.updated", "abandoned", #""pullRequestId": 3, "status": "abandoned", \#(repository)"#,
                .mergeRequest(shop, number: 3, .closed)),
            azure(
                "git.pullrequest.updated", "approved",
                #""pullRequestId": 3, "status": "active", "reviewers": [{"vote": 10}], \#(repository)"#,
                .mergeRequest(shop, number: 3, .approved)),
            azure(
                "git.pullrequest.merged", "",
                #""pullRequestId": 3, "status": "completed", "mergeStatus": "succeeded", \#(repository)"#,
                .mergeRequest(shop, number: 3, .merged)),
            azure(
                "ms.vss-code.git-pullrequest-comment-event", "",
                #""comment": {"content": "/windlass release", "author": {"uniqueName": "ada@example.com"}}, "pullRequest": {"pullRequestId": 4, \#(repository)}"#,
                .command(shop, number: 4, author: "ada@example.com", .release)),
            azure(
                "build.complete", "",
                #""id": 2, "status": "succeeded", "sourceVersion": "ab", "project": {"name": "platform"}, "definition": {"name": "gitops"}"#,
                .pipelineFinished(RepositoryName(path: "platform/gitops"), commit: "ab")),
            azure(
                "ms.vss-pipelines.run-state-changed-event", "",
                #""run": {"state": "completed", "result": "succeeded"}, "repositories": [{"type": "Git", "change": {"version": "ab"}, "url": "https://acme@dev.azure.com/acme/platform/_git/gitops"}]"#,
                .pipelineFinished(RepositoryName(path: "platform/gitops"), commit: "ab")),
            azure("git.repo.created", "", repository, .repository(shop, .added)),
            azure("git.repo.renamed", "", repository + #", "oldName": "x""#, .repository(shop, .renamed)),
            azure("git.repo.deleted", "", repository, .repository(shop, .removed)),
            azure("git.repo.statuschanged", "", repository + #", "disabled": true"#, .repository(shop, .archived)),
            azure(
                "workitem.updated", "",
                #""workItemId": 9, "revision": {"fields": {"System.TeamProject": "platform"}}"#,
                .issueEdited(RepositoryName(path: "platform"), number: 9)),
            azure("tfvc.checkin", "", #""changesetId": 1"#),
        ]
    }()

    private static let push = PackagePush(
        registry: "registry.example.com", repository: "shop/api", tag: "1.2.3", digest: "sha256:ab")

    private static let registries: [WebhookFixture] = {
        let harbor =
            #""repository": {"repo_full_name": "shop/api", "repo_type": "private"}, "resources": [{"digest": "sha256:ab", "tag": "1.2.3", "resource_url": "registry.example.com/shop/api:1.2.3"}]"#
        let envelope =
            #"{"events": [{"id": "1", "action": "push", "target": {"mediaType": "application/vnd.oci.image.index.v1+json", "repository": "shop/api", "tag": "1.2.3", "digest": "sha256:ab"}, "request": {"host": "registry.example.com"}}]}"#
        let notice = Data(
            #"{"action": "INSERT", "digest": "registry.example.com/shop/api@sha256:ab", "tag": "registry.example.com/shop/api:1.2.3"}"#
                .utf8
        ).base64EncodedString()
        let atECR = PackagePush(
            registry: "012345678901.dkr.ecr.eu-west-1.amazonaws.com", repository: "shop/api", tag: "1.2.3",
            digest: "sha256:ab")
        let nowhere = PackagePush(registry: nil, repository: "shop/api", tag: "1.2.3")
        func fixture(_ sender: SenderID, _ name: String, _ body: String, _ push: PackagePush?) -> WebhookFixture {
            WebhookFixture(sender: sender, name: name, body: body, events: push.map { [.packagePushed($0)] } ?? [])
        }
        return [
            fixture("registry/oci", "push", envelope, push),
            fixture("registry/oci", "pull", envelope.replacing(#""action": "push""#, with: #""action": "pull""#), nil),
            fixture("registry/gitlab", "push", envelope, push),
            fixture(
                "registry/harbor", "PUSH_ARTIFACT",
                #"{"type": "PUSH_ARTIFACT", "occur_at": 1, "operator": "admin", "event_data": {\#(harbor)}}"#, push),
            fixture("registry/harbor", "pushImage", #"{"type": "pushImage", "event_data": {\#(harbor)}}"#, push),
            fixture(
                "registry/harbor", "CloudEvents",
                #"{"specversion": "1.0", "type": "harbor.artifact.pushed", "id": "1", "data": {\#(harbor)}}"#, push),
            fixture("registry/harbor", "scan", #"{"type": "SCANNING_COMPLETED", "event_data": {\#(harbor)}}"#, nil),
            fixture(
                "registry/dockerhub", "push",
                #"{"push_data": {"tag": "1.2.3", "pusher": "ada"}, "repository": {"repo_name": "shop/api"}, "callback_url": "https://x"}"#,
                PackagePush(registry: "docker.io", repository: "shop/api", tag: "1.2.3")),
            fixture(
                "registry/quay", "repo_push",
                #"{"repository": "shop/api", "docker_url": "registry.example.com/shop/api", "updated_tags": ["1.2.3"]}"#,
                PackagePush(registry: "registry.example.com", repository: "shop/api", tag: "1.2.3")),
            fixture(
                "registry/quay", "vulnerability",
                #"{"repository": "shop/api", "docker_url": "registry.example.com/shop/api", "vulnerability": {"priority": "High"}}"#,
                nil),
            fixture(
                "registry/acr", "push",
                #"{"id": "1", "action": "push", "target": {"repository": "shop/api", "tag": "1.2.3", "digest": "sha256:ab"}, "request": {"host": "registry.example.com"}}"#,
                push),
            fixture(
                "registry/acr", "chart_push",
                #"{"id": "1", "action": "chart_push", "target": {"repository": "shop/api", "tag": "1.2.3", "digest": "sha256:ab"}, "request": {"host": "registry.example.com"}}"#,
                push),
            fixture("registry/acr", "ping", #"{"action": "ping"}"#, nil),
            fixture(
                "registry/aliyun", "push",
                #"{"push_data": {"tag": "1.2.3"}, "repository": {"repo_full_name": "shop/api", "region": "cn-hangzhou"}}"#,
                nowhere),
            fixture(
                "registry/ecr", "push",
                #"{"id": "1", "source": "aws.ecr", "detail-type": "ECR Image Action", "account": "012345678901", "region": "eu-west-1", "detail": {"action-type": "PUSH", "result": "SUCCESS", "repository-name": "shop/api", "image-tag": "1.2.3", "image-digest": "sha256:ab"}}"#,
                atECR),
            fixture(
                "registry/ecr", "replication",
                #"{"id": "1", "detail-type": "ECR Replication Action", "account": "012345678901", "region": "eu-west-1", "detail": {"action-type": "REPLICATE", "result": "SUCCESS", "repository-name": "shop/api", "image-tag": "1.2.3", "image-digest": "sha256:ab", "source-region": "us-east-1"}}"#,
                atECR),
            fixture(
                "registry/ecr", "pull through cache",
                #"{"id": "1", "detail-type": "ECR Pull Through Cache Action", "account": "012345678901", "region": "eu-west-1", "detail": {"sync-status": "SUCCESS", "repository-name": "shop/api", "image-tag": "1.2.3", "image-digest": "sha256:ab"}}"#,
                atECR),
            fixture(
                "registry/ecr", "CloudEvents",
                #"{"specversion": "1.0", "id": "1", "type": "com.amazon.ecr.image.push", "source": "urn:aws:ecr:eu-west-1:012345678901:repository/shop/api", "data": {"repositoryName": "shop/api", "imageTag": "1.2.3", "imageDigest": "sha256:ab", "registryId": "012345678901"}}"#,
                atECR),
            fixture(
                "registry/ecr", "deletion",
                #"{"id": "1", "detail-type": "ECR Image Action", "account": "1", "region": "r", "detail": {"action-type": "DELETE", "result": "SUCCESS", "repository-name": "shop/api"}}"#,
                nil),
            fixture(
                "registry/gar", "insert",
                #"{"message": {"messageId": "1", "data": "\#(notice)", "attributes": {}}, "subscription": "projects/p/subscriptions/s"}"#,
                push),
            fixture(
                "registry/nexus", "asset",
                #"{"action": "CREATED", "repositoryName": "docker", "asset": {"format": "docker", "name": "v2/shop/api/manifests/1.2.3"}}"#,
                nowhere),
            fixture(
                "registry/nexus", "component",
                #"{"action": "CREATED", "repositoryName": "docker", "component": {"format": "docker", "name": "shop/api", "version": "1.2.3"}}"#,
                nowhere),
            fixture(
                "registry/nexus", "deletion",
                #"{"action": "DELETED", "asset": {"format": "docker", "name": "v2/shop/api/manifests/1.2.3"}}"#, nil),
            fixture(
                "registry/artifactory", "pushed",
                #"{"domain": "docker", "event_type": "pushed", "data": {"repo_key": "local", "image_name": "shop/api", "tag": "1.2.3", "path": "shop/api/1.2.3/manifest.json"}}"#,
                PackagePush(registry: nil, repository: "local/shop/api", tag: "1.2.3")),
            fixture(
                "registry/artifactory", "deleted",
                #"{"domain": "docker", "event_type": "deleted", "data": {"repo_key": "local", "image_name": "shop/api"}}"#,
                nil),
        ]
    }()

    private static let clusters: [WebhookFixture] = [
        WebhookFixture(
            sender: "argocd", name: "sync",
            body:
                #"{"app": "gitlab", "namespace": "argocd", "phase": "Succeeded", "health": "Healthy", "revision": "ab"}"#,
            events: [.rollout(RolloutEvent(name: "argocd/gitlab", state: .succeeded, revision: "ab"))]),
        WebhookFixture(
            sender: "argocd", name: "commit status",
            body: #"{"context": "cd/gitlab", "state": "error", "description": "no"}"#,
            events: [.rollout(RolloutEvent(name: "cd/gitlab", state: .failed, message: "no"))]),
        WebhookFixture(
            sender: "flux", name: "event",
            body:
                #"{"involvedObject": {"kind": "Kustomization", "name": "apps", "namespace": "flux-system"}, "severity": "info", "reason": "ReconciliationSucceeded", "message": "ok", "metadata": {"kustomize.toolkit.fluxcd.io/revision": "main@sha1:ab"}}"#,
            events: [
                .rollout(
                    RolloutEvent(
                        name: "Kustomization flux-system/apps", state: .succeeded, revision: "main@sha1:ab",
                        message: "ok"))
            ]),
        WebhookFixture(
            sender: "generic", name: "repository and image",
            body: #"{"repository": "platform/gitops", "image": "registry.example.com/shop/api:1.2.3"}"#,
            events: [
                .repository(RepositoryName(path: "platform/gitops"), .changed),
                .packagePushed(PackagePush(registry: "registry.example.com", repository: "shop/api", tag: "1.2.3")),
            ]),
    ]
}
