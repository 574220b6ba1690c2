public import Domain
import HTTPTransport

extension AzureForge {
    /// The newest status of each kind. Pipelines write one only where they are set up to; policies are not asked.
    public func checkState(of commit: CommitSHA, in repository: ForgeRepository) async throws -> CheckState {
        let found: AzureList<AzureStatus> = try await api.read(
            .azure(
                .get, repository.azurePath + ["commits", commit.rawValue, "statuses"],
                query: [("latestOnly", "true")], to: "read the statuses of \(commit) in \(repository.path)"))
        return CheckState((found.value ?? []).compactMap(\.check))
    }

    public func listNewestMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        let found: AzureList<AzurePullRequest> = try await api.read(
            .azure(
                .get, repository.azurePath + ["pullrequests"],
                query: [
                    ("searchCriteria.status", "all"), ("searchCriteria.creatorId", bot),
                    ("$top", String(ForgeAPI.pageSize)),
                ], to: "list the newest pull requests of \(repository.path)"))
        return (found.value ?? []).filter { $0.forkSource == nil }.compactMap { $0.mergeRequest(in: repository) }
            .filter { $0.sourceBranch.rawValue.hasPrefix(branchPrefix) }
    }

    /// Sets auto-complete. Azure cannot be told the commit, so it is compared right before; whoever commits later makes the
    /// next run take it back.
    public func enableAutomerge(
        _ number: Int, at commit: CommitSHA, _ strategy: LifeCycleOptions.MergeStrategy, in repository: ForgeRepository
    ) async throws -> AutomergeOutcome {
        let request = try await read(number, repository)
        guard request.lastMergeSourceCommit?.commitId == commit.rawValue else {
            throw ForgeError(
                .conflict,
                "Could not let pull request !\(number) of \(repository.path) complete itself: its branch is not at \(commit) any more."
            )
        }
        var change = AzurePullRequestChange()
        change.autoCompleteSetBy = AzurePullRequestChange.Person(id: try await directory.botID())
        change.completionOptions = AzurePullRequestChange.Completion(mergeStrategy: strategy.azureName)
        do {
            try await patch(change, number, repository, "let complete itself:")
        } catch let error as ForgeError where error.code == .forbidden || error.code == .invalid {
            return .refused(error.message)
        }
        return .waiting
    }

    public func disableAutomerge(_ number: Int, in repository: ForgeRepository) async throws {
        var change = AzurePullRequestChange()
        change.autoCompleteSetBy = AzurePullRequestChange.Person(id: "00000000-0000-0000-0000-000000000000")
        try await patch(change, number, repository, "stop from completing itself:")
    }
}

extension LifeCycleOptions.MergeStrategy {
    fileprivate var azureName: String? {
        switch self {
        case .auto: nil
        case .mergeCommit: "noFastForward"
        case .squash: "squash"
        case .rebase: "rebase"
        }
    }
}

struct AzureStatus: Decodable, Sendable {
    var state: String?

    var check: CheckState? {
        switch state {
        case "succeeded": .success
        case "failed", "error": .failure
        case "notApplicable": nil
        default: .pending
        }
    }
}
