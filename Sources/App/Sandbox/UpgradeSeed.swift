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
        let lines = Set(charts.map(\.application.line)).sorted()
        let runners = lines.enumerated().map { index, line in
            (chart: "0.\(64 + index).0", application: ReleaseNumber(line.major, line.minor, 0))
        }
        project = SeedProject(
            UpgradeScenario.project,
            files: [
                SeedFile("apps/gitlab.yaml", Self.application("gitlab", chart: charts[0].chart)),
                SeedFile("apps/gitlab-runner.yaml", Self.application("gitlab-runner", chart: runners[0].chart)),
            ])
        catalogue = Sandbox.Catalogue(chartRepositories: [
            Sandbox.Catalogue.ChartRepository(
                "gitlab",
                charts: [
                    Self.published("gitlab", charts), Self.published("gitlab-runner", runners),
                ])
        ])
        workloads = [
            SimulatedCluster.Workload(
                "gitlab", project: UpgradeScenario.project, file: "apps/gitlab.yaml",
                applications: Self.applications(charts), stops: Self.stops, outageRounds: 1, migrationRounds: 1),
            SimulatedCluster.Workload(
                "gitlab-runner", project: UpgradeScenario.project, file: "apps/gitlab-runner.yaml",
                applications: Self.applications(runners)),
        ]
    }

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

    private static func application(_ name: String, chart: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(name)
          namespace: argocd
        spec:
          project: platform
          source:
            repoURL: @CHARTS@/gitlab
            chart: \(name)
            targetRevision: \(chart)
          destination:
            server: https://kubernetes.default.svc
            namespace: \(name)

        """
    }
}
