/// Where the upgrade of one installation stands.
public enum ChainState: String, Hashable, Sendable, Codable, CaseIterable {
    /// The next hop is known, and its merge request is not open yet.
    case planned
    /// The merge request of the next hop waits for a person.
    case open
    /// Merged, and nobody said yet that it runs.
    case merged
    /// What runs is not what is pinned yet, or does not answer: it may be restarting.
    case rollingOut = "rolling-out"
    /// What is pinned runs, and works on background migrations.
    case migrating
    /// Everything is done, and it is watched for a while before the next hop.
    case soaking
    /// What is pinned runs, and there is nothing newer.
    case landed
    /// Landed, and the next hop is on its way.
    case next
    /// No step is made; the evidence says why.
    case held
    /// Something went wrong; the evidence says what to do.
    case failed

    /// The states that may come next, and what leads to each.
    public var successors: [(state: ChainState, when: String)] {
        switch self {
        case .planned: [(.open, "the merge request is opened"), (.held, "no legal step, or settings")]
        case .open: [(.merged, "merged, and nobody to ask"), (.rollingOut, "merged"), (.held, "closed, or taken over")]
        case .merged: [(.soaking, "a person says it has landed"), (.next, "the same, without soak time")]
        case .rollingOut:
            [
                (.migrating, "the new version answers"), (.failed, "the pin went past a stop"),
                (.soaking, "nothing to migrate"),
            ]
        case .migrating: [(.soaking, "none is left"), (.failed, "one failed")]
        case .soaking: [(.next, "the time is over"), (.landed, "nothing newer")]
        case .landed: [(.planned, "a newer version is published")]
        case .next: [(.open, "the merge request is opened")]
        case .held: [(.planned, "a person or a release removes the reason")]
        case .failed: [(.migrating, "retried"), (.rollingOut, "the pin is moved back")]
        }
    }

    /// The states and what leads from one to the next, as a Mermaid diagram for pages.
    public static var diagram: String {
        let name = { (state: ChainState) in state.rawValue.replacing("-", with: "_") }
        let lines = allCases.flatMap { state in
            state.successors.map { "    \(name(state)) --> \(name($0.state)): \($0.when)" }
        }
        return "stateDiagram-v2\n    [*] --> planned\n" + lines.joined(separator: "\n")
    }
}

/// The chain of upgrades of one installation: what is planned, how far it is, and how that is known.
public struct ComponentChain: Hashable, Sendable, Codable {
    public var plan: ComponentPlan
    /// The versions that were left behind since the first run, oldest first.
    public var done: [String] = []
    public var state: ChainState
    /// What the state was concluded from, as a sentence.
    public var evidence: String
    /// The merge request that the state is about, where there is one.
    public var mergeRequest: Int?
    public var webURL: String?

    public init(
        plan: ComponentPlan, state: ChainState, evidence: String, mergeRequest: Int? = nil, webURL: String? = nil
    ) {
        self.plan = plan
        self.state = state
        self.evidence = evidence
        self.mergeRequest = mergeRequest
        self.webURL = webURL
    }

    /// Whether something was merged of which it is not known yet that it has landed.
    public var isUnderWay: Bool { [.merged, .rollingOut, .migrating, .soaking, .failed].contains(state) }

    /// This chain with the versions in `done` that `previous`, as it was known before, tells of.
    public func following(_ previous: ComponentChain?) -> ComponentChain {
        guard let previous else { return self }
        var chain = self
        chain.done = previous.done
        if previous.plan.current != plan.current { chain.done.append(previous.plan.current) }
        chain.done = Array(chain.done.suffix(Self.longestHistory))
        return chain
    }

    private static let longestHistory = 100
}
