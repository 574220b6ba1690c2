public import Domain
public import Foundation

/// How far the hop is that an installation made last, and whether the next one may be proposed.
public struct Landing: Hashable, Sendable {
    public var state: ChainState
    /// What the state was concluded from, as a sentence.
    public var evidence: String
    /// Whether nothing speaks against the next hop.
    public var isReady: Bool
    /// The merge request that made the hop, where it is one of ours.
    public var arrival: MergeRequest?
    /// What the installation said, for the runbook of the next hop.
    public var checks: [MergeRequestMemory.Hop.Check] = []
    /// What is to be written into ``arrival``, because it was not known before.
    public var record: MergeRequestMemory?

    public init(
        state: ChainState, evidence: String, isReady: Bool, arrival: MergeRequest? = nil,
        checks: [MergeRequestMemory.Hop.Check] = [], record: MergeRequestMemory? = nil
    ) {
        self.state = state
        self.evidence = evidence
        self.isReady = isReady
        self.arrival = arrival
        self.checks = checks
        self.record = record
    }
}

/// What was asked about one installation.
public struct LandingFacts: Sendable {
    public var running: RunningState
    /// The merge requests from the branch of the current version, newest first.
    public var arrivals: [MergeRequest]
    /// Whether a person who may wrote that it has landed, below the merge request that made the hop.
    public var isConfirmed: Bool

    public init(running: RunningState = .notAsked, arrivals: [MergeRequest] = [], isConfirmed: Bool = false) {
        self.running = running
        self.arrivals = arrivals
        self.isConfirmed = isConfirmed
    }

    /// The merge request of ours that moved `plan` to its current version; nil when none did.
    public func arrival(of plan: ComponentPlan) -> (request: MergeRequest, memory: MergeRequestMemory)? {
        for request in arrivals where request.state == .merged {
            guard let memory = MergeRequestMemory(description: request.description), let hop = memory.hop,
                hop.component == plan.component, hop.file == plan.file, hop.to == plan.current
            else { continue }
            return (request, memory)
        }
        return nil
    }

    /// Whether only a person can say that the hop has landed, and none is known to have said it.
    public func needsPerson(_ plan: ComponentPlan) -> Bool {
        guard let arrival = arrival(of: plan), arrival.memory.hop?.landedAt == nil else { return false }
        switch running {
        case .notAsked, .runs(_, .unreadable): return true
        case .silent, .runs: return false
        }
    }
}

/// Concludes from the facts how far the last hop of `plan` is.
public func landing(
    of plan: ComponentPlan, _ facts: LandingFacts, _ context: ComponentContext, at now: Date
) -> Landing {
    LandingDecision(plan: plan, facts: facts, context: context, now: now).decide()
}

private struct LandingDecision {
    let plan: ComponentPlan
    let facts: LandingFacts
    let context: ComponentContext
    let now: Date

    private var arrival: (request: MergeRequest, memory: MergeRequestMemory)? { facts.arrival(of: plan) }

    func decide() -> Landing {
        switch facts.running {
        case .notAsked: decideByPerson()
        case .silent(let why):
            waiting(
                .rollingOut,
                "\(plan.name) does not say which version runs: \(why). It may be restarting; it is asked again.")
        case .runs(let version, let migrations): checked(decide(running: version, migrations), version, migrations)
        }
    }

    /// With what was seen, and when.
    private func checked(
        _ landing: Landing, _ version: String, _ migrations: BackgroundMigrations
    ) -> Landing {
        var landing = landing
        let time = now.formatted(.iso8601)
        landing.checks.append(
            MergeRequestMemory.Hop.Check(subject: "runningVersion", result: "it answers \(version)", time: time))
        if migrations == .finished {
            landing.checks.append(
                MergeRequestMemory.Hop.Check(
                    subject: "backgroundMigrations", result: "none of the last ones is unfinished", time: time))
        }
        return landing
    }

