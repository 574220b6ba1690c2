public import Domain
import HTTPTransport

extension AzureForge {
    /// Lists cut descriptions to this many characters.
    private static var listedText: Int { 400 }

    public func listOpenMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        return try await list(
            [("searchCriteria.status", "active"), ("searchCriteria.creatorId", bot)], in: repository,
            to: "list the open pull requests of \(repository.path)"
        ) { $0.sourceRefName?.hasPrefix("refs/heads/" + branchPrefix) == true }
    }

    public func listForeignMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID().lowercased()
        return try await list(
            [("searchCriteria.status", "active")], in: repository,
            to: "list the open pull requests of others in \(repository.path)"
        ) {
            $0.sourceRefName?.hasPrefix("refs/heads/" + branchPrefix) == true && $0.createdBy?.id?.lowercased() != bot
        }
    }

    public func listMergeRequests(
        in repository: ForgeRepository, from branch: BranchName
    ) async throws -> [MergeRequest] {
        try await list(
            [("searchCriteria.status", "all"), ("searchCriteria.sourceRefName", branch.ref)], in: repository,
            to: "list the pull requests from \(branch) of \(repository.path)"
        ) { $0.sourceRefName == branch.ref }
        .sorted { $0.number > $1.number }
    }

    public func findUser(named name: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        try await directory.user(named: name)
    }

    /// Opens a pull request with its reviewers and labels, or adopts the active one between the same branches.
    ///
    /// Creating is never repeated blindly: when it is not clear whether Azure did it, what is there is looked up first.
    public func createMergeRequest(
        _ draft: MergeRequestDraft, in repository: ForgeRepository
    ) async throws -> MergeRequest {
        let required = Set(draft.assignees.map(\.id))
        let reviewers =
            draft.assignees.map { AzureReviewer(id: $0.id, isRequired: true) }
            + draft.reviewers.filter { !required.contains($0.id) }.map { AzureReviewer(id: $0.id, isRequired: false) }
        let call = APICall.azure(
            .post, repository.azurePath + ["pullrequests"],
            body: AzureNewPullRequest(
                sourceRefName: draft.sourceBranch.ref, targetRefName: draft.targetBranch.ref, title: draft.title,
                description: draft.description, isDraft: draft.isDraft, reviewers: reviewers,
                labels: draft.labels.map { AzureNewPullRequest.Label(name: $0) }),
            to: "open a pull request from \(draft.sourceBranch) in \(repository.path)")
        switch try await api.attempt(call) {
        case .success(let response):
            if let made = try? api.decode(AzurePullRequest.self, from: response, of: call)
                .mergeRequest(in: repository)
            {
                return made
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
        // People and labels come first: the description is what remembers them, so it must not be ahead of them.
        for label in change.addedLabels {
            try await api.send(
                .azure(
                    .post, pullPath(number, repository) + ["labels"], body: AzureNewPullRequest.Label(name: label),
                    to: "label pull request !\(number) of \(repository.path)"))
        }
        for label in change.removedLabels {
            do {
                try await api.send(
                    .azure(
                        .delete, pullPath(number, repository) + ["labels", label],
                        to: "take a label from pull request !\(number) of \(repository.path)"))
            } catch let error as ForgeError where error.code == .notFound {
                // Somebody was faster.
            }
        }
        let required = Set((change.assignees ?? []).map(\.id))
        for user in change.assignees ?? [] { try await ask(user, isRequired: true, number, repository) }
        for user in change.reviewers ?? [] where !required.contains(user.id) {
            try await ask(user, isRequired: false, number, repository)
        }
        if let target = change.targetBranch {
            try await patch(AzurePullRequestChange(targetRefName: target.ref), number, repository, "retarget")
        }
        guard change.title != nil || change.description != nil || change.turnsDraft != nil else { return }
        try await patch(
            AzurePullRequestChange(
                title: change.title, description: change.description, isDraft: change.turnsDraft), number, repository,
            "update")
    }

    public func closeMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try await patch(AzurePullRequestChange(status: "abandoned"), number, repository, "abandon")
    }

    public func reopenMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try await patch(AzurePullRequestChange(status: "active"), number, repository, "reactivate")
    }

    public func hasConflicts(_ number: Int, in repository: ForgeRepository) async throws -> Bool? {
        try await read(number, repository).conflicts
    }

    /// Deletes a branch as it is now. Azure answers 200 also when it refuses, so what it says is read.
    public func deleteBranch(_ branch: BranchName, in repository: ForgeRepository) async throws {
        let purpose = "delete the branch \(branch) of \(repository.path)"
        let found: AzureList<AzureRef> = try await api.read(
            .azure(
                .get, repository.azurePath + ["refs"], query: [("filter", "heads/\(branch)")],
                to: "look for the branch \(branch) of \(repository.path)"))
        guard let head = found.value?.first(where: { $0.name == branch.ref })?.objectId else { return }
        let results: AzureList<AzureRefResult> = try await api.read(
            .azure(
                .post, repository.azurePath + ["refs"],
                body: [AzureRefUpdate(name: branch.ref, oldObjectId: head)], to: purpose))
        guard let result = results.value?.first, result.success == true else {
            throw ForgeError(
                .conflict,
                "Could not \(purpose): Azure DevOps at \(api.root) says \(results.value?.first?.updateStatus ?? "nothing")."
            )
        }
    }

    // MARK: What several of them do

    func pullPath(_ number: Int, _ repository: ForgeRepository) -> [String] {
        repository.azurePath + ["pullRequests", String(number)]
    }

    /// Reads a listing to its end, and those whose description was cut once more.
    private func list(
        _ query: [(name: String, value: String)], in repository: ForgeRepository, to purpose: String,
        where isWanted: (AzurePullRequest) -> Bool
    ) async throws -> [MergeRequest] {
        var requests: [MergeRequest] = []
        var seen: Set<Int> = []
        for page in 0..<ForgeAPI.pageLimit {
            let call = APICall.azure(
                .get, repository.azurePath + ["pullrequests"],
                query: query + [("$top", String(ForgeAPI.pageSize)), ("$skip", String(page * ForgeAPI.pageSize))],
                to: purpose)
            let found: AzureList<AzurePullRequest> = try await api.read(call)
            let items = found.value ?? []
            for item in items where item.forkSource == nil && isWanted(item) {
                guard var request = item.mergeRequest(in: repository) else { throw incomplete(call) }
                // Pages may shift while they are read, and then show one twice.
                guard seen.insert(request.number).inserted else { continue }
                if request.description.utf16.count >= Self.listedText {
                    request.description = try await read(request.number, repository).description ?? ""
                }
                requests.append(request)
            }
            if items.count < ForgeAPI.pageSize { break }
        }
        return requests
    }

    func read(_ number: Int, _ repository: ForgeRepository) async throws -> AzurePullRequest {
        try await api.read(
            .azure(
                .get, repository.azurePath + ["pullrequests", String(number)],
                to: "read pull request !\(number) of \(repository.path)"))
    }

    /// The active pull request between the branches of `draft`.
    private func adopt(_ draft: MergeRequestDraft, in repository: ForgeRepository) async throws -> MergeRequest? {
        try await listMergeRequests(in: repository, from: draft.sourceBranch).first {
            $0.state == .open && $0.targetBranch == draft.targetBranch
        }
    }

    private func ask(
        _ user: ForgeUser, isRequired: Bool, _ number: Int, _ repository: ForgeRepository
    ) async throws {
        try await api.send(
            .azure(
                .put, pullPath(number, repository) + ["reviewers", user.id], body: AzureVote(isRequired: isRequired),
                to: "ask \(user.name) to review pull request !\(number) of \(repository.path)"))
    }

    func patch(
        _ change: AzurePullRequestChange, _ number: Int, _ repository: ForgeRepository, _ verb: String
    ) async throws {
        try await api.send(
            .azure(
                .patch, repository.azurePath + ["pullrequests", String(number)], body: change,
                to: "\(verb) pull request !\(number) of \(repository.path)"))
    }

    private func incomplete(_ call: APICall) -> ForgeError {
        ForgeError(
            .malformed,
            "Could not \(call.purpose): Azure DevOps at \(api.root) describes a pull request without number, status or branches."
        )
    }
}
