import Domain
import Planning
import Testing
import TextEdits

@Suite("What belongs to a component goes by its route") struct ComponentPlanTests {
    @Test func `the next hop is the next required stop, and not the newest`() throws {
        let plan = try ComponentSamples.plan([ComponentSamples.chart()])
        let component = try #require(plan.components.first)
        #expect(component.current == "16.11.4")
        #expect(component.goal == "17.5.5")
        #expect(component.hops.map(\.version) == ["16.11.10", "17.1.8", "17.3.7", "17.5.5"])
        #expect(component.hops.map(\.isStop) == [true, true, true, true])
        let proposal = try #require(plan.proposals.first)
        #expect(plan.proposals.count == 1)
        #expect(proposal.branch == "windlass/upgrade-gitlab-16.11")
        #expect(proposal.updates.map(\.newValue) == ["7.11.10"])
        #expect(proposal.assignees == ["admin"])
    }

    @Test func `the level of a step is that of the application, not of the chart`() throws {
        let charts = [("9.5.1", "18.5.1"), ("9.5.2", "18.6.0")]
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "9.5.1")], ["gitlab": ComponentSamples.releases(charts)])
        #expect(plan.proposals.first?.type == .minor)
    }

    @Test func `the branch of a hop stays while its newest patch moves`() throws {
        let first = try ComponentSamples.plan([ComponentSamples.chart("gitlab", "7.11.10")])
        let more = ComponentSamples.charts + [("8.1.9", "17.1.9")]
        let second = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "7.11.10")], ["gitlab": ComponentSamples.releases(more)])
        #expect(first.proposals.map(\.branch) == ["windlass/upgrade-gitlab-17.1"])
        #expect(second.proposals.map(\.branch) == ["windlass/upgrade-gitlab-17.1"])
        #expect(second.proposals.first?.updates.map(\.newValue) == ["8.1.9"])
    }

    @Test func `each file with a chart is an installation with a branch of its own`() throws {
        let plan = try ComponentSamples.plan([
            ComponentSamples.chart(file: "clusters/dev/gitlab.yaml"),
            ComponentSamples.chart("gitlab", "8.1.8", file: "clusters/prod/gitlab.yaml"),
        ])
        #expect(
            plan.proposals.map(\.branch) == [
                "windlass/upgrade-gitlab-clusters-dev-gitlab.yaml-16.11",
                "windlass/upgrade-gitlab-clusters-prod-gitlab.yaml-17.3",
            ])
        #expect(plan.components.map(\.current) == ["16.11.4", "17.1.8"])
    }

    @Test func `a stop without a usable patch holds the chain, with the reason`() throws {
        let charts = ComponentSamples.charts.filter { !$0.1.hasPrefix("17.1.") }
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "7.11.10")], ["gitlab": ComponentSamples.releases(charts)])
        #expect(plan.proposals.isEmpty)
        let reason = try #require(plan.held.first?.reason)
        guard case .noLegalStep(let why) = reason else {
            Issue.record("held for \(reason)")
            return
        }
        #expect(why.contains("17.1"))
    }

    @Test func `the newest patch is the one that the registry in use has, whatever else is known of`() throws {
        // The catalogue knows 17.1.8; a registry that mirrors with a delay, or by hand, has older ones only.
        let charts = ComponentSamples.charts.filter { $0.1 != "17.1.8" } + [("8.1.5", "17.1.5"), ("8.1.7", "17.1.7")]
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "7.11.10")], ["gitlab": ComponentSamples.releases(charts)])
        #expect(plan.components.first?.hops.first?.version == "17.1.7")
        #expect(plan.proposals.first?.updates.map(\.newValue) == ["8.1.7"])
    }

    @Test func `what moves together moves to a version that every one of its registries has`() throws {
        let image = { (name: String) in
            Dependency(
                file: "apps/gitlab.yaml", line: 40, manager: "argocd", depName: name, datasource: "docker",
                versioning: "docker", currentValue: "v16.11.10", depType: "image",
                spans: [DependencySpan(.value, ByteSpan(start: 4000, end: 4009))])
        }
        let name = "mirror.example.com/gitlab-org/build/cng/gitlab-webservice-ee"
        let tags = ["v16.11.10", "v17.1.5", "v17.1.7", "v17.3.7"].map { Release(version: $0) }
        let charts = ComponentSamples.charts + [("8.1.7", "17.1.7"), ("8.1.5", "17.1.5")]
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "7.11.10"), image(name)],
            [
                "gitlab": ComponentSamples.releases(charts),
                name: .success(ReleaseList(releases: tags, registryURL: "https://mirror.example.com")),
            ])
        #expect(plan.components.map(\.hops.first?.version) == ["17.1.7"])
        #expect(Set(plan.proposals.first?.updates.compactMap(\.newValue) ?? []) == ["8.1.7", "v17.1.7"])
    }

    @Test func `a chart of which nobody knows the application is held, never guessed`() throws {
        let list = ReleaseList(
            releases: ["99.0.0", "99.1.0"].map { Release(version: $0) }, registryURL: "https://charts.gitlab.io")
        let plan = try ComponentSamples.plan([ComponentSamples.chart("gitlab", "99.0.0")], ["gitlab": .success(list)])
        #expect(plan.proposals.isEmpty)
        #expect(plan.held.map(\.reason) == [.applicationUnknown("99.0.0")])
    }

    @Test func `a follower is never ahead of its leader`() throws {
        let runner = ComponentSamples.releases([
            ("0.64.0", "16.11.0"), ("0.64.2", "16.11.3"), ("0.65.0", "17.0.0"), ("0.70.0", "17.5.0"),
        ])
        let plan = try ComponentSamples.plan(
            [
                ComponentSamples.chart("gitlab", "7.11.10"),
                ComponentSamples.chart("gitlab-runner", "0.64.0", file: "apps/runner.yaml"),
            ], ["gitlab-runner": runner])
        let runnerPlan = try #require(plan.components.first { $0.component == "gitlab-runner" })
        #expect(runnerPlan.goal == "16.11.3")
        #expect(runnerPlan.leader == ComponentPlan.Leader(component: "gitlab", file: "apps/gitlab.yaml"))
    }

    @Test func `a newer chart of the same application goes the usual way`() throws {
        let charts = [("8.5.5", "17.5.5"), ("8.5.6", "17.5.5")]
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "8.5.5")], ["gitlab": ComponentSamples.releases(charts)])
        #expect(plan.components.first?.hasArrived == true)
        #expect(plan.proposals.map(\.branch) == ["windlass/gitlab-8.x"])
        #expect(plan.proposals.first?.component == nil)
    }

    @Test func `a rule that switches updates off holds the hop`() throws {
        let plan = try ComponentSamples.plan([ComponentSamples.chart("gitlab", "7.11.10")]) {
            var rule = PackageRule()
            rule.matchUpdateTypes = [.major]
            rule.enabled = false
            $0.packageRules = [rule]
        }
        #expect(plan.proposals.isEmpty)
        #expect(plan.held.map(\.reason) == [.disabled])
    }

    @Test func `a stop, a minor and a major are never merged without a person, whatever settings say of other updates`()
        throws
    {
        for (chart, mayMerge) in [("7.11.4", false), ("7.11.10", false), ("8.3.7", false)] {
            let plan = try ComponentSamples.plan([ComponentSamples.chart("gitlab", chart)], [:]) {
                $0.updates.lifeCycle.automerge = true
            }
            #expect(plan.proposals.first?.lifeCycle.automerge == true)
            #expect(plan.proposals.first?.mayMergeNow == mayMerge, "\(chart)")
        }
        let runner = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab-runner", "0.64.0")],
            ["gitlab-runner": ComponentSamples.releases([("0.64.0", "16.11.0"), ("0.64.2", "16.11.3")])]
        ) { $0.updates.lifeCycle.automerge = true }
        #expect(runner.proposals.first?.mayMergeNow == true)
    }

    @Test func `nothing is lost: every dependency is proposed, held or up to date`() throws {
        let newest = try ComponentSamples.plan([ComponentSamples.chart("gitlab", "8.5.5")])
        #expect(newest.upToDate.map(\.currentValue) == ["8.5.5"])
        let failed = try ComponentSamples.plan(
            [ComponentSamples.chart()], ["gitlab": .failure(LookupError(.unreachable, "away"))])
        #expect(failed.unknown.count == 1)
    }

    @Test func `without downtime every minor is a hop`() throws {
        let plan = try ComponentSamples.plan(
            [ComponentSamples.chart("gitlab", "7.11.10")], [:], InstallationPolicy(mode: "zero-downtime"))
        #expect(
            plan.components.first?.hops.map(\.version) == ["17.0.8", "17.1.8", "17.2.9", "17.3.7", "17.4.6", "17.5.5"])
    }
}
