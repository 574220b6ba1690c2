import Domain
import Foundation
import Planning
import Routes
import TextEdits
import Versioning

/// A platform in small: a GitLab chart, and what follows it.
enum ComponentSamples {
    static func chart(
        _ name: String = "gitlab", _ version: String = "7.11.4", file: String = "apps/gitlab.yaml", line: Int = 12
    ) -> Dependency {
        Dependency(
            file: file, line: line, manager: "argocd", depName: name, datasource: "helm",
            registryURLs: ["https://charts.gitlab.io"], versioning: "helm", currentValue: version, depType: "chart",
            spans: [DependencySpan(.value, ByteSpan(start: line * 100, end: line * 100 + version.utf8.count))])
    }

    /// Charts and the application in each.
    static let charts = [
        ("7.11.4", "16.11.4"), ("7.11.10", "16.11.10"), ("8.0.8", "17.0.8"), ("8.1.8", "17.1.8"),
        ("8.2.9", "17.2.9"), ("8.3.7", "17.3.7"), ("8.4.6", "17.4.6"), ("8.5.5", "17.5.5"),
    ]

    static func releases(_ charts: [(String, String)] = charts) -> LookupOutcome {
        .success(
            ReleaseList(
                releases: charts.map { Release(version: $0.0, appVersion: "v" + $0.1) },
                registryURL: "https://charts.gitlab.io"))
    }

    static func context(
        _ policy: InstallationPolicy = InstallationPolicy()
    ) throws -> ComponentContext {
        guard let catalogues = Catalogues.builtIn else { throw CocoaError(.fileReadNoSuchFile) }
        return ComponentContext(guide: CatalogueGuide(catalogues)) { _, _ in policy }
    }

    static func plan(
        _ dependencies: [Dependency], _ releases: [String: LookupOutcome] = [:],
        _ policy: InstallationPolicy = InstallationPolicy(), _ edit: (inout RepositoryOptions) -> Void = { _ in }
    ) throws -> Plan {
        var options = RepositoryOptions()
        options.assignees = ["admin"]
        edit(&options)
        let planner = Planner(
            options: options, schemes: { versioning(for: $0) }, components: try context(policy))
        let found = dependencies.map { ($0.package, releases[$0.packageName] ?? Self.releases()) }
        return planner.plan(
            dependencies, lookups: Lookups(releases: Dictionary(found) { first, _ in first }), target: "main")
    }
}
