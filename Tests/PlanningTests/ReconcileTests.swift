import Domain
import Planning
import Testing
import TextEdits

@Suite struct ReconcileTests {
    let proposal = Samples.proposal()
    var branches: [BranchName: CommitSHA] { [proposal.branch: Samples.head] }

    private func decide(_ plan: Plan, _ facts: ForgeFacts, limit: Int = 10) -> (actions: [Action], held: [HeldUpdate])?
    {
        guard case .decided(let actions, let held) = reconcile(plan, with: facts, limit: limit, render: Samples.render)
        else { return nil }
        return (actions, held)
    }

    @Test func `asks what came from a branch before, then opens`() throws {
        let plan = Plan(proposals: [proposal])
        let first = reconcile(plan, with: Samples.facts(), limit: 10, render: Samples.render)
        #expect(first == .needs([.earlier(proposal.branch)]))
        let second = try #require(decide(plan, Samples.facts(earlier: [])))
        #expect(second.actions == [.open(proposal, head: nil, refused: [])])
    }

    @Test func `does nothing when the merge request says what it should`() throws {
        let facts = Samples.facts(branches: branches, open: [Samples.request(for: proposal)])
        let result = try #require(decide(Plan(proposals: [proposal]), facts))
        #expect(result.actions.isEmpty)
        #expect(result.held.isEmpty)
    }

    @Test func `blanks and line ends that a forge changes are no difference`() throws {
        var request = Samples.request(for: proposal)
        request.description = request.description.replacing("\n", with: " \r\n") + "\n\n"
        let facts = Samples.facts(branches: branches, open: [request])
        #expect(try #require(decide(Plan(proposals: [proposal]), facts)).actions.isEmpty)
    }

