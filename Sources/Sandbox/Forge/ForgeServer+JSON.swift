extension ForgeServer {
    func json(_ user: UserRecord) -> JSONValue {
        [
            "id": .integer(user.id), "username": .string(user.username), "name": .string(user.name),
            "state": .string(user.isBlocked ? "blocked" : "active"), "locked": false, "avatar_url": .null,
            "web_url": .string("\(url)/\(user.username)"),
        ]
    }

    func json(userID: Int?) -> JSONValue {
        userID.flatMap(user).map { json($0) } ?? .null
    }

    func json(_ project: ProjectRecord, for user: UserRecord) -> JSONValue {
        let group = project.group
        let level = role(of: user, in: project)?.rawValue
        return [
            "id": .integer(project.id), "name": .string(project.name), "path": .string(project.name),
            "path_with_namespace": .string(project.path),
            "name_with_namespace": .string(project.path.replacing("/", with: " / ")),
            "description": .string(project.description), "topics": .strings(project.topics),
            "default_branch": project.hasCommits ? .string(project.defaultBranch) : .null,
            "visibility": "private", "archived": .boolean(project.isArchived),
            "empty_repo": .boolean(!project.hasCommits),
            "web_url": .string("\(url)/\(project.path)"),
            "http_url_to_repo": .string("\(url)/\(project.path).git"),
            "ssh_url_to_repo": .string("git@127.0.0.1:\(project.path).git"),
            "created_at": .string(gitLabTime(project.createdAt)),
            "last_activity_at": .string(gitLabTime(project.createdAt)),
            "namespace": [
                "name": .string(group), "path": .string(group.split(separator: "/").last.map(String.init) ?? group),
                "kind": "group", "full_path": .string(group),
            ],
            "merge_requests_enabled": .boolean(project.hasMergeRequests),
            "merge_requests_access_level": .string(project.hasMergeRequests ? "enabled" : "disabled"),
            "repository_access_level": "enabled", "marked_for_deletion_at": .null, "mirror": false,
            "merge_method": .string(project.mergeMethod.rawValue), "squash_option": "default_off",
            "remove_source_branch_after_merge": true, "only_allow_merge_if_pipeline_succeeds": false,
            "permissions": [
                "project_access": level.map { ["access_level": .integer($0), "notification_level": 3] } ?? .null,
                "group_access": .null,
            ],
        ]
    }

    func json(_ label: LabelRecord) -> JSONValue {
        [
            "id": .integer(label.id), "name": .string(label.name), "color": .string(label.color),
            "text_color": "#FFFFFF", "description": .optional(label.description), "subscribed": false,
            "is_project_label": true, "priority": .null,
        ]
    }

    func json(_ note: NoteRecord, of request: MergeRequestRecord, in project: ProjectRecord) -> JSONValue {
        json(note, of: "MergeRequest", request.id, request.iid, in: project)
    }

    func json(_ note: NoteRecord, of issue: IssueRecord, in project: ProjectRecord) -> JSONValue {
        json(note, of: "Issue", issue.id, issue.iid, in: project)
    }

    private func json(
        _ note: NoteRecord, of type: String, _ id: Int, _ iid: Int, in project: ProjectRecord
    ) -> JSONValue {
        [
            "id": .integer(note.id), "type": .null, "body": .string(note.body), "author": json(userID: note.authorID),
            "created_at": .string(gitLabTime(note.createdAt)), "updated_at": .string(gitLabTime(note.updatedAt)),
            "system": false, "noteable_id": .integer(id), "noteable_type": .string(type),
            "project_id": .integer(project.id), "noteable_iid": .integer(iid), "resolvable": false,
            "confidential": false, "internal": false,
        ]
    }

    func json(_ commit: CommitRecord, in project: ProjectRecord) -> JSONValue {
        [
            "id": .string(commit.id), "short_id": .string(String(commit.id.prefix(8))),
            "created_at": .string(gitLabTime(commit.committer.time)), "parent_ids": .strings(commit.parents),
            "title": .string(commit.title), "message": .string(commit.message),
            "author_name": .string(commit.author.name), "author_email": .string(commit.author.email),
            "authored_date": .string(gitLabTime(commit.author.time)),
            "committer_name": .string(commit.committer.name), "committer_email": .string(commit.committer.email),
            "committed_date": .string(gitLabTime(commit.committer.time)),
            "web_url": .string("\(url)/\(project.path)/-/commit/\(commit.id)"),
        ]
    }

    /// A merge request as lists have it; `isDetailed` adds what only the single one has.
    func json(_ request: MergeRequestRecord, in project: ProjectRecord, isDetailed: Bool = false) -> JSONValue {
        let reference = "!\(request.iid)"
        let status = detailedStatus(of: request, in: project)
        var fields: JSONValue = [
            "id": .integer(request.id), "iid": .integer(request.iid), "project_id": .integer(project.id),
            "title": .string(request.title), "description": .string(request.description),
            "state": .string(request.state.rawValue), "created_at": .string(gitLabTime(request.createdAt)),
            "updated_at": .string(gitLabTime(request.updatedAt)),
            "merged_by": json(userID: request.mergedByID), "merge_user": json(userID: request.mergedByID),
            "merged_at": .optional(request.mergedAt.map(gitLabTime)), "closed_by": json(userID: request.closedByID),
            "closed_at": .optional(request.closedAt.map(gitLabTime)),
            "target_branch": .string(request.targetBranch), "source_branch": .string(request.sourceBranch),
            "user_notes_count": .integer(request.notes.count), "upvotes": 0, "downvotes": 0,
            "author": json(userID: request.authorID),
            "assignees": .array(request.assigneeIDs.map { json(userID: $0) }),
            "assignee": json(userID: request.assigneeIDs.first),
            "reviewers": .array(request.reviewerIDs.map { json(userID: $0) }),
            "source_project_id": .integer(project.id), "target_project_id": .integer(project.id),
            "labels": .strings(request.labels), "draft": .boolean(request.isDraft),
            "work_in_progress": .boolean(request.isDraft), "milestone": json(milestone: request.milestone, of: project),
            "merge_when_pipeline_succeeds": .boolean(request.mergingItselfByID != nil),
            "merge_status": .string(status == "mergeable" ? "can_be_merged" : "cannot_be_merged"),
            "detailed_merge_status": .string(status), "sha": .optional(request.head),
            "merge_commit_sha": .optional(request.mergeCommit), "squash_commit_sha": .null,
            "discussion_locked": .null, "should_remove_source_branch": .null,
            "force_remove_source_branch": .boolean(request.removesSourceBranch),
            "prepared_at": .string(gitLabTime(request.createdAt)), "reference": .string(reference),
            "references": [
                "short": .string(reference), "relative": .string(reference), "full": .string(project.path + reference),
            ],
            "web_url": .string(webURL(of: request, in: project)), "squash": .boolean(request.isSquash),
            "has_conflicts": .boolean(request.mergeability?.hasConflicts ?? false),
            "blocking_discussions_resolved": true,
        ]
        if isDetailed, case .object(var members) = fields {
            members.append(.init(name: "merge_error", value: .null))
            members.append(.init(name: "head_pipeline", value: .null))
            members.append(.init(name: "diff_refs", value: diffRefs(request)))
            fields = .object(members)
        }
        return fields
    }

    func webURL(of request: MergeRequestRecord, in project: ProjectRecord) -> String {
        "\(url)/\(project.path)\(dialect.pagePath)\(request.iid)"
    }

    private func diffRefs(_ request: MergeRequestRecord) -> JSONValue {
        guard let head = request.head, let base = request.mergeability?.mergeBase else { return .null }
        return ["base_sha": .string(base), "head_sha": .string(head), "start_sha": .optional(request.target)]
    }

    private func detailedStatus(of request: MergeRequestRecord, in project: ProjectRecord) -> String {
        guard request.state == .opened else { return "not_open" }
        guard let mergeability = request.mergeability else { return "unchecked" }
        if mergeability.isContained { return "commits_status" }
        if request.isDraft { return "draft_status" }
        if mergeability.hasConflicts { return "conflict" }
        if project.mergeMethod == .fastForward, !mergeability.isFastForward { return "need_rebase" }
        return "mergeable"
    }
}
