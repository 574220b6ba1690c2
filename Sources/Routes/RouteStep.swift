/// The question for one next step, with all that the answer depends on.
struct RouteStep {
    let catalogue: Catalogue
    var current: ReleaseNumber
    let goal: ReleaseNumber
    let mode: RouteMode
    let conditions: [String: Bool]
    /// Those that are taken, predicted ones among them.
    let stops: [RouteStop]
    let published: Set<ReleaseNumber>
    let avoided: Set<ReleaseNumber>
    /// The version of the component that this one follows; nil when it is not known.
    let leader: ReleaseNumber?
    /// The newest version of each minor that may be landed on, none above the goal.
    private let newest: [ReleaseLine: ReleaseNumber]
    /// All that an answer can be: ``newest``, and the goal if it is published.
    private let landings: Set<ReleaseNumber>
    private let lines: MinorLines

    init(
        _ catalogue: Catalogue, from current: ReleaseNumber, to goal: ReleaseNumber, mode: RouteMode,
        conditions: [String: Bool], published: Set<ReleaseNumber>, leader: ReleaseNumber?
    ) {
        self.catalogue = catalogue
        self.current = current
        self.goal = goal
        self.mode = mode
        self.conditions = conditions
        self.published = published
        self.leader = leader
        stops = (catalogue.stops + catalogue.predictedStops(to: goal)).filter { $0.isTaken(conditions) }
        let avoided = catalogue.avoided(of: published.union([goal]), mode: mode)
        self.avoided = avoided
        let newest: [ReleaseLine: ReleaseNumber] = published.reduce(into: [:]) { newest, version in
            guard version <= goal, !avoided.contains(version) else { return }
            newest[version.line] = max(newest[version.line] ?? version, version)
        }
        self.newest = newest
        landings = Set(newest.values).union(published.contains(goal) ? [goal] : [])
        // Costly, and asked for only where minors are counted.
        let counts = if case .steps = catalogue.component.rule { true } else { mode != .downtime }
        lines = MinorLines(
            counts
                ? published.union(catalogue.knownVersions).map(\.line) + stops.map(\.line) + [current.line, goal.line]
                : [], numbering: catalogue.component.numbering)
    }

    func next() -> NextHop {
        guard current < goal else { return .arrived }
        let component = catalogue.component
        switch component.rule {
        case .endOfLife:
            return .held("\(component.title): \(component.note ?? "nothing is released any more.")")
        case .manualMajor where goal.major != current.major:
            return .held(
                "\(component.title) \(goal.major) is reached by hand only: \(component.note ?? "see \(component.source).")"
            )
        case .follows(let id, let skew): return following(id, skew)
        case .stops where mode != .downtime: return patchFirst() ?? steps(1)
        case .steps(let count):
            let isPatchDue = component.takesNewestPatchFirst || stop(at: current.line) != nil
            return (isPatchDue ? patchFirst() : nil) ?? steps(count)
        case .graph: return named()
        case .consecutiveMajor: return majors()
        default: return fromStopToStop()
        }
    }

    private func stop(at line: ReleaseLine) -> RouteStop? { stops.first { $0.line == line } }

    /// The newest patch of the minor that is left, when it is newer than what runs.
    private func patchFirst() -> NextHop? {
        guard goal.line > current.line, let patch = newest[current.line], patch > current else { return nil }
        return .hop(patch, stop: stop(at: current.line))
    }

    private func fromStopToStop() -> NextHop {
        nextHop(
            current: current, goal: goal, stops: stops, conditions: conditions, available: landings, avoid: avoided)
    }

    private func finish() -> NextHop {
        nextHop(current: current, goal: goal, stops: [], available: landings, avoid: avoided).with(stop(at: goal.line))
    }

    private func land(on line: ReleaseLine) -> NextHop? {
        if line == goal.line { return finish() }
        return newest[line].map { .hop($0, stop: stop(at: line)) }
    }

    // MARK: Steps of so many minors

    private func steps(_ count: Int) -> NextHop {
        guard goal.line > current.line else { return finish() }
        // A stop below the goal ends every step.
        let end = stops.map(\.line).filter { $0 > current.line && $0 < goal.line }.min() ?? goal.line
        let named = Set(catalogue.edges.filter { $0.start.line == current.line }.map(\.end))
        for line in lines.sorted.reversed() where line > current.line && line <= end {
            guard named.contains(line) || lines.distance(from: current.line, to: line) <= count,
                let landing = land(on: line)
            else { continue }
            return patchNeeded(for: line) ?? landing
        }
        let missing = lines.line(after: current.line)
        return .held("\(missing) has to be visited on the way to \(goal), and no usable patch of it is published.")
    }

    /// The patch that the vendor wants first, or a hold when there is none.
    private func patchNeeded(for line: ReleaseLine) -> NextHop? {
        let edges = catalogue.edges.filter { $0.start.line == current.line && $0.end == line }
        guard let edge = edges.min(by: { $0.start < $1.start }), edge.start > current else { return nil }
        guard let patch = newest[current.line], patch >= edge.start else {
            return .held("\(line) needs \(edge.start) or newer first, and no such patch is published.")
        }
        return .hop(patch, stop: stop(at: current.line))
    }

    // MARK: Other orders

    private func majors() -> NextHop {
        let direct = fromStopToStop()
        guard case .hop(let version, _) = direct, version.major > current.major &+ 1 else { return direct }
        let next = newest.values.filter { $0.major == current.major &+ 1 }.max()
        guard let next else {
            return .held(
                "\(current.major &+ 1) has to be visited on the way to \(goal), and no usable version of it is published."
            )
        }
        return .hop(next, stop: stop(at: next.line))
    }

    /// The first step of a shortest way over the steps that the vendor names.
    private func named() -> NextHop {
        guard goal.line > current.line else { return finish() }
        var reached: [ReleaseLine: ReleaseLine] = [:]
        var queue = [current.line]
        while !queue.isEmpty, reached[goal.line] == nil {
            let line = queue.removeFirst()
            let ends = catalogue.edges.filter { $0.start.line == line }.map(\.end).sorted().reversed()
            for end in ends where end > line && end <= goal.line && reached[end] == nil {
                guard end == goal.line || newest[end] != nil else { continue }
                reached[end] = line
                queue.append(end)
            }
        }
        guard var first = reached[goal.line].map({ _ in goal.line }) else {
            return .held("No way from \(current.line) to \(goal.line) over published versions is named by the vendor.")
        }
        while let before = reached[first], before != current.line { first = before }
        return patchNeeded(for: first) ?? land(on: first) ?? finish()
    }

    private func following(_ id: String, _ skew: Int) -> NextHop {
        guard let leader else { return fromStopToStop() }
        let last = ReleaseLine(leader.major, leader.minor &+ skew)
        guard goal.line > last else { return fromStopToStop() }
        let version = newest.values.filter { $0.line <= last }.max()
        guard let version, version > current else {
            return .held("\(goal) waits for \(id), which is at \(leader).")
        }
        return .hop(version, stop: nil)
    }
}

extension NextHop {
    /// The same hop, landing on this stop.
    fileprivate func with(_ stop: RouteStop?) -> NextHop {
        if case .hop(let version, _) = self { .hop(version, stop: stop) } else { self }
    }
}
