import Domain
import Planning
import Testing

@Suite("Windlass pins itself as it pins anything else") struct SelfUpgradeTests {
    private let releases = ComponentSamples.releases([
        ("0.1.0", "0.1.0"), ("0.1.1", "0.1.1"), ("0.2.3", "0.2.3"), ("1.4.0", "1.4.0"), ("2.0.1", "2.0.1"),
    ])

    @Test func `the newest of its major is taken at once, and one major after the other`() throws {
        let chart = ComponentSamples.chart("windlass", "0.1.0", file: "apps/windlass.yaml")
        let plan = try ComponentSamples.plan([chart], ["windlass": releases])
        let component = try #require(plan.components.first)
        #expect(component.name == "Windlass")
        #expect(component.hops.map(\.version) == ["1.4.0", "2.0.1"])
        #expect(plan.proposals.map(\.branch) == ["windlass/upgrade-windlass-1.4"])
    }

    @Test func `a person merges it, even a patch, whatever settings say of other updates`() throws {
        let patches = ComponentSamples.releases([("0.1.0", "0.1.0"), ("0.1.1", "0.1.1")])
        let chart = ComponentSamples.chart("windlass", "0.1.0", file: "apps/windlass.yaml")
        let plan = try ComponentSamples.plan([chart], ["windlass": patches]) { $0.updates.lifeCycle.automerge = true }
        let proposal = try #require(plan.proposals.first)
        #expect(proposal.type == .patch && proposal.lifeCycle.automerge == true)
        #expect(!proposal.mayMergeNow)
        // A chart of the same program goes the usual way, and is its own upgrade all the same.
        let charts = ComponentSamples.releases([("0.1.0", "0.1.0"), ("0.1.0+1", "0.1.0"), ("0.1.5", "0.1.0")])
        let same = try ComponentSamples.plan([chart], ["windlass": charts]) { $0.updates.lifeCycle.automerge = true }
        #expect(same.proposals.first?.component == nil)
        #expect(same.proposals.map(\.mayMergeNow) == [false])
    }

    @Test func `chart and image of one folder move together, also from an image registry`() throws {
        var chart = ComponentSamples.chart("windlass", "0.1.0", file: "apps/windlass/app.yaml")
        chart.datasource = "docker"
        chart.packageName = "registry.example.com/windlass/charts/windlass"
        var image = ComponentSamples.chart("windlass", "0.1.0", file: "apps/windlass/values.yaml")
        image.datasource = "docker"
        image.versioning = "docker"
        image.packageName = "registry.example.com/windlass/windlass"
        let tags = LookupOutcome.success(
            ReleaseList(
                releases: ["0.1.0", "0.1.1"].map { Release(version: $0) }, registryURL: "https://registry.example.com"))
        let plan = try ComponentSamples.plan([chart, image], [chart.packageName: tags, image.packageName: tags])
        #expect(plan.components.count == 1)
        #expect(plan.proposals.map(\.updates.count) == [2])
    }

    @Test func `charts that are newer than the data of this program are read from the index`() throws {
        let charts = [("9.9.0", "18.9.0"), ("10.0.2", "19.0.2"), ("10.2.1", "19.2.1"), ("10.3.0", "19.3.0")]
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "9.9.0")],
            ["gitlab": ComponentSamples.releases(charts + [("9.11.11", "18.11.11")])])
        let component = try #require(plan.components.first)
        #expect(component.hops.map(\.version) == ["18.11.11", "19.2.1", "19.3.0"])
        #expect(plan.proposals.first?.updates.map(\.newValue) == ["9.11.11"])
    }
}