    @Test func `a newer version rebuilds the same merge request`() throws {
        let request = Samples.request(for: proposal)
        let newer = Samples.proposal([Samples.update(to: "1.27.4")])
        let result = try #require(
            decide(Plan(proposals: [newer]), Samples.facts(branches: branches, open: [request])))
        let memory = MergeRequestMemory(description: request.description)
        #expect(result.actions == [.rebuild(newer, request, memory, head: Samples.head, .newVersions)])
    }

    @Test func `a file that moved on the target rebuilds the branch`() throws {
        let request = Samples.request(for: proposal)
        let facts = Samples.facts(branches: branches, open: [request], blobs: ["apps/web.yaml": "cccc"])
        let result = try #require(decide(Plan(proposals: [proposal]), facts))
        let memory = MergeRequestMemory(description: request.description)
        #expect(result.actions == [.rebuild(proposal, request, memory, head: Samples.head, .targetMoved)])
    }

    @Test func `another file that moved on the target changes nothing`() throws {
        let facts = Samples.facts(
            branches: branches, open: [Samples.request(for: proposal)],
            blobs: ["apps/web.yaml": "aaaa", "apps/other.yaml": "dddd"])
        #expect(try #require(decide(Plan(proposals: [proposal]), facts)).actions.isEmpty)
    }

    @Test func `a commit of somebody else makes the branch theirs, said once`() throws {
        let request = Samples.request(for: proposal)
        let facts = Samples.facts(branches: [proposal.branch: Samples.foreign], open: [request])
        let result = try #require(decide(Plan(proposals: [proposal]), facts))
        var memory = try #require(MergeRequestMemory(description: request.description))
        memory.notices = [.takenOver]
        #expect(result.actions == [.yield(request, memory)])
        #expect(result.held.map(\.reason) == [.takenOver(proposal.branch)])

        let told = Samples.request(for: proposal) { $0.notices = [.takenOver] }
        let again = try #require(
            decide(
                Plan(proposals: [proposal]), Samples.facts(branches: [proposal.branch: Samples.foreign], open: [told])))
        #expect(again.actions.isEmpty)
        #expect(again.held.map(\.reason) == [.takenOver(proposal.branch)])
    }

    @Test func `a changed target branch makes it somebody else's`() throws {
        var request = Samples.request(for: proposal)
        request.targetBranch = "release"
        let result = try #require(
            decide(Plan(proposals: [proposal]), Samples.facts(branches: branches, open: [request])))
        #expect(result.held.map(\.reason) == [.takenOver(proposal.branch)])
    }

    @Test func `a commit of ours that the description does not know is taken up again`() throws {
        let request = Samples.request(for: proposal, commit: "4444444444444444444444444444444444444444")
        let result = try #require(
            decide(Plan(proposals: [proposal]), Samples.facts(branches: branches, open: [request])))
        let memory = MergeRequestMemory(description: request.description)
        #expect(result.actions == [.rebuild(proposal, request, memory, head: Samples.head, .interrupted)])
    }

    @Test func `a deleted branch of an open merge request is built again`() throws {
        let request = Samples.request(for: proposal)
        let result = try #require(decide(Plan(proposals: [proposal]), Samples.facts(open: [request])))
        let memory = MergeRequestMemory(description: request.description)
        #expect(result.actions == [.rebuild(proposal, request, memory, head: nil, .branchMissing)])
    }

    @Test func `closed without being merged means not this version`() throws {
        let closed = Samples.request(for: proposal, state: .closed)
        let plan = Plan(proposals: [proposal])
        let result = try #require(decide(plan, Samples.facts(earlier: [closed])))
        #expect(result.actions.isEmpty)
        #expect(result.held.map(\.reason) == [.closedUnmerged(number: 7)])

        let newer = Samples.proposal([Samples.update(to: "1.27.4")])
        let next = try #require(decide(Plan(proposals: [newer]), Samples.facts(earlier: [closed])))
        #expect(next.actions == [.open(newer, head: nil, refused: [])])
    }

    @Test func `what was merged may be opened again`() throws {
        let earlier = Samples.request(for: proposal, state: .merged)
        let result = try #require(decide(Plan(proposals: [proposal]), Samples.facts(earlier: [earlier])))
        #expect(result.actions == [.open(proposal, head: nil, refused: [])])
    }

    @Test func `a merge request that nobody wants any more is closed`() throws {
        let request = Samples.request(for: proposal)
        let result = try #require(decide(Plan(), Samples.facts(branches: branches, open: [request])))
        let memory = MergeRequestMemory(description: request.description)
        #expect(result.actions == [.close(request, memory, head: Samples.head, .outdated)])
    }

    @Test func `a merge request whose package could not be looked up stays as it is`() throws {
        let unknown = UnknownDependency(
            dependency: Samples.image(), error: LookupError(.unreachable, "no answer"))
        let facts = Samples.facts(branches: branches, open: [Samples.request(for: proposal)])
        #expect(try #require(decide(Plan(unknown: [unknown]), facts)).actions.isEmpty)

        let other = Samples.update(Samples.image("redis", "7.0.0", file: "apps/other.yaml"), to: "7.2.0")
        let group = Samples.proposal([Samples.update(), other])
        let open = Samples.facts(branches: branches, open: [Samples.request(for: group)])
        let shrunk = Plan(proposals: [Samples.proposal([other])], unknown: [unknown])
        #expect(try #require(decide(shrunk, open)).actions.isEmpty)
    }

    @Test func `a branch that a run left behind is taken up, or removed`() throws {
        let plan = Plan(proposals: [proposal])
        let taken = try #require(decide(plan, Samples.facts(branches: branches, earlier: [])))
        #expect(taken.actions == [.open(proposal, head: Samples.head, refused: [])])

        let orphan = try #require(decide(Plan(), Samples.facts(branches: ["windlass/old-1.x": Samples.head])))
        #expect(orphan.actions == [.deleteBranch("windlass/old-1.x", head: Samples.head)])

        let foreign = try #require(decide(Plan(), Samples.facts(branches: ["windlass/old-1.x": Samples.foreign])))
        #expect(foreign.actions.isEmpty)
    }

    @Test func `no more merge requests than the limit are open`() throws {
        let redis = Samples.proposal(
            [Samples.update(Samples.image("redis", "7.0.0"), to: "7.2.0")], branch: "windlass/redis-7.x")
        let plan = Plan(proposals: [proposal, redis])
        let facts = Samples.facts(branches: branches, open: [Samples.request(for: proposal)])
        let result = try #require(decide(plan, facts, limit: 1))
        #expect(result.actions.isEmpty)
        #expect(result.held.map(\.reason) == [.limit(1)])
        let unlimited = try #require(
            decide(
                plan, Samples.facts(branches: branches, open: [Samples.request(for: proposal)], earlier: []), limit: 0))
        #expect(unlimited.actions == [.open(redis, head: nil, refused: [])])
    }

    @Test func `people and labels that were removed stay removed, new ones are added`() throws {
        var request = Samples.request(for: proposal)
        request.assignees = []
        request.labels = []
        let facts = Samples.facts(branches: branches, open: [request])
        #expect(try #require(decide(Plan(proposals: [proposal]), facts)).actions.isEmpty)

        var wider = proposal
        wider.assignees = ["admin", "alice"]
        wider.labels = ["deps", "platform"]
        let result = try #require(decide(Plan(proposals: [wider]), facts))
        let memory = try #require(MergeRequestMemory(description: request.description))
        let change = Refreshment(addedLabels: ["platform"], addedAssignees: ["alice"])
        #expect(result.actions == [.refresh(wider, request, memory, change)])
    }
}
