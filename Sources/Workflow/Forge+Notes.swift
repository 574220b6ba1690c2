import Domain
import Messages

/// What a note of ours is about; of each kind there is one below a merge request, and it is kept up to date.
enum NoteKind: String, Sendable {
    /// It was closed, or opened again.
    case state
    /// Why the branch was built again.
    case built
    /// The branch is somebody else's.
    case owner
    /// The answer to the last command.
    case answer
    /// The hop of a component has landed.
    case landed
    /// What is wrong with the settings of the repository.
    case settings
    /// What the description has no room for.
    case rest

    var marker: String { "<!-- windlass:note \(rawValue) -->" }
}

extension Forge {
    /// Writes a note, or brings the one of this kind up to date; one that says the same already is left alone.
    ///
    /// - Returns: whether something was written.
    @discardableResult
    func putNote(
        _ text: String, _ kind: NoteKind, on number: Int, in repository: ForgeRepository
    ) async throws -> Bool {
        let text = text + "\n\n" + kind.marker
        let found = try await listNotes(of: number, in: repository).filter {
            $0.isOurs && $0.text.contains(kind.marker)
        }
        guard let last = found.last else {
            try await addNote(text, to: number, in: repository)
            return true
        }
        var isWritten = false
        // A forge that wrote one twice, or two runs at once, leave more than one behind: the last one counts.
        for note in found.dropLast() {
            try await updateNote(note.id, to: "(The newer note of this kind counts.)", of: number, in: repository)
            isWritten = true
        }
        guard last.text.trimmedLines != text.trimmedLines else { return isWritten }
        try await updateNote(last.id, to: text, of: number, in: repository)
        return true
    }

    /// Brings the note with what the description has no room for up to date.
    ///
    /// - Parameter before: what the description remembers of that note; without it, there is none to be emptied.
    func putRest(
        _ rest: String?, before: String?, on number: Int, in repository: ForgeRepository
    ) async throws -> Bool {
        if let rest { return try await putNote(rest, .rest, on: number, in: repository) }
        guard before != nil else { return false }
        return try await putNote(noRestNote(), .rest, on: number, in: repository)
    }

    /// Changes the note of this kind, where there is one.
    func changeNote(
        _ text: String, _ kind: NoteKind, on number: Int, in repository: ForgeRepository
    ) async throws {
        guard
            try await listNotes(of: number, in: repository).contains(where: {
                $0.isOurs && $0.text.contains(kind.marker)
            })
        else { return }
        try await putNote(text, kind, on: number, in: repository)
    }
}
