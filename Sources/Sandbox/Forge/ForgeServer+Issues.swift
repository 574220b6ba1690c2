import Foundation

/// An issue as the forge keeps it.
struct IssueRecord: Hashable, Sendable {
    var id: Int
    var iid: Int
    var title: String
    var text: String
    var isOpen = true
    /// Only Azure's have some.
    var tags: [String] = []
    var authorID: Int
    var createdAt: Date
}

extension ForgeServer {
    func change(_ issue: inout IssueRecord, title: String?, text: String?) throws(Refusal) {
        if let title {
            guard !title.allSatisfy(\.isWhitespace), title.count <= 255 else {
                throw .wrong("title is invalid: it is empty or longer than 255 characters")
            }
            issue.title = title
        }
        if let text {
            guard text.count <= 1_048_576 else { throw .wrong("the text of the issue is too long") }
            issue.text = text
        }
    }

    private func make(_ title: String, _ text: String, by user: UserRecord, _ index: Int) throws(Refusal) -> IssueRecord
    {
        let number = dialect.countsIssuesToo ? nextNumber(in: index) : projects[index].issues.count + 1
        var issue = IssueRecord(id: makeID(), iid: number, title: "", text: "", authorID: user.id, createdAt: now())
        try change(&issue, title: title, text: text)
        projects[index].issues.append(issue)
        return issue
    }

    // MARK: GitLab

    func listIssues(_ call: APICall) throws -> Reply {
        let parameters = try call.query(
            [
                .choice("scope", "created_by_me", "assigned_to_me", "all"), .choice("state", "opened", "closed", "all"),
                .integer("author_id"), .choice("order_by", "created_at", "updated_at"), .choice("sort", "asc", "desc"),
                .text("search"), .choice("in", "title", "description"),
            ] + Paging.rules)
        let index = try project(call)
        var found = projects[index].issues
        if parameters.text("state") == "opened" { found = found.filter(\.isOpen) }
        if parameters.text("state") == "closed" { found = found.filter { !$0.isOpen } }
        if let id = parameters.integer("author_id") { found = found.filter { $0.authorID == id } }
        if let search = parameters.text("search") { found = found.filter { $0.title.contains(search) } }
        if parameters.text("sort") != "asc" { found.reverse() }
        return Paging(call, parameters, forgeURL: url).reply(found) { json($0, in: projects[index]) }
    }

    func createIssue(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("title", required: true), .text("description"), .labels("labels")])
        let index = try project(call, atLeast: .reporter)
        let issue = try make(fields.text("title") ?? "", fields.text("description") ?? "", by: call.user, index)
        return .json(201, json(issue, in: projects[index]))
    }

    func updateIssue(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("title"), .text("description"), .choice("state_event", "close", "reopen")])
        let index = try project(call, atLeast: .reporter)
        let number = try call.number(1, of: "issue_iid")
        guard let place = projects[index].issues.firstIndex(where: { $0.iid == number }) else {
            throw Refusal(404, ["message": "404 Not found"])
        }
        guard !fields.isEmpty else { throw .wrong("there is nothing to change") as Refusal }
        try change(
            &projects[index].issues[place], title: fields.text("title"), text: fields.text("description"))
        if let event = fields.text("state_event") { projects[index].issues[place].isOpen = event == "reopen" }
        return .json(200, json(projects[index].issues[place], in: projects[index]))
    }

    private func json(_ issue: IssueRecord, in project: ProjectRecord) -> JSONValue {
        [
            "id": .integer(issue.id), "iid": .integer(issue.iid), "project_id": .integer(project.id),
            "title": .string(issue.title), "description": .string(issue.text),
            "state": .string(issue.isOpen ? "opened" : "closed"), "author": json(userID: issue.authorID),
            "created_at": .string(gitLabTime(issue.createdAt)), "labels": [],
            "web_url": .string("\(url)/\(project.path)/-/issues/\(issue.iid)"),
        ]
    }

    // MARK: GitHub

    /// Pull requests are among them, as with GitHub.
    func gitHubListIssues(_ call: APICall) throws -> Reply {
        let parameters = try call.query(
            [
                .choice("state", "open", "closed", "all"), .text("creator"), .text("labels"),
                .choice("sort", "created", "updated", "comments"), .choice("direction", "asc", "desc"),
            ] + Paging.rules)
        let index = try gitHubProject(call)
        let project = projects[index]
        var found: [(number: Int, author: Int, isOpen: Bool, value: JSONValue)] = project.issues.map {
            ($0.iid, $0.authorID, $0.isOpen, gitHubJSON($0, in: project))
        }
        found += project.mergeRequests.map { request in
            (request.iid, request.authorID, request.state == .opened, gitHubIssue(request, in: project))
        }
        if let creator = parameters.text("creator") {
            let id = user(named: creator)?.id
            found = found.filter { $0.author == id }
        }
        let state = parameters.text("state") ?? "open"
        if state != "all" { found = found.filter { $0.isOpen == (state == "open") } }
        found.sort { $0.number < $1.number }
        if parameters.text("direction") != "asc" { found.reverse() }
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(found)
        return .json(200, .array(items.map(\.value)), headers: headers)
    }

    func gitHubCreateIssue(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("title", required: true), .text("body"), .texts("labels")])
        let index = try gitHubProject(call, atLeast: .developer)
        let issue = try make(
            fields.text("title") ?? "", try gitHubText(fields.text("body") ?? ""), by: call.user, index)
        return .json(201, gitHubJSON(issue, in: projects[index]))
    }

    func gitHubJSON(_ issue: IssueRecord, in project: ProjectRecord) -> JSONValue {
        let api = "\(url)/api/v3/repos/\(project.path)"
        let address = "\(api)/issues/\(issue.iid)"
        return [
            "url": .string(address), "repository_url": .string(api), "labels_url": .string(address + "/labels{/name}"),
            "comments_url": .string(address + "/comments"), "events_url": .string(address + "/events"), "comments": 0,
            "assignee": .null, "milestone": .null, "locked": false, "closed_at": .null,
            "updated_at": .string(internetTime(issue.createdAt)),
            "id": .integer(issue.id), "node_id": .string("I_\(issue.id)"), "number": .integer(issue.iid),
            "title": .string(issue.title), "body": .string(issue.text),
            "state": .string(issue.isOpen ? "open" : "closed"),
            "html_url": .string("\(url)/\(project.path)/issues/\(issue.iid)"),
            "user": user(issue.authorID).map(gitHubJSON) ?? .null, "labels": [], "assignees": [],
            "created_at": .string(internetTime(issue.createdAt)),
        ]
    }

    // MARK: People

    func issues(of path: String) throws(SandboxError) -> [SandboxIssue] {
        guard let index = projectIndex(path) else { throw SandboxError(.unknown, "There is no project \(path).") }
        return projects[index].issues.map {
            SandboxIssue(
                number: $0.iid, title: $0.title, text: dialect.service == "azure" ? shownHTML($0.text) : $0.text,
                isOpen: $0.isOpen)
        }
    }

    func editIssue(_ number: Int, in path: String, text: String) throws(SandboxError) {
        guard let index = projectIndex(path),
            let place = projects[index].issues.firstIndex(where: { $0.iid == number })
        else { throw SandboxError(.unknown, "There is no issue \(path)#\(number).") }
        projects[index].issues[place].text = dialect.service == "azure" ? editedHTML(text) : text
    }
}
