extension ForgeServer {
    /// GitLab's limit for a description, in characters.
    private static var descriptionLimit: Int { 1_048_576 }

    /// Fields that a new merge request and a change of one share.
    private static var sharedRules: [ParameterRule] {
        [
            .text("description"), .labels("labels"), .integer("assignee_id", 0...Int.max), .integers("assignee_ids"),
            .integers("reviewer_ids"), .boolean("remove_source_branch"), .boolean("squash"),
            .boolean("allow_collaboration"), .integer("milestone_id", 0...Int.max),
        ]
    }

    func createMergeRequest(_ call: APICall) async throws -> Reply {
        let fields = try call.fields(
            Self.sharedRules + [
                .text("source_branch", required: true), .text("target_branch", required: true),
                .text("title", required: true), .integer("target_project_id"),
            ])
        let index = try project(call, atLeast: .developer)
        guard projects[index].hasMergeRequests else { throw Refusal(403, ["message": "403 Forbidden"]) }
        guard fields.integer("target_project_id") ?? projects[index].id == projects[index].id else {
            throw .wrong("target_project_id is invalid: there are no forks here") as Refusal
        }
        let branches = try await refresh(index)
        var request = try draft(fields, index, by: call.user)
        try apply(fields, to: &request, index)
        if let id = fields.integer("milestone_id") { request.milestone = milestone(withID: id, in: projects[index]) }
        try checkBranches(request, branches, index)
        makeLabels(request.labels, index)
        projects[index].mergeRequests.append(request)
        try await refresh(index)
        let made = projects[index].mergeRequests.first { $0.iid == request.iid } ?? request
        return .json(201, json(made, in: projects[index], isDetailed: true))
    }

    private func draft(_ fields: Parameters, _ index: Int, by user: UserRecord) throws(Refusal) -> MergeRequestRecord {
        let time = now()
        return MergeRequestRecord(
            id: makeID(), iid: nextNumber(in: index),
            title: try checkedTitle(fields.text("title") ?? ""),
            description: "", sourceBranch: fields.text("source_branch") ?? "",
            targetBranch: fields.text("target_branch") ?? "", authorID: user.id, createdAt: time, updatedAt: time)
    }

    private func checkBranches(
        _ request: MergeRequestRecord, _ branches: [String: String], _ index: Int
    ) throws(Refusal) {
        if request.sourceBranch == request.targetBranch {
            throw Refusal(422, ["message": ["You can't use same project/branch for source and target"]])
        }
        var missing: [JSONValue.Member] = []
        for (name, branch) in [("source_branch", request.sourceBranch), ("target_branch", request.targetBranch)]
        where branches[branch] == nil {
            missing.append(.init(name: name, value: ["does not exist"]))
        }
        guard missing.isEmpty else { throw Refusal(400, ["message": .object(missing)]) }
        try checkNoOther(request, index)
    }

    private func checkNoOther(_ request: MergeRequestRecord, _ index: Int) throws(Refusal) {
        guard let other = otherOpen(request, in: index) else { return }
        throw Refusal(
            409,
            [
                "message": [
                    .string("Another open merge request already exists for this source branch: !\(other.iid)")
                ]
            ])
    }

    func updateMergeRequest(_ call: APICall) async throws -> Reply {
        let fields = try call.fields(
            Self.sharedRules + [
                .text("title"), .text("target_branch"), .labels("add_labels"), .labels("remove_labels"),
                .choice("state_event", "close", "reopen"), .boolean("discussion_locked"),
            ])
        let index = try project(call, atLeast: .developer)
        let place = try mergeRequest(call, in: index)
        guard !fields.isEmpty else {
            throw .wrong("title, description or another field is missing: at least one must be provided") as Refusal
        }
        let branches = try await refresh(index)
        var request = projects[index].mergeRequests[place]
        if let title = fields.text("title") { request.title = try checkedTitle(title) }
        if let target = fields.text("target_branch") {
            guard branches[target] != nil else {
                throw Refusal(400, ["message": ["target_branch": ["does not exist"]]])
            }
            request.targetBranch = target
            request.mergeability = nil
            if request.state == .opened { try checkNoOther(request, index) }
        }
        try apply(fields, to: &request, index)
        if let id = fields.integer("milestone_id") { request.milestone = milestone(withID: id, in: projects[index]) }
        try changeState(of: &request, fields.text("state_event"), branches, index, by: call.user)
        request.updatedAt = now()
        makeLabels(request.labels, index)
        projects[index].mergeRequests[place] = request
        try await refresh(index)
        return .json(200, json(projects[index].mergeRequests[place], in: projects[index], isDetailed: true))
    }

