public import Domain

/// What reconciling ends with: the actions, or the facts that are missing to decide.
public enum Reconciliation: Hashable, Sendable {
    case needs(Set<FactQuestion>)
    case decided(actions: [Action], held: [HeldUpdate])
}

/// The title and description that a proposal should have.
public typealias Rendering = @Sendable (Proposal, MergeRequestMemory) -> (title: String, description: String)

/// The message of the commit that a proposal would be.
public typealias CommitDescription = @Sendable (Proposal) -> String

/// Compares what should be open with what is open, and returns the steps between.
///
/// With the same plan and the result of its actions as facts, the next call returns no action.
public func reconcile(
    _ plan: Plan, with facts: ForgeFacts, limit: Int, options: MergeRequestOptions = MergeRequestOptions(),
    describe: @escaping CommitDescription = { _ in "" }, render: @escaping Rendering
) -> Reconciliation {
    var reconciler = Reconciler(
        plan: plan, facts: facts, limit: limit, options: options, describe: describe, render: render)
    return reconciler.run()
}

/// The decision while it is made; its parts are in the files beside this one.
struct Reconciler {
    let plan: Plan
    let facts: ForgeFacts
    let limit: Int
    let options: MergeRequestOptions
    let describe: CommitDescription
    let render: Rendering

    var questions: Set<FactQuestion> = []
    var actions: [Action] = []
    var held: [HeldUpdate] = []
    var openCount = 0
    /// What this run adds to what was done within the hour, and to the branches.
    var openedNow = 0
    var pushedNow = 0
    var branchesNow = 0

    init(
        plan: Plan, facts: ForgeFacts, limit: Int, options: MergeRequestOptions,
        describe: @escaping CommitDescription, render: @escaping Rendering
    ) {
        self.plan = plan
        self.facts = facts
        self.limit = limit
        self.options = options
        self.describe = describe
        self.render = render
    }

    mutating func run() -> Reconciliation {
        let open = Dictionary(facts.openMergeRequests.map { ($0.sourceBranch, $0) }) { first, _ in first }
        let proposals = sparingPeople(plan.proposals, open: open)
        let wanted = Set(proposals.map(\.branch))
        for request in facts.openMergeRequests where !wanted.contains(request.sourceBranch) { retire(request) }
        for proposal in proposals {
            guard let request = open[proposal.branch] else { continue }
            openCount += 1
            keep(proposal, request)
        }
        for proposal in proposals where open[proposal.branch] == nil { start(proposal) }
        sweep(except: wanted.union(open.keys))
        return questions.isEmpty ? .decided(actions: actions, held: held) : .needs(questions)
    }

    mutating func hold(_ proposal: Proposal, _ reason: HoldReason) {
        held += proposal.updates.map { HeldUpdate(dependency: $0.dependency, version: $0.newVersion, reason: reason) }
    }

    // MARK: What nobody wants any more

    private mutating func retire(_ request: MergeRequest) {
        let memory = MergeRequestMemory(description: request.description)
        guard !dependsOnUnknown(memory), !isStopped(request), waitingOrder(memory) == nil else { return }
        let head = facts.branches[request.sourceBranch]
        if let head, memory?.commit != head, memory?.orders?.take != true {
            switch isOurs(head) {
            case true?: break
            case false?: return yield(request, memory, nil)
            case nil: return
            }
        }
        guard request.targetBranch == facts.target else { return }
        actions.append(.close(request, memory, head: head, overtaken(memory) ?? .outdated))
    }

    /// What the chain of a merge request does instead; nil when it is none of a chain, or its version is reached.
    private func overtaken(_ memory: MergeRequestMemory?) -> CloseReason? {
        guard let hop = memory?.hop,
            let chain = plan.components.first(where: { $0.component == hop.component && $0.file == hop.file }),
            chain.current == hop.from
        else { return nil }
        if let next = chain.hops.first, next.version != hop.to {
            return .overtaken("\(chain.name) goes to \(next.version) first: \(next.reason).")
        }
        return chain.hops.isEmpty ? chain.obstacle.map(CloseReason.overtaken) : nil
    }

    /// Whether a package of the merge request could not be looked up: then its absence from the plan says nothing.
    func dependsOnUnknown(_ memory: MergeRequestMemory?) -> Bool {
        guard let memory else { return !plan.unknown.isEmpty }
        return plan.unknown.contains { memory.moves(packageKey: $0.dependency.package.key) }
    }

    /// Leaves a branch to whoever changed it, and says so once.
    mutating func yield(_ request: MergeRequest, _ memory: MergeRequestMemory?, _ proposal: Proposal?) {
        if let proposal { hold(proposal, .takenOver(request.sourceBranch)) }
        guard var memory, !memory.notices.contains(.takenOver) || request.isMergingItself && memory.armed != nil else {
            return
        }
        // Leaving it to itself also means that it does not merge by our order.
        memory.armed = nil
        if memory.notices.contains(.takenOver) {
            actions.append(.yield(request, memory))
            return
        }
        memory.notices.append(.takenOver)
        actions.append(.yield(request, memory))
    }

    /// Deletes branches of ours that a run left behind when it was cut off, or that a person closed.
    private mutating func sweep(except kept: Set<BranchName>) {
        for (branch, head) in facts.branches.sorted(by: { $0.key < $1.key }) where !kept.contains(branch) {
            guard plan.unknown.isEmpty else { continue }
            if isOurs(head) == true { actions.append(.deleteBranch(branch, head: head)) }
        }
    }

    // MARK: Facts

    mutating func isOurs(_ commit: CommitSHA) -> Bool? {
        if let known = facts.ours[commit] { return known }
        questions.insert(.isOurs(commit))
        return nil
    }

    func isStopped(_ request: MergeRequest) -> Bool { request.labels.contains(options.stopUpdatingLabel) }

    /// The order of a person that nothing is to be done now; nil when there is none, or its day has come.
    func waitingOrder(_ memory: MergeRequestMemory?) -> HoldReason? {
        guard let day = memory?.orders?.hold else { return nil }
        if day.isEmpty { return .onHold(until: nil) }
        guard let today = facts.today, today >= day else { return .onHold(until: day) }
        return nil
    }
}

extension Package {
    /// The identity without registries, as memories keep it.
    var key: String { "\(datasource) \(name)" }
}
