import Domain
import Foundation
import Planning
import Testing

@Suite("Nodes go before the chart that uses them") struct NodesTests {
    private func node(_ version: String, file: String = "clusters/prod/gitlab/gitaly.yaml") -> Dependency {
        var pin = ComponentSamples.chart("gitlab/gitlab-ee", version, file: file)
        pin.manager = "kubernetes"
        pin.datasource = "docker"
        pin.packageName = "gitlab/gitlab-ee"
        pin.versioning = "docker"
        pin.registryURLs = []
        return pin
    }

    private let images = LookupOutcome.success(
        ReleaseList(
            releases: ["16.11.4", "16.11.10", "17.1.8", "17.3.7", "17.5.5"].map { Release(version: "\($0)-ee.0") },
            registryURL: "https://index.docker.io"))

    private func plan(
        nodes: String, chart: String, nodeFile: String = "clusters/prod/gitlab/gitaly.yaml",
        chartFile: String = "clusters/prod/gitlab/app.yaml"
    ) throws -> Plan {
        try ComponentSamples.plan(
            [node(nodes + "-ee.0", file: nodeFile), ComponentSamples.chart("gitlab", chart, file: chartFile)],
            ["gitlab/gitlab-ee": images])
    }

    private func proposed(_ plan: Plan) -> [String] {
        plan.proposals.compactMap { proposal in
            proposal.component.map { "\($0.file) \($0.hops.first?.version ?? "")" }
        }
    }

    @Test func `both at one version: the nodes first, alone`() throws {
        let plan = try plan(nodes: "16.11.10", chart: "7.11.10")
        #expect(proposed(plan) == ["clusters/prod/gitlab/gitaly.yaml 17.1.8"])
        #expect(
            plan.proposals.first?.notes.joined().contains("before the chart in `clusters/prod/gitlab/app.yaml`") == true
        )
        let chart = try #require(plan.components.first { $0.file.hasSuffix("app.yaml") })
        #expect(chart.withheld == "17.5.5" && chart.leader?.file == "clusters/prod/gitlab/gitaly.yaml")
    }

    @Test func `nodes ahead: the chart comes to where they are, and they wait for it`() throws {
        let plan = try plan(nodes: "17.1.8", chart: "7.11.10")
        #expect(proposed(plan) == ["clusters/prod/gitlab/app.yaml 17.1.8"])
        #expect(plan.proposals.first?.updates.map(\.newValue) == ["8.1.8"])
        let nodes = try #require(plan.components.first { $0.areNodes == true })
        #expect(nodes.hops.isEmpty && nodes.withheld == "17.5.5")
    }

    @Test func `a chart that is ahead is caught up with`() throws {
        #expect(try proposed(plan(nodes: "16.11.10", chart: "8.1.8")) == ["clusters/prod/gitlab/gitaly.yaml 17.1.8"])
    }

    @Test func `hop by hop they come to the newest, never more than one apart`() throws {
        var (nodes, chart) = ("16.11.4", "7.11.4")
        var order: [String] = []
        for _ in 0..<20 {
            let plan = try plan(nodes: nodes, chart: chart)
            let hops = plan.proposals.filter { $0.component != nil }
            guard let proposal = hops.first else { break }
            #expect(hops.count == 1)
            let update = try #require(proposal.updates.first)
            if proposal.component?.areNodes == true {
                nodes = String((update.newValue ?? "").dropLast(5))
                order.append("nodes \(nodes)")
            } else {
                chart = update.newValue ?? ""
                order.append("chart \(chart)")
            }
        }
        #expect(
            order == [
                "nodes 16.11.10", "chart 7.11.10", "nodes 17.1.8", "chart 8.1.8", "nodes 17.3.7", "chart 8.3.7",
                "nodes 17.5.5", "chart 8.5.5",
            ])
    }

    @Test func `an Omnibus elsewhere is an installation of its own, and waits for no chart`() throws {
        let plan = try plan(nodes: "16.11.10", chart: "7.11.10", nodeFile: "compose/gitlab.yaml")
        #expect(proposed(plan).count == 2)
        #expect(plan.components.allSatisfy { $0.areNodes == nil && $0.leader == nil })
    }

    @Test func `the chart waits until a person says that its nodes have landed, and they until it has`() throws {
        let plan = try plan(nodes: "17.1.8", chart: "7.11.10")
        let nodes = try #require(plan.components.first { $0.areNodes == true })
        let waiting = Landing(state: .merged, evidence: "17.1.8 is merged.", isReady: false)
        let held = gate(plan, [nodes.id: waiting])
        guard case .chain(.planned, let why)? = held.proposals.first?.postponed else {
            Issue.record("the chart does not wait")
            return
        }
        #expect(why.contains("clusters/prod/gitlab/gitaly.yaml has not landed yet"))
        let ready = gate(plan, [nodes.id: Landing(state: .landed, evidence: "A person said so.", isReady: true)])
        #expect(ready.proposals.first?.postponed == nil)

        let equal = try self.plan(nodes: "17.1.8", chart: "8.1.8")
        let chart = try #require(equal.components.first { $0.areNodes == nil })
        let migrating = Landing(state: .migrating, evidence: "2 are left.", isReady: false)
        #expect(gate(equal, [chart.id: migrating]).proposals.first?.postponed != nil)
    }
}
