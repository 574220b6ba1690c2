extension ForgeServer {
    /// A user as it stands in other answers.
    func gitHubJSON(_ user: UserRecord) -> JSONValue {
        gitHubAccount(
            user.username, id: user.id, node: "U_\(user.id)", type: user.isBot ? "Bot" : "User", isAdmin: user.isAdmin)
    }

    /// A user or organisation as it stands in other answers.
    func gitHubAccount(_ login: String, id: Int, node: String, type: String, isAdmin: Bool = false) -> JSONValue {
        let api = "\(url)/api/v3/users/\(login)"
        return [
            "login": .string(login), "id": .integer(id), "node_id": .string(node),
            "avatar_url": .string("\(url)/avatars/u/\(id)"), "gravatar_id": "", "url": .string(api),
            "html_url": .string("\(url)/\(login)"), "followers_url": .string("\(api)/followers"),
            "following_url": .string("\(api)/following{/other_user}"),
            "gists_url": .string("\(api)/gists{/gist_id}"), "starred_url": .string("\(api)/starred{/owner}{/repo}"),
            "subscriptions_url": .string("\(api)/subscriptions"), "organizations_url": .string("\(api)/orgs"),
            "repos_url": .string("\(api)/repos"), "events_url": .string("\(api)/events{/privacy}"),
            "received_events_url": .string("\(api)/received_events"), "type": .string(type),
            "site_admin": .boolean(isAdmin),
        ]
    }

    func gitHubOwner(of project: ProjectRecord) -> JSONValue {
        gitHubAccount(project.group, id: 1000, node: "O_1", type: "Organization")
    }

    /// A user as the page of the user has it.
    func gitHubProfile(_ user: UserRecord) -> JSONValue {
        let time = JSONValue.string(internetTime(SeedCommit.firstTime))
        let more: JSONValue = [
            "name": .string(user.name), "company": .null, "blog": "", "location": .null, "email": .null,
            "hireable": .null, "bio": .null, "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0,
            "created_at": time, "updated_at": time,
        ]
        return .object(gitHubJSON(user).members + more.members)
    }

    func gitHubUsers(_ ids: [Int]) -> JSONValue { .array(ids.compactMap { user($0).map(gitHubJSON) }) }

    /// A label as it stands in pull requests and issues.
    func gitHubLabel(_ name: String, in project: ProjectRecord) -> JSONValue {
        let label = project.labels.first { $0.name == name }
        return [
            "id": .integer(label?.id ?? 1), "node_id": .string("LA_\(label?.id ?? 1)"),
            "url": .string("\(url)/api/v3/repos/\(project.path)/labels/\(percentEncoded(name))"),
            "name": .string(name), "description": .optional(label?.description),
            "color": .string(String(label?.color.drop { $0 == "#" } ?? "6699cc")), "default": false,
            "archived_by": .null,
        ]
    }

    /// A label as lists of labels have it.
    func gitHubListedLabel(_ name: String, in project: ProjectRecord) -> JSONValue {
        .object(gitHubLabel(name, in: project).members + [.init(name: "archived_at", value: .null)])
    }

    /// A pull request as lists have it; `isDetailed` adds what only the single one has.
    func gitHubJSON(
        _ request: MergeRequestRecord, in project: ProjectRecord, for user: UserRecord, isDetailed: Bool = false
    ) -> JSONValue {
        gitHubJSON(request, in: project, repository: gitHubJSON(project, for: user), isDetailed: isDetailed)
    }

    /// The same, where the repository is written already.
    func gitHubJSON(
        _ request: MergeRequestRecord, in project: ProjectRecord, repository: JSONValue, isDetailed: Bool = false
    ) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)"
        let page = webURL(of: request, in: project)
        let head = request.head ?? String(repeating: "0", count: 40)
        func end(_ branch: String, _ sha: String) -> JSONValue {
            [
                "label": .string("\(project.group):\(branch)"), "ref": .string(branch), "sha": .string(sha),
                "user": gitHubOwner(of: project), "repo": repository,
            ]
        }
        let links: [(String, String)] = [
            ("self", "\(api)/pulls/\(request.iid)"), ("html", page), ("issue", "\(api)/issues/\(request.iid)"),
            ("comments", "\(api)/issues/\(request.iid)/comments"),
            ("review_comments", "\(api)/pulls/\(request.iid)/comments"),
            ("review_comment", "\(api)/pulls/comments{/number}"), ("commits", "\(api)/pulls/\(request.iid)/commits"),
            ("statuses", "\(api)/statuses/\(head)"),
        ]
        var members = gitHubSharedFields(request, in: project)
        members += links.compactMap { name, target in
            let field = name == "self" ? "url" : name + "_url"
            return name == "html" ? nil : .init(name: field, value: .string(target))
        }
        let autoMerge: JSONValue =
            request.mergingItselfByID.flatMap(self.user).map {
                [
                    "enabled_by": gitHubJSON($0), "merge_method": "merge", "commit_title": .null,
                    "commit_message": .null,
                ]
            } ?? .null
        let more: JSONValue = [
            "diff_url": .string(page + ".diff"), "patch_url": .string(page + ".patch"),
            "merged_at": .optional(request.mergedAt.map(internetTime)), "draft": .boolean(request.isMarkedDraft),
            "requested_reviewers": gitHubUsers(request.reviewerIDs),
            "requested_teams": .array(request.teams.map { gitHubJSON(team: $0, of: project, isSimple: isDetailed) }),
            "head": end(request.sourceBranch, head),
            "base": end(request.targetBranch, request.target ?? String(repeating: "0", count: 40)),
            "_links": .object(links.map { .init(name: $0, value: ["href": .string($1)]) }), "auto_merge": autoMerge,
            "merge_commit_sha": .optional(request.mergeCommit),
        ]
        members += more.members
        return .object(isDetailed ? members + gitHubDetails(request) : members)
    }

    /// What only the single pull request has.
    private func gitHubDetails(_ request: MergeRequestRecord) -> [JSONValue.Member] {
        let mergeability = request.mergeability
        let value: JSONValue = [
            "merged": .boolean(request.state == .merged),
            "mergeable": mergeability.map { .boolean(!$0.hasConflicts) } ?? .null,
            "mergeable_state": .string(mergeability.map { $0.hasConflicts ? "dirty" : "clean" } ?? "unknown"),
            "merged_by": request.mergedByID.flatMap { user($0).map(gitHubJSON) } ?? .null,
            "comments": .integer(request.notes.count), "review_comments": 0, "maintainer_can_modify": false,
            "commits": 1, "additions": 1, "deletions": 1, "changed_files": 1,
        ]
        return value.members
    }

    /// The issue behind a pull request.
    func gitHubIssue(_ request: MergeRequestRecord, in project: ProjectRecord) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)"
        let issue = "\(api)/issues/\(request.iid)"
        let page = webURL(of: request, in: project)
        let more: JSONValue = [
            "url": .string(issue), "repository_url": .string(api), "labels_url": .string(issue + "/labels{/name}"),
            "comments_url": .string(issue + "/comments"), "events_url": .string(issue + "/events"),
            "comments": .integer(request.notes.count),
            "pull_request": [
                "url": .string("\(api)/pulls/\(request.iid)"), "html_url": .string(page),
                "diff_url": .string(page + ".diff"), "patch_url": .string(page + ".patch"),
            ],
        ]
        return .object(gitHubSharedFields(request, in: project) + more.members)
    }

    /// What a pull request shares with an issue.
    private func gitHubSharedFields(_ request: MergeRequestRecord, in project: ProjectRecord) -> [JSONValue.Member] {
        let isOpen = request.state == .opened || request.state == .locked
        let closed = request.mergedAt ?? request.closedAt
        let assignees = gitHubUsers(request.assigneeIDs)
        let value: JSONValue = [
            "id": .integer(request.id), "node_id": .string("PR_\(request.id)"), "number": .integer(request.iid),
            "state": .string(isOpen ? "open" : "closed"), "locked": false, "title": .string(request.title),
            "body": request.description.isEmpty ? .null : .string(request.description),
            "html_url": .string(webURL(of: request, in: project)),
            "user": user(request.authorID).map(gitHubJSON) ?? .null,
            "labels": .array(request.labels.map { gitHubLabel($0, in: project) }),
            "assignee": assignees.items.first ?? .null, "assignees": assignees,
            "milestone": gitHubJSON(milestone: request.milestone, of: project),
            "created_at": .string(internetTime(request.createdAt)),
            "updated_at": .string(internetTime(request.updatedAt)),
            "closed_at": .optional(isOpen ? nil : closed.map(internetTime)), "author_association": "MEMBER",
        ]
        return value.members
    }

    func gitHubJSON(_ note: NoteRecord, of request: MergeRequestRecord, in project: ProjectRecord) -> JSONValue {
        gitHubJSON(note, below: request.iid, page: webURL(of: request, in: project), in: project)
    }

    func gitHubJSON(_ note: NoteRecord, of issue: IssueRecord, in project: ProjectRecord) -> JSONValue {
        gitHubJSON(note, below: issue.iid, page: "\(url)/\(project.path)/issues/\(issue.iid)", in: project)
    }

    private func gitHubJSON(
        _ note: NoteRecord, below number: Int, page: String, in project: ProjectRecord
    ) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)/issues"
        return [
            "id": .integer(note.id), "node_id": .string("IC_\(note.id)"), "body": .string(note.body),
            "url": .string("\(api)/comments/\(note.id)"), "issue_url": .string("\(api)/\(number)"),
            "user": user(note.authorID).map(gitHubJSON) ?? .null,
            "html_url": .string(page + "#issuecomment-\(note.id)"),
            "created_at": .string(internetTime(note.createdAt)), "updated_at": .string(internetTime(note.updatedAt)),
            "author_association": "MEMBER",
        ]
    }
}
