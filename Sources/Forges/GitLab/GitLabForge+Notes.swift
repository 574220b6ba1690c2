public import Domain
import HTTPTransport

extension GitLabForge {
    public func addNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        try await api.send(
            APICall(
                .post, notesPath(number, repository), body: GitLabNote(body: QuickActions.escaped(text)),
                to: "write a note below merge request !\(number) of \(repository.path)"))
    }

    /// What GitLab itself writes below a merge request is left out.
    public func listNotes(of number: Int, in repository: ForgeRepository) async throws -> [ForgeNote] {
        let bot = try await directory.botID()
        let found: [GitLabNoteAnswer] = try await api.readPages(
            APICall(
                .get, notesPath(number, repository), query: [("order_by", "created_at"), ("sort", "asc")],
                to: "list the notes below merge request !\(number) of \(repository.path)"))
        return found.compactMap { note in
            guard let id = note.id, note.system != true else { return nil }
            return ForgeNote(
                id: String(id), author: note.author?.username ?? "", text: QuickActions.restored(note.body ?? ""),
                isOurs: note.author?.id == bot)
        }
    }

    public func updateNote(
        _ id: String, to text: String, of number: Int, in repository: ForgeRepository
    ) async throws {
        try await api.send(
            APICall(
                .put, notesPath(number, repository) + [id], body: GitLabNote(body: QuickActions.escaped(text)),
                to: "change a note below merge request !\(number) of \(repository.path)"))
    }

    /// Developers and above, also those who are it by a group.
    public func mayCommand(_ user: String, on number: Int, in repository: ForgeRepository) async throws -> Bool {
        let name = String(user.drop { $0 == "@" })
        guard !name.isEmpty else { return false }
        let found: [GitLabMember] = try await api.readPages(
            APICall(
                .get, ["projects", repository.id, "members", "all"], query: [("query", name)],
                to: "look up the role of \(name) in \(repository.path)"))
        return found.contains {
            $0.username?.lowercased() == name.lowercased() && ($0.accessLevel ?? 0) >= 30
                && $0.state ?? "active" == "active"
        }
    }

    private func notesPath(_ number: Int, _ repository: ForgeRepository) -> [String] {
        ["projects", repository.id, "merge_requests", String(number), "notes"]
    }
}

struct GitLabNoteAnswer: Decodable, Sendable {
    var id: Int?
    var body: String?
    var system: Bool?
    var author: GitLabUser?
}

struct GitLabMember: Decodable, Sendable {
    var username: String?
    var state: String?
    var accessLevel: Int?
}
