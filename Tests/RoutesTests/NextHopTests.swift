import Routes
import Testing

@Suite struct NextHopTests {
    private let catalogue: Catalogue
    private var stops: [RouteStop] { catalogue.stops }

    init() throws { catalogue = try #require(Catalogue.gitLab()) }

    private func route(
        _ from: String, _ to: String, conditions: [String: Bool] = [:], avoid: Set<ReleaseNumber> = []
    ) throws -> [String] {
        var current = try #require(ReleaseNumber(from))
        let goal = try #require(ReleaseNumber(to))
        let available = Set(stops.compactMap(\.newestPatch) + [goal])
        var hops: [String] = []
        while case .hop(let version, _) = nextHop(
            current: current, goal: goal, stops: stops, conditions: conditions, available: available, avoid: avoid)
        {
            try #require(version > current)
            hops.append(version.description)
            current = version
        }
        return hops
    }

    @Test func `Every row of the stops is read`() {
        #expect(stops.count >= 39)
        #expect(stops.allSatisfy { !$0.source.isEmpty && !$0.date.isEmpty })
    }

    @Test func `A route goes from stop to stop and ends at the goal`() throws {
        #expect(try route("13.9.2", "14.1.8") == ["13.12.15", "14.0.12", "14.1.8"])
        #expect(try route("17.8.7", "18.11.11") == ["17.11.7", "18.2.8", "18.5.7", "18.8.11", "18.11.11"])
    }

    @Test func `A condition that is not met leaves its stop out`() throws {
        #expect(try route("16.11.10", "17.3.7") == ["17.1.8", "17.3.7"])
        #expect(
            try route("16.11.10", "17.3.7", conditions: ["large-ci-pipeline-messages": false]) == ["17.3.7"])
    }

    @Test func `A stop whose only patch is avoided holds the route, and says so`() throws {
        let next = nextHop(
            current: ReleaseNumber(17, 8, 7), goal: ReleaseNumber(18, 0, 2), stops: stops,
            available: [ReleaseNumber(17, 11, 7), ReleaseNumber(18, 0, 2)], avoid: [ReleaseNumber(17, 11, 7)])
        guard case .held(let reason) = next else {
            Issue.record("\(next)")
            return
        }
        #expect(reason.contains("17.11 has to be visited"))
    }

    @Test func `A route never lands on a version that is known to be bad`() throws {
        let published: Set<ReleaseNumber> = [
            ReleaseNumber(18, 11, 6), ReleaseNumber(18, 11, 7), ReleaseNumber(18, 11, 9), ReleaseNumber(19, 0, 8),
        ]
        let avoided = catalogue.avoided(of: published, mode: .downtime)
        #expect(avoided == [ReleaseNumber(18, 11, 6), ReleaseNumber(18, 11, 7)])
        let next = nextHop(
            current: ReleaseNumber(18, 10, 8), goal: ReleaseNumber(19, 0, 8), stops: stops, available: published,
            avoid: avoided)
        guard case .hop(let version, let stop) = next else {
            Issue.record("\(next)")
            return
        }
        #expect(version == ReleaseNumber(18, 11, 9) && stop != nil)
    }

    @Test func `What matters only without downtime is avoided only then`() {
        let version = ReleaseNumber(18, 2, 3)
        #expect(catalogue.reasonToAvoid(version, mode: .downtime) == nil)
        #expect(catalogue.reasonToAvoid(version, mode: .zeroDowntime) != nil)
    }

    @Test func `Charts and databases belong to versions`() {
        #expect(catalogue.chart(for: ReleaseNumber(16, 11, 0)) == ReleaseNumber(7, 11, 0))
        #expect(catalogue.databaseFloor(for: ReleaseNumber(17, 5, 1))?.version == "14")
        #expect(catalogue.databaseFloor(for: ReleaseNumber(18, 0, 2))?.version == "16")
        #expect(catalogue.databaseFloor(for: ReleaseNumber(12, 9, 0)) == nil)
        #expect(catalogue.charts.count > 700 && catalogue.avoided.count == 10 && catalogue.databaseFloors.count == 6)
    }

    @Test func `For every pair of known versions there is a route that ends there, never backwards, never past a stop`()
        throws
    {
        let versions = catalogue.stops.compactMap(\.newestPatch).sorted()
        let always = catalogue.stops.filter { $0.condition == nil }.map(\.line)
        for from in versions {
            for goal in versions where goal > from {
                var current = from
                while current != goal {
                    let next = nextHop(current: current, goal: goal, stops: stops, available: Set(versions))
                    guard case .hop(let version, _) = next else {
                        Issue.record("\(from) to \(goal): \(next)")
                        return
                    }
                    try #require(version > current && version <= goal)
                    try #require(!always.contains { $0 > current.line && $0 < version.line })
                    current = version
                }
            }
        }
    }

    @Test func `Removing a condition never adds hops`() throws {
        for stop in catalogue.stops {
            guard let condition = stop.condition else { continue }
            let goal = catalogue.stops.compactMap(\.newestPatch).max()?.description ?? ""
            let with = try route("12.0.12", goal, conditions: [condition: true])
            let without = try route("12.0.12", goal, conditions: [condition: false])
            #expect(without.count <= with.count)
        }
    }

    @Test func `A route never goes backwards`() throws {
        #expect(try route("18.0.0", "17.11.7") == [])
    }
}
