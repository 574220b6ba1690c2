public import Domain
import HTTPTransport

extension GitLabForge {
    public func findIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? {
        let bot = try await directory.botID()
        let found: [GitLabIssue] = try await api.readPages(
            APICall(
                .get, ["projects", repository.id, "issues"],
                query: [
                    ("scope", "all"), ("state", "opened"), ("author_id", String(bot)), ("order_by", "created_at"),
                    ("sort", "asc"),
                ], to: "look for the issue \(title) of \(repository.path)"))
        return found.lazy.compactMap(\.issue).first { $0.title == title }
    }

    public func createIssue(_ title: String, text: String, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .post, ["projects", repository.id, "issues"],
                body: GitLabIssueChange(title: title, description: QuickActions.escaped(text)),
                to: "open the issue \(title) in \(repository.path)"))
    }

    public func updateIssue(_ number: Int, text: String, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .put, ["projects", repository.id, "issues", String(number)],
                body: GitLabIssueChange(description: QuickActions.escaped(text)),
                to: "change issue #\(number) of \(repository.path)"))
    }

    public func findClosedIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? {
        let bot = try await directory.botID()
        let found: [GitLabIssue] = try await api.read(
            APICall(
                .get, ["projects", repository.id, "issues"],
                query: [
                    ("scope", "all"), ("state", "closed"), ("author_id", String(bot)), ("search", title),
                    ("in", "title"),
                    ("order_by", "updated_at"), ("sort", "desc"), ("per_page", String(ForgeAPI.pageSize)),
                ], to: "look for the closed issue \(title) of \(repository.path)"))
        return found.lazy.compactMap(\.issue).first { $0.title == title }
    }

    public func setIssue(_ number: Int, isOpen: Bool, text: String, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .put, ["projects", repository.id, "issues", String(number)],
                body: GitLabIssueChange(
                    description: QuickActions.escaped(text), stateEvent: isOpen ? "reopen" : "close"),
                to: "\(isOpen ? "open" : "close") issue #\(number) of \(repository.path)"))
    }

    public func addIssueNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .post, ["projects", repository.id, "issues", String(number), "notes"],
                body: GitLabNote(body: QuickActions.escaped(text)),
                to: "write a note below issue #\(number) of \(repository.path)"))
    }
}

struct GitLabIssue: Decodable, Sendable {
    var iid: Int?
    var title: String?
    var description: String?
    var webUrl: String?

    var issue: ForgeIssue? {
        guard let iid else { return nil }
        return ForgeIssue(
            number: iid, title: title ?? "", text: QuickActions.restored(description ?? ""), webURL: webUrl ?? "")
    }
}

struct GitLabIssueChange: Encodable, Sendable {
    var title: String?
    var description: String?
    var stateEvent: String?
}
