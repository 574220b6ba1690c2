/// The way from one version to another, step by step.
public struct Route: Hashable, Sendable {
    public var component: String
    public var from: ReleaseNumber
    public var to: ReleaseNumber
    public var hops: [RouteHop]
    /// Why it ends before the goal; nil when it does not.
    public var held: String?

    public init(component: String, from: ReleaseNumber, to: ReleaseNumber, hops: [RouteHop], held: String? = nil) {
        self.component = component
        self.from = from
        self.to = to
        self.hops = hops
        self.held = held
    }
}

/// One step of a route.
public struct RouteHop: Hashable, Sendable {
    public var version: ReleaseNumber
    /// The stop that asks for it; nil when none does.
    public var stop: RouteStop?
    /// Why it is on the way, in a few words.
    public var reason: String
    /// Whether only the minor is known, as no list of releases was at hand; the newest patch of it is meant.
    public var isPatchUnknown = false

    public init(version: ReleaseNumber, stop: RouteStop? = nil, reason: String) {
        self.version = version
        self.stop = stop
        self.reason = reason
    }

    /// The version as people read it: `1.28.4`, or `1.28` when only the minor is known.
    public var text: String { isPatchUnknown ? version.line.description : version.description }
}

extension Catalogue {
    /// Returns the next legal step from `current` to `goal` under the rule of this component.
    ///
    /// - Parameters:
    ///   - conditions: Answers to the conditions of stops; without an answer the stop itself says whether it is taken.
    ///   - available: Every version that is published where the installation takes it from.
    ///   - leader: The version that runs of the component that this one follows; nil lets it go ahead.
    public func nextHop(
        from current: ReleaseNumber, to goal: ReleaseNumber, mode: RouteMode = .downtime,
        conditions: [String: Bool] = [:], available: Set<ReleaseNumber>, leader: ReleaseNumber? = nil
    ) -> NextHop {
        RouteStep(
            self, from: current, to: goal, mode: mode, conditions: conditions, published: available, leader: leader
        ).next()
    }

    /// Returns the whole way from `current` to `goal`: ``nextHop(from:to:mode:conditions:available:leader:)`` again and again.
    ///
    /// - Parameter limit: The most hops that are looked for.
    public func route(
        from current: ReleaseNumber, to goal: ReleaseNumber, mode: RouteMode = .downtime,
        conditions: [String: Bool] = [:], available: Set<ReleaseNumber>, leader: ReleaseNumber? = nil,
        limit: Int = .max
    ) -> Route {
        var route = Route(component: component.id, from: current, to: goal, hops: [])
        var position = current
        var step = RouteStep(
            self, from: current, to: goal, mode: mode, conditions: conditions, published: available, leader: leader)
        while route.hops.count < limit {
            step.current = position
            let next = step.next()
            switch next {
            case .arrived: return route
            case .held(let reason):
                route.held = reason
                return route
            case .hop(let version, let stop):
                // Each step is newer than the one before, so that this ends.
                guard version > position else { return route }
                let reason = reason(for: version, stop: stop, from: position, goal: goal, mode: mode)
                route.hops.append(RouteHop(version: version, stop: stop, reason: reason))
                position = version
            }
        }
        return route
    }

    /// Returns the way when no released versions are known: minors, each of which stands for its newest patch.
    ///
    /// Only for orders that count minors, and within a major; nil for others.
    public func routeOfMinors(from current: ReleaseNumber, to goal: ReleaseNumber) -> Route? {
        guard case .steps = component.rule, component.numbering == .numbers, current.major == goal.major,
            current < goal, goal.minor - current.minor <= 1000
        else { return nil }
        let minors = (current.minor...goal.minor).dropFirst().map { ReleaseNumber(goal.major, $0, 0) }
        var plain = self
        // Without patches there is nothing to avoid, and no newest one to take first.
        plain.avoided = []
        var route = plain.route(from: current, to: goal, available: Set(minors).union([goal]))
        for index in route.hops.indices where route.hops[index].version != goal {
            route.hops[index].isPatchUnknown = true
        }
        return route
    }

    private func reason(
        for version: ReleaseNumber, stop: RouteStop?, from current: ReleaseNumber, goal: ReleaseNumber, mode: RouteMode
    ) -> String {
        if let stop {
            let kind = stop.isPredicted ? "predicted stop" : "required stop"
            let why = stop.isPredicted ? nil : stop.reason
            let condition = stop.condition.map { " when \($0)" } ?? ""
            return kind + condition + (why.map { ": " + $0 } ?? "")
        }
        if version == goal { return "goal" }
        if version.line == current.line { return "newest patch of the minor first" }
        switch component.rule {
        case .steps(1): return "every minor is taken"
        case .steps(let count): return "at most \(count) minors at once"
        case .consecutiveMajor: return "every major is taken"
        case .graph: return "a step that the vendor names"
        case .follows(let id, _): return "as far as \(id) is"
        default: return mode == .downtime ? "on the way" : "every minor is taken"
        }
    }
}
