import Routes
import Testing

/// What holds for every component of the catalogue, over all versions that its data knows or that its rule speaks of.
@Suite struct EveryComponentTests {
    private let all: [Catalogue]

    init() throws {
        let catalogues = try #require(Catalogues.builtIn)
        all = catalogues.components.compactMap { catalogues.named($0.id) }
    }

    /// The known versions: oldest and newest of each minor. Where the data has none, some around the stops and edges.
    private func versions(of catalogue: Catalogue) -> [ReleaseNumber] {
        var known = catalogue.knownVersions
        let lines = catalogue.stops.map(\.line) + catalogue.edges.flatMap { [$0.start.line, $0.end] }
        for line in lines where !known.contains(where: { $0.line == line }) {
            known.formUnion([ReleaseNumber(line.major, line.minor, 0), ReleaseNumber(line.major, line.minor, 4)])
        }
        if known.count < 20 {
            let first = lines.map(\.major).min() ?? 1
            for major in first..<(first + 3) {
                for minor in 0..<6 {
                    known.formUnion([ReleaseNumber(major, minor, 0), ReleaseNumber(major, minor, 3)])
                }
            }
        }
        return Dictionary(grouping: known, by: \.line).values.flatMap { [$0.min(), $0.max()].compactMap(\.self) }
            .reduce(into: Set()) { $0.insert($1) }.sorted()
    }

    /// At most some hundreds of pairs for each, spread over all starts and goals.
    private func pairs(of catalogue: Catalogue) -> [(ReleaseNumber, ReleaseNumber)] {
        let versions = versions(of: catalogue)
        let all = versions.indices.flatMap { from in versions.indices.dropFirst(from + 1).map { (from, $0) } }
        let step = max(1, all.count / 300)
        return stride(from: 0, to: all.count, by: step).map { (versions[all[$0].0], versions[all[$0].1]) }
    }

    @Test func `Every pair has a route or a reason, and a route goes forward to its goal and over no version to avoid`()
        throws
    {
        var routes = 0
        for catalogue in all {
            let published = Set(versions(of: catalogue))
            for (from, goal) in pairs(of: catalogue) {
                let route = catalogue.route(from: from, to: goal, available: published)
                let name = "\(catalogue.component.id) \(from) to \(goal)"
                try #require(
                    route.held?.isEmpty != true && (route.held != nil || route.hops.last?.version == goal), "\(name)")
                var current = from
                for hop in route.hops {
                    try #require(hop.version > current && hop.version <= goal, "\(name): \(hop.version)")
                    try #require(
                        catalogue.reasonToAvoid(hop.version, mode: .downtime) == nil, "\(name): \(hop.version)")
                    if let package = catalogue.packages[hop.version] {
                        try #require(package.accepts(current), "\(name): \(current) to \(hop.version)")
                    }
                    current = hop.version
                }
                routes += route.held == nil ? 1 : 0
            }
        }
        #expect(routes > 3_000)
    }

    @Test func `Every route is its own next hop again and again`() throws {
        for catalogue in all {
            let published = Set(versions(of: catalogue))
            for (from, goal) in pairs(of: catalogue).enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) {
                let route = catalogue.route(from: from, to: goal, available: published)
                var current = from
                for hop in route.hops {
                    try #require(
                        catalogue.nextHop(from: current, to: goal, available: published)
                            == .hop(hop.version, stop: hop.stop), "\(catalogue.component.id) \(current) to \(goal)")
                    current = hop.version
                }
            }
        }
    }

    @Test func `Every hop of a route is judged legal, and the jump over a hop of an order is not`() throws {
        var refused = 0
        for catalogue in all {
            let published = Set(versions(of: catalogue))
            for (from, goal) in pairs(of: catalogue).enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) {
                let route = catalogue.route(from: from, to: goal, available: published)
                var current = from
                for hop in route.hops {
                    if case .illegal(let reason, _) = catalogue.judgeMove(
                        from: current, to: hop.version, available: published)
                    {
                        Issue.record("\(catalogue.component.id) \(current) to \(hop.version): \(reason)")
                    }
                    current = hop.version
                }
                guard case .stops = catalogue.component.rule, let stop = route.hops.first?.stop, stop.condition == nil,
                    stop.line > from.line, stop.line < goal.line
                else { continue }
                guard case .illegal = catalogue.judgeMove(from: from, to: goal, available: published) else {
                    Issue.record("\(catalogue.component.id) \(from) to \(goal) is judged legal")
                    continue
                }
                refused += 1
            }
        }
        #expect(refused > 10)
    }

    @Test func `Taking any condition away adds no hop, whatever the others are`() throws {
        for catalogue in all {
            let names = Set(catalogue.stops.compactMap(\.condition)).sorted()
            guard !names.isEmpty else { continue }
            let published = Set(versions(of: catalogue))
            for (from, goal) in pairs(of: catalogue).enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) {
                for name in names {
                    for others in [true, false] {
                        var conditions = Dictionary(uniqueKeysWithValues: names.map { ($0, others) })
                        let counts = [true, false].map { answer in
                            conditions[name] = answer
                            return catalogue.route(from: from, to: goal, conditions: conditions, available: published)
                                .hops.count
                        }
                        try #require(counts[1] <= counts[0], "\(from) to \(goal) without \(name)")
                    }
                }
            }
        }
    }
}