    /// Closing what is closed, and reopening what is open, changes nothing.
    private func changeState(
        of request: inout MergeRequestRecord, _ event: String?, _ branches: [String: String], _ index: Int,
        by user: UserRecord
    ) throws(Refusal) {
        switch (event, request.state) {
        case ("close", .opened):
            request.state = .closed
            request.closedAt = now()
            request.closedByID = user.id
        case ("reopen", .closed):
            guard branches[request.sourceBranch] != nil else {
                throw Refusal(400, ["message": ["source_branch": ["does not exist"]]])
            }
            try checkNoOther(request, index)
            request.state = .opened
            request.closedAt = nil
            request.closedByID = nil
            request.mergeability = nil
        default: break
        }
    }

    private func apply(_ fields: Parameters, to request: inout MergeRequestRecord, _ index: Int) throws(Refusal) {
        if let text = fields.text("description") {
            guard text.count <= Self.descriptionLimit else {
                throw Refusal(
                    400,
                    ["message": ["description": ["is too long (maximum is \(Self.descriptionLimit) characters)"]]],
                    isViolation: true)
            }
            request.description = text
        }
        if let ids = fields.integers("assignee_ids") ?? fields.integer("assignee_id").map({ [$0] }) {
            request.assigneeIDs = try checkedUsers(ids, "assignee_ids", index)
        }
        if let ids = fields.integers("reviewer_ids") {
            request.reviewerIDs = try checkedUsers(ids, "reviewer_ids", index)
        }
        if let labels = fields.texts("labels") { request.labels = distinct(labels) }
        if let labels = fields.texts("add_labels") { request.labels = distinct(request.labels + labels) }
        if let labels = fields.texts("remove_labels") { request.labels.removeAll(where: labels.contains) }
        request.removesSourceBranch = fields.boolean("remove_source_branch") ?? request.removesSourceBranch
        request.isSquash = fields.boolean("squash") ?? request.isSquash
    }

    private func checkedTitle(_ title: String) throws(Refusal) -> String {
        if title.allSatisfy(\.isWhitespace) {
            throw Refusal(400, ["message": ["title": ["can't be blank"]]], isViolation: true)
        }
        if title.count > 255 {
            throw Refusal(
                400, ["message": ["title": ["is too long (maximum is 255 characters)"]]], isViolation: true)
        }
        return title
    }

    /// GitLab drops unknown users without an error; that would hide a mistake, so it is one here. Zero is nobody.
    private func checkedUsers(_ ids: [Int], _ field: String, _ index: Int) throws(Refusal) -> [Int] {
        let wanted = ids.filter { $0 != 0 }
        for id in wanted {
            guard let user = user(id), !user.isBlocked, role(of: user, in: projects[index]) != nil else {
                throw Refusal(
                    400,
                    ["message": .object([.init(name: field, value: ["user \(id) does not exist or is no member"])])],
                    isViolation: true)
            }
        }
        return edition == .free ? Array(wanted.prefix(1)) : wanted
    }

    func makeLabels(_ names: [String], _ index: Int) {
        for name in names where !projects[index].labels.contains(where: { $0.name == name }) {
            projects[index].labels.append(LabelRecord(id: makeID(), name: name, color: "#6699cc"))
        }
    }

    /// In alphabetical order, as GitLab answers.
    func distinct(_ labels: [String]) -> [String] { Set(labels).sorted() }
}
