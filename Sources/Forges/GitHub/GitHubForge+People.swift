import Domain
import HTTPTransport

extension GitHubForge {
    /// Adds labels; GitHub makes those that are missing.
    func addLabels(_ labels: [String], to number: Int, in repository: ForgeRepository) async throws {
        guard !labels.isEmpty else { return }
        try await api.send(
            APICall(
                .post, repository.apiPath + ["issues", String(number), "labels"], body: GitHubLabels(labels: labels),
                to: "label pull request #\(number) of \(repository.path)"))
    }

    /// Removes a label; one that is not there is no error.
    func removeLabel(_ label: String, from number: Int, in repository: ForgeRepository) async throws {
        do {
            try await api.send(
                APICall(
                    .delete, repository.apiPath + ["issues", String(number), "labels", label],
                    to: "take a label from pull request #\(number) of \(repository.path)"))
        } catch let error as ForgeError where error.code == .notFound {
            // Somebody was faster.
        }
    }

    /// Adds assignees; GitHub drops, without an error, those who cannot be.
    func addAssignees(_ names: [String], to number: Int, in repository: ForgeRepository) async throws {
        guard !names.isEmpty else { return }
        try await api.send(
            APICall(
                .post, repository.apiPath + ["issues", String(number), "assignees"],
                body: GitHubAssignees(assignees: names), to: "assign pull request #\(number) of \(repository.path)"))
    }

    /// Files a pull request under a milestone.
    ///
    /// - Returns: false where there is no such milestone.
    func setMilestone(_ milestone: Int, of number: Int, in repository: ForgeRepository) async throws -> Bool {
        do {
            try await api.send(
                APICall(
                    .patch, repository.apiPath + ["issues", String(number)],
                    body: GitHubMilestone(milestone: milestone),
                    to: "set the milestone of pull request #\(number) of \(repository.path)"))
            return true
        } catch let error as ForgeError where error.code == .invalid {
            return false
        }
    }

    /// Asks for reviews, and returns who was asked.
    ///
    /// One name that cannot be asked, such as the author's, makes GitHub refuse all of them; then each is tried alone.
    func addReviewers(_ names: [String], to number: Int, in repository: ForgeRepository) async throws -> [String] {
        guard !names.isEmpty else { return [] }
        do {
            try await requestReviews(.post, names, of: number, in: repository)
            return names
        } catch let error as ForgeError where error.code == .invalid {
            guard names.count > 1 else { return [] }
            var asked: [String] = []
            for name in names { asked += try await addReviewers([name], to: number, in: repository) }
            return asked
        }
    }

    /// Asks for the reviews of exactly these users.
    func setReviewers(_ names: [String], of number: Int, in repository: ForgeRepository) async throws {
        let current = try await reviewers(of: number, in: repository)
        try await withdrawReviews(current.subtracting(names).sorted(), of: number, in: repository)
        let missing = Set(names).subtracting(current).sorted()
        _ = try await addReviewers(missing, to: number, in: repository)
    }

    private func reviewers(of number: Int, in repository: ForgeRepository) async throws -> Set<String> {
        let asked: GitHubReviewRequests = try await api.read(
            APICall(
                .get, repository.apiPath + ["pulls", String(number), "requested_reviewers"],
                to: "list the reviewers of pull request #\(number) of \(repository.path)"))
        return Set((asked.users ?? []).compactMap(\.login))
    }

    private func withdrawReviews(_ names: [String], of number: Int, in repository: ForgeRepository) async throws {
        guard !names.isEmpty else { return }
        try await requestReviews(.delete, names, of: number, in: repository)
    }

    private func requestReviews(
        _ method: HTTPMethod, _ names: [String], of number: Int, in repository: ForgeRepository
    ) async throws {
        try await api.send(
            APICall(
                method, repository.apiPath + ["pulls", String(number), "requested_reviewers"],
                body: GitHubReviewers(names),
                to: "change the reviewers of pull request #\(number) of \(repository.path)"))
    }
}
