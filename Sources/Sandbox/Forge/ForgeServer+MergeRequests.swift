extension ForgeServer {
    private static var listRules: [ParameterRule] {
        [
            .choice("state", "opened", "closed", "merged", "locked", "all"), .text("source_branch"),
            .text("target_branch"), .integer("author_id"), .text("author_username"), .integer("assignee_id"),
            .text("reviewer_username"), .choice("scope", "created_by_me", "assigned_to_me", "all"),
            .choice("order_by", "created_at", "updated_at", "title"), .choice("sort", "asc", "desc"),
            .labels("labels"), .text("search"), .integers("iids"), .boolean("with_merge_status_recheck"),
        ] + Paging.rules
    }

    func listMergeRequests(_ call: APICall) async throws -> Reply {
        let parameters = try call.query(Self.listRules)
        let index = try project(call)
        guard projects[index].hasMergeRequests else { throw Refusal(403, ["message": "403 Forbidden"]) }
        try await refresh(index)
        let project = projects[index]
        let found = sorted(filtered(project.mergeRequests, parameters, call.user), parameters)
        return Paging(call, parameters, forgeURL: url).reply(found) { json($0, in: project) }
    }

    func showMergeRequest(_ call: APICall) async throws -> Reply {
        _ = try call.query([.boolean("include_rebase_in_progress"), .boolean("include_diverged_commits_count")])
        let index = try project(call)
        let place = try mergeRequest(call, in: index)
        try await refresh(index)
        return .json(200, json(projects[index].mergeRequests[place], in: projects[index], isDetailed: true))
    }

    func listDiffs(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([.boolean("unidiff")] + Paging.rules)
        let index = try project(call)
        let place = try mergeRequest(call, in: index)
        try await refresh(index)
        let request = projects[index].mergeRequests[place]
        var files: [FileDiff] = []
        if let head = request.head, let base = request.mergeability?.mergeBase {
            files = try await projects[index].repository.diffs(from: base, to: head)
        }
        return Paging(call, parameters, forgeURL: url).reply(files) { file in
            [
                "old_path": .string(file.oldPath), "new_path": .string(file.newPath),
                "a_mode": .string(file.oldMode), "b_mode": .string(file.newMode), "diff": .string(file.hunks),
                "new_file": .boolean(file.isNew), "renamed_file": .boolean(file.isRenamed),
                "deleted_file": .boolean(file.isDeleted), "generated_file": false, "collapsed": false,
                "too_large": false,
            ]
        }
    }

    private func filtered(
        _ all: [MergeRequestRecord], _ parameters: Parameters, _ user: UserRecord
    ) -> [MergeRequestRecord] {
        var found = all
        func keep<Value: Equatable>(_ value: Value?, _ read: (MergeRequestRecord) -> Value) {
            if let value { found = found.filter { read($0) == value } }
        }
        if let state = parameters.text("state"), state != "all" { keep(state) { $0.state.rawValue } }
        keep(parameters.text("source_branch")) { $0.sourceBranch }
        keep(parameters.text("target_branch")) { $0.targetBranch }
        keep(parameters.integer("author_id")) { $0.authorID }
        if let name = parameters.text("author_username") { keep(self.user(named: name)?.id ?? 0) { $0.authorID } }
        if parameters.text("scope") == "created_by_me" { keep(user.id) { $0.authorID } }
        if parameters.text("scope") == "assigned_to_me" { found = found.filter { $0.assigneeIDs.contains(user.id) } }
        if let id = parameters.integer("assignee_id") { found = found.filter { $0.assigneeIDs.contains(id) } }
        if let name = parameters.text("reviewer_username") {
            let id = self.user(named: name)?.id ?? 0
            found = found.filter { $0.reviewerIDs.contains(id) }
        }
        if let labels = parameters.texts("labels") { found = found.filter { Set(labels).isSubset(of: $0.labels) } }
        if let iids = parameters.integers("iids") { found = found.filter { iids.contains($0.iid) } }
        if let search = parameters.text("search")?.lowercased() {
            found = found.filter { ($0.title + "\n" + $0.description).lowercased().contains(search) }
        }
        return found
    }

    /// Newest first, unless asked otherwise; those of the same moment by number.
    private func sorted(_ all: [MergeRequestRecord], _ parameters: Parameters) -> [MergeRequestRecord] {
        let ascending: [MergeRequestRecord]
        switch parameters.text("order_by") {
        case "updated_at": ascending = all.sorted { ($0.updatedAt, $0.iid) < ($1.updatedAt, $1.iid) }
        case "title": ascending = all.sorted { ($0.title, $0.iid) < ($1.title, $1.iid) }
        default: ascending = all.sorted { ($0.createdAt, $0.iid) < ($1.createdAt, $1.iid) }
        }
        return parameters.text("sort") == "asc" ? ascending : ascending.reversed()
    }
}
