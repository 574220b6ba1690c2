import Domain
import Foundation
import Planning
import Testing

@Suite("The next hop waits until the last one has landed") struct LandingTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func component() throws -> ComponentPlan {
        try #require(
            try ComponentSamples.plan([ComponentSamples.chart("gitlab", "8.1.8")]).components.first)
    }

    /// The merge request that moved to 17.1.8.
    private func arrival(
        to version: String = "17.1.8", state: MergeRequestState = .merged, isTicked: Bool = false,
        landedAt: Date? = nil
    ) -> MergeRequest {
        var memory = MergeRequestMemory(commit: Samples.head, base: Samples.base, fingerprint: "f", moves: [])
        memory.hop = MergeRequestMemory.Hop(
            component: "gitlab", file: "apps/gitlab.yaml", from: "16.11.10", to: version, landedAt: landedAt)
        let box = "- [\(isTicked ? "x" : " ")] \(ComponentPlan.landedMark) GitLab runs\n\n"
        return MergeRequest(
            number: 12, state: state, title: "Upgrade", description: box + memory.comment,
            sourceBranch: "windlass/upgrade-gitlab-17.1", targetBranch: "main", webURL: "http://forge/12")
    }

    private func decide(
        _ running: RunningState, _ arrivals: [MergeRequest] = [], soak: Int = 0
    ) throws -> Landing {
        landing(
            of: try component(), LandingFacts(running: running, arrivals: arrivals),
            try ComponentSamples.context(InstallationPolicy(soakSeconds: soak)), at: now)
    }

    @Test func `without anybody to ask, a merged hop waits for a person`() throws {
        #expect(try decide(.notAsked).isReady)
        let waiting = try decide(.notAsked, [arrival()])
        #expect(waiting.state == .merged)
        #expect(!waiting.isReady)
        #expect(waiting.evidence.contains("!12"))
        #expect(try decide(.notAsked, [arrival(isTicked: true)]).isReady)
    }

    @Test func `a merge request to another version, or one that was not merged, says nothing of this pin`() throws {
        #expect(try decide(.notAsked, [arrival(to: "17.1.7")]).isReady)
        #expect(try decide(.notAsked, [arrival(state: .closed)]).isReady)
    }

    @Test(
        "what the installation answers decides",
        arguments: [
            (RunningState.silent("502"), ChainState.rollingOut), (.runs(version: "16.11.10", .finished), .rollingOut),
            (.runs(version: "17.1.8", .unfinished(count: 2, example: "BackfillJobs")), .migrating),
            (.runs(version: "17.1.8", .failed("BackfillJobs")), .failed),
            (.runs(version: "17.1.8", .unreadable("403")), .migrating),
            (.runs(version: "17.3.7", .finished), .held), (.runs(version: "16.3.9", .finished), .failed),
            (.runs(version: "17.1.8", .finished), .landed), (.runs(version: "17.1.8", .none), .landed),
        ])
    func answers(running: RunningState, state: ChainState) throws {
        let found = try decide(running, [arrival()])
        #expect(found.state == state)
        #expect(found.isReady == (state == .landed))
        #expect(!found.evidence.isEmpty)
    }

    @Test func `a pin that was moved past a stop by hand is named, with the legal step`() throws {
        let found = try decide(.runs(version: "16.7.9", .finished))
        #expect(found.state == .failed)
        #expect(found.evidence.contains("16.11"))
        #expect(found.evidence.contains("Move the pin back"))
    }

    @Test func `a failed migration is named with what to do`() throws {
        let found = try decide(.runs(version: "17.1.8", .failed("BackfillJobs")), [arrival()])
        #expect(found.evidence.contains("BackfillJobs"))
        #expect(found.evidence.contains("Retry"))
    }

    @Test func `landing is written down once, and the time of it counts for the soak`() throws {
        let first = try decide(.runs(version: "17.1.8", .finished), [arrival()], soak: 3600)
        #expect(first.state == .soaking)
        #expect(first.record?.hop?.landedAt == now)
        let later = try decide(
            .runs(version: "17.1.8", .finished), [arrival(landedAt: now.addingTimeInterval(-1800))], soak: 3600)
        #expect(later.state == .soaking)
        #expect(later.record == nil)
        let over = try decide(
            .runs(version: "17.1.8", .finished), [arrival(landedAt: now.addingTimeInterval(-3600))], soak: 3600)
        #expect(over.state == .landed)
        #expect(over.isReady)
    }

    @Test func `a hop that waits is postponed, and a follower waits with it`() throws {
        let runner = ComponentSamples.releases([("0.64.0", "16.11.0"), ("0.66.0", "17.1.0")])
        let plan = try ComponentSamples.plan(
            [
                ComponentSamples.chart("gitlab", "8.1.8"),
                ComponentSamples.chart("gitlab-runner", "0.64.0", file: "apps/runner.yaml"),
            ], ["gitlab-runner": runner])
        #expect(plan.proposals.count == 2)
        let leader = try #require(plan.components.first { $0.component == "gitlab" })
        let waiting = landing(
            of: leader, LandingFacts(running: .silent("502")), try ComponentSamples.context(), at: now)
        let gated = gate(plan, [leader.id: waiting])
        #expect(gated.proposals.allSatisfy { $0.postponed != nil })
        #expect(gate(plan, [:]).proposals.allSatisfy { $0.postponed == nil })
    }

    @Test func `every state that waits shows its evidence, and an open hop its merge request`() throws {
        let plan = try ComponentSamples.plan([ComponentSamples.chart("gitlab", "8.1.8")])
        let component = try #require(plan.components.first)
        let silent = landing(
            of: component, LandingFacts(running: .silent("502")), try ComponentSamples.context(), at: now)
        let waiting = chains(of: gate(plan, [component.id: silent]), [component.id: silent], open: [:], held: [])
        #expect(waiting.map(\.state) == [.rollingOut])
        let branch = try #require(component.branch)
        let open = chains(of: plan, [:], open: [branch: (9, "http://forge/9")], held: [])
        #expect(open.map(\.state) == [.open])
        #expect(open.first?.mergeRequest == 9)
        let refused = chains(
            of: plan, [:], open: [:],
            held: [
                HeldUpdate(
                    dependency: ComponentSamples.chart("gitlab", "8.1.8"), version: "8.3.7",
                    reason: .closedUnmerged(number: 4))
            ])
        #expect(refused.map(\.state) == [.held])
        #expect(refused.first?.evidence.contains("!4") == true)
    }
}

@Suite("Boxes that people tick in a description") struct TickedBoxTests {
    @Test func `are theirs: nothing is described anew because of them`() throws {
        let proposal = Samples.proposal()
        let box = "- [ ] backup of today\n\n"
        let render: Rendering = { proposal, memory in ("Update \(proposal.topic)", box + memory.comment) }
        var request = Samples.request(for: proposal)
        let memory = try #require(MergeRequestMemory(description: request.description))
        request.description = "- [x] backup of today\n\n" + memory.comment
        request.title = "Update nginx"
        let facts = Samples.facts(branches: [proposal.branch: Samples.head], open: [request])
        let decision = reconcile(Plan(proposals: [proposal]), with: facts, limit: 10, render: render)
        #expect(decision == .decided(actions: [], held: []))
    }
}
