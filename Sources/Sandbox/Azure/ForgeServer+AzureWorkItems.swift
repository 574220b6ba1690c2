import Foundation

/// Work items of Azure DevOps, as far as a page that is kept needs them: find by a query, read, create, change fields.
///
/// - Source: learn.microsoft.com/rest/api/azure/devops/wit.
extension ForgeServer {
    private static let fields = ["System.Title", "System.Description", "System.Tags"]

    /// Answers queries of the form `SELECT [System.Id] FROM WorkItems WHERE CONDITION AND ... ORDER BY [System.Id]`.
    func azureQueryWorkItems(_ call: APICall) throws -> Reply {
        let body = try azureBody(call, .object(["query": .text], required: ["query"]))
        let index = try azureProject(call)
        let form = /SELECT \[System\.Id\] FROM WorkItems WHERE (.+) ORDER BY \[System\.Id\]/
        guard let match = (body["query"]?.text ?? "").wholeMatch(of: form) else {
            throw Refusal.azure(
                400, "WorkItemTrackingQueryException", "TF51005: The query has an error.", isViolation: true)
        }
        var found = projects[index].issues
        for condition in String(match.1).components(separatedBy: " AND ") {
            switch condition.wholeMatch(of: /\[(System\.\w+)\] (=|CONTAINS) (@\w+|'(?:[^']|'')*')/)?.output {
            case (_, "System.TeamProject", "=", "@project")?: break
            case (_, "System.CreatedBy", "=", "@me")?: found = found.filter { $0.authorID == call.user.id }
            case (_, "System.Tags", "CONTAINS", let value)?:
                found = found.filter { $0.tags.contains(unquoted(value)) }
            case (_, "System.Title", "=", let value)?: found = found.filter { $0.title == unquoted(value) }
            default:
                throw Refusal.azure(
                    400, "WorkItemTrackingQueryException", "TF51005: The query has an error near \(condition).",
                    isViolation: true)
            }
        }
        return .json(
            200,
            [
                "queryType": "flat", "queryResultType": "workItem", "asOf": .string(internetTime(now())),
                "workItems": .array(
                    found.map { ["id": .integer($0.id), "url": .string(workItemURL($0, in: projects[index]))] }),
            ])
    }

    func azureShowWorkItem(_ call: APICall) throws -> Reply {
        let parameters = try call.query([.text("fields")])
        let index = try azureProject(call)
        let place = try workItem(call, in: index)
        let wanted = parameters.text("fields")?.split(separator: ",").map(String.init) ?? Self.fields
        for name in wanted where !Self.fields.contains(name) {
            throw Refusal.azure(400, "WorkItemFieldException", "TF51535: Cannot find field \(name).", isViolation: true)
        }
        return .json(200, json(projects[index].issues[place], in: projects[index], fields: wanted))
    }

    func azureCreateWorkItem(_ call: APICall) throws -> Reply {
        let changes = try patch(call)
        let index = try azureProject(call)
        let type = call.argument(1)
        guard ["$Task", "$Bug", "$Issue"].contains(type) else {
            throw Refusal.azure(
                404, "WorkItemTypeNotFoundException", "VS402323: Work item type \(type.dropFirst()) does not exist.")
        }
        guard let title = changes["System.Title"], !title.isEmpty else {
            throw Refusal.azure(
                400, "RuleValidationException", "TF401320: Rule Error for field Title. It is required.",
                isViolation: true)
        }
        var item = IssueRecord(
            id: makeID(), iid: 0, title: title, text: "", authorID: call.user.id, createdAt: now())
        item.iid = item.id
        apply(changes, to: &item)
        projects[index].issues.append(item)
        return .json(200, json(item, in: projects[index], fields: Self.fields))
    }

    func azureUpdateWorkItem(_ call: APICall) throws -> Reply {
        let changes = try patch(call)
        let index = try azureProject(call)
        let place = try workItem(call, in: index)
        apply(changes, to: &projects[index].issues[place])
        return .json(200, json(projects[index].issues[place], in: projects[index], fields: Self.fields))
    }

    // MARK: Parts

    /// The fields that a JSON Patch sets.
    private func patch(_ call: APICall) throws(Refusal) -> [String: String] {
        guard call.request.header("Content-Type") == "application/json-patch+json" else {
            throw .azure(
                415, "VssRequestContentTypeNotSupportedException",
                "The request indicated a Content-Type of \(call.request.header("Content-Type") ?? "nothing"); valid are application/json-patch+json.",
                isViolation: true)
        }
        let operation = JSONShape.object(
            ["op": .choice(["add", "replace"]), "path": .text, "value": .text], required: ["op", "path", "value"])
        let body = try azureBody(call, .list(operation))
        var changes: [String: String] = [:]
        for item in body.items {
            let path = item["path"]?.text ?? ""
            guard let field = Self.fields.first(where: { "/fields/" + $0 == path }) else {
                throw .azure(400, "WorkItemFieldException", "TF51535: Cannot find field \(path).", isViolation: true)
            }
            changes[field] = item["value"]?.text ?? ""
        }
        return changes
    }

    private func apply(_ changes: [String: String], to item: inout IssueRecord) {
        if let title = changes["System.Title"] { item.title = title }
        if let text = changes["System.Description"] { item.text = text }
        if let tags = changes["System.Tags"] {
            item.tags = tags.split(separator: ";").map { String($0.trimmed) }
        }
    }

    /// Work items are a project's, which is a group of the world: its first repository keeps them.
    private func azureProject(_ call: APICall) throws(Refusal) -> Int {
        let found = projects.firstIndex { project in
            project.group.lowercased() == call.argument(0).lowercased() && role(of: call.user, in: project) != nil
        }
        guard let found else {
            throw .azure(
                404, "ProjectDoesNotExistWithNameException",
                "TF200016: The following project does not exist: \(call.argument(0)).")
        }
        return found
    }

    private func workItem(_ call: APICall, in index: Int) throws(Refusal) -> Int {
        let number = try call.number(1, of: "id")
        guard let place = projects[index].issues.firstIndex(where: { $0.id == number }) else {
            throw .azure(
                404, "WorkItemUnauthorizedAccessException",
                "TF401232: Work item \(number) does not exist, or you do not have permissions to read it.")
        }
        return place
    }

    private func json(_ item: IssueRecord, in project: ProjectRecord, fields: [String]) -> JSONValue {
        let values = [
            "System.Title": item.title, "System.Description": item.text,
            "System.Tags": item.tags.joined(separator: "; "),
        ]
        let members = fields.compactMap { name in
            values[name].flatMap { $0.isEmpty ? nil : JSONValue.Member(name: name, value: .string($0)) }
        }
        return [
            "id": .integer(item.id), "rev": 1, "fields": .object(members),
            "url": .string(workItemURL(item, in: project)),
        ]
    }

    private func workItemURL(_ item: IssueRecord, in project: ProjectRecord) -> String {
        "\(url)/sandbox/\(project.group)/_apis/wit/workItems/\(item.id)"
    }

    private func unquoted(_ value: Substring) -> String {
        String(value.dropFirst().dropLast()).replacing("''", with: "'")
    }
}

/// What a browser shows of a text in one block.
func shownHTML(_ html: String) -> String {
    html.replacing("<pre>", with: "").replacing("</pre>", with: "").replacing("</div>", with: "\n")
        .replacing("<div>", with: "").replacing("&nbsp;", with: " ").replacing("&lt;", with: "<")
        .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
}

/// What an editor in a browser stores: an element for each line, and blanks at its beginning that are not broken.
func editedHTML(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let blanks = String(repeating: "&nbsp;", count: line.prefix { $0 == " " }.count)
        let escaped = line.drop { $0 == " " }.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
        return "<div>\(blanks)\(escaped)</div>"
    }.joined()
}
