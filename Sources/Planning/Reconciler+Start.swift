import Domain

/// A proposal without an open merge request.
extension Reconciler {
    mutating func start(_ proposal: Proposal) {
        let isUrgent = facts.ticked.contains(BodyControl.now(proposal.branch).name)
        if let reason = proposal.postponed, !isUrgent || reason != .awaitingSchedule { return hold(proposal, reason) }
        guard isApproved(proposal) else { return hold(proposal, .awaitingApproval) }
        if limit > 0, openCount >= limit, !isUrgent { return hold(proposal, .limit(limit)) }
        guard let earlier = facts.earlier[proposal.branch] else {
            questions.insert(.earlier(proposal.branch))
            openCount += 1
            return
        }
        guard let (rest, refused) = withoutRefused(proposal, earlier) else { return }
        let head = facts.branches[rest.branch]
        if let head {
            switch isOurs(head) {
            case true?: break
            case false?: return hold(rest, .takenOver(rest.branch))
            case nil:
                openCount += 1
                return
            }
        }
        guard let reason = isUrgent ? .some(nil) : reasonToWait(rest, head) else {
            openCount += 1
            return
        }
        if case .some(let reason) = reason { return hold(rest, reason) }
        openCount += 1
        openedNow += 1
        if head == nil { branchesNow += 1 }
        pushedNow += 1
        let returning = comingBack(rest, earlier)
        guard let rest = withNotes(rest, from: returning?.0) else { return }
        if let (request, memory) = returning {
            actions.append(.reopen(rest, request, memory, head: head))
        } else {
            actions.append(.open(rest, head: head, refused: refused))
        }
    }

    /// What a limit or `prCreation` has against opening it now: the outer nil says that a fact is missing.
    private mutating func reasonToWait(_ proposal: Proposal, _ head: CommitSHA?) -> HoldReason?? {
        // Without branches that wait for their checks, as many are there as merge requests.
        let isImmediate = (proposal.lifeCycle.prCreation ?? .immediate) == .immediate
        let most = options.branchConcurrentLimit ?? (isImmediate ? 0 : limit)
        if head == nil, most > 0, facts.branches.count + branchesNow >= most { return .some(.branchLimit(most)) }
        guard let isFull = reachesCommitLimit() else { return nil }
        if let creation = proposal.lifeCycle.prCreation, creation != .immediate {
            guard let head, isCurrent(head, proposal) else {
                if isFull { return .some(.commitLimit(options.commitHourlyLimit)) }
                pushedNow += 1
                if head == nil { branchesNow += 1 }
                actions.append(.push(proposal, head: head))
                return .some(creation == .approval ? .awaitingApproval : .awaitingChecks(.none))
            }
            guard let wait = waitsForChecks(creation, proposal, head) else { return nil }
            if let wait { return .some(wait) }
        } else if isFull {
            return .some(.commitLimit(options.commitHourlyLimit))
        }
        guard let isHourFull = reachesHourlyLimit() else { return nil }
        return .some(isHourFull ? .hourlyLimit(options.prHourlyLimit) : nil)
    }

    private mutating func waitsForChecks(
        _ creation: LifeCycleOptions.Creation, _ proposal: Proposal, _ head: CommitSHA
    ) -> HoldReason?? {
        if facts.ticked.contains(BodyControl.create(proposal.branch).name) { return .some(nil) }
        if creation == .approval { return .some(.awaitingApproval) }
        guard let state = facts.checks[head] else {
            questions.insert(.checks(head))
            return nil
        }
        let isReady = creation == .statusSuccess ? state == .success : state != .pending
        return .some(isReady ? nil : .awaitingChecks(state))
    }

    /// Whether the branch, which has no merge request yet, says what would be built now.
    private func isCurrent(_ head: CommitSHA, _ proposal: Proposal) -> Bool {
        let blanks: (Character) -> Bool = { $0.isWhitespace }
        let wanted = describe(proposal)
        guard let message = facts.messages[head] else { return false }
        return message.split(whereSeparator: blanks) == wanted.split(whereSeparator: blanks)
    }

    private func isApproved(_ proposal: Proposal) -> Bool {
        guard proposal.lifeCycle.dependencyDashboardApproval == true else { return true }
        return facts.branches[proposal.branch] != nil
            || facts.ticked.contains(BodyControl.approve(proposal.branch).name)
    }

    /// The newest merge request from this branch, when we closed it as outdated with these versions in it.
    private func comingBack(_ proposal: Proposal, _ earlier: [MergeRequest]) -> (MergeRequest, MergeRequestMemory)? {
        guard let request = earlier.first, request.state == .closed, request.targetBranch == proposal.target,
            let memory = MergeRequestMemory(description: request.description), memory.isClosedByUs,
            memory.proposes(versions(of: proposal))
        else { return nil }
        return (request, memory)
    }

    // MARK: What a person closed

    /// Leaves out the updates that a person closed before, and holds them.
    ///
    /// - Returns: what is left of the proposal, and the versions that were left out; nil when nothing is left.
    private mutating func withoutRefused(
        _ proposal: Proposal, _ earlier: [MergeRequest]
    ) -> (Proposal, refused: [String])? {
        let recreate = proposal.lifeCycle.recreateWhen ?? .auto
        guard recreate != .always else { return (proposal, []) }
        let refusals = earlier.compactMap { Refusal($0, ofOthers: options.otherBots == .adopt) }
        if recreate == .never, let refusal = refusals.first {
            hold(proposal, .closedUnmerged(number: refusal.number))
            return nil
        }
        var refused: Set<String> = []
        for update in proposal.updates {
            guard let refusal = refusals.first(where: { $0.covers(update) }) else { continue }
            refused.insert(versionKey(of: update))
            held.append(
                HeldUpdate(
                    dependency: update.dependency, version: update.newVersion,
                    reason: .closedUnmerged(number: refusal.number)))
        }
        guard let rest = proposal.leavingOut(refused.contains) else { return nil }
        return (rest, refused.sorted())
    }
}

/// A merge request that a person closed, or told us to close.
private struct Refusal {
    let number: Int
    private let request: MergeRequest
    /// Nil where another bot opened it.
    private let memory: MergeRequestMemory?

    init?(_ request: MergeRequest, ofOthers: Bool) {
        guard request.state == .closed else { return nil }
        memory = MergeRequestMemory(description: request.description)
        if let memory {
            guard !memory.isClosedByUs else { return nil }
        } else {
            // What the other bot closed itself, it says so in the title.
            guard ofOthers, request.isDescribedByOtherBot, !request.title.hasSuffix("autoclosed") else { return nil }
        }
        self.request = request
        number = request.number
    }

    /// Whether a person said no to this version, or to all of its minor or major.
    func covers(_ update: Update) -> Bool {
        guard let memory else { return request.names(update.dependency.depName, version: update.newVersion) }
        if memory.proposes(version: versionKey(of: update)) { return true }
        let scope = memory.orders?.ignore ?? .this
        guard scope != .this else { return false }
        return memory.proposesLine(
            of: update.newVersion, packageKey: packageKey(of: update), width: scope == .major ? 1 : 2)
    }
}

extension Proposal {
    /// This without the updates whose versions are refused; nil when none is left.
    func leavingOut(_ isRefused: (String) -> Bool) -> Proposal? {
        var rest = self
        rest.updates = updates.filter { !isRefused(versionKey(of: $0)) }
        rest.notesQuestions = notesQuestions.filter { question in
            rest.updates.contains { $0.dependency.package == question.package && $0.newVersion == question.to }
        }
        return rest.updates.isEmpty ? nil : rest
    }
}
