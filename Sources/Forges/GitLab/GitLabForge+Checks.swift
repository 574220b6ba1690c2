public import Domain
import HTTPTransport

extension GitLabForge {
    /// Jobs and external statuses alike; what may fail does not count as failed.
    public func checkState(of commit: CommitSHA, in repository: ForgeRepository) async throws -> CheckState {
        let found: [GitLabStatus] = try await api.readPages(
            APICall(
                .get, ["projects", repository.id, "repository", "commits", commit.rawValue, "statuses"],
                to: "read the statuses of \(commit) in \(repository.path)"))
        return CheckState(found.map(\.state))
    }

    public func listNewestMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        let bot = try await directory.botID()
        let found: [GitLabMergeRequest] = try await api.read(
            APICall(
                .get, ["projects", repository.id, "merge_requests"],
                query: [
                    ("scope", "all"), ("state", "all"), ("author_id", String(bot)), ("order_by", "created_at"),
                    ("sort", "desc"), ("per_page", String(ForgeAPI.pageSize)),
                ], to: "list the newest merge requests of \(repository.path)"))
        return found.filter(\.isFromSameProject).compactMap(\.mergeRequest).filter {
            $0.sourceBranch.rawValue.hasPrefix(branchPrefix)
        }
    }

    /// GitLab merges at once where no pipeline is to be waited for. Right after opening it may refuse with 405.
    public func enableAutomerge(
        _ number: Int, at commit: CommitSHA, _ strategy: LifeCycleOptions.MergeStrategy, in repository: ForgeRepository
    ) async throws -> AutomergeOutcome {
        let call = APICall(
            .put, ["projects", repository.id, "merge_requests", String(number), "merge"],
            body: GitLabMerge(sha: commit.rawValue, squash: strategy == .squash ? true : nil),
            to: "let merge request !\(number) of \(repository.path) merge itself")
        switch try await api.attempt(call) {
        case .success(let response):
            let request: GitLabMergeRequest = try api.decode(from: response, of: call)
            return request.state == "merged" ? .merged : .waiting
        case .failure(let error, let isUnclear):
            // 405 and 422: not mergeable (yet). 401 is also what a role that may not merge gets.
            guard !isUnclear, error.code == .invalid || error.code == .forbidden else { throw error }
            return .refused(error.message)
        }
    }

    public func disableAutomerge(_ number: Int, in repository: ForgeRepository) async throws {
        do {
            try await api.send(
                APICall(
                    .post,
                    [
                        "projects", repository.id, "merge_requests", String(number),
                        "cancel_merge_when_pipeline_succeeds",
                    ], to: "stop merge request !\(number) of \(repository.path) from merging itself"))
        } catch let error as ForgeError where error.code == .invalid || error.code == .notFound {
            // 406: it was not switched on.
        }
    }
}

struct GitLabStatus: Decodable, Sendable {
    var status: String?
    var allowFailure: Bool?

    var state: CheckState {
        switch status {
        case "success", "skipped", "manual": .success
        case "failed", "canceled": allowFailure == true ? .success : .failure
        default: .pending
        }
    }
}

/// Both names of the same wish: the second is what servers before 17.11 know.
struct GitLabMerge: Encodable, Sendable {
    var sha: String
    var squash: Bool?
    var autoMerge = true
    var mergeWhenPipelineSucceeds = true
    var shouldRemoveSourceBranch = true
}
