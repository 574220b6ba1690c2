import Domain
import Planning
import Testing
import TextEdits

@Suite("What a hop wants beside its pins") struct CoChangeTests {
    private typealias Application = UpgradeSurroundings.Application
    private static let option = "ServerSideApply=true"
    private static let edit = TextEdit(ByteSpan(start: 900, end: 900), "\n    - ServerSideApply=true")

    private func proposal(
        _ component: ComponentID, _ from: String, _ to: String, chart: (String, String)? = nil,
        file: String = "apps/x.yaml", manager: ManagerID = "argocd"
    ) -> Proposal {
        let name = component.rawValue
        let dependency =
            chart.map { chart in
                Dependency(
                    file: file, line: 12, manager: manager, depName: name, datasource: "helm", versioning: "helm",
                    currentValue: chart.0, depType: "chart",
                    spans: [DependencySpan(.value, ByteSpan(start: 500, end: 505))])
            }
            ?? Dependency(
                file: file, line: 12, manager: manager, depName: "argoproj/argo-cd", datasource: "github-tags",
                versioning: "semver", currentValue: "v" + from,
                spans: [DependencySpan(.value, ByteSpan(start: 500, end: 505))])
        var proposal = Proposal(
            branch: "windlass/x", target: "main", topic: name,
            updates: [
                Update(
                    dependency: dependency, type: .minor, currentVersion: chart?.0 ?? from,
                    newVersion: chart?.1 ?? to, newValue: chart?.1 ?? "v" + to)
            ])
        proposal.component = ComponentPlan(
            component: component, name: name, file: file, current: from, goal: to,
            hops: [ComponentHop(version: to, isStop: false, reason: "next")], arrivalBranch: "a")
        return proposal
    }

