import Domain
import Foundation
import Routes
import Sandbox

/// What the upgrade scenario starts from: a repository that pins old charts, and the charts that are published.
struct UpgradeSeed {
    let project: SeedProject
    let catalogue: Sandbox.Catalogue
    let workloads: [SimulatedCluster.Workload]

    /// The minors that the simulated GitLab refuses to be moved past, written down on their own: what is tried is not its own judge.
    ///
    /// Source: https://docs.gitlab.com/update/upgrade_paths/.
    private static let stops = ["16.11", "17.1", "17.3", "17.5", "17.8", "17.11", "18.2", "18.5", "18.8", "18.11"]

    init() throws {
        guard let gitLab = Routes.Catalogue.gitLab() else {
            throw CommandFailure(
                message: "The data of upgrade routes is missing beside the program; install it again.", code: .failed)
        }
        let charts = gitLab.charts.filter { $0.value >= ReleaseNumber(16, 11, 0) }
            .map { (chart: $0.key.description, application: $0.value) }.sorted { $0.application < $1.application }
        let argo = try Self.argoCharts()
        let lines = Set(charts.map(\.application.line)).sorted()
        let runners = lines.enumerated().map { index, line in
            (chart: "0.\(64 + index).0", application: ReleaseNumber(line.major, line.minor, 0))
        }
        project = SeedProject(
            UpgradeScenario.project,
            files: [
                SeedFile("root.yaml", Self.root),
                SeedFile("apps/argocd.yaml", Self.argoCD(chart: argo[0].chart)),
                SeedFile("apps/gitlab.yaml", Self.application("gitlab", chart: charts[0].chart)),
                SeedFile("apps/gitlab-runner.yaml", Self.application("gitlab-runner", chart: runners[0].chart)),
            ])
        catalogue = Sandbox.Catalogue(chartRepositories: [
            Sandbox.Catalogue.ChartRepository(
                "gitlab",
                charts: [
                    Self.published("gitlab", charts), Self.published("gitlab-runner", runners),
                ]),
            Sandbox.Catalogue.ChartRepository("argo", charts: [Self.published("argo-cd", argo)]),
        ])
        var argoCD = SimulatedCluster.Workload(
            "argo-cd", project: UpgradeScenario.project, file: "apps/argocd.yaml",
            applications: Self.applications(argo), outageRounds: 1)
        argoCD.isConsecutive = true
        argoCD.demand = SimulatedCluster.Workload.Demand(line: "3.3", text: "ServerSideApply=true")
        var runner = SimulatedCluster.Workload(
            "gitlab-runner", project: UpgradeScenario.project, file: "apps/gitlab-runner.yaml",
            applications: Self.applications(runners))
        runner.follows = "gitlab"
        workloads = [
            argoCD,
            SimulatedCluster.Workload(
                "gitlab", project: UpgradeScenario.project, file: "apps/gitlab.yaml",
                applications: Self.applications(charts), stops: Self.stops, outageRounds: 1, migrationRounds: 1),
            runner,
        ]
    }

    /// The charts of Argo CD from 2.14 on.
    private static func argoCharts() throws -> [(chart: String, application: ReleaseNumber)] {
        let charts = (Routes.Catalogue.named("argo-cd")?.charts ?? [:])
            .filter { $0.value >= ReleaseNumber(2, 14, 0) }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        guard !charts.isEmpty else {
            throw CommandFailure(
                message: "The data of upgrade routes has no charts of Argo CD; install it again.", code: .failed)
        }
        return charts.map { (chart: $0.key.description, application: $0.value) }
    }

    /// The Application of Argo CD itself, as somebody wrote it before server-side apply mattered.
    private static func argoCD(chart: String) -> String {
        application("argocd", of: "argo", named: "argo-cd", chart: chart) + """
              syncPolicy:
                automated:
                  selfHeal: true # it manages itself
                syncOptions:
                  - CreateNamespace=true # once

            """
    }

    /// What applies all the others, itself among them.
    private static let root = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: root
          namespace: argocd
        spec:
          project: platform
          source:
            repoURL: https://git.example.com/platform/gitops.git
            path: apps
            targetRevision: main
          destination:
            server: https://kubernetes.default.svc
            namespace: argocd

        """

    private static func applications(_ charts: [(chart: String, application: ReleaseNumber)]) -> [String: String] {
        Dictionary(charts.map { ($0.chart, $0.application.description) }) { first, _ in first }
    }

    private static func published(
        _ name: String, _ charts: [(chart: String, application: ReleaseNumber)]
    ) -> Sandbox.Catalogue.Chart {
        Sandbox.Catalogue.Chart(
            name,
            versions: charts.enumerated().map { index, entry in
                Sandbox.Catalogue.Version(
                    entry.chart,
                    released: SeedCommit.firstTime.addingTimeInterval(Double(index - charts.count) * 86_400),
                    appVersion: "v\(entry.application)")
            })
    }

    private static func application(
        _ name: String, of repository: String = "gitlab", named chartName: String? = nil, chart: String
    ) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(name)
          namespace: argocd
        spec:
          project: platform
          source:
            repoURL: @CHARTS@/\(repository)
            chart: \(chartName ?? name)
            targetRevision: \(chart)
          destination:
            server: https://kubernetes.default.svc
            namespace: \(name)

        """
    }
}
