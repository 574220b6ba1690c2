extension ForgeServer {
    func showCurrentUser(_ call: APICall) throws -> Reply {
        _ = try call.query()
        var members = json(call.user)
        if case .object(var fields) = members {
            fields.append(.init(name: "email", value: .string("\(call.user.username)@sandbox.invalid")))
            fields.append(.init(name: "bot", value: .boolean(call.user.isBot)))
            members = .object(fields)
        }
        return .json(200, members)
    }

    func listUsers(_ call: APICall) throws -> Reply {
        let rules: [ParameterRule] = [.text("username"), .text("search"), .boolean("active"), .boolean("blocked")]
        let parameters = try call.query(rules + Paging.rules)
        var found = users
        if let name = parameters.text("username") { found = user(named: name).map { [$0] } ?? [] }
        if let search = parameters.text("search")?.lowercased() {
            found = found.filter { $0.username.contains(search) || $0.name.lowercased().contains(search) }
        }
        if parameters.boolean("active") == true { found = found.filter { !$0.isBlocked } }
        if parameters.boolean("blocked") == true { found = found.filter(\.isBlocked) }
        return Paging(call, parameters, forgeURL: url).reply(found, render: json)
    }

    func showVersion(_ call: APICall) throws -> Reply {
        _ = try call.query()
        return .json(200, ["version": .string(Self.version), "revision": "5a4db0c5"])
    }

    func showMetadata(_ call: APICall) throws -> Reply {
        _ = try call.query()
        return .json(
            200,
            [
                "version": .string(Self.version), "revision": "5a4db0c5",
                "kas": ["enabled": false, "externalUrl": .null, "version": .null],
                "enterprise": .boolean(edition == .premium),
            ])
    }

    /// The version that the forge says it has.
    private static var version: String { "18.5.0" }

    func listMembers(_ call: APICall) throws -> Reply {
        let parameters = try call.query([.text("query"), .integers("user_ids")] + Paging.rules)
        let project = projects[try project(call)]
        var found = users.filter { project.members[$0.id] != nil }
        if let query = parameters.text("query")?.lowercased() {
            found = found.filter { $0.username.lowercased().contains(query) || $0.name.lowercased().contains(query) }
        }
        if let ids = parameters.integers("user_ids") { found = found.filter { ids.contains($0.id) } }
        return Paging(call, parameters, forgeURL: url).reply(found) { user in
            guard case .object(var fields) = json(user) else { return .null }
            fields.append(.init(name: "access_level", value: .optional(project.members[user.id]?.rawValue)))
            fields.append(.init(name: "expires_at", value: .null))
            return .object(fields)
        }
    }
}
