extension ForgeServer {
    /// What both lists of projects can be narrowed by.
    private static var listRules: [ParameterRule] {
        [
            .boolean("archived"), .integer("min_access_level", 5...50),
            .choice("order_by", "id", "name", "path", "created_at", "updated_at", "last_activity_at"),
            .text("search"), .boolean("simple"), .choice("sort", "asc", "desc"), .text("topic"),
            .boolean("with_merge_requests_enabled"),
        ] + Paging.rules
    }

    func listProjects(_ call: APICall) async throws -> Reply {
        try await refreshEmptyProjects()
        let parameters = try call.query(
            Self.listRules + [
                .boolean("membership"), .choice("pagination", "keyset", "legacy"), .integer("id_after", 0...Int.max),
                .integer("id_before", 0...Int.max),
            ])
        var found = projects.filter { project in
            parameters.boolean("membership") == true
                ? project.members[call.user.id] != nil : role(of: call.user, in: project) != nil
        }
        if let id = parameters.integer("id_after") { found = found.filter { $0.id > id } }
        if let id = parameters.integer("id_before") { found = found.filter { $0.id < id } }
        found = narrowed(found, parameters, call.user)
        let paging = Paging(call, parameters, forgeURL: url)
        let render = renderer(call.user, parameters)
        guard parameters.text("pagination") == "keyset" else { return paging.reply(found, render: render) }
        guard parameters.text("order_by") == "id" else {
            throw .wrong("keyset pagination needs order_by=id") as Refusal
        }
        if parameters.integer("page") != nil { throw .wrong("keyset pagination has no page") as Refusal }
        let marker = parameters.text("sort") == "asc" ? "id_after" : "id_before"
        return paging.keysetReply(found, id: \.id, marker: marker, render: render)
    }

    func listGroupProjects(_ call: APICall) async throws -> Reply {
        try await refreshEmptyProjects()
        let parameters = try call.query(
            Self.listRules + [.boolean("include_subgroups"), .boolean("with_shared"), .boolean("owned")])
        let group = call.argument(0).lowercased()
        let visible = projects.filter { role(of: call.user, in: $0) != nil }
        let below = visible.filter { ($0.group.lowercased() + "/").hasPrefix(group + "/") }
        guard !below.isEmpty else { throw Refusal(404, ["message": "404 Group Not Found"]) }
        let isDeep = parameters.boolean("include_subgroups") == true
        let found = isDeep ? below : below.filter { $0.group.lowercased() == group }
        return Paging(call, parameters, forgeURL: url).reply(
            narrowed(found, parameters, call.user), render: renderer(call.user, parameters))
    }

    func showProject(_ call: APICall) async throws -> Reply {
        _ = try call.query([.boolean("statistics"), .boolean("license")])
        let index = try project(call)
        try await refreshEmptyProjects()
        return .json(200, json(projects[index], for: call.user))
    }

    private func renderer(_ user: UserRecord, _ parameters: Parameters) -> (ProjectRecord) -> JSONValue {
        { project in
            guard case .object(let all) = self.json(project, for: user) else { return .null }
            guard parameters.boolean("simple") == true else { return .object(all) }
            return .object(all.filter { Self.simpleFields.contains($0.name) })
        }
    }

    /// What is left of a project when `simple=true` is asked for.
    private static let simpleFields: Set<String> = [
        "id", "description", "name", "name_with_namespace", "path", "path_with_namespace", "created_at",
        "default_branch", "topics", "ssh_url_to_repo", "http_url_to_repo", "web_url", "last_activity_at", "namespace",
    ]

    private func narrowed(_ all: [ProjectRecord], _ parameters: Parameters, _ user: UserRecord) -> [ProjectRecord] {
        var found = all
        if let isArchived = parameters.boolean("archived") { found = found.filter { $0.isArchived == isArchived } }
        if let level = parameters.integer("min_access_level") {
            found = found.filter { role(of: user, in: $0)?.rawValue ?? 0 >= level }
        }
        if let search = parameters.text("search")?.lowercased() {
            found = found.filter { $0.path.lowercased().contains(search) }
        }
        if let topics = parameters.text("topic") {
            let wanted = topics.split(separator: ",").map(\.trimmed)
            found = found.filter { Set(wanted).isSubset(of: $0.topics) }
        }
        if parameters.boolean("with_merge_requests_enabled") == true { found = found.filter(\.hasMergeRequests) }
        let isAscending = parameters.text("sort") == "asc"
        switch parameters.text("order_by") {
        case "name", "path": found.sort { isAscending ? $0.name < $1.name : $0.name > $1.name }
        // All other orders are those of making them, which is that of the ids.
        default: found.sort { isAscending ? $0.id < $1.id : $0.id > $1.id }
        }
        return found
    }
}
