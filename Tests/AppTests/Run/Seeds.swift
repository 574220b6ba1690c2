import Foundation
import Sandbox

/// A repository with three packages, and what its registry offers.
enum Seeds {
    static let deployment = """
        # The web tier.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            spec:
              containers:
                - name: web
                  image: "@REGISTRY@/team/web:1.4.0"  # keep this comment
                - name: cache
                  image: @REGISTRY@/team/cache:7.0.0

        """

    static let application = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: ingress
        spec:
          source:
            repoURL: @CHARTS@/ingress
            chart: ingress
            targetRevision: 4.8.0

        """

    static let platform = SeedProject(
        Bot.project,
        files: [
            SeedFile("apps/web.yaml", deployment), SeedFile("argocd/ingress.yaml", application),
            SeedFile("README.md", "# Platform\n"),
        ])

    static let day = Date(timeIntervalSince1970: 1_732_752_000)

    static func versions(_ versions: [String]) -> [Catalogue.Version] {
        versions.map { Catalogue.Version($0, released: day) }
    }

    static let catalogue = Catalogue(
        images: [
            .init("team/web", tags: versions(["1.4.0", "1.5.2", "2.1.0-rc.1", "2.0.0"])),
            .init("team/cache", tags: versions(["7.0.0", "7.2.4"])),
        ],
        chartRepositories: [.init("ingress", charts: [.init("ingress", versions: versions(["4.8.0", "4.11.3"]))])])

    /// The branch of an image of the world's registry.
    static func branch(_ world: SandboxWorld, _ repository: String, _ major: Int) -> String {
        let host = world.registryHost.replacing(":", with: "-")
        return "windlass/\(host)-\(repository.replacing("/", with: "-"))-\(major).x"
    }
}
