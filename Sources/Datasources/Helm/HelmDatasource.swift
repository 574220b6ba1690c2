public import Domain
import HTTPTransport

/// Versions of Helm charts, from the `index.yaml` of a chart repository.
///
/// - Names: the chart's name; the registry address is the repository's, without `index.yaml`. Of several addresses the
///   first that knows the chart answers. Charts at `oci://` addresses are looked up with `docker`.
/// - Kept of each version: its number, time, application version, and whether it is deprecated; of the chart the home
///   page and first source of its latest version.
/// - Notes: the annotations `artifacthub.io/changes` and `artifacthub.io/links` of the ten latest versions of a chart.
/// - One index is fetched and read once for all charts, as a stream, and asked for with a condition the next time.
/// - Plain `http` is used for loopback and for the hosts that settings list as insecure, and for no other.
///
/// Source: https://helm.sh/docs/topics/chart_repository/.
public struct HelmDatasource: BuiltInDatasource {
    public static let id: DatasourceID = "helm"
    public static let summary = "Versions of Helm charts, from a chart repository's index"
    public static let defaultVersioning: VersioningID = "helm"
    public static let defaultRegistryURLs: [String] = []

    private let repository: ChartRepository
    private let scratchFolder: String

    public init(_ context: DatasourceContext) {
        repository = ChartRepository(context)
        scratchFolder = context.scratchFolder
    }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        guard !package.registryURLs.isEmpty else {
            throw LookupError(.notFound, "chart \(package.name) names no chart repository")
        }
        for url in package.registryURLs {
            let index = try await repository.index(at: try indexURL(url))
            if let list = index.releases(of: package.name, registryURL: url) { return list }
        }
        let places = package.registryURLs.compactMap { WebOrigin(url: $0)?.text }.joined(separator: ", ")
        throw LookupError(.notFound, "there is no chart \(package.name) in the index of \(places)")
    }

    /// What the index says about a version's changes; only of the latest ones of a chart.
    public func fetchDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> ReleaseDetails? {
        guard parts.contains(.notes) else { return nil }
        for url in package.registryURLs {
            let index = try await repository.index(at: try indexURL(url))
            guard let list = index.releases(of: package.name, registryURL: url) else { continue }
            guard let kept = index.annotations(of: package.name, version: version) else { return nil }
            let changes = PublishedChanges(changes: kept.changes, links: kept.links, scratchFolder: scratchFolder)
            var details = ReleaseDetails(
                timestamp: list.releases.first { $0.version == version }?.timestamp, sourceURL: changes.sourceURL,
                notes: changes.notes)
            details.changelogURL = changes.changelogURL
            return details
        }
        return nil
    }

    private func indexURL(_ repository: String) throws -> String {
        guard let address = HTTPAddress(repository) else {
            throw LookupError(
                .unsupported,
                "a chart repository's address is http(s)://host/path; charts at oci:// are found with docker")
        }
        var path = address.path
        while path.hasSuffix("/") { path.removeLast() }
        return address.origin + path + "/index.yaml" + (address.query.map { "?" + $0 } ?? "")
    }
}
