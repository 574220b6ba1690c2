import Domain
import Logging
import Planning

/// Finds out what is told about the releases between two versions, for a merge request that is about to be written.
///
/// Whatever goes wrong leaves out what it concerns: a merge request is opened without it. Requests: for an image those for its
/// labels, and one for each source repository in a run.
struct NotesStep: Sendable {
    let releases: any ReleaseSource
    let logger: Logger

    /// - Throws: only `CancellationError`.
    func notes(for question: NotesQuestion) async throws -> ReleaseNotes {
        var facts = NotesFacts()
        // The plan was made from this list, so that asking for it again costs nothing.
        facts.list = try? await releases.lookUp(question.package, from: question.from).get()
        for version in versions(of: question, facts.list) {
            let name = version == question.to ? question.tag ?? version : version
            switch try await releases.lookUpDetails(of: question.package, version: name, .notes) {
            case .success(let details): facts.details[version] = details
            case .failure(let error): note(error, question, &facts)
            }
        }
        let details = facts.details[question.to]
        let sources = [question.sourceURL, details?.sourceURL, facts.list?.sourceURL, facts.list?.homepageURL]
        for source in sources.compactMap(\.self) {
            guard let history = try await releases.lookUpHistory(ofSource: source) else { continue }
            facts.history = history
            if let error = history.error { note(error, question, &facts) }
            break
        }
        return releaseNotes(for: question, facts)
    }

    /// The versions that are asked about themselves: of a chart all that are shown, as they are in its index.
    private func versions(of question: NotesQuestion, _ list: ReleaseList?) -> [String] {
        guard question.package.datasource == "helm", let list else { return [question.to] }
        return shownVersions(of: question, in: list).versions
    }

    private func note(_ error: LookupError, _ question: NotesQuestion, _ facts: inout NotesFacts) {
        if error.isTransient { facts.isIncomplete = true }
        logger.debug("release notes are left out: \(error)", metadata: ["package": "\(question.package.name)"])
    }
}
