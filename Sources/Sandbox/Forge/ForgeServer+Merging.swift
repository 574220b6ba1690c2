extension ForgeServer {
    /// Merges: really, in the bare repository.
    ///
    /// - Source: docs.gitlab.com/api/merge_requests, "Merge a merge request".
    func merge(_ call: APICall) async throws -> Reply {
        let fields = try call.fields([
            .text("sha"), .text("merge_commit_message"), .text("squash_commit_message"), .boolean("squash"),
            .boolean("should_remove_source_branch"), .boolean("auto_merge"), .boolean("merge_when_pipeline_succeeds"),
            .boolean("skip_merge_train"),
        ])
        let index = try project(call, atLeast: .developer)
        let place = try mergeRequest(call, in: index)
        try await refresh(index)
        let request = projects[index].mergeRequests[place]
        guard request.state == .opened, !request.isDraft else { throw Self.notAllowed }
        if let sha = fields.text("sha"), sha != request.head {
            let head = request.head ?? ""
            throw Refusal(409, ["message": "SHA does not match HEAD of source branch: \(head)"])
        }
        let waits = fields.boolean("auto_merge") == true || fields.boolean("merge_when_pipeline_succeeds") == true
        if hasFailed(request, index) { throw Self.notAllowed }
        if !isGreen(request, index) {
            guard waits else { throw Self.notAllowed }
            projects[index].mergeRequests[place].mergingItselfByID = call.user.id
            return .json(200, json(projects[index].mergeRequests[place], in: projects[index], isDetailed: true))
        }
        try await merge(
            index, place, by: call.user, message: fields.text("merge_commit_message"),
            removesBranch: fields.boolean("should_remove_source_branch") ?? request.removesSourceBranch)
        return .json(200, json(projects[index].mergeRequests[place], in: projects[index], isDetailed: true))
    }

    /// Merges an open merge request that was refreshed just now.
    func merge(
        _ index: Int, _ place: Int, by user: UserRecord, message: String? = nil, removesBranch: Bool
    ) async throws {
        let request = projects[index].mergeRequests[place]
        guard let head = request.head, let target = request.target, let mergeability = request.mergeability,
            !mergeability.hasConflicts, !mergeability.isContained,
            projects[index].mergeMethod == .mergeCommit || mergeability.isFastForward
        else { throw Self.cannotMerge }
        projects[index].mergeRequests[place].state = .locked
        do {
            let commit = try await mergeCommit(of: request, head, target, index, by: user, message)
            try await projects[index].repository.move(request.targetBranch, from: target, to: commit ?? head)
            projects[index].mergeRequests[place].mergeCommit = commit
        } catch {
            // The target moved meanwhile, or git failed: it is as open as before.
            projects[index].mergeRequests[place].state = .opened
            throw error
        }
        projects[index].mergeRequests[place].state = .merged
        projects[index].mergeRequests[place].mergedAt = now()
        projects[index].mergeRequests[place].mergedByID = user.id
        projects[index].mergeRequests[place].updatedAt = now()
        // A branch that someone pushed to meanwhile stays.
        if removesBranch { try? await projects[index].repository.move(request.sourceBranch, from: head, to: nil) }
    }

    /// The new merge commit; nil when the project moves branches forward instead.
    private func mergeCommit(
        of request: MergeRequestRecord, _ head: String, _ target: String, _ index: Int, by user: UserRecord,
        _ message: String?
    ) async throws -> String? {
        let project = projects[index]
        if project.mergeMethod == .fastForward { return nil }
        let usual = """
            Merge branch '\(request.sourceBranch)' into '\(request.targetBranch)'

            \(request.title)

            See merge request \(project.path)!\(request.iid)

            """
        let commit = try await project.repository.makeMergeCommit(
            of: head, into: target, message: message ?? usual, by: user.name,
            email: "\(user.username)@sandbox.invalid", at: now())
        guard let commit else { throw Self.cannotMerge }
        return commit
    }

    private static var notAllowed: Refusal { Refusal(405, ["message": "405 Method Not Allowed"]) }
    private static var cannotMerge: Refusal { Refusal(422, ["message": "Branch cannot be merged"]) }
}
