public import Domain
import HTTPTransport

extension GitHubForge {
    public func listOpenMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        return try await list(
            [("state", "open"), ("sort", "created"), ("direction", "asc")], in: repository,
            to: "list the open pull requests of \(repository.path)"
        ) { request in
            (request.head?.ref ?? "").hasPrefix(branchPrefix) && (bot == nil || request.user?.id == bot)
        }
    }

    public func listForeignMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        guard let bot = try await directory.botID() else { return [] }
        return try await list(
            [("state", "open"), ("sort", "created"), ("direction", "asc")], in: repository,
            to: "list the open pull requests of others in \(repository.path)"
        ) { $0.head?.ref?.hasPrefix(branchPrefix) == true && $0.user?.id != bot }
    }

    public func listMergeRequests(
        in repository: ForgeRepository, from branch: BranchName
    ) async throws -> [MergeRequest] {
        let owner = repository.id.split(separator: "/").first ?? ""
        return try await list(
            [("state", "all"), ("head", "\(owner):\(branch)"), ("sort", "created"), ("direction", "desc")],
            in: repository, to: "list the pull requests from \(branch) of \(repository.path)"
        ) { $0.head?.ref == branch.rawValue }
    }

    public func findUser(named name: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        try await directory.user(named: name, in: repository)
    }

    /// The members of a team `organisation/team`, as far as the credential may list them.
    public func groupMembers(named name: String, in repository: ForgeRepository) async throws -> [String]? {
        try await directory.members(ofTeam: name)
    }

    /// Opens a pull request, or adopts the open one between the same branches; then sets labels, assignees and reviewers.
    ///
    /// Creating is never repeated blindly: when it is not clear whether GitHub did it, what is there is looked up first.
    /// The description remembers labels and people, so it is written behind them: one that is missing says that we were cut
    /// off, and nothing is taken for removed by a person that was never there.
    ///
    /// - Throws: ``ForgeError``, also when the pull request was opened and its labels or assignees could not be set.
    public func createMergeRequest(
        _ draft: MergeRequestDraft, in repository: ForgeRepository
    ) async throws -> MergeRequest {
        let hasMore =
            !draft.labels.isEmpty || !draft.assignees.isEmpty || !draft.reviewers.isEmpty || draft.milestone != nil
        var first = draft
        if hasMore { first.description = "" }
        var request = try await open(first, in: repository)
        let labels = draft.labels.filter { !request.labels.contains($0) }
        try await addLabels(labels, to: request.number, in: repository)
        request.labels += labels
        let assignees = draft.assignees.map(\.name).filter { !request.assignees.contains($0) }
        try await addAssignees(assignees, to: request.number, in: repository)
        request.assignees += assignees
        let reviewers = draft.reviewers.map(\.name).filter { !request.reviewers.contains($0) }
        request.reviewers += try await addReviewers(reviewers, to: request.number, in: repository)
        if let milestone = draft.milestone, request.milestone != milestone,
            try await setMilestone(milestone, of: request.number, in: repository)
        {
            request.milestone = milestone
        }
        guard hasMore, request.description.isEmpty, !draft.description.isEmpty else { return request }
        try await patch(
            GitHubPullRequestChange(body: draft.description), request.number, in: repository, to: "describe")
        request.description = draft.description
        return request
    }

    public func updateMergeRequest(
        _ number: Int, with change: MergeRequestChange, in repository: ForgeRepository
    ) async throws {
        // People and labels come first: the description is what remembers them, so it must not be ahead of them.
        try await addLabels(change.addedLabels, to: number, in: repository)
        for label in change.removedLabels { try await removeLabel(label, from: number, in: repository) }
        if let assignees = change.assignees {
            try await api.send(
                APICall(
                    .patch, repository.apiPath + ["issues", String(number)],
                    body: GitHubAssignees(assignees: assignees.map(\.name)),
                    to: "assign pull request #\(number) of \(repository.path)"))
        }
        if let reviewers = change.reviewers {
            try await setReviewers(reviewers.map(\.name), of: number, in: repository)
        }
        if let isDraft = change.turnsDraft { try await setDraft(isDraft, number, in: repository) }
        if let milestone = change.milestone { _ = try await setMilestone(milestone, of: number, in: repository) }
        guard change.title != nil || change.description != nil || change.targetBranch != nil else { return }
        try await patch(
            GitHubPullRequestChange(
                title: change.title, body: change.description, base: change.targetBranch?.rawValue), number,
            in: repository, to: "update")
    }

    public func closeMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try await patch(GitHubPullRequestChange(state: "closed"), number, in: repository, to: "close")
    }

    /// GitHub refuses, with 422, where the branch was pushed to anew since.
    public func reopenMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try await patch(GitHubPullRequestChange(state: "open"), number, in: repository, to: "reopen")
    }

    public func hasConflicts(_ number: Int, in repository: ForgeRepository) async throws -> Bool? {
        try await read(number, in: repository).mergeable.map { !$0 }
    }

    func read(_ number: Int, in repository: ForgeRepository) async throws -> GitHubPullRequest {
        try await api.read(
            APICall(
                .get, repository.apiPath + ["pulls", String(number)],
                to: "read pull request #\(number) of \(repository.path)"))
    }

    public func deleteBranch(_ branch: BranchName, in repository: ForgeRepository) async throws {
        let call = APICall(
            .delete,
            repository.apiPath + ["git", "refs", "heads"] + branch.rawValue.split(separator: "/").map(String.init),
            to: "delete the branch \(branch) of \(repository.path)")
        do {
            try await api.send(call)
        } catch let error as ForgeError where error.code == .notFound || error.code == .invalid {
            // 422 says that the reference does not exist; anything else that it could say shows when we look.
            guard try await hasBranch(branch, in: repository) else { return }
            throw error
        }
    }

    // MARK: What several of them do

    private func list(
        _ query: [(name: String, value: String)], in repository: ForgeRepository, to purpose: String,
        where isWanted: (GitHubPullRequest) -> Bool
    ) async throws -> [MergeRequest] {
        let call = APICall(.get, repository.apiPath + ["pulls"], query: query, to: purpose)
        let found: [GitHubPullRequest] = try await api.readPages(call)
        var seen: Set<Int> = []
        return try found.filter { $0.isFromSameRepository && isWanted($0) }.compactMap { item in
            guard let request = item.mergeRequest else { throw incomplete(call) }
            // Pages may shift while they are read, and then show one twice.
            return seen.insert(request.number).inserted ? request : nil
        }
    }

    private func open(_ draft: MergeRequestDraft, in repository: ForgeRepository) async throws -> MergeRequest {
        let call = APICall(
            .post, repository.apiPath + ["pulls"],
            body: GitHubNewPullRequest(
                title: draft.title, head: draft.sourceBranch.rawValue, base: draft.targetBranch.rawValue,
                body: draft.description, draft: draft.isDraft ? true : nil),
            to: "open a pull request from \(draft.sourceBranch) in \(repository.path)")
        switch try await api.attempt(call) {
        case .success(let response):
            if let created = try? api.decode(GitHubPullRequest.self, from: response, of: call).mergeRequest {
                return created
            }
            if let found = try await adopt(draft, in: repository) { return found }
            throw incomplete(call)
        case .failure(let error, let isUnclear):
            // "Exists already" is a 422 among others; looking it up tells them apart.
            guard isUnclear || error.code == .invalid || error.code == .conflict else { throw error }
            guard let found = try? await adopt(draft, in: repository) else {
                try Task.checkCancellation()
                // Not every plan of GitHub has drafts; then it is opened without being one.
                guard draft.isDraft, error.message.contains("raft pull requests are not supported") else { throw error }
                var plain = draft
                plain.isDraft = false
                return try await open(plain, in: repository)
            }
            return found
        }
    }

    /// The open pull request between the branches of `draft`.
    private func adopt(_ draft: MergeRequestDraft, in repository: ForgeRepository) async throws -> MergeRequest? {
        try await listMergeRequests(in: repository, from: draft.sourceBranch).first {
            $0.state == .open && $0.targetBranch == draft.targetBranch
        }
    }

    private func patch(
        _ change: GitHubPullRequestChange, _ number: Int, in repository: ForgeRepository, to verb: String
    ) async throws {
        try await api.send(
            APICall(
                .patch, repository.apiPath + ["pulls", String(number)], body: change,
                to: "\(verb) pull request #\(number) of \(repository.path)"))
    }

    private func hasBranch(_ branch: BranchName, in repository: ForgeRepository) async throws -> Bool {
        do {
            try await api.send(
                APICall(
                    .get, repository.apiPath + ["branches", branch.rawValue],
                    to: "look for the branch \(branch) of \(repository.path)"))
            return true
        } catch let error as ForgeError where error.code == .notFound {
            return false
        }
    }

    private func incomplete(_ call: APICall) -> ForgeError {
        ForgeError(
            .malformed,
            "Could not \(call.purpose): GitHub at \(api.root) describes a pull request without number, state or branches."
        )
    }
}