    private func decide(
        _ proposal: Proposal, repository: String = "platform/gitops", _ build: (inout UpgradeSurroundings) -> Void
    ) throws -> CoChanges {
        var surroundings = UpgradeSurroundings()
        build(&surroundings)
        var plan = Plan(proposals: [proposal])
        plan.components = [proposal.component].compactMap(\.self)
        let context = try ComponentSamples.context()
        return try #require(
            context.adding(surroundings, to: plan, repository: repository).proposals.first?.coChanges)
    }

    private func application(
        _ state: Application.Option, file: String = "apps/x.yaml", folder: Application.Folder? = nil
    ) -> Application {
        var application = Application(
            file: file, line: 2, name: "argocd", span: ByteSpan(start: 0, end: folder == nil ? 1000 : 90))
        application.folders = [folder].compactMap(\.self)
        application.options = [Self.option: state]
        return application
    }

    // MARK: Server-side apply

    @Test(
        "only the hop that crosses 3.3 asks for server-side apply",
        arguments: [
            ("3.2.6", "3.3.9", true), ("2.14.1", "3.4.0", true), ("3.3.2", "3.3.9", false), ("3.1.0", "3.2.6", false),
        ])
    func crossing(_ from: String, _ to: String, _ isAsked: Bool) throws {
        var plan = Plan(proposals: [proposal("argo-cd", from, to)])
        plan.components = [plan.proposals[0].component].compactMap(\.self)
        let question = try ComponentSamples.context().question(about: plan)
        #expect(question.syncOptions.contains(Self.option) == isAsked)
        // Values are those of a chart, and there is none here.
        #expect(question.fields.isEmpty)
    }

    @Test func `it is changed where the pin stands in the Application`() throws {
        let hop = proposal("argo-cd", "3.2.6", "3.3.9", chart: ("9.3.7", "9.5.0"))
        let result = try decide(hop) { $0.applications = [application(.missing(Self.edit, line: 20))] }
        #expect(result.changes.map(\.line) == [20])
        #expect(result.demands.isEmpty)
        #expect(result.proofs.map(\.subject) == ["serverSideApply"])
        let present = try decide(hop) { $0.applications = [application(.present(line: 20))] }
        #expect(present.changes.isEmpty && present.demands.isEmpty && present.proofs.count == 1)
    }

    @Test func `it is changed where an Application of this repository applies the folder of the kustomization`() throws
    {
        let hop = proposal("argo-cd", "3.2.6", "3.3.9", file: "argocd/kustomization.yaml", manager: "kustomize")
        let host = { (path: String, address: String) in
            application(
                .missing(Self.edit, line: 7), file: "root.yaml",
                folder: Application.Folder(path: path, address: address))
        }
        for address in ["https://git.example.com/platform/gitops.git", "git@mirror:other/gitops", ""] {
            let result = try decide(hop) { $0.applications = [host("argocd", address)] }
            #expect(result.changes.map(\.file) == ["root.yaml"], "\(address)")
            #expect(result.demands.isEmpty)
        }
        for (path, address) in [("other", ""), ("argocd", "https://git.example.com/platform/else.git"), ("", "")] {
            let result = try decide(hop) { $0.applications = [host(path, address)] }
            #expect(result.changes.isEmpty && result.demands.map(\.id) == ["server-side-apply"], "\(path) \(address)")
        }
    }

    @Test func `an Application that only makes the other is not the one`() throws {
        let hop = proposal("argo-cd", "3.2.6", "3.3.9", chart: ("9.3.7", "9.5.0"))
        let root = application(
            .missing(Self.edit, line: 7), file: "root.yaml", folder: Application.Folder(path: "apps", address: ""))
        let result = try decide(hop) { $0.applications = [root, application(.present(line: 20))] }
        #expect(result.changes.isEmpty && result.demands.isEmpty)
    }

    @Test func `where it cannot be written or found a person has to say it, and Helm and Flux need nothing`() throws {
        let chart = ("9.3.7", "9.5.0")
        let obstacle = try decide(proposal("argo-cd", "3.2.6", "3.3.9", chart: chart)) {
            $0.applications = [application(.unreachable("the file is a template"))]
        }
        #expect(obstacle.demands.first?.text.contains("`apps/x.yaml:2`") == true)
        #expect(obstacle.demands.first?.text.contains("the file is a template") == true)
        let missing = try decide(proposal("argo-cd", "3.2.6", "3.3.9", chart: chart, manager: "helmv3")) { _ in }
        #expect(missing.demands.count == 1 && missing.proofs.isEmpty)
        for manager: ManagerID in ["flux", "helmfile", "terraform"] {
            let none = try decide(proposal("argo-cd", "3.2.6", "3.3.9", chart: chart, manager: manager)) { _ in }
            #expect(none.demands.isEmpty && none.changes.isEmpty)
        }
    }

    // MARK: Values and scripts

    private func field(
        _ name: String, _ value: String, _ file: String, charts: [String] = []
    ) -> UpgradeSurroundings.Field {
        UpgradeSurroundings.Field(name: name, value: value, file: file, line: 3, charts: charts)
    }

    private func texts(_ changes: CoChanges) -> [String] { changes.findings.map { "\($0.file):\($0.line) \($0.text)" } }

    @Test func `values and flags that matter to GitLab are shown where they stand`() throws {
        let hop = proposal("gitlab", "18.3.0", "18.5.5", chart: ("9.3.0", "9.5.5"))
        let result = try decide(hop) {
            $0.fields = [
                field("upgradeCheck.enabled", "false", "apps/x.yaml", charts: ["gitlab"]),
                field("global.gitlabVersion", "18.3.0`\n# x", "values/gitlab.yaml"),
                field("upgradeCheck.enabled", "true", "values/gitlab.yaml"),
                // Of another chart, and of a file that has nothing to do with it.
                field("global.gitlabVersion", "1", "apps/y.yaml", charts: ["other"]),
                field("global.gitlabVersion", "1", "elsewhere/values.yaml"),
            ]
            $0.flags = [UpgradeSurroundings.Flag(name: "--reuse-values", file: ".gitlab-ci.yml", line: 9)]
        }
        let found = texts(result)
        #expect(found.count == 3)
        #expect(found.contains { $0.hasPrefix("apps/x.yaml:3 `upgradeCheck.enabled` is `false`. ") })
        #expect(found.contains { $0.hasPrefix("values/gitlab.yaml:3 `global.gitlabVersion` is `18.3.0# x`. ") })
        #expect(found.contains { $0.hasPrefix(".gitlab-ci.yml:9 `--reuse-values` ") })
        #expect(result.findings.allSatisfy { $0.source.hasPrefix("https://") })
        #expect(result.changes.isEmpty && result.demands.isEmpty)
    }

    @Test func `a database inside of the chart is shown when the floor rises, unless a value turns it off`() throws {
        let hop = proposal("gitlab", "17.11.7", "18.2.8", chart: ("8.11.8", "9.2.8"))
        let silent = texts(try decide(hop) { _ in })
        #expect(
            silent.contains {
                $0.hasPrefix("apps/x.yaml:12 no value that was found sets `postgresql.install` to `false`")
            })
        #expect(silent.contains { $0.contains("Gitaly runs in the cluster") })
        let off = texts(
            try decide(hop) {
                $0.fields = [
                    field("postgresql.install", "false", "apps/values.yaml"),
                    field("global.gitaly.enabled", "false", "apps/values.yaml"),
                ]
            })
        #expect(off.isEmpty)
        let on = texts(try decide(hop) { $0.fields = [field("postgresql.install", "true", "apps/values.yaml")] })
        #expect(on.contains { $0.hasPrefix("apps/values.yaml:3 `postgresql.install` is `true`. ") })
        // No floor in between, and images of today.
        let level = try decide(proposal("gitlab", "18.2.8", "18.5.5", chart: ("9.2.8", "9.5.5"))) { _ in }
        #expect(level.findings.isEmpty)
        // Without a chart there are no values.
        #expect(try decide(proposal("gitlab", "17.11.7", "18.2.8")) { _ in }.findings.isEmpty)
    }

    @Test func `what chart 9.1 of Argo CD changes is shown when the chart crosses it`() throws {
        let fields = [field("redis-ha.enabled", "true", "apps/x.yaml", charts: ["argo-cd"])]
        let crossing = try decide(proposal("argo-cd", "3.1.8", "3.2.0", chart: ("9.0.6", "9.1.4"))) {
            $0.fields = fields
        }
        #expect(texts(crossing).contains { $0.contains("HAProxy") })
        let behind = try decide(proposal("argo-cd", "3.2.0", "3.3.9", chart: ("9.1.4", "9.5.0"))) { $0.fields = fields }
        #expect(!texts(behind).contains { $0.contains("HAProxy") })
    }

    // MARK: The merge request

    @Test func `a demand makes a draft, a tick makes it ready, and a person's hand is not overruled`() {
        var hop = proposal("argo-cd", "3.2.6", "3.3.9")
        let demand = CoChanges.Demand(id: "d", text: "t", source: "https://x.example.com")
        hop.coChanges.demands = [demand]
        let memory = { (awaited: [String]?) in
            var memory = MergeRequestMemory(
                commit: Samples.head, base: Samples.head, fingerprint: "", moves: [])
            memory.hop = MergeRequestMemory.Hop(component: "argo-cd", file: "f", from: "1", to: "2")
            memory.hop?.awaited = awaited
            return memory
        }
        let request = { (text: String, isDraft: Bool) in
            var request = MergeRequest(
                number: 1, state: .open, title: "", description: text, sourceBranch: "windlass/x",
                targetBranch: "main", webURL: "")
            request.isDraft = isDraft
            return request
        }
        let open = demand.control.line("t")
        let ticked = demand.control.line("t", isTicked: true)
        #expect(hop.draftTurn(of: request(open, false), memory(nil)) == true)
        #expect(hop.draftTurn(of: request(open, true), memory(["d"])) == nil)
        #expect(hop.draftTurn(of: request(open, false), memory(["d"])) == nil)
        #expect(hop.draftTurn(of: request(ticked, true), memory(["d"])) == false)
        #expect(hop.draftTurn(of: request(ticked, true), memory(nil)) == nil)
        hop.lifeCycle.draftPR = true
        #expect(hop.draftTurn(of: request(ticked, true), memory(["d"])) == nil)
        #expect(
            BodyControl.ticking("confirm=", in: "a\n\(open)\n- [ ] <!-- windlass:rebase --> r")
                == "a\n\(ticked)\n- [ ] <!-- windlass:rebase --> r")
    }
}
