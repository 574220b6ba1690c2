import Routes
import Testing

/// What holds for every pair of released versions, checked on the newest and the oldest patch of each minor.
@Suite struct RoutePropertyTests {
    private let catalogue: Catalogue
    private let published: Set<ReleaseNumber>
    private let versions: [ReleaseNumber]

    init() throws {
        catalogue = try #require(Catalogue.gitLab())
        published = Set(catalogue.packages.keys)
        let lines = Dictionary(grouping: catalogue.packages.keys, by: \.line).values
        versions = lines.flatMap { [$0.min(), $0.max()].compactMap(\.self) }.sorted()
    }

    /// Every pair would be 400,000; every fifth start with every third goal keeps all minors in.
    private func pairs() -> [(ReleaseNumber, ReleaseNumber)] {
        versions.enumerated().filter { $0.offset % 5 == 0 }.flatMap { from in
            versions.enumerated().filter { $0.offset % 3 == 0 && $0.element > from.element }.map {
                (from.element, $0.element)
            }
        }
    }

    @Test func `A route exists or says why not, ends at its goal, and passes over no stop`() throws {
        let always = catalogue.stops.filter { $0.condition == nil }.map(\.line)
        var held = 0
        for (from, goal) in pairs() {
            let route = catalogue.route(from: from, to: goal, available: published)
            if let reason = route.held {
                held += 1
                try #require(reason.contains("to avoid") && catalogue.reasonToAvoid(goal, mode: .downtime) != nil)
                continue
            }
            try #require(route.hops.last?.version == goal)
            var current = from
            for hop in route.hops {
                try #require(hop.version > current)
                try #require(!always.contains { $0 > current.line && $0 < hop.version.line })
                try #require(catalogue.reasonToAvoid(hop.version, mode: .downtime) == nil)
                current = hop.version
            }
        }
        #expect(held > 0)
    }

    @Test func `The package of every hop lets itself be installed over the one before`() throws {
        var checked = 0
        for (from, goal) in pairs() {
            var current = from
            for hop in catalogue.route(from: from, to: goal, available: published).hops {
                if let package = catalogue.packages[hop.version] {
                    checked += 1
                    try #require(package.accepts(current), "\(current) to \(hop.version)")
                }
                current = hop.version
            }
        }
        #expect(checked > 1000)
    }

    @Test func `A route is its own next hop again and again`() throws {
        for (from, goal) in pairs().enumerated().filter({ $0.offset % 40 == 0 }).map(\.element) {
            let route = catalogue.route(from: from, to: goal, available: published)
            var current = from
            for hop in route.hops {
                try #require(
                    catalogue.nextHop(from: current, to: goal, available: published)
                        == .hop(hop.version, stop: hop.stop))
                let rest = catalogue.route(from: current, to: goal, available: published)
                try #require(rest.hops == Array(route.hops.suffix(rest.hops.count)))
                current = hop.version
            }
        }
    }

    @Test func `Without downtime every minor is visited`() throws {
        for (from, goal) in pairs().enumerated().filter({ $0.offset % 40 == 0 }).map(\.element) {
            let route = catalogue.route(from: from, to: goal, mode: .zeroDowntime, available: published)
            guard route.held == nil else { continue }
            let visited = Set(([from] + route.hops.map(\.version)).map(\.line))
            let all = Set(published.map(\.line).filter { $0 >= from.line && $0 <= goal.line })
            try #require(visited == all)
        }
    }

    @Test(arguments: ["multi-web-nodes", "npm-packages", "large-ci-pipeline-messages", "large-pipeline-variables"])
    func `Taking a condition away never adds hops`(condition: String) throws {
        for (from, goal) in pairs().enumerated().filter({ $0.offset % 30 == 0 }).map(\.element) {
            func count(_ answer: Bool) -> Int {
                catalogue.route(from: from, to: goal, conditions: [condition: answer], available: published).hops.count
            }
            try #require(count(false) <= count(true))
        }
    }

    @Test func `Numbers without sense neither trap nor run for ever`() throws {
        let huge = ReleaseNumber(999_999_999, 999_999_999, 999_999_999)
        let none = ReleaseNumber(0, 0, 0)
        for component in try #require(Catalogues.builtIn).components {
            let catalogue = try #require(Catalogue.named(component.id))
            for (from, to) in [(none, huge), (huge, none), (huge, huge), (none, none)] {
                let route = catalogue.route(from: from, to: to, available: [huge, none])
                #expect(route.hops.count <= 1)
                _ = catalogue.judgeMove(from: from, to: to)
                _ = catalogue.routeOfMinors(from: from, to: to)
            }
        }
    }
}
