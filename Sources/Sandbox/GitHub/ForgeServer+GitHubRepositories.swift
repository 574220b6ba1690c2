extension ForgeServer {
    /// The place of the repository that the first two arguments name, if the caller has at least that role.
    func gitHubProject(_ call: APICall, atLeast level: AccessLevel = .reporter) throws(Refusal) -> Int {
        let path = call.argument(0) + "/" + call.argument(1)
        if projectIndex(path) == nil, let moved = movedProjectIndex(path) { throw gitHubMoved(projects[moved], call) }
        guard let index = projectIndex(path), let role = role(of: call.user, in: projects[index]) else {
            throw Refusal.gitHubNotFound
        }
        guard role >= level else { throw Refusal.gitHub(403, "Resource not accessible by personal access token") }
        if level >= .developer, projects[index].isArchived {
            throw Refusal.gitHub(403, "Repository was archived so is read-only.")
        }
        return index
    }

    func gitHubUser(_ call: APICall) throws -> Reply {
        _ = try call.query()
        if call.user.username.hasSuffix("[bot]") {
            throw Refusal.gitHub(403, "Resource not accessible by integration")
        }
        return .json(200, gitHubProfile(call.user))
    }

    func gitHubShowUser(_ call: APICall) throws -> Reply {
        _ = try call.query()
        guard let user = user(named: call.argument(0)) else { throw Refusal.gitHubNotFound }
        return .json(200, gitHubProfile(user))
    }

    private static var listRules: [ParameterRule] {
        [
            .choice("sort", "created", "updated", "pushed", "full_name"), .choice("direction", "asc", "desc"),
            .choice("type", "all", "owner", "public", "private", "member", "forks", "sources"),
            .choice("visibility", "all", "public", "private"), .text("affiliation"),
        ] + Paging.rules
    }

    func gitHubUserRepositories(_ call: APICall) async throws -> Reply {
        let parameters = try call.query(Self.listRules)
        try await refreshEmptyProjects()
        return gitHubReply(projects.filter { $0.members[call.user.id] != nil }, call, parameters)
    }

    func gitHubOwnerRepositories(_ call: APICall, isOrganisation: Bool) async throws -> Reply {
        let parameters = try call.query(Self.listRules)
        let owner = call.argument(0).lowercased()
        let found = projects.filter { $0.group.lowercased() == owner && role(of: call.user, in: $0) != nil }
        guard isOrganisation, !found.isEmpty else { throw Refusal.gitHubNotFound }
        try await refreshEmptyProjects()
        return gitHubReply(found, call, parameters)
    }

    /// The repositories of the installation that the token is for.
    func gitHubInstallationRepositories(_ call: APICall) async throws -> Reply {
        let parameters = try call.query(Paging.rules)
        guard let (_, token) = try? authenticateGitHub(call.request), let id = token.installation,
            let account = apps.flatMap(\.installations).first(where: { $0.id == id })?.account
        else { throw Refusal.gitHub(403, "You must authenticate with an installation access token") }
        let found = projects.filter { $0.group == account && role(of: call.user, in: $0) != nil }
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(found)
        return .json(
            200,
            [
                "total_count": .integer(found.count), "repository_selection": "selected",
                "repositories": .array(items.map { gitHubJSON($0, for: call.user) }),
            ], headers: headers)
    }

    private func gitHubReply(_ found: [ProjectRecord], _ call: APICall, _ parameters: Parameters) -> Reply {
        let ordered = parameters.text("direction") == "desc" ? found.reversed() : found
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(ordered)
        return .json(200, .array(items.map { gitHubJSON($0, for: call.user) }), headers: headers)
    }

    func gitHubRepository(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try gitHubProject(call)
        return .json(200, gitHubDetailedJSON(projects[index], for: call.user))
    }

    func gitHubCheckAssignee(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let project = projects[try gitHubProject(call)]
        guard let user = user(named: call.argument(2)), !user.isBlocked, role(of: user, in: project) != nil else {
            throw Refusal.gitHubNotFound
        }
        return Reply(204)
    }

    func gitHubBranch(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try gitHubProject(call)
        let name = call.argument(2)
        guard let commit = try await refresh(index)[name] else { throw Refusal.gitHub(404, "Branch not found") }
        let project = projects[index]
        let isProtected = project.protectedBranches.contains(name)
        let api = "\(url)/api/v3/repos/\(project.path)/branches/\(name)"
        guard let record = try await project.repository.commits([commit]).first else { throw Refusal.gitHubNotFound }
        return .json(
            200,
            [
                "name": .string(name), "commit": gitHubJSON(record, in: project), "protected": .boolean(isProtected),
                "protection": ["enabled": .boolean(isProtected)], "protection_url": .string(api + "/protection"),
                "_links": ["self": .string(api), "html": .string("\(url)/\(project.path)/tree/\(name)")],
            ])
    }

    func gitHubDeleteBranch(_ call: APICall) async throws -> Reply {
        _ = try call.fields([])
        let index = try gitHubProject(call, atLeast: .developer)
        let name = call.argument(2)
        guard let commit = try await refresh(index)[name] else {
            throw Refusal.gitHub(422, "Reference does not exist")
        }
        guard name != projects[index].defaultBranch, !projects[index].protectedBranches.contains(name) else {
            throw Refusal.gitHub(422, "Cannot delete protected branch")
        }
        try await projects[index].repository.move(name, from: commit, to: nil)
        try await refresh(index)
        return Reply(204)
    }
}
