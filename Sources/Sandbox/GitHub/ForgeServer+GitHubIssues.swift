/// Labels, people and comments, which GitHub has on the issue behind a pull request.
extension ForgeServer {
    func gitHubAddLabels(_ call: APICall) throws -> Reply {
        var call = call
        // The list alone is as good as an object with it.
        if case .array(let items)? = JSONValue(parsing: call.body) {
            call.body = JSONValue.object([.init(name: "labels", value: .array(items))]).bytes
        }
        let fields = try call.fields([.texts("labels", required: true)])
        let index = try gitHubProject(call, atLeast: .developer)
        let place = try gitHubPull(call, in: index)
        let names = fields.texts("labels") ?? []
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0.count <= 50 }) else {
            throw .wrong("labels is invalid: expected names of 1 to 50 characters") as Refusal
        }
        makeLabels(names, index)
        let all = distinct(projects[index].mergeRequests[place].labels + names)
        projects[index].mergeRequests[place].labels = all
        projects[index].mergeRequests[place].updatedAt = now()
        return .json(200, .array(all.map { gitHubListedLabel($0, in: projects[index]) }))
    }

    func gitHubRemoveLabel(_ call: APICall) throws -> Reply {
        let index = try gitHubProject(call, atLeast: .developer)
        let place = try gitHubPull(call, in: index)
        let name = call.argument(3)
        guard projects[index].mergeRequests[place].labels.contains(name) else {
            throw Refusal.gitHub(404, "Label does not exist")
        }
        projects[index].mergeRequests[place].labels.removeAll { $0 == name }
        return .json(
            200, .array(projects[index].mergeRequests[place].labels.map { gitHubListedLabel($0, in: projects[index]) }))
    }

    func gitHubUpdateComment(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("body", required: true)])
        let index = try gitHubProject(call)
        let id = try call.number(2, of: "comment_id")
        for place in projects[index].mergeRequests.indices {
            guard let note = projects[index].mergeRequests[place].notes.firstIndex(where: { $0.id == id }) else {
                continue
            }
            guard projects[index].mergeRequests[place].notes[note].authorID == call.user.id else {
                throw Refusal.gitHub(403, "Must have admin rights to Repository.")
            }
            projects[index].mergeRequests[place].notes[note].body = try gitHubText(fields.text("body") ?? "")
            let request = projects[index].mergeRequests[place]
            return .json(200, gitHubJSON(request.notes[note], of: request, in: projects[index]))
        }
        throw Refusal.gitHubNotFound
    }

    func gitHubPermission(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try gitHubProject(call, atLeast: .developer)
        guard let user = user(named: call.argument(2)) else { throw Refusal.gitHubNotFound }
        let permission: String
        switch role(of: user, in: projects[index]) {
        case nil: permission = "none"
        case .owner: permission = "admin"
        case let role? where role >= .developer: permission = "write"
        default: permission = "read"
        }
        return .json(
            200, ["permission": .string(permission), "role_name": .string(permission), "user": gitHubJSON(user)])
    }

    func gitHubAddAssignees(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.texts("assignees", required: true)])
        let index = try gitHubProject(call, atLeast: .developer)
        let place = try gitHubPull(call, in: index)
        let ids = try gitHubPeople(fields.texts("assignees") ?? [], index)
        let old = projects[index].mergeRequests[place].assigneeIDs
        try setAssignees(old + ids.filter { !old.contains($0) }, index, place)
        return .json(201, gitHubIssue(index, place))
    }

    func gitHubUpdateIssue(_ call: APICall) throws -> Reply {
        let fields = try call.fields([
            .text("title"), .text("body"), .choice("state", "open", "closed"), .texts("labels"), .texts("assignees"),
            .integer("milestone"),
        ])
        let index = try gitHubProject(call, atLeast: .developer)
        if let issue = projects[index].issues.firstIndex(where: { String($0.iid) == call.argument(2) }) {
            try change(&projects[index].issues[issue], title: fields.text("title"), text: fields.text("body"))
            if let state = fields.text("state") { projects[index].issues[issue].isOpen = state == "open" }
            return .json(200, gitHubJSON(projects[index].issues[issue], in: projects[index]))
        }
        let place = try gitHubPull(call, in: index)
        if let names = fields.texts("assignees") { try setAssignees(try gitHubPeople(names, index), index, place) }
        if let milestone = fields.integer("milestone") {
            guard milestone <= projects[index].milestones.count else {
                throw Refusal.gitHubInvalid("Issue", field: "milestone", code: "invalid")
            }
            projects[index].mergeRequests[place].milestone = milestone
        }
        if let labels = fields.texts("labels") {
            makeLabels(labels, index)
            projects[index].mergeRequests[place].labels = distinct(labels)
        }
        if let title = fields.text("title") { projects[index].mergeRequests[place].title = title }
        if let body = fields.text("body") { projects[index].mergeRequests[place].description = try gitHubText(body) }
        return .json(200, gitHubIssue(index, place))
    }

    private func setAssignees(_ ids: [Int], _ index: Int, _ place: Int) throws(Refusal) {
        guard ids.count <= 10 else { throw .gitHubInvalid("Issue", "more than 10 assignees", isViolation: true) }
        projects[index].mergeRequests[place].assigneeIDs = ids
        projects[index].mergeRequests[place].updatedAt = now()
    }

    private func gitHubIssue(_ index: Int, _ place: Int) -> JSONValue {
        gitHubIssue(projects[index].mergeRequests[place], in: projects[index])
    }

    /// GitHub drops those who cannot be assigned without an error; that would hide a mistake, so it is one here.
    private func gitHubPeople(_ names: [String], _ index: Int) throws(Refusal) -> [Int] {
        var ids: [Int] = []
        for name in names {
            guard let user = user(named: name), !user.isBlocked, role(of: user, in: projects[index]) != nil else {
                throw .gitHubInvalid("Issue", "\(name) cannot be assigned", field: "assignees", isViolation: true)
            }
            ids.append(user.id)
        }
        return ids
    }

    func gitHubListReviewers(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try gitHubProject(call)
        let place = try gitHubPull(call, in: index)
        return .json(
            200,
            [
                "users": gitHubUsers(projects[index].mergeRequests[place].reviewerIDs),
                "teams": .array(
                    projects[index].mergeRequests[place].teams.map { gitHubJSON(team: $0, of: projects[index]) }),
            ])
    }

    /// One name that cannot be asked refuses the whole call, as GitHub does.
    func gitHubChangeReviewers(_ call: APICall, adds: Bool) throws -> Reply {
        let fields = try call.fields([.texts("reviewers", required: !adds), .texts("team_reviewers")])
        let index = try gitHubProject(call, atLeast: .developer)
        let place = try gitHubPull(call, in: index)
        let request = projects[index].mergeRequests[place]
        var ids: [Int] = []
        for name in fields.texts("reviewers") ?? [] {
            guard let user = user(named: name), role(of: user, in: projects[index]) != nil else {
                throw Refusal.gitHub(
                    422,
                    "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the \(projects[index].path) repository."
                )
            }
            guard !adds || user.id != request.authorID else {
                throw Refusal.gitHub(422, "Review cannot be requested from pull request author.")
            }
            ids.append(user.id)
        }
        let slugs = fields.texts("team_reviewers") ?? []
        guard slugs.allSatisfy({ teams["\(projects[index].group)/\($0)"] != nil }) else {
            throw Refusal.gitHub(422, "Reviews may only be requested from collaborators.")
        }
        let asked = request.teams
        projects[index].mergeRequests[place].teams =
            adds ? asked + slugs.filter { !asked.contains($0) } : asked.filter { !slugs.contains($0) }
        let old = request.reviewerIDs
        projects[index].mergeRequests[place].reviewerIDs =
            adds ? old + ids.filter { !old.contains($0) } : old.filter { !ids.contains($0) }
        projects[index].mergeRequests[place].updatedAt = now()
        // As lists have it, unlike all other changes of a pull request.
        return .json(
            adds ? 201 : 200,
            gitHubJSON(projects[index].mergeRequests[place], in: projects[index], for: call.user))
    }

    func gitHubListComments(_ call: APICall) throws -> Reply {
        let parameters = try call.query([.text("since")] + Paging.rules)
        let index = try gitHubProject(call)
        let request = projects[index].mergeRequests[try gitHubPull(call, in: index)]
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(request.notes)
        return .json(
            200, .array(items.map { gitHubJSON($0, of: request, in: projects[index]) }), headers: headers)
    }

    func gitHubCreateComment(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("body", required: true)])
        let index = try gitHubProject(call)
        if let issue = projects[index].issues.firstIndex(where: { String($0.iid) == call.argument(2) }) {
            let note = try addIssueNote(try gitHubText(fields.text("body") ?? ""), index, issue, by: call.user)
            return .json(201, gitHubJSON(note, of: projects[index].issues[issue], in: projects[index]))
        }
        let place = try gitHubPull(call, in: index)
        let note = try addNote(try gitHubText(fields.text("body") ?? ""), index, place, by: call.user)
        return .json(201, gitHubJSON(note, of: projects[index].mergeRequests[place], in: projects[index]))
    }
}
