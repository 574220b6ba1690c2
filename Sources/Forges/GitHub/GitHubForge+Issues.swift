public import Domain
import HTTPTransport

extension GitHubForge {
    /// GitHub lists pull requests among the issues; they are passed over.
    public func findIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? {
        var query = [("state", "open"), ("sort", "created"), ("direction", "asc")]
        if let login = try await directory.botLogin() { query.append(("creator", login)) }
        let found: [GitHubIssue] = try await api.readPages(
            APICall(
                .get, repository.apiPath + ["issues"], query: query.map { (name: $0.0, value: $0.1) },
                to: "look for the issue \(title) of \(repository.path)"))
        return found.lazy.filter { $0.pullRequest == nil }.compactMap(\.issue).first { $0.title == title }
    }

    public func createIssue(_ title: String, text: String, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .post, repository.apiPath + ["issues"], body: GitHubIssueChange(title: title, body: text),
                to: "open the issue \(title) in \(repository.path)"))
    }

    public func updateIssue(_ number: Int, text: String, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .patch, repository.apiPath + ["issues", String(number)], body: GitHubIssueChange(body: text),
                to: "change issue #\(number) of \(repository.path)"))
    }

    public func findClosedIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? {
        var query = [("state", "closed"), ("sort", "updated"), ("direction", "desc")]
        if let login = try await directory.botLogin() { query.append(("creator", login)) }
        query.append(("per_page", String(ForgeAPI.pageSize)))
        let found: [GitHubIssue] = try await api.read(
            APICall(
                .get, repository.apiPath + ["issues"], query: query.map { (name: $0.0, value: $0.1) },
                to: "look for the closed issue \(title) of \(repository.path)"))
        return found.lazy.filter { $0.pullRequest == nil }.compactMap(\.issue).first { $0.title == title }
    }

    public func setIssue(_ number: Int, isOpen: Bool, text: String, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .patch, repository.apiPath + ["issues", String(number)],
                body: GitHubIssueChange(body: text, state: isOpen ? "open" : "closed"),
                to: "\(isOpen ? "open" : "close") issue #\(number) of \(repository.path)"))
    }

    public func addIssueNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .post, repository.apiPath + ["issues", String(number), "comments"], body: GitHubComment(body: text),
                to: "write a comment below issue #\(number) of \(repository.path)"))
    }
}

struct GitHubIssue: Decodable, Sendable {
    struct PullRequest: Decodable, Sendable {}

    var number: Int?
    var title: String?
    var body: String?
    var htmlUrl: String?
    var pullRequest: PullRequest?

    var issue: ForgeIssue? {
        guard let number else { return nil }
        return ForgeIssue(number: number, title: title ?? "", text: body ?? "", webURL: htmlUrl ?? "")
    }
}

struct GitHubIssueChange: Encodable, Sendable {
    var title: String?
    var body: String?
    var state: String?
}
