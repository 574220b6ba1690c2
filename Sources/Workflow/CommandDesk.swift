public import Domain
import Messages
import Planning

/// Takes commands that people write below merge requests: `/windlass hold until 2026-12-24`.
///
/// A command becomes a part of the merge request's hidden memory, and one note says what it means. Nothing is built or
/// closed here: the next run of the repository does that, as with every other change.
public struct CommandDesk: Sendable {
    /// What became of a command.
    public enum Outcome: Hashable, Sendable {
        /// It stands in the merge request; run the repository now.
        case taken
        /// It was answered, and nothing is to be done.
        case answered
        /// Who gave it has no write access; nothing was written.
        case refused
        /// There is no such open merge request of ours; nothing was written.
        case notOurs
    }

    private let forge: any Forge

    public init(forge: any Forge) { self.forge = forge }

    /// Applies `command` to a merge request, if `author` may write to the repository; the forge is asked.
    ///
    /// Giving the same command twice changes nothing the second time.
    ///
    /// - Throws: ``ForgeError``.
    public func apply(
        _ command: BotCommand, by author: String, to number: Int, in repository: ForgeRepository
    ) async throws -> Outcome {
        var open = try await forge.listOpenMergeRequests(in: repository, branchPrefix: "")
        if !open.contains(where: { $0.number == number }) {
            // One that another bot opened is ours when its description has our memory.
            open = try await forge.listForeignMergeRequests(in: repository, branchPrefix: "")
        }
        guard let request = open.first(where: { $0.number == number }),
            let before = MergeRequestMemory(description: request.description)
        else { return .notOurs }
        guard try await forge.mayCommand(author, on: number, in: repository) else { return .refused }
        let after = memory(before, after: command)
        var text = after == before ? request.description : after.written(into: request.description)
        if command == .confirm { text = BodyControl.ticking("confirm=", in: text) }
        if text != request.description {
            try await forge.updateMergeRequest(number, with: MergeRequestChange(description: text), in: repository)
        }
        try await forge.putNote(commandNote(command, memory: after), .answer, on: number, in: repository)
        return command == .why ? .answered : .taken
    }
}
