public import Domain
import HTTPTransport

extension GitLabForge {
    public func listOpenMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        let found = try await list(
            [
                ("scope", "all"), ("state", "opened"), ("author_id", String(bot)), ("order_by", "created_at"),
                ("sort", "asc"),
            ],
            in: repository, to: "list the open merge requests of \(repository.path)")
        return found.filter { $0.sourceBranch.rawValue.hasPrefix(branchPrefix) }
    }

    public func listForeignMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        let found = try await list(
            [("scope", "all"), ("state", "opened"), ("order_by", "created_at"), ("sort", "asc")],
            in: repository, to: "list the open merge requests of others in \(repository.path)"
        ) { $0.author?.id != bot }
        return found.filter { $0.sourceBranch.rawValue.hasPrefix(branchPrefix) }
    }

    public func listMergeRequests(
        in repository: ForgeRepository, from branch: BranchName
    ) async throws -> [MergeRequest] {
        try await list(
            [
                ("scope", "all"), ("state", "all"), ("source_branch", branch.rawValue), ("order_by", "created_at"),
                ("sort", "desc"),
            ],
            in: repository, to: "list the merge requests from \(branch) of \(repository.path)"
        ).filter { $0.sourceBranch == branch }
    }

    public func findUser(named name: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        try await directory.user(named: name, in: repository)
    }

    /// The members of a group, with those that it inherits and that were invited.
    public func groupMembers(named name: String, in repository: ForgeRepository) async throws -> [String]? {
        try await directory.members(ofGroup: name)
    }

    /// Opens a merge request, or adopts the open one between the same branches.
    ///
    /// Creating is never repeated blindly: when it is not clear whether GitLab did it, what is there is looked up first,
    /// so no run makes a second one.
    ///
    /// - Throws: ``ForgeError``; `.invalid` or `.notFound` also where a branch does not exist (any more).
    public func createMergeRequest(
        _ draft: MergeRequestDraft, in repository: ForgeRepository
    ) async throws -> MergeRequest {
        let call = APICall(
            .post, ["projects", repository.id, "merge_requests"],
            body: GitLabNewMergeRequest(
                sourceBranch: draft.sourceBranch.rawValue, targetBranch: draft.targetBranch.rawValue,
                title: GitLabDraft.title(draft.title, isDraft: draft.isDraft),
                description: QuickActions.escaped(draft.description), labels: joined(draft.labels),
                assigneeIds: ids(draft.assignees), reviewerIds: ids(draft.reviewers), milestoneId: draft.milestone),
            to: "open a merge request from \(draft.sourceBranch) in \(repository.path)")
        switch try await api.attempt(call) {
        case .success(let response):
            if let created = try? api.decode(GitLabMergeRequest.self, from: response, of: call).mergeRequest {
                return created
            }
            if let found = try await adopt(draft, in: repository) { return found }
            throw incomplete(call)
        case .failure(let error, let isUnclear):
            guard isUnclear || error.code == .conflict else { throw error }
            guard let found = try? await adopt(draft, in: repository) else {
                try Task.checkCancellation()
                throw error
            }
            return found
        }
    }

    public func updateMergeRequest(
        _ number: Int, with change: MergeRequestChange, in repository: ForgeRepository
    ) async throws {
        guard !change.isEmpty else { return }
        try await put(
            GitLabMergeRequestChange(
                title: change.title.map { GitLabDraft.title($0, isDraft: change.turnsDraft ?? change.isDraft) },
                description: change.description.map(QuickActions.escaped),
                targetBranch: change.targetBranch?.rawValue, addLabels: joined(change.addedLabels),
                removeLabels: joined(change.removedLabels), assigneeIds: change.assignees.map(idsOrNobody),
                reviewerIds: change.reviewers.map(idsOrNobody), milestoneId: change.milestone),
            number, in: repository, to: "update")
    }

    public func closeMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try await put(GitLabMergeRequestChange(stateEvent: "close"), number, in: repository, to: "close")
    }

    public func reopenMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try await put(GitLabMergeRequestChange(stateEvent: "reopen"), number, in: repository, to: "reopen")
    }

    public func hasConflicts(_ number: Int, in repository: ForgeRepository) async throws -> Bool? {
        try await read(number, in: repository).conflicts
    }

    func read(_ number: Int, in repository: ForgeRepository) async throws -> GitLabMergeRequest {
        try await api.read(
            APICall(
                .get, ["projects", repository.id, "merge_requests", String(number)],
                to: "read merge request !\(number) of \(repository.path)"))
    }

    public func deleteBranch(_ branch: BranchName, in repository: ForgeRepository) async throws {
        do {
            try await api.send(
                APICall(
                    .delete, ["projects", repository.id, "repository", "branches", branch.rawValue],
                    to: "delete the branch \(branch) of \(repository.path)"))
        } catch let error as ForgeError where error.code == .notFound {
            // It is gone, which is what was asked for.
        }
    }

    // MARK: What several of them do

    private func list(
        _ query: [(name: String, value: String)], in repository: ForgeRepository, to purpose: String,
        where isWanted: (GitLabMergeRequest) -> Bool = { _ in true }
    ) async throws -> [MergeRequest] {
        let call = APICall(.get, ["projects", repository.id, "merge_requests"], query: query, to: purpose)
        let found: [GitLabMergeRequest] = try await api.readPages(call)
        var seen: Set<Int> = []
        return try found.filter { $0.isFromSameProject && isWanted($0) }.compactMap { item in
            guard let request = item.mergeRequest else { throw incomplete(call) }
            // Pages may shift while they are read, and then show one twice.
            return seen.insert(request.number).inserted ? request : nil
        }
    }

    /// The open merge request between the branches of `draft`.
    private func adopt(_ draft: MergeRequestDraft, in repository: ForgeRepository) async throws -> MergeRequest? {
        try await listMergeRequests(in: repository, from: draft.sourceBranch).first {
            $0.state == .open && $0.targetBranch == draft.targetBranch
        }
    }

    private func put(
        _ change: GitLabMergeRequestChange, _ number: Int, in repository: ForgeRepository, to verb: String
    ) async throws {
        try await api.send(
            APICall(
                .put, ["projects", repository.id, "merge_requests", String(number)], body: change,
                to: "\(verb) merge request !\(number) of \(repository.path)"))
    }

    private func incomplete(_ call: APICall) -> ForgeError {
        ForgeError(
            .malformed,
            "Could not \(call.purpose): GitLab at \(api.root) describes a merge request without number, state or branches."
        )
    }

    private func ids(_ users: [ForgeUser]) -> [Int]? {
        let ids = users.compactMap { Int($0.id) }
        return ids.isEmpty ? nil : ids
    }

    /// GitLab reads 0 as "nobody".
    private func idsOrNobody(_ users: [ForgeUser]) -> [Int] { ids(users) ?? [0] }

    private func joined(_ labels: [String]) -> String? {
        labels.isEmpty ? nil : labels.joined(separator: ",")
    }
}
