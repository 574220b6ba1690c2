extension ForgeServer {
    /// Everything that GitHub names an address of, below the address of a repository, with what is a blank in it.
    private static let repositoryAddresses = [
        "archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}",
        "blobs_url": "/git/blobs{/sha}", "branches_url": "/branches{/branch}",
        "collaborators_url": "/collaborators{/collaborator}", "comments_url": "/comments{/number}",
        "commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}", "contents_url": "/contents/{+path}",
        "contributors_url": "/contributors", "deployments_url": "/deployments", "downloads_url": "/downloads",
        "events_url": "/events", "forks_url": "/forks", "git_commits_url": "/git/commits{/sha}",
        "git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}", "hooks_url": "/hooks",
        "issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
        "issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}",
        "languages_url": "/languages", "merges_url": "/merges", "milestones_url": "/milestones{/number}",
        "notifications_url": "/notifications{?since,all,participating}", "pulls_url": "/pulls{/number}",
        "releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
        "subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags",
        "teams_url": "/teams", "trees_url": "/git/trees{/sha}", "url": "",
    ].sorted { $0.key < $1.key }

    func gitHubJSON(_ project: ProjectRecord, for user: UserRecord) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)"
        let time = JSONValue.string(internetTime(project.createdAt))
        let level = role(of: user, in: project)
        let value: JSONValue = [
            "id": .integer(project.id), "node_id": .string("R_\(project.id)"), "name": .string(project.name),
            "full_name": .string(project.path), "private": true, "fork": false, "owner": gitHubOwner(of: project),
            "html_url": .string("\(url)/\(project.path)"), "clone_url": .string("\(url)/\(project.path).git"),
            "git_url": .string("git://127.0.0.1/\(project.path).git"),
            "ssh_url": .string("git@127.0.0.1:\(project.path).git"), "svn_url": .string("\(url)/\(project.path)"),
            "mirror_url": .null, "homepage": .null, "language": .null, "license": .null,
            "description": .string(project.description), "topics": .strings(project.topics),
            "default_branch": .string(project.defaultBranch), "archived": .boolean(project.isArchived),
            "disabled": false, "visibility": "private", "has_issues": true, "has_projects": false, "has_wiki": false,
            "has_pages": false, "has_discussions": false, "has_downloads": true,
            "has_pull_requests": .boolean(project.hasMergeRequests), "forks": 0, "forks_count": 0,
            "stargazers_count": 0, "watchers": 0, "watchers_count": 0, "size": 1,
            "open_issues": .integer(project.openCount), "open_issues_count": .integer(project.openCount),
            "pushed_at": time, "created_at": time, "updated_at": time,
            "permissions": [
                "admin": .boolean(level == .owner), "maintain": .boolean(level.map { $0 >= .maintainer } ?? false),
                "push": .boolean(level.map { $0 >= .developer } ?? false), "triage": true, "pull": true,
            ],
        ]
        let addresses = Self.repositoryAddresses.map { JSONValue.Member(name: $0, value: .string(api + $1)) }
        return .object(value.members + addresses)
    }

    /// A repository as its own page has it.
    func gitHubDetailedJSON(_ project: ProjectRecord, for user: UserRecord) -> JSONValue {
        let more: JSONValue = ["network_count": 0, "subscribers_count": 0]
        return .object(gitHubJSON(project, for: user).members + more.members)
    }

    func gitHubJSON(_ commit: CommitRecord, in project: ProjectRecord) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)"
        let page = "\(url)/\(project.path)/commit/\(commit.id)"
        func person(_ person: CommitRecord.Person) -> JSONValue {
            [
                "name": .string(person.name), "email": .string(person.email),
                "date": .string(internetTime(person.time)),
            ]
        }
        return [
            "sha": .string(commit.id), "node_id": .string("C_\(commit.id)"), "html_url": .string(page),
            "url": .string("\(api)/commits/\(commit.id)"),
            "comments_url": .string("\(api)/commits/\(commit.id)/comments"),
            "commit": [
                "url": .string("\(api)/git/commits/\(commit.id)"), "author": person(commit.author),
                "committer": person(commit.committer), "message": .string(commit.message), "comment_count": 0,
                "tree": ["sha": .string(commit.tree), "url": .string("\(api)/git/trees/\(commit.tree)")],
            ],
            "author": .null, "committer": .null,
            "parents": .array(
                commit.parents.map { ["sha": .string($0), "url": .string("\(api)/commits/\($0)")] }),
        ]
    }
}

extension ProjectRecord {
    fileprivate var openCount: Int { mergeRequests.count { $0.state == .opened } }
}
