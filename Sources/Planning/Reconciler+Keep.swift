import Domain

/// A proposal whose merge request is open.
extension Reconciler {
    mutating func keep(_ whole: Proposal, _ request: MergeRequest) {
        let memory = MergeRequestMemory(description: request.description)
        guard memory.map(dependsOnUnknown) != true else { return }
        if isStopped(request) { return hold(whole, .stopped(label: options.stopUpdatingLabel)) }
        if let reason = waitingOrder(memory) { return hold(whole, reason) }
        let head = facts.branches[whole.branch]
        if let memory, let scope = memory.orders?.ignore {
            actions.append(.close(request, memory, head: head, .ignored(scope)))
            return
        }
        guard let proposal = withoutRefused(whole, memory) else {
            actions.append(.close(request, memory, head: head, .outdated))
            return
        }
        if memory?.orders?.take == true {
            appendRebuild(proposal, request, memory, head, .taken)
            return
        }
        guard request.targetBranch == proposal.target else { return yield(request, memory, proposal) }
        guard let head else {
            appendRebuild(proposal, request, memory, nil, .branchMissing)
            return
        }
        guard let memory, memory.commit == head else {
            switch isOurs(head) {
            case true?: appendRebuild(proposal, request, memory, head, .interrupted)
            case false? where memory == nil && facts.adopting.contains(request.number):
                appendRebuild(proposal, request, nil, head, .adopted)
            case false?: yield(request, memory, proposal)
            case nil: break
            }
            return
        }
        keepOurs(proposal, request, memory, head)
    }

    /// The branch is as we left it: it is built again, or brought up to date, or well as it is.
    private mutating func keepOurs(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory, _ head: CommitSHA
    ) {
        if isAskedFor(request, memory) {
            appendRebuild(proposal, request, memory, head, .asked)
            return
        }
        var fresh = remembered(proposal, request, commit: head, base: memory.base, previous: memory)
        if !memory.makes(fresh.moves) {
            let reason: RebuildReason = memory.proposes(fresh.versions) ? .targetMoved : .newVersions
            rebuild(proposal, request, memory, head, reason)
            return
        }
        let isChanged = fresh.fingerprint != memory.fingerprint
        switch reasonToRebase(proposal, request, memory, isChanged: isChanged) {
        case .yes(let reason): rebuild(proposal, request, memory, head, reason)
        case .no:
            // What was built stays built on what it was built on.
            fresh.fingerprint = memory.fingerprint
            fresh = memory.spelling(fresh)
            guard let proposal = withNotes(proposal, from: request) else { return }
            if !refresh(proposal, request, fresh, previous: memory) { considerMerging(proposal, request, fresh, head) }
        case .notKnown: break
        }
    }

    /// Builds again, unless as much was built within the hour as may be.
    private mutating func rebuild(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory, _ head: CommitSHA,
        _ reason: RebuildReason
    ) {
        switch reachesCommitLimit() {
        case true?: hold(proposal, .commitLimit(options.commitHourlyLimit))
        case false?:
            pushedNow += 1
            appendRebuild(proposal, request, memory, head, reason)
        case nil: break
        }
    }

    private enum RebaseDecision {
        case yes(RebuildReason)
        case no, notKnown
    }

    /// Whether a branch with the right versions is built again.
    ///
    /// - Parameter isChanged: whether a file that it changes is another one on the target now. Only then can there be a
    ///   conflict, so that the forge is not asked before.
    private mutating func reasonToRebase(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory, isChanged: Bool
    ) -> RebaseDecision {
        let isKeptUpdated = options.keepUpdatedLabel.map(request.labels.contains) ?? false
        var when = proposal.lifeCycle.rebaseWhen ?? .auto
        if isKeptUpdated || (when == .auto && proposal.lifeCycle.automerge == true) { when = .behindBaseBranch }
        switch when {
        case .never: return .no
        case .behindBaseBranch:
            return memory.base != facts.base ? .yes(isChanged ? .targetMoved : .behindTarget) : .no
        case .auto: return isChanged ? .yes(.targetMoved) : .no
        case .conflicted:
            guard isChanged else { return .no }
            if let known = request.hasConflicts ?? facts.conflicts[request.number] {
                return known ? .yes(.conflict) : .no
            }
            questions.insert(.hasConflicts(request.number))
            return .notKnown
        }
    }

    private func isAskedFor(_ request: MergeRequest, _ memory: MergeRequestMemory) -> Bool {
        memory.orders?.rebase == true || facts.ticked.contains(BodyControl.rebase(request.sourceBranch).name)
            || request.labels.contains(options.rebaseLabel)
            || request.title.lowercased().hasPrefix("rebase!") || BodyControl.rebase.isTicked(in: request.description)
    }

    /// - Returns: whether there was something to do.
    private mutating func refresh(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory, previous: MergeRequestMemory
    ) -> Bool {
        let text = render(proposal, memory)
        var change = Refreshment()
        if text.title != request.title { change.title = text.title }
        if !isSameText(text.description, request.description) { change.description = text.description }
        change.turnsDraft = proposal.draftTurn(of: request, previous)
        // Where a draft is told by its title, that has to come along.
        if change.turnsDraft != nil { change.title = text.title }
        let isNew = { (name: String) in !memory.people.contains(name) }
        change.addedAssignees = proposal.assignees.filter { isNew($0) && !request.assignees.contains($0) }
        change.addedReviewers = proposal.reviewers.filter { isNew($0) && !request.reviewers.contains($0) }
        change.addedLabels = proposal.labels.filter { !memory.labels.contains($0) && !request.labels.contains($0) }
        if !change.isEmpty { actions.append(.refresh(proposal, request, memory, change)) }
        return !change.isEmpty
    }

    /// The proposal without what a person had closed before; nil when nothing is left of it.
    private func withoutRefused(_ proposal: Proposal, _ memory: MergeRequestMemory?) -> Proposal? {
        guard let memory, proposal.lifeCycle.recreateWhen != .always else { return proposal }
        return proposal.leavingOut(memory.refuses)
    }

    private func remembered(
        _ proposal: Proposal, _ request: MergeRequest, commit: CommitSHA, base: CommitSHA,
        previous: MergeRequestMemory
    ) -> MergeRequestMemory {
        var memory = memory(of: proposal, blobs: facts.blobs, commit: commit, base: base)
        memory.people = previous.people
        memory.labels = previous.labels
        memory.notices = previous.notices
        memory.refused = previous.refused
        memory.pushed = previous.pushed
        memory.armed = previous.armed
        memory.rest = previous.rest
        memory.hop?.checks = previous.hop?.checks
        memory.noteDemands(of: proposal, in: request.description)
        return memory
    }

    /// Forges may change line ends and blanks at the end, and people tick boxes; that is no difference.
    private func isSameText(_ a: String, _ b: String) -> Bool {
        normalised(a) == normalised(b)
    }

    private func normalised(_ text: String) -> String {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(decoding: line.reversed().drop { [0x20, 0x09, 0x0D].contains($0) }.reversed(), as: UTF8.self)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        lines = lines.map { $0.hasPrefix("- [x]") || $0.hasPrefix("- [X]") ? "- [ ]" + $0.dropFirst(5) : $0 }
        return lines.joined(separator: "\n")
    }
}
