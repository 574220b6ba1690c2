/// What is to be said about a move that somebody else made.
public enum MoveVerdict: Hashable, Sendable {
    case legal
    /// It breaks the rule; the route is the legal way, as far as one is known.
    case illegal(reason: String, Route)
}

extension Catalogue {
    /// Judges a move from one version to another in one step.
    ///
    /// A patch that could have come first is no offence: only a minor or major that was passed over, a step back, and a
    /// version to avoid are.
    public func judgeMove(
        from old: ReleaseNumber, to new: ReleaseNumber, mode: RouteMode = .downtime, conditions: [String: Bool] = [:],
        available: Set<ReleaseNumber> = []
    ) -> MoveVerdict {
        guard old != new else { return .legal }
        let published = available.union(knownVersions).union([new])
        var route = route(from: old, to: new, mode: mode, conditions: conditions, available: published)
        if let minors = routeOfMinors(from: old, to: new), route.held != nil { route = minors }
        if old > new {
            return .illegal(reason: "\(new) is older than \(old), and a route never goes backwards", route)
        }
        if let bad = reasonToAvoid(new, mode: mode) {
            return .illegal(reason: "\(new) is to be avoided: \(bad.reason) (\(bad.source))", route)
        }
        if component.rule == .endOfLife { return .legal }
        if let passed = route.hops.first(where: { $0.version.line > old.line && $0.version.line < new.line }) {
            return .illegal(reason: "\(passed.version.line) is passed over (\(passed.reason))", route)
        }
        if let held = route.held { return .illegal(reason: held, route) }
        return .legal
    }
}
