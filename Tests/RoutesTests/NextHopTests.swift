import Routes
import Testing

@Suite struct NextHopTests {
    private let stops = gitlabStops()

    private func route(
        _ from: String, _ to: String, conditions: [String: Bool] = [:], avoid: Set<ReleaseNumber> = []
    ) throws -> [String] {
        var current = try #require(ReleaseNumber(from))
        let goal = try #require(ReleaseNumber(to))
        let available = Set(stops.map(\.newestPatch) + [goal])
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

    @Test func `A stop whose only patch is avoided holds the route`() throws {
        #expect(try route("17.8.7", "18.0.0", avoid: [ReleaseNumber(17, 11, 7)]) == [])
    }

    @Test func `A route never goes backwards`() throws {
        #expect(try route("18.0.0", "17.11.7") == [])
    }
}
