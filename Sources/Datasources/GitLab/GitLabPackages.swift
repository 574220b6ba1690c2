public import Domain

/// Versions of a package in a project's package registry at GitLab.
///
/// - Names: `group/project:package`, where the package's own name may hold slashes and `@`.
/// - Registry addresses: `https://gitlab.com` (the default) or a server of one's own.
/// - Login: a token from settings, listed under the server's host.
/// - Requests of a package: one for every 100 versions; when nothing changed, one with a condition.
///
/// Source: https://docs.gitlab.com/api/packages/.
public struct GitLabPackages: BuiltInDatasource {
    public static let id: DatasourceID = "gitlab-packages"
    public static let summary = "Versions in a package registry of GitLab"
    public static let defaultVersioning: VersioningID = "semver"
    public static let defaultRegistryURLs = ["https://gitlab.com"]

    private let api: GitLabAPI

    public init(_ context: DatasourceContext) { api = GitLabAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        guard let colon = package.name.firstIndex(of: ":") else {
            throw LookupError(.malformed, "\(package.name) names no package; write group/project:package")
        }
        let project = String(package.name[..<colon])
        let name = String(package.name[package.name.index(after: colon)...])
        return try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let versions = try await api.packages(name, of: project, at: registry)
            guard !versions.isEmpty else {
                throw LookupError(.notFound, "\(project) at \(registry) has no package \(name)")
            }
            return ReleaseList(
                releases: versions.map { Release(version: $0.version, timestamp: timestamp($0.created_at)) },
                registryURL: registry, sourceURL: try ForgeHost(registryURL: registry).url + "/" + project)
        }
    }
}
