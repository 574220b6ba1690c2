public import Domain
import HTTPTransport

extension AzureForge {
    public func addNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        try await api.send(
            .azure(
                .post, pullPath(number, repository) + ["threads"],
                body: AzureThread(comments: [AzureThread.Comment(content: text)]),
                to: "write a comment below pull request !\(number) of \(repository.path)"))
    }

    /// The comments of all threads; the id names the thread and the comment in it.
    public func listNotes(of number: Int, in repository: ForgeRepository) async throws -> [ForgeNote] {
        let bot = try await directory.botID()
        let found: AzureList<AzureThreadAnswer> = try await api.read(
            .azure(
                .get, pullPath(number, repository) + ["threads"],
                to: "list the comments below pull request !\(number) of \(repository.path)"))
        return (found.value ?? []).filter { $0.isDeleted != true }.flatMap { thread in
            (thread.comments ?? []).compactMap { comment -> ForgeNote? in
                guard let thread = thread.id, let id = comment.id, comment.isDeleted != true,
                    comment.commentType != "system"
                else { return nil }
                return ForgeNote(
                    id: "\(thread)/\(id)", author: comment.author?.uniqueName ?? "", text: comment.content ?? "",
                    isOurs: comment.author?.id?.lowercased() == bot.lowercased())
            }
        }
    }

    public func updateNote(
        _ id: String, to text: String, of number: Int, in repository: ForgeRepository
    ) async throws {
        let parts = id.split(separator: "/").map(String.init)
        guard parts.count == 2 else {
            throw ForgeError(.invalid, "\(id) is no comment of Azure DevOps: expected THREAD/COMMENT.")
        }
        try await api.send(
            .azure(
                .patch, pullPath(number, repository) + ["threads", parts[0], "comments", parts[1]],
                body: AzureCommentChange(content: text),
                to: "change a comment below pull request !\(number) of \(repository.path)"))
    }

    /// Azure lets only those comment who may contribute to pull requests, and tells nobody what others may do. So whoever
    /// has written a command below the pull request may give one.
    public func mayCommand(_ user: String, on number: Int, in repository: ForgeRepository) async throws -> Bool {
        let name = user.lowercased()
        return try await listNotes(of: number, in: repository).contains {
            !$0.isOurs && $0.author.lowercased() == name && BotCommand(note: $0.text) != nil
        }
    }
}

struct AzureThreadAnswer: Decodable, Sendable {
    struct Comment: Decodable, Sendable {
        var id: Int?
        var content: String?
        var commentType: String?
        var isDeleted: Bool?
        var author: AzureIdentity?
    }

    var id: Int?
    var isDeleted: Bool?
    var comments: [Comment]?
}

struct AzureCommentChange: Encodable, Sendable {
    var content: String
}
