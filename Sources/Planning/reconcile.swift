public import Domain

/// What reconciling ends with: the actions, or the facts that are missing to decide.
public enum Reconciliation: Hashable, Sendable {
    case needs(Set<FactQuestion>)
    case decided(actions: [Action], held: [HeldUpdate])
}

/// The title and description that a proposal should have.
public typealias Rendering = @Sendable (Proposal, MergeRequestMemory) -> (title: String, description: String)

/// Compares what should be open with what is open, and returns the steps between.
///
/// With the same plan and the result of its actions as facts, the next call returns no action.
public func reconcile(
    _ plan: Plan, with facts: ForgeFacts, limit: Int, render: @escaping Rendering
) -> Reconciliation {
    var reconciler = Reconciler(plan: plan, facts: facts, limit: limit, render: render)
    return reconciler.run()
}

private struct Reconciler {
    let plan: Plan
    let facts: ForgeFacts
    let limit: Int
    let render: Rendering

    private var questions: Set<FactQuestion> = []
    private var actions: [Action] = []
    private var held: [HeldUpdate] = []
    private var openCount = 0

    init(plan: Plan, facts: ForgeFacts, limit: Int, render: @escaping Rendering) {
        self.plan = plan
        self.facts = facts
        self.limit = limit
        self.render = render
    }

    mutating func run() -> Reconciliation {
        let open = Dictionary(facts.openMergeRequests.map { ($0.sourceBranch, $0) }) { first, _ in first }
        let wanted = Set(plan.proposals.map(\.branch))
        for request in facts.openMergeRequests where !wanted.contains(request.sourceBranch) { retire(request) }
        for proposal in plan.proposals {
            guard let request = open[proposal.branch] else { continue }
            openCount += 1
            keep(proposal, request)
        }
        for proposal in plan.proposals where open[proposal.branch] == nil { start(proposal) }
        sweep(except: wanted.union(open.keys))
        return questions.isEmpty ? .decided(actions: actions, held: held) : .needs(questions)
    }

    // MARK: A proposal whose merge request is open

    private mutating func keep(_ proposal: Proposal, _ request: MergeRequest) {
        let memory = MergeRequestMemory(description: request.description)
        guard memory.map(dependsOnUnknown) != true else { return }
        let head = facts.branches[proposal.branch]
        guard request.targetBranch == proposal.target else { return yield(request, memory, proposal) }
        guard let head else {
            actions.append(.rebuild(proposal, request, memory, head: nil, .branchMissing))
            return
        }
        guard let memory, memory.commit == head else {
            switch isOurs(head) {
            case true?: actions.append(.rebuild(proposal, request, memory, head: head, .interrupted))
            case false?: yield(request, memory, proposal)
            case nil: break
            }
            return
        }
        let fresh = remembered(proposal, commit: head, base: memory.base, previous: memory)
        guard fresh.fingerprint == memory.fingerprint else {
            let reason: RebuildReason = fresh.versions == memory.versions ? .targetMoved : .newVersions
            actions.append(.rebuild(proposal, request, memory, head: head, reason))
            return
        }
        refresh(proposal, request, fresh)
    }

    private mutating func refresh(_ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory) {
        let text = render(proposal, memory)
        var change = Refreshment()
        if text.title != request.title { change.title = text.title }
        if !isSameText(text.description, request.description) { change.description = text.description }
        let isNew = { (name: String) in !memory.people.contains(name) }
        change.addedAssignees = proposal.assignees.filter { isNew($0) && !request.assignees.contains($0) }
        change.addedReviewers = proposal.reviewers.filter { isNew($0) && !request.reviewers.contains($0) }
        change.addedLabels = proposal.labels.filter { !memory.labels.contains($0) && !request.labels.contains($0) }
        if !change.isEmpty { actions.append(.refresh(proposal, request, memory, change)) }
    }

