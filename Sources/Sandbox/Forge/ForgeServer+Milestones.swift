/// Milestones of projects, and groups of people.
extension ForgeServer {
    /// Adds a milestone and returns what people and the API call it: its number on GitHub, its id on GitLab.
    func addMilestone(_ title: String, to path: String) throws(SandboxError) -> Int {
        guard let index = projectIndex(path) else { throw SandboxError(.unknown, "There is no project \(path).") }
        projects[index].milestones.append(title)
        let number = projects[index].milestones.count
        return dialect.countsIssuesToo ? number : Self.milestoneID(number, of: projects[index])
    }

    func addTeam(_ name: String, _ members: [String]) {
        teams[name] = members.compactMap { user(named: $0)?.id }
    }

    /// Ids are unique on the whole server, numbers in a project.
    private static func milestoneID(_ number: Int, of project: ProjectRecord) -> Int { project.id * 1000 + number }

    /// The number that an id of GitLab's is in `project`; one of another project is dropped without a word, as GitLab does.
    func milestone(withID id: Int, in project: ProjectRecord) -> Int? {
        let number = id - project.id * 1000
        return (1...max(project.milestones.count, 1)).contains(number) && !project.milestones.isEmpty ? number : nil
    }

    func json(milestone number: Int?, of project: ProjectRecord) -> JSONValue {
        guard let number else { return .null }
        return [
            "id": .integer(Self.milestoneID(number, of: project)), "iid": .integer(number),
            "project_id": .integer(project.id), "title": .string(project.milestones[number - 1]), "description": "",
            "state": "active", "web_url": .string("\(url)/\(project.path)/-/milestones/\(number)"),
        ]
    }

    func gitHubJSON(milestone number: Int?, of project: ProjectRecord) -> JSONValue {
        guard let number else { return .null }
        let api = "\(url)/api/v3/repos/\(project.path)/milestones/\(number)"
        return [
            "url": .string(api), "html_url": .string("\(url)/\(project.path)/milestone/\(number)"),
            "labels_url": .string(api + "/labels"), "id": .integer(project.id * 1000 + number),
            "node_id": .string("MI_\(number)"), "number": .integer(number), "state": "open",
            "title": .string(project.milestones[number - 1]), "description": .null, "creator": .null, "open_issues": 1,
            "closed_issues": 0, "created_at": .string(internetTime(project.createdAt)),
            "updated_at": .string(internetTime(project.createdAt)), "closed_at": .null, "due_on": .null,
        ]
    }

    /// - Parameter isSimple: as the single pull request has it, without its parent.
    func gitHubJSON(team slug: String, of project: ProjectRecord, isSimple: Bool = false) -> JSONValue {
        let api = "\(url)/api/v3/orgs/\(project.group)/teams/\(slug)"
        let value: JSONValue = [
            "id": 1, "node_id": .string("T_\(slug)"), "url": .string(api),
            "members_url": .string(api + "/members{/member}"), "name": .string(slug), "description": .null,
            "permission": "push", "privacy": "closed",
            "html_url": .string("\(url)/orgs/\(project.group)/teams/\(slug)"),
            "repositories_url": .string(api + "/repos"), "slug": .string(slug), "type": "organization",
        ]
        return .object(value.members + (isSimple ? [] : [.init(name: "parent", value: .null)]))
    }

    // MARK: Who is in a group

    func listGroupMembers(_ call: APICall) throws -> Reply {
        let parameters = try call.query([.text("query"), .integers("user_ids")] + Paging.rules)
        guard let ids = teams[call.argument(0)] else { throw Refusal(404, ["message": "404 Group Not Found"]) }
        return Paging(call, parameters, forgeURL: url).reply(ids.compactMap(user)) { member in
            guard case .object(let fields) = json(member) else { return .null }
            return .object(fields + [.init(name: "access_level", value: 30)])
        }
    }

    func gitHubTeamMembers(_ call: APICall) throws -> Reply {
        let parameters = try call.query([.choice("role", "member", "maintainer", "all")] + Paging.rules)
        guard let ids = teams[call.argument(0) + "/" + call.argument(1)] else { throw Refusal.gitHubNotFound }
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(ids.compactMap(user))
        return .json(200, .array(items.map { gitHubJSON($0) }), headers: headers)
    }
}
