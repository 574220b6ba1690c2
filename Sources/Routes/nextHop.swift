/// How the upgrade is done.
public enum RouteMode: String, Hashable, Sendable, CaseIterable {
    /// With downtime: from stop to stop.
    case downtime
    /// Without downtime: every minor.
    case zeroDowntime = "zero-downtime"
    /// By a Kubernetes operator: every minor.
    case `operator`
}

/// What a route says about the next step.
public enum NextHop: Hashable, Sendable {
    /// Nothing is to be done: the goal is reached, or lies behind.
    case arrived
    /// Move to this version; `stop` is nil when no stop asks for it.
    case hop(ReleaseNumber, stop: RouteStop?)
    /// No legal step is known; the text says why.
    case held(String)
}

/// Returns the next legal step from `current` to `goal`: the first stop above `current`, else the goal.
///
/// - Parameters:
///   - stops: Every stop of the component, in any order.
///   - conditions: Answers to conditions; without an answer the stop itself says whether it is taken.
///   - available: Every version that is published where the installation takes it from.
///   - avoid: Versions never to land on, also when they are the goal.
public func nextHop(
    current: ReleaseNumber, goal: ReleaseNumber, stops: [RouteStop], mode: RouteMode = .downtime,
    conditions: [String: Bool] = [:], available: Set<ReleaseNumber>, avoid: Set<ReleaseNumber> = []
) -> NextHop {
    guard current < goal else { return .arrived }
    let usable = available.filter { $0 <= goal && !avoid.contains($0) }
    let needed = stops.filter { stop in stop.condition.map { conditions[$0] ?? stop.isTakenUnasked } ?? true }
    var lines = Set(needed.map(\.line))
    if mode != .downtime { lines.formUnion(available.map(\.line)) }
    for line in lines.sorted() where line >= current.line && line <= goal.line {
        let stop = needed.first { $0.line == line }
        if line == goal.line { break }
        if let patch = usable.filter({ $0.line == line }).max() {
            if patch > current { return .hop(patch, stop: stop) }
        } else if line > current.line {
            // A minor without a usable patch cannot be passed over: that is what makes it a step.
            return .held("\(line) has to be visited on the way to \(goal), and no usable patch of it is published.")
        }
    }
    if avoid.contains(goal) { return .held("\(goal) is a version to avoid; choose another patch of \(goal.line).") }
    guard available.contains(goal) else { return .held("\(goal) is not among the published versions.") }
    return .hop(goal, stop: needed.first { $0.line == goal.line })
}