    /// Leaves a branch to whoever changed it, and says so once.
    private mutating func yield(_ request: MergeRequest, _ memory: MergeRequestMemory?, _ proposal: Proposal?) {
        for update in proposal?.updates ?? [] {
            held.append(
                HeldUpdate(
                    dependency: update.dependency, version: update.newVersion, reason: .takenOver(request.sourceBranch))
            )
        }
        guard var memory, !memory.notices.contains(.takenOver) else { return }
        memory.notices.append(.takenOver)
        actions.append(.yield(request, memory))
    }

    // MARK: A proposal without an open merge request

    private mutating func start(_ proposal: Proposal) {
        if let reason = proposal.postponed { return hold(proposal, reason) }
        if limit > 0, openCount >= limit { return hold(proposal, .limit(limit)) }
        guard let earlier = facts.earlier[proposal.branch] else {
            questions.insert(.earlier(proposal.branch))
            openCount += 1
            return
        }
        if let refused = earlier.first(where: { isRefusal($0, of: proposal) }) {
            return hold(proposal, .closedUnmerged(number: refused.number))
        }
        let head = facts.branches[proposal.branch]
        if let head {
            switch isOurs(head) {
            case true?: break
            case false?: return hold(proposal, .takenOver(proposal.branch))
            case nil:
                openCount += 1
                return
            }
        }
        openCount += 1
        actions.append(.open(proposal, head: head))
    }

    /// Whether a person closed a merge request that proposed exactly these versions.
    private func isRefusal(_ request: MergeRequest, of proposal: Proposal) -> Bool {
        guard request.state == .closed, let memory = MergeRequestMemory(description: request.description) else {
            return false
        }
        return !memory.isClosedByUs && memory.versions == versions(of: proposal)
    }

    private mutating func hold(_ proposal: Proposal, _ reason: HoldReason) {
        held += proposal.updates.map { HeldUpdate(dependency: $0.dependency, version: $0.newVersion, reason: reason) }
    }

    // MARK: What nobody wants any more

    private mutating func retire(_ request: MergeRequest) {
        let memory = MergeRequestMemory(description: request.description)
        guard !dependsOnUnknown(memory) else { return }
        let head = facts.branches[request.sourceBranch]
        if let head, memory?.commit != head {
            switch isOurs(head) {
            case true?: break
            case false?: return yield(request, memory, nil)
            case nil: return
            }
        }
        guard request.targetBranch == facts.target else { return }
        actions.append(.close(request, memory, head: head, .outdated))
    }

    /// Whether a package of the merge request could not be looked up: then its absence from the plan says nothing.
    private func dependsOnUnknown(_ memory: MergeRequestMemory?) -> Bool {
        guard let memory else { return !plan.unknown.isEmpty }
        let unknown = Set(plan.unknown.map { $0.dependency.package.key })
        return memory.moves.contains { unknown.contains(Package(datasource: $0.datasource, name: $0.package).key) }
    }

    /// Deletes branches of ours that a run left behind when it was cut off, or that a person closed.
    private mutating func sweep(except kept: Set<BranchName>) {
        let awaited = Set(plan.proposals.map(\.branch))
        for (branch, head) in facts.branches.sorted(by: { $0.key < $1.key }) where !kept.contains(branch) {
            guard !awaited.contains(branch), plan.unknown.isEmpty else { continue }
            if isOurs(head) == true { actions.append(.deleteBranch(branch, head: head)) }
        }
    }

    // MARK: Facts

    private mutating func isOurs(_ commit: CommitSHA) -> Bool? {
        if let known = facts.ours[commit] { return known }
        questions.insert(.isOurs(commit))
        return nil
    }

    private func remembered(
        _ proposal: Proposal, commit: CommitSHA, base: CommitSHA, previous: MergeRequestMemory
    ) -> MergeRequestMemory {
        var memory = memory(of: proposal, blobs: facts.blobs, commit: commit, base: base)
        memory.people = previous.people
        memory.labels = previous.labels
        memory.notices = previous.notices
        memory.hop?.checks = previous.hop?.checks
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

extension Package {
    /// The identity without registries, as memories keep it.
    var key: String { "\(datasource) \(name)" }
}
