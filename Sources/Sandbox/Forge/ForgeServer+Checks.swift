/// One status, job or check of a commit as the forge keeps it.
struct CheckRecord: Hashable, Sendable {
    var name: String
    var state: SandboxCheckState
}

/// Statuses of commits, and merging by itself when they allow it: each service tells it in its own words.
extension ForgeServer {
    func setCheck(_ name: String, _ state: SandboxCheckState, of commit: String, in index: Int) async throws {
        projects[index].checks[commit, default: []].removeAll { $0.name == name }
        projects[index].checks[commit, default: []].append(CheckRecord(name: name, state: state))
        try await mergeWhatWaited(index)
    }

    private func checks(of commit: String?, _ index: Int) -> [CheckRecord] {
        commit.flatMap { projects[index].checks[$0] } ?? []
    }

    /// Merges what somebody told to merge itself, once nothing is pending and nothing failed.
    func mergeWhatWaited(_ index: Int) async throws {
        try await refresh(index)
        for place in projects[index].mergeRequests.indices {
            let request = projects[index].mergeRequests[place]
            guard request.state == .opened, let id = request.mergingItselfByID, let user = user(id),
                isGreen(request, index)
            else { continue }
            try await merge(index, place, by: user, removesBranch: true)
        }
    }

    func isGreen(_ request: MergeRequestRecord, _ index: Int) -> Bool {
        checks(of: request.head, index).allSatisfy { $0.state == .success }
    }

    func hasFailed(_ request: MergeRequestRecord, _ index: Int) -> Bool {
        checks(of: request.head, index).contains { $0.state == .failure }
    }

    // MARK: GitLab

    func listCommitStatuses(_ call: APICall) throws -> Reply {
        let parameters = try call.query([.text("ref"), .text("name"), .boolean("all")] + Paging.rules)
        let index = try project(call)
        let found = checks(of: call.argument(1), index)
        return Paging(call, parameters, forgeURL: url).reply(found) { check in
            [
                "id": .integer(1), "sha": .string(call.argument(1)), "name": .string(check.name),
                "status": .string(check.state == .failure ? "failed" : check.state.rawValue), "allow_failure": false,
            ]
        }
    }

    func cancelAutoMerge(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try project(call, atLeast: .developer)
        let place = try mergeRequest(call, in: index)
        guard projects[index].mergeRequests[place].mergingItselfByID != nil else {
            throw Refusal(406, ["message": "406 Not Acceptable"])
        }
        projects[index].mergeRequests[place].mergingItselfByID = nil
        return .json(201, json(projects[index].mergeRequests[place], in: projects[index], isDetailed: true))
    }

    // MARK: GitHub

    func gitHubStatus(_ call: APICall) throws -> Reply {
        let parameters = try call.query(Paging.rules)
        let index = try gitHubProject(call)
        let found = checks(of: call.argument(2), index)
        let state =
            found.contains { $0.state == .failure }
            ? "failure" : found.allSatisfy { $0.state == .success } && !found.isEmpty ? "success" : "pending"
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(found)
        let commit = "\(url)/api/v3/repos/\(projects[index].path)/commits/\(call.argument(2))"
        return .json(
            200,
            [
                "url": .string(commit + "/status"), "commit_url": .string(commit),
                "repository": gitHubJSON(projects[index], for: call.user), "state": .string(state),
                "sha": .string(call.argument(2)), "total_count": .integer(found.count),
                "statuses": .array(
                    items.enumerated().map { number, check in
                        [
                            "id": .integer(number + 1), "node_id": .string("SC_\(number + 1)"),
                            "url": .string(commit + "/statuses"), "avatar_url": .null, "context": .string(check.name),
                            "state": .string(check.state.rawValue), "description": .null, "target_url": .null,
                            "created_at": .string(internetTime(now())), "updated_at": .string(internetTime(now())),
                        ]
                    }),
            ], headers: headers)
    }

    func gitHubCheckRuns(_ call: APICall) throws -> Reply {
        _ = try call.query(
            [.choice("filter", "latest", "all"), .choice("status", "queued", "completed")] + Paging.rules)
        _ = try gitHubProject(call)
        return .json(200, ["total_count": 0, "check_runs": []])
    }

    func gitHubMerge(_ call: APICall) async throws -> Reply {
        let fields = try call.fields([
            .text("sha"), .choice("merge_method", "merge", "squash", "rebase"), .text("commit_title"),
            .text("commit_message"),
        ])
        let index = try gitHubProject(call, atLeast: .developer)
        let place = try gitHubPull(call, in: index)
        try await refresh(index)
        let request = projects[index].mergeRequests[place]
        if let sha = fields.text("sha"), sha != request.head {
            throw Refusal.gitHub(409, "Head branch was modified. Review and try the merge again.")
        }
        guard request.state == .opened, request.mergeability?.hasConflicts == false, isGreen(request, index) else {
            throw Refusal.gitHub(405, "Pull Request is not mergeable")
        }
        try await merge(index, place, by: call.user, removesBranch: false)
        return .json(
            200, ["merged": true, "message": "Pull Request successfully merged", "sha": .string(request.head ?? "")])
    }

    // MARK: Azure

    func azureCommitStatuses(_ call: APICall) throws -> Reply {
        _ = try call.query([.boolean("latestOnly"), .integer("top", 1...1000), .integer("skip", 0...Int.max)])
        let index = try azureRepository(call)
        let values = checks(of: call.argument(2), index).map { check -> JSONValue in
            let words: [SandboxCheckState: String] = [.pending: "pending", .success: "succeeded", .failure: "failed"]
            return [
                "id": 1, "state": .string(words[check.state] ?? "notSet"),
                "context": ["name": .string(check.name), "genre": "ci"],
            ]
        }
        return .json(200, ["count": .integer(values.count), "value": .array(values)])
    }
}
