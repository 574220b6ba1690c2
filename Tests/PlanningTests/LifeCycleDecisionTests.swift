import Domain
import Foundation
import Planning
import Testing

/// Decisions about merge requests that are open, or were: each row is one situation.
@Suite struct LifeCycleDecisionTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func decide(
        _ proposals: [Proposal], _ facts: ForgeFacts, options: MergeRequestOptions = MergeRequestOptions()
    ) -> Reconciliation {
        reconcile(
            Plan(proposals: proposals), with: facts, limit: 10, options: options, describe: { "commit of \($0.topic)" },
            render: Samples.render)
    }

    private func actions(_ reconciliation: Reconciliation) -> [Action]? {
        guard case .decided(let actions, _) = reconciliation else { return nil }
        return actions
    }

    private func held(_ reconciliation: Reconciliation) -> [HoldReason]? {
        guard case .decided(_, let held) = reconciliation else { return nil }
        return held.map(\.reason)
    }

    private func reason(_ reconciliation: Reconciliation) -> RebuildReason? {
        guard case .rebuild(_, _, _, _, let reason)? = actions(reconciliation)?.first else { return nil }
        return reason
    }

    private func proposal(_ edit: (inout LifeCycleOptions) -> Void = { _ in }) -> Proposal {
        var proposal = Samples.proposal()
        edit(&proposal.lifeCycle)
        return proposal
    }

    private func facts(
        _ request: MergeRequest? = nil, isChanged: Bool = false, isBehind: Bool = false, earlier: [MergeRequest]? = nil
    ) -> ForgeFacts {
        var facts = Samples.facts(
            branches: request == nil ? [:] : ["windlass/nginx-1.x": Samples.head], open: request.map { [$0] } ?? [],
            earlier: earlier, blobs: isChanged ? ["apps/web.yaml": "cccc"] : Samples.blobs)
        if isBehind || isChanged { facts.base = "9999999999999999999999999999999999999999" }
        facts.now = Self.now
        return facts
    }

    @Test(arguments: [
        (LifeCycleOptions.RebaseWhen.auto, true, false, RebuildReason.targetMoved as RebuildReason?),
        (.auto, false, false, nil), (.behindBaseBranch, false, false, .behindTarget),
        (.behindBaseBranch, true, false, .targetMoved), (.conflicted, true, true, .conflict),
        (.conflicted, true, false, nil), (.conflicted, false, true, nil), (.never, true, true, nil),
    ])
    func `rebaseWhen says when a moved target builds the branch again`(
        when: LifeCycleOptions.RebaseWhen, isChanged: Bool, hasConflicts: Bool, expected: RebuildReason?
    ) {
        let proposal = proposal { $0.rebaseWhen = when }
        var request = Samples.request(for: proposal)
        request.hasConflicts = hasConflicts
        let result = decide([proposal], facts(request, isChanged: isChanged, isBehind: true))
        #expect(reason(result) == expected)
        #expect(actions(result)?.isEmpty == (expected == nil))
    }

    @Test func `the forge is asked for conflicts only where a file was changed`() {
        let proposal = proposal { $0.rebaseWhen = .conflicted }
        let request = Samples.request(for: proposal)
        #expect(decide([proposal], facts(request, isChanged: true)) == .needs([.hasConflicts(7)]))
        #expect(actions(decide([proposal], facts(request, isBehind: true))) == [])
    }

    @Test func `never still moves to newer versions, and what is merged automatically is kept on the head`() {
        let newer = Samples.proposal([Samples.update(to: "1.27.4")])
        var never = newer
        never.lifeCycle.rebaseWhen = .never
        #expect(reason(decide([never], facts(Samples.request(for: proposal())))) == .newVersions)
        let merging = proposal { $0.automerge = true }
        #expect(reason(decide([merging], facts(Samples.request(for: merging), isBehind: true))) == .behindTarget)
        var options = MergeRequestOptions()
        options.keepUpdatedLabel = "fresh"
        var request = Samples.request(for: proposal())
        request.labels.append("fresh")
        #expect(reason(decide([proposal()], facts(request, isBehind: true), options: options)) == .behindTarget)
    }

    @Test(arguments: ["box", "label", "title", "command"])
    func `a person asks for a rebase`(by way: String) {
        var request = Samples.request(for: proposal()) { if way == "command" { $0.orders = .init(rebase: true) } }
        if way == "box" { request.description = "- [x] <!-- windlass:rebase --> Again\n" + request.description }
        if way == "label" { request.labels.append("rebase") }
        if way == "title" { request.title = "rebase! " + request.title }
        #expect(reason(decide([proposal()], facts(request))) == .asked)
    }

    @Test func `a box that is not ticked asks for nothing`() {
        #expect(!BodyControl.rebase.isTicked(in: "- [ ] <!-- windlass:rebase --> x\ntext [x]"))
        #expect(BodyControl.rebase.isTicked(in: "a\r\n * [X]  <!-- windlass:rebase --> x"))
        #expect(!BodyControl.rebase.isTicked(in: "see [x] <!-- windlass:rebase -->"))
    }

    @Test func `the label that stops, and an order to hold, leave it as it is`() {
        let newer = Samples.proposal([Samples.update(to: "1.27.4")])
        var stopped = Samples.request(for: proposal())
        stopped.labels.append("stop-updating")
        let result = decide([newer], facts(stopped))
        #expect(actions(result) == [] && held(result) == [.stopped(label: "stop-updating")])
        #expect(actions(decide([], facts(stopped))) == [])
        for (day, waits) in [("", true), ("2027-01-16", true), ("2027-01-15", false), ("2026-12-24", false)] {
            let request = Samples.request(for: proposal()) { $0.orders = .init(hold: day) }
            let result = decide([newer], facts(request))
            #expect((held(result) == [.onHold(until: day.isEmpty ? nil : day)]) == waits, "\(day)")
            #expect((reason(result) == .newVersions) == !waits, "\(day)")
        }
    }

    @Test func `take gives back a branch with foreign commits or another target`() {
        var request = Samples.request(for: proposal()) {
            $0.orders = .init(take: true)
            $0.notices = [.takenOver]
        }
        request.targetBranch = "release"
        var facts = facts(request)
        facts.branches["windlass/nginx-1.x"] = Samples.foreign
        #expect(reason(decide([proposal()], facts)) == .taken)
    }

    @Test(arguments: [
        (BotCommand.Scope.this, "1.27.3", true), (.this, "1.27.4", false), (.minor, "1.27.9", true),
        (.minor, "1.28.0", false), (.major, "1.99.0", true), (.major, "2.0.0", false),
    ])
    func `ignore closes it, and what it covers is not proposed again`(
        scope: BotCommand.Scope, version: String, isRefused: Bool
    ) throws {
        let open = Samples.request(for: proposal()) { $0.orders = .init(ignore: scope) }
        guard case .close(_, _, _, .ignored(scope))? = actions(decide([proposal()], facts(open)))?.first else {
            Issue.record("it is not closed")
            return
        }
        let closed = Samples.request(for: proposal(), state: .closed) { $0.orders = .init(ignore: scope) }
        let next = Samples.proposal([Samples.update(to: version)])
        let result = decide([next], facts(earlier: [closed]))
        #expect(held(result)?.contains(.closedUnmerged(number: 7)) == isRefused)
        #expect(try #require(actions(result)).isEmpty == isRefused)
    }

    @Test func `of a group that was closed only what is new is proposed, and it stays so`() throws {
        let redis = Samples.update(Samples.image("redis", "7.0.0", file: "apps/other.yaml"), to: "7.2.0")
        let closed = Samples.request(for: Samples.proposal(), state: .closed)
        let group = Samples.proposal([Samples.update(), redis])
        let result = decide([group], facts(earlier: [closed]))
        var rest = group
        rest.updates = [redis]
        let refused = ["docker nginx 1.27.3"]
        #expect(actions(result) == [.open(rest, head: nil, refused: refused)])
        #expect(held(result) == [.closedUnmerged(number: 7)])
        let request = Samples.request(for: rest) { $0.refused = refused }
        #expect(actions(decide([group], facts(request))) == [])
        var again = group
        again.lifeCycle.recreateWhen = .always
        #expect(actions(decide([again], facts(earlier: [closed]))) == [.open(again, head: nil, refused: [])])
        var never = Samples.proposal([Samples.update(to: "1.30.0")])
        never.lifeCycle.recreateWhen = .never
        #expect(held(decide([never], facts(earlier: [closed]))) == [.closedUnmerged(number: 7)])
    }

    @Test func `what we closed and what comes back is opened again`() throws {
        let closed = Samples.request(for: proposal(), state: .closed) { $0.isClosedByUs = true }
        let memory = try #require(MergeRequestMemory(description: closed.description))
        #expect(
            actions(decide([proposal()], facts(earlier: [closed]))) == [.reopen(proposal(), closed, memory, head: nil)])
        let newer = Samples.proposal([Samples.update(to: "1.28.0")])
        #expect(actions(decide([newer], facts(earlier: [closed]))) == [.open(newer, head: nil, refused: [])])
    }

    // MARK: Limits and creation

    @Test func `no more is opened or built within an hour than the limits say`() {
        var options = MergeRequestOptions()
        options.prHourlyLimit = 1
        #expect(decide([proposal()], facts(earlier: []), options: options) == .needs([.newest]))
        var recent = Samples.request(for: proposal(), number: 3, state: .merged)
        for (age, isHeld) in [(3599.0, true), (3601.0, false)] {
            recent.createdAt = Self.now.addingTimeInterval(-age)
            var facts = facts(earlier: [])
            facts.newest = [recent]
            #expect((held(decide([proposal()], facts, options: options)) == [.hourlyLimit(1)]) == isHeld)
        }
        options = MergeRequestOptions()
        options.commitHourlyLimit = 1
        let request = Samples.request(for: proposal()) { $0.pushed = Int(Self.now.timeIntervalSince1970) - 60 }
        var facts = facts(request)
        facts.newest = []
        let newer = Samples.proposal([Samples.update(to: "1.27.4")])
        #expect(held(decide([newer], facts, options: options)) == [.commitLimit(1)])
        options = MergeRequestOptions()
        options.branchConcurrentLimit = 1
        facts.branches = ["windlass/other": Samples.head]
        facts.openMergeRequests = []
        facts.earlier = ["windlass/nginx-1.x": []]
        #expect(held(decide([newer], facts, options: options)) == [.branchLimit(1)])
    }

    @Test(arguments: [
        (LifeCycleOptions.Creation.notPending, CheckState.pending, false), (.notPending, .failure, true),
        (.notPending, .none, true), (.statusSuccess, .failure, false), (.statusSuccess, .none, false),
        (.statusSuccess, .success, true), (.approval, .success, false),
    ])
    func `prCreation builds the branch first, and opens by its checks`(
        creation: LifeCycleOptions.Creation, state: CheckState, opens: Bool
    ) {
        let proposal = proposal { $0.prCreation = creation }
        #expect(actions(decide([proposal], facts(earlier: []))) == [.push(proposal, head: nil)])
        var facts = facts(earlier: [])
        facts.branches = [proposal.branch: Samples.head]
        #expect(actions(decide([proposal], facts)) == [.push(proposal, head: Samples.head)], "it says something else")
        facts.messages = [Samples.head: "commit of nginx\n"]
        if creation != .approval { #expect(decide([proposal], facts) == .needs([.checks(Samples.head)])) }
        facts.checks = [Samples.head: state]
        let open = Action.open(proposal, head: Samples.head, refused: [])
        #expect(actions(decide([proposal], facts)) == (opens ? [open] : []))
        facts.ticked = [BodyControl.create(proposal.branch).name]
        #expect(actions(decide([proposal], facts)) == [open])
    }

    @Test func `dependencyDashboardApproval waits for a tick`() {
        let proposal = proposal { $0.dependencyDashboardApproval = true }
        var facts = facts(earlier: [])
        #expect(held(decide([proposal], facts)) == [.awaitingApproval])
        facts.ticked = [BodyControl.approve(proposal.branch).name]
        #expect(actions(decide([proposal], facts)) == [.open(proposal, head: nil, refused: [])])
    }

    // MARK: Merging

    @Test(arguments: [
        (CheckState.pending, 10, true), (.success, 10, true), (.failure, 9999, false), (.none, 10, false),
        (.none, 301, true),
    ])
    func `automerge is switched on once for each commit`(state: CheckState, seconds: Int, isArmed: Bool) throws {
        let proposal = proposal { $0.automerge = true }
        let request = Samples.request(for: proposal) { $0.pushed = Int(Self.now.timeIntervalSince1970) - seconds }
        #expect(decide([proposal], facts(request)) == .needs([.checks(Samples.head)]))
        var facts = facts(request)
        facts.checks = [Samples.head: state]
        let memory = try #require(MergeRequestMemory(description: request.description))
        let expected = [Action.automerge(request, memory, head: Samples.head, .auto)]
        #expect(actions(decide([proposal], facts)) == (isArmed ? expected : []))

        var waiting = proposal
        waiting.mayMergeNow = false
        #expect(actions(decide([waiting], facts)) == [])
        facts.openMergeRequests[0].isMergingItself = true
        #expect(actions(decide([proposal], facts)) == [])
        // A person switched it off.
        facts.openMergeRequests = [Samples.request(for: proposal) { $0.armed = Samples.head }]
        #expect(actions(decide([proposal], facts)) == [])
    }
}