    /// Without anybody to ask, what Git pins counts, and of a hop of ours a person says that it has landed.
    private func decideByPerson() -> Landing {
        guard let arrival else {
            return ready("Git pins \(plan.current), and no settings say where to ask what runs.")
        }
        if isTicked(arrival.request) || arrival.memory.hop?.landedAt != nil {
            return soaked("A person said that \(plan.current) has landed.")
        }
        return waiting(
            .merged,
            "\(plan.current) is merged, and no settings say where to ask what runs. Tick the box in !\(arrival.request.number) "
                + "once it does.")
    }

    private func decide(running: String, _ migrations: BackgroundMigrations) -> Landing {
        if context.guide.isOlder(running, plan.current) {
            guard let jump else {
                return waiting(.rollingOut, "\(plan.name) answers \(running); \(plan.current) is pinned.")
            }
            return waiting(
                .failed,
                "\(plan.name) answers \(running), and \(plan.current) is pinned, which is not the next legal step: \(jump) "
                    + "Move the pin back before it is rolled out.")
        }
        if context.guide.isOlder(plan.current, running) {
            return waiting(
                .held,
                "\(plan.name) answers \(running), which is newer than the \(plan.current) that is pinned. Pin what runs; "
                    + "there is no way back.")
        }
        let runs = "\(plan.name) answers \(running)"
        switch migrations {
        case .none: return soaked(runs + ".")
        case .finished: return soaked(runs + ", and no background migration is left.")
        case .unfinished(let count, let example):
            let left = count == 1 ? "1 background migration is" : "\(count) background migrations are"
            return waiting(.migrating, "\(runs); \(left) not finished, such as \(example).")
        case .failed(let name):
            return waiting(
                .failed,
                "\(runs); the background migration \(name) failed. Retry it in the admin area under Monitoring, "
                    + "Background migrations; the next hop waits until it is finished.")
        case .unreadable(let why):
            if arrival.map({ isTicked($0.request) }) == true {
                return soaked("\(runs), and a person said that it has landed.")
            }
            let how =
                arrival.map { "Tick the box in !\($0.request.number) once none is left." }
                ?? "Give it a token that may read them."
            return waiting(.migrating, "\(runs); its background migrations cannot be read: \(why). \(how)")
        }
    }

    /// Why the step from what runs to what is pinned is none; nil when it is one.
    private var jump: String? {
        guard case .runs(let running, _) = facts.running else { return nil }
        let step = context.guide.nextStep(
            of: plan.component, from: running, to: plan.current, available: [plan.current],
            context.policy(plan.component, plan.file))
        switch step {
        case .arrived: return nil
        case .hop(let hop): return hop.version == plan.current ? nil : "the next step is \(hop.version)."
        case .held(let why): return why
        }
    }

    /// Landed; the next hop waits until it has been so for a while.
    private func soaked(_ evidence: String) -> Landing {
        guard let arrival else { return ready(evidence) }
        let since = arrival.memory.hop?.landedAt ?? now
        var record: MergeRequestMemory?
        if arrival.memory.hop?.landedAt == nil {
            record = arrival.memory
            record?.hop?.landedAt = now
        }
        let soak = TimeInterval(context.policy(plan.component, plan.file).soakSeconds)
        let isOver = now.timeIntervalSince(since) >= soak
        var text = evidence
        if !isOver {
            text += " It is watched until \(since.addingTimeInterval(soak).formatted(.iso8601))."
        }
        return Landing(
            state: isOver ? .landed : .soaking, evidence: text, isReady: isOver, arrival: arrival.request,
            record: record)
    }

    private func ready(_ evidence: String) -> Landing {
        Landing(state: .landed, evidence: evidence, isReady: true, arrival: arrival?.request)
    }

    private func waiting(_ state: ChainState, _ evidence: String) -> Landing {
        Landing(state: state, evidence: evidence, isReady: false, arrival: arrival?.request)
    }

    private func isTicked(_ request: MergeRequest) -> Bool {
        if facts.isConfirmed { return true }
        return request.description.split(separator: "\n").contains { line in
            line.contains(ComponentPlan.landedMark) && (line.contains("[x]") || line.contains("[X]"))
        }
    }
}
