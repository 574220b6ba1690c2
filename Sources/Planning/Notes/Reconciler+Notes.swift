import Domain

/// Release notes are fetched for what is about to be written, and for nothing else.
extension Reconciler {
    /// The proposal with its release notes: those that its merge request has, while the same versions are proposed, else
    /// fetched ones.
    ///
    /// - Parameter request: the merge request with the same versions; nil when there is none.
    /// - Returns: nil when they have to be fetched first.
    mutating func withNotes(_ proposal: Proposal, from request: MergeRequest?) -> Proposal? {
        guard !proposal.notesQuestions.isEmpty else { return proposal }
        var proposal = proposal
        let section = request.flatMap { ChangeLogSection(description: $0.description) }
        guard let notes = facts.notes else {
            if let section { proposal.changeLog = .kept(section.text) }
            return proposal
        }
        if let section, !section.isIncomplete {
            proposal.changeLog = .kept(section.text)
            return proposal
        }
        let missing = proposal.notesQuestions.filter { notes[$0] == nil }
        guard missing.isEmpty else {
            questions.formUnion(missing.map(FactQuestion.notes))
            return nil
        }
        proposal.changeLog = .fetched(proposal.notesQuestions.compactMap { notes[$0] })
        return proposal
    }

    /// Builds the branch again, when the release notes for its description are there.
    mutating func appendRebuild(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory?, _ head: CommitSHA?,
        _ reason: RebuildReason
    ) {
        let isSame = memory?.versions == versions(of: proposal)
        guard let proposal = withNotes(proposal, from: isSame ? request : nil) else { return }
        actions.append(.rebuild(proposal, request, memory, head: head, reason))
    }
}

extension Planner {
    /// What is asked about an update for its description; nil where there is nothing to tell, or settings want nothing.
    func notesQuestion(_ update: Update) -> NotesQuestion? {
        guard update.type != .digest, update.type != .pinDigest, update.currentVersion != update.newVersion else {
            return nil
        }
        let rules = effectiveOptions(update).updates.changeLog
        guard rules.fetchChangeLogs != .off else { return nil }
        let dependency = update.dependency
        return NotesQuestion(
            package: dependency.package, depName: dependency.depName, versioning: dependency.versioning,
            from: update.currentVersion, to: update.newVersion, tag: update.newTag,
            sourceURL: rules.sourceURL ?? update.sourceURL, changelogURL: rules.changelogURL)
    }
}
