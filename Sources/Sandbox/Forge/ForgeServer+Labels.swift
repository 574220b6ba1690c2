extension ForgeServer {
    func listLabels(_ call: APICall) throws -> Reply {
        let parameters = try call.query(
            [.boolean("with_counts"), .boolean("include_ancestor_groups"), .text("search")] + Paging.rules)
        let index = try project(call)
        let search = parameters.text("search")?.lowercased() ?? ""
        let found = projects[index].labels.filter { search.isEmpty || $0.name.lowercased().contains(search) }
        return Paging(call, parameters, forgeURL: url).reply(found.sorted { $0.name < $1.name }, render: json)
    }

    func createLabel(_ call: APICall) throws -> Reply {
        let fields = try call.fields([
            .text("name", required: true), .text("color", required: true), .text("description"),
            .integer("priority", 0...Int.max),
        ])
        let index = try project(call, atLeast: .reporter)
        let name = fields.text("name") ?? ""
        let color = fields.text("color") ?? ""
        guard !name.isEmpty, !name.contains(",") else { throw Refusal(400, ["message": ["title": ["is invalid"]]]) }
        guard color.hasPrefix("#"), color.utf8.count == 7 || color.utf8.count == 4,
            color.dropFirst().allSatisfy(\.isHexDigit)
        else { throw Refusal(400, ["message": ["color": ["must be a valid color code"]]]) }
        guard !projects[index].labels.contains(where: { $0.name == name }) else {
            throw Refusal(409, ["message": "Label already exists"])
        }
        let label = LabelRecord(id: makeID(), name: name, color: color, description: fields.text("description"))
        projects[index].labels.append(label)
        return .json(201, json(label))
    }
}
