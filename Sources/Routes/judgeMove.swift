/// What is to be said about a move that somebody else made.
public enum MoveVerdict: Hashable, Sendable {
    case legal
    /// The vendor allows it and advises another way, which is the route.
    case discouraged(reason: String, Route)
    /// It breaks the rule; the route is the legal way, as far as one is known.
    case illegal(reason: String, Route)
}

extension Catalogue {
    /// Judges a move from one version to another in one step, made by a person.
    ///
    /// A patch that could have come first is no offence: only a minor or major that was passed over, a step back, and a
    /// version to avoid are. A major that needs a person is legal, as a person made the move.
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
        if component.rule == .endOfLife || component.rule == .manualMajor { return .legal }
        let passed = route.hops.filter { $0.version.line > old.line && $0.version.line < new.line }
        guard let first = passed.first(where: { $0.stop != nil }) ?? passed.first else {
            guard let held = route.held else { return .legal }
            return verdict(held.hasSuffix(".") ? String(held.dropLast()) : held, isStop: false, route)
        }
        return verdict("\(first.version.line) is passed over (\(first.reason))", isStop: first.stop != nil, route)
    }

    /// A declared stop binds whatever the strength of the rule is.
    private func verdict(_ reason: String, isStop: Bool, _ route: Route) -> MoveVerdict {
        isStop || component.strength == .enforced
            ? .illegal(reason: reason, route) : .discouraged(reason: reason, route)
    }
}
