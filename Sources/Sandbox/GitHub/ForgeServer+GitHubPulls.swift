extension ForgeServer {
    /// The most that GitHub keeps of a description or comment, in characters.
    private static var textLimit: Int { 65_536 }

    /// The place of the pull request that the third argument names.
    func gitHubPull(_ call: APICall, in index: Int) throws(Refusal) -> Int {
        let number = try call.number(2, of: "pull_number")
        guard let place = place(of: number, in: index) else { throw Refusal.gitHubNotFound }
        return place
    }

    func gitHubListPulls(_ call: APICall) async throws -> Reply {
        let parameters = try call.query(
            [
                .choice("state", "open", "closed", "all"), .text("head"), .text("base"),
                .choice("sort", "created", "updated", "popularity", "long-running"),
                .choice("direction", "asc", "desc"),
            ] + Paging.rules)
        let index = try gitHubProject(call)
        try await refresh(index)
        let project = projects[index]
        var found = project.mergeRequests
        switch parameters.text("state") ?? "open" {
        case "open": found = found.filter { $0.state == .opened || $0.state == .locked }
        case "closed": found = found.filter { $0.state == .closed || $0.state == .merged }
        default: break
        }
        if let head = parameters.text("head") {
            // Without the owner GitHub ignores the filter, which would hide a mistake.
            guard head.contains(":") else { throw .wrong("head is not of the form user:branch") as Refusal }
            found = found.filter { "\(project.group):\($0.sourceBranch)".lowercased() == head.lowercased() }
        }
        if let base = parameters.text("base") { found = found.filter { $0.targetBranch == base } }
        if parameters.text("sort") == "updated" { found.sort { $0.updatedAt < $1.updatedAt } }
        let isAscending = (parameters.text("direction") ?? (parameters.text("sort") == nil ? "desc" : "asc")) == "asc"
        if !isAscending { found.reverse() }
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(found)
        let repository = gitHubJSON(project, for: call.user)
        return .json(200, .array(items.map { gitHubJSON($0, in: project, repository: repository) }), headers: headers)
    }

    func gitHubShowPull(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try gitHubProject(call)
        let place = try gitHubPull(call, in: index)
        try await refresh(index)
        return gitHubReply(200, index, place, call)
    }

    func gitHubReply(_ status: Int, _ index: Int, _ place: Int, _ call: APICall) -> Reply {
        let project = projects[index]
        return .json(
            status, gitHubJSON(project.mergeRequests[place], in: project, for: call.user, isDetailed: true))
    }

    func gitHubCreatePull(_ call: APICall) async throws -> Reply {
        let fields = try call.fields([
            .text("title", required: true), .text("head", required: true), .text("base", required: true),
            .text("body"), .boolean("draft"), .boolean("maintainer_can_modify"), .text("head_repo"),
        ])
        let index = try gitHubProject(call, atLeast: .developer)
        let branches = try await refresh(index)
        let owner = projects[index].group + ":"
        let head = fields.text("head") ?? ""
        let source = head.hasPrefix(owner) ? String(head.dropFirst(owner.count)) : head
        let target = fields.text("base") ?? ""
        for (name, branch) in [("head", source), ("base", target)] where branches[branch] == nil {
            throw Refusal.gitHubInvalid("PullRequest", field: name, code: "invalid")
        }
        let time = now()
        let request = MergeRequestRecord(
            id: makeID(), iid: nextNumber(in: index), title: try gitHubTitle(fields.text("title") ?? ""),
            description: try gitHubText(fields.text("body") ?? ""), sourceBranch: source, targetBranch: target,
            authorID: call.user.id, createdAt: time, updatedAt: time)
        if otherOpen(request, in: index) != nil {
            throw Refusal.gitHubInvalid("PullRequest", "A pull request already exists for \(owner)\(source).")
        }
        if branches[source] == branches[target] {
            throw Refusal.gitHubInvalid("PullRequest", "No commits between \(target) and \(source)")
        }
        projects[index].mergeRequests.append(request)
        try await refresh(index)
        return gitHubReply(201, index, place(of: request.iid, in: index) ?? 0, call)
    }

    func gitHubUpdatePull(_ call: APICall) async throws -> Reply {
        let fields = try call.fields([
            .text("title"), .text("body"), .choice("state", "open", "closed"), .text("base"),
            .boolean("maintainer_can_modify"),
        ])
        let index = try gitHubProject(call, atLeast: .developer)
        let place = try gitHubPull(call, in: index)
        guard !fields.isEmpty else { throw .wrong("there is nothing to change") as Refusal }
        let branches = try await refresh(index)
        var request = projects[index].mergeRequests[place]
        if let title = fields.text("title") { request.title = try gitHubTitle(title) }
        if let body = fields.text("body") { request.description = try gitHubText(body) }
        if let base = fields.text("base") {
            guard branches[base] != nil else {
                throw Refusal.gitHubInvalid("PullRequest", field: "base", code: "invalid")
            }
            request.targetBranch = base
            request.mergeability = nil
        }
        switch (fields.text("state"), request.state) {
        case ("closed", .opened):
            request.state = .closed
            request.closedAt = now()
            request.closedByID = call.user.id
        case ("open", .closed):
            guard branches[request.sourceBranch] != nil else {
                throw Refusal.gitHubInvalid("PullRequest", "state cannot be changed. The branch has been deleted.")
            }
            if otherOpen(request, in: index) != nil {
                throw Refusal.gitHubInvalid(
                    "PullRequest", "state cannot be changed. There is already an open pull request.")
            }
            request.state = .opened
            request.closedAt = nil
            request.closedByID = nil
        case ("open", .merged): throw Refusal.gitHubInvalid("PullRequest", "state cannot be changed.")
        default: break
        }
        request.updatedAt = now()
        projects[index].mergeRequests[place] = request
        try await refresh(index)
        return gitHubReply(200, index, place, call)
    }

    private func gitHubTitle(_ title: String) throws(Refusal) -> String {
        guard !title.allSatisfy(\.isWhitespace) else {
            throw .gitHubInvalid("PullRequest", field: "title", code: "missing_field", isViolation: true)
        }
        guard title.count <= 256 else {
            throw .gitHubInvalid("PullRequest", "title is too long (maximum is 256 characters)", isViolation: true)
        }
        return title
    }

    func gitHubText(_ text: String) throws(Refusal) -> String {
        guard text.count <= Self.textLimit else {
            throw .gitHubInvalid(
                "PullRequest", "body is too long (maximum is \(Self.textLimit) characters)", isViolation: true)
        }
        return text
    }
}
