public import Domain
import HTTPTransport

extension GitHubForge {
    public func addNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .post, repository.apiPath + ["issues", String(number), "comments"], body: GitHubComment(body: text),
                to: "write a comment below pull request #\(number) of \(repository.path)"))
    }

    public func listNotes(of number: Int, in repository: ForgeRepository) async throws -> [ForgeNote] {
        let bot = try await directory.botID()
        let found: [GitHubCommentAnswer] = try await api.readPages(
            APICall(
                .get, repository.apiPath + ["issues", String(number), "comments"],
                to: "list the comments below pull request #\(number) of \(repository.path)"))
        return found.compactMap { comment in
            guard let id = comment.id else { return nil }
            // The token of a job is no user's, so that any bot may be meant.
            let isOurs = bot.map { $0 == comment.user?.id } ?? (comment.user?.type == "Bot")
            return ForgeNote(
                id: String(id), author: comment.user?.login ?? "", text: comment.body ?? "", isOurs: isOurs)
        }
    }

    public func updateNote(
        _ id: String, to text: String, of number: Int, in repository: ForgeRepository
    ) async throws {
        try await api.send(
            APICall(
                .patch, repository.apiPath + ["issues", "comments", id], body: GitHubComment(body: text),
                to: "change a comment below pull request #\(number) of \(repository.path)"))
    }

    public func mayCommand(_ user: String, on number: Int, in repository: ForgeRepository) async throws -> Bool {
        let name = String(user.drop { $0 == "@" })
        guard !name.isEmpty else { return false }
        do {
            let found: GitHubPermission = try await api.read(
                APICall(
                    .get, repository.apiPath + ["collaborators", name, "permission"],
                    to: "look up the permission of \(name) in \(repository.path)"))
            return ["admin", "write"].contains(found.permission)
        } catch let error as ForgeError where error.code == .notFound {
            return false
        }
    }
}

struct GitHubCommentAnswer: Decodable, Sendable {
    struct Author: Decodable, Sendable {
        var id: Int?
        var login: String?
        var type: String?
    }

    var id: Int?
    var body: String?
    var user: Author?
}

/// `admin`, `write`, `read` or `none`; finer roles are told as the next of these below.
struct GitHubPermission: Decodable, Sendable {
    var permission: String?
}
