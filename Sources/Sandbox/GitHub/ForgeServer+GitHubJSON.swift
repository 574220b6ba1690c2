extension ForgeServer {
    func gitHubJSON(_ user: UserRecord) -> JSONValue {
        [
            "login": .string(user.username), "id": .integer(user.id), "node_id": .string("U_\(user.id)"),
            "type": .string(user.isBot ? "Bot" : "User"), "site_admin": .boolean(user.isAdmin),
            "url": .string("\(url)/api/v3/users/\(user.username)"), "html_url": .string("\(url)/\(user.username)"),
        ]
    }

    func gitHubUsers(_ ids: [Int]) -> JSONValue { .array(ids.compactMap { user($0).map(gitHubJSON) }) }

    func gitHubJSON(_ project: ProjectRecord, for user: UserRecord) -> JSONValue {
        let level = role(of: user, in: project)
        return [
            "id": .integer(project.id), "node_id": .string("R_\(project.id)"), "name": .string(project.name),
            "full_name": .string(project.path), "private": true, "fork": false,
            "owner": [
                "login": .string(project.group), "id": .integer(1000), "type": "Organization", "node_id": "O_1",
            ],
            "html_url": .string("\(url)/\(project.path)"), "clone_url": .string("\(url)/\(project.path).git"),
            "url": .string("\(url)/api/v3/repos/\(project.path)"), "description": .string(project.description),
            "topics": .strings(project.topics), "default_branch": .string(project.defaultBranch),
            "archived": .boolean(project.isArchived), "disabled": false, "visibility": "private",
            "has_issues": true, "has_pull_requests": .boolean(project.hasMergeRequests),
            "permissions": [
                "admin": .boolean(level == .owner), "maintain": .boolean(level.map { $0 >= .maintainer } ?? false),
                "push": .boolean(level.map { $0 >= .developer } ?? false), "triage": true, "pull": true,
            ],
        ]
    }

    /// A pull request as lists have it; `isDetailed` adds what only the single one has.
    func gitHubJSON(
        _ request: MergeRequestRecord, in project: ProjectRecord, for user: UserRecord, isDetailed: Bool = false
    ) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)"
        let repository = gitHubJSON(project, for: user)
        func end(_ branch: String, _ sha: String?) -> JSONValue {
            [
                "label": .string("\(project.group):\(branch)"), "ref": .string(branch), "sha": .string(sha ?? ""),
                "user": ["login": .string(project.group), "id": 1000], "repo": repository,
            ]
        }
        var fields: [JSONValue.Member] = gitHubIssueFields(request, in: project)
        func add(_ name: String, _ value: JSONValue) { fields.append(.init(name: name, value: value)) }
        add("url", .string("\(api)/pulls/\(request.iid)"))
        add("merged_at", .optional(request.mergedAt.map(internetTime)))
        add("draft", .boolean(request.isMarkedDraft))
        add("requested_reviewers", gitHubUsers(request.reviewerIDs))
        add("requested_teams", [])
        add("head", end(request.sourceBranch, request.head))
        add("base", end(request.targetBranch, request.target))
        add(
            "auto_merge",
            request.mergingItselfByID.flatMap(self.user).map {
                ["enabled_by": gitHubJSON($0), "merge_method": "merge"]
            } ?? .null)
        add("merge_commit_sha", .optional(request.mergeCommit))
        if isDetailed {
            let mergeability = request.mergeability
            add("merged", .boolean(request.state == .merged))
            add("mergeable", mergeability.map { .boolean(!$0.hasConflicts) } ?? .null)
            add("mergeable_state", .string(mergeability.map { $0.hasConflicts ? "dirty" : "clean" } ?? "unknown"))
            add("comments", .integer(request.notes.count))
        }
        return .object(fields)
    }

    /// What a pull request shares with an issue.
    func gitHubIssueFields(_ request: MergeRequestRecord, in project: ProjectRecord) -> [JSONValue.Member] {
        let isOpen = request.state == .opened || request.state == .locked
        let closed = request.mergedAt ?? request.closedAt
        let value: JSONValue = [
            "id": .integer(request.id), "node_id": .string("PR_\(request.id)"), "number": .integer(request.iid),
            "state": .string(isOpen ? "open" : "closed"), "locked": false, "title": .string(request.title),
            "body": request.description.isEmpty ? .null : .string(request.description),
            "html_url": .string(webURL(of: request, in: project)),
            "user": user(request.authorID).map(gitHubJSON) ?? .null,
            "labels": .array(request.labels.map { ["name": .string($0), "color": "6699cc", "default": false] }),
            "assignees": gitHubUsers(request.assigneeIDs),
            "created_at": .string(internetTime(request.createdAt)),
            "updated_at": .string(internetTime(request.updatedAt)),
            "closed_at": .optional(isOpen ? nil : closed.map(internetTime)), "author_association": "MEMBER",
        ]
        guard case .object(let members) = value else { return [] }
        return members
    }

    func gitHubJSON(_ note: NoteRecord, of request: MergeRequestRecord, in project: ProjectRecord) -> JSONValue {
        [
            "id": .integer(note.id), "node_id": .string("IC_\(note.id)"), "body": .string(note.body),
            "user": user(note.authorID).map(gitHubJSON) ?? .null,
            "html_url": .string(webURL(of: request, in: project) + "#issuecomment-\(note.id)"),
            "created_at": .string(internetTime(note.createdAt)), "updated_at": .string(internetTime(note.updatedAt)),
            "author_association": "MEMBER",
        ]
    }
}
