public import Domain
import HTTPTransport

extension GitHubForge {
    /// Statuses and check runs together. A commit without any has the combined state `pending`, so they are counted.
    public func checkState(of commit: CommitSHA, in repository: ForgeRepository) async throws -> CheckState {
        let path = repository.apiPath + ["commits", commit.rawValue]
        let statuses: [GitHubStatus] = try await api.readPages(
            APICall(.get, path + ["status"], to: "read the statuses of \(commit) in \(repository.path)")
        ) { (page: GitHubStatusPage) in page.statuses ?? [] }
        let runs: [GitHubCheckRun] = try await api.readPages(
            APICall(.get, path + ["check-runs"], to: "read the checks of \(commit) in \(repository.path)")
        ) { (page: GitHubCheckRunPage) in page.checkRuns ?? [] }
        return CheckState(statuses.map(\.check) + runs.map(\.check))
    }

    public func listNewestMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        let found: [GitHubPullRequest] = try await api.read(
            APICall(
                .get, repository.apiPath + ["pulls"],
                query: [
                    ("state", "all"), ("sort", "created"), ("direction", "desc"),
                    ("per_page", String(ForgeAPI.pageSize)),
                ], to: "list the newest pull requests of \(repository.path)"))
        return found.filter { $0.isFromSameRepository && (bot == nil || $0.user?.id == bot) }
            .compactMap(\.mergeRequest).filter { $0.sourceBranch.rawValue.hasPrefix(branchPrefix) }
    }

    /// By GraphQL, as REST has nothing for it. What could be merged right now is refused there, and is merged instead.
    public func enableAutomerge(
        _ number: Int, at commit: CommitSHA, _ strategy: LifeCycleOptions.MergeStrategy, in repository: ForgeRepository
    ) async throws -> AutomergeOutcome {
        let purpose = "let pull request #\(number) of \(repository.path) merge itself"
        let request = try await read(number, in: repository)
        guard let node = request.nodeId, request.head?.sha == commit.rawValue else {
            throw ForgeError(.conflict, "Could not \(purpose): its branch is not at \(commit) any more.")
        }
        var input = GitHubMutation.Input(
            pullRequestId: node, mergeMethod: strategy.gitHubMethod?.uppercased(), expectedHeadOid: commit.rawValue)
        var reasons = try await mutate(
            "enablePullRequestAutoMerge", "EnablePullRequestAutoMergeInput", input, to: purpose)
        if let reason = reasons.first, reason.contains("expectedHeadOid"),
            reason.contains("not defined") || reason.contains("doesn't accept")
        {
            // Older servers do not have the field; there it counts that the branch was compared right before.
            input.expectedHeadOid = nil
            reasons = try await mutate(
                "enablePullRequestAutoMerge", "EnablePullRequestAutoMergeInput", input, to: purpose)
        }
        guard let reason = reasons.first else { return .waiting }
        guard reason.contains("clean status") else { return .refused(reason) }
        let merge = APICall(
            .put, repository.apiPath + ["pulls", String(number), "merge"],
            body: GitHubMerge(sha: commit.rawValue, mergeMethod: strategy.gitHubMethod),
            to: "merge pull request #\(number) of \(repository.path)")
        switch try await api.attempt(merge) {
        case .success: return .merged
        case .failure(let error, let isUnclear):
            guard !isUnclear, error.code == .invalid || error.code == .forbidden else { throw error }
            return .refused(error.message)
        }
    }

    public func disableAutomerge(_ number: Int, in repository: ForgeRepository) async throws {
        guard let node = try await read(number, in: repository).nodeId else { return }
        // An error says that it was not switched on.
        _ = try await mutate(
            "disablePullRequestAutoMerge", "DisablePullRequestAutoMergeInput",
            GitHubMutation.Input(pullRequestId: node),
            to: "stop pull request #\(number) of \(repository.path) from merging itself")
    }

    /// By GraphQL, as REST can only open drafts. Where a plan of GitHub has none, it stays as it is.
    ///
    /// Source: docs.github.com/graphql/reference/mutations, `convertPullRequestToDraft`, `markPullRequestReadyForReview`.
    func setDraft(_ isDraft: Bool, _ number: Int, in repository: ForgeRepository) async throws {
        guard let node = try await read(number, in: repository).nodeId else { return }
        let names =
            isDraft
            ? ("convertPullRequestToDraft", "ConvertPullRequestToDraftInput")
            : ("markPullRequestReadyForReview", "MarkPullRequestReadyForReviewInput")
        _ = try await mutate(
            names.0, names.1, GitHubMutation.Input(pullRequestId: node),
            to: "make pull request #\(number) of \(repository.path) \(isDraft ? "a draft" : "ready")")
    }

    /// Sends a mutation, and returns what GitHub has against it: errors come with 200.
    private func mutate(
        _ name: String, _ type: String, _ input: GitHubMutation.Input, to purpose: String
    ) async throws -> [String] {
        var graphQL = api
        graphQL.root = api.root.hasSuffix("/v3") ? String(api.root.dropLast("/v3".count)) : api.root
        graphQL.sendsSnakeCase = false
        let mutation = GitHubMutation(
            query: "mutation($input: \(type)!) { \(name)(input: $input) { clientMutationId } }",
            variables: GitHubMutation.Variables(input: input))
        let answer: GitHubGraphQLAnswer = try await graphQL.read(
            APICall(.post, ["graphql"], body: mutation, to: purpose))
        return (answer.errors ?? []).map { $0.message ?? "no reason" }
    }
}

extension LifeCycleOptions.MergeStrategy {
    fileprivate var gitHubMethod: String? {
        switch self {
        case .auto: nil
        case .mergeCommit: "merge"
        case .squash: "squash"
        case .rebase: "rebase"
        }
    }
}

struct GitHubMutation: Encodable, Sendable {
    struct Input: Encodable, Sendable {
        var pullRequestId: String
        var mergeMethod: String?
        var expectedHeadOid: String?
    }

    struct Variables: Encodable, Sendable {
        var input: Input
    }

    var query: String
    var variables: Variables
}

struct GitHubGraphQLAnswer: Decodable, Sendable {
    struct Problem: Decodable, Sendable {
        var message: String?
    }

    var errors: [Problem]?
}

struct GitHubMerge: Encodable, Sendable {
    var sha: String
    var mergeMethod: String?
}

struct GitHubStatusPage: Decodable, Sendable {
    var statuses: [GitHubStatus]?
}

struct GitHubStatus: Decodable, Sendable {
    var state: String?

    var check: CheckState {
        switch state {
        case "success": .success
        case "failure", "error": .failure
        default: .pending
        }
    }
}

struct GitHubCheckRunPage: Decodable, Sendable {
    var checkRuns: [GitHubCheckRun]?
}

struct GitHubCheckRun: Decodable, Sendable {
    var status: String?
    var conclusion: String?

    var check: CheckState {
        guard status == "completed" else { return .pending }
        return ["success", "neutral", "skipped"].contains(conclusion) ? .success : .failure
    }
}
