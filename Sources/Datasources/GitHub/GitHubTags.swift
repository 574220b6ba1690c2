public import Domain

/// Tags of a repository at GitHub, with the commits that they lead to.
///
/// - Names: `owner/name`. Registry addresses: `https://github.com` (the default) or an Enterprise server's address.
/// - Login: a token from settings, listed under `github.com` or `api.github.com`. Without one GitHub answers 60 requests
///   an hour.
/// - Digest: the commit of the tag, so that a pinned commit moves together with its version.
/// - Requests of a package: one for every 100 tags; when nothing changed, one with a condition.
/// - No release times: GitHub's list of tags has none.
///
/// Source: https://docs.github.com/en/rest/repos/repos#list-repository-tags.
public struct GitHubTags: BuiltInDatasource {
    public static let id: DatasourceID = "github-tags"
    public static let summary = "Tags of a repository at GitHub"
    public static let defaultVersioning: VersioningID = "semver-coerced"
    public static let defaultRegistryURLs = ["https://github.com"]

    private let api: GitHubAPI

    public init(_ context: DatasourceContext) { api = GitHubAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let tags = try await api.tags(of: package.name, at: registry)
            return ReleaseList(
                releases: tags.map { Release(version: $0.name, digest: isCommit($0.commit.sha) ? $0.commit.sha : nil) },
                registryURL: registry, sourceURL: try ForgeHost(registryURL: registry).url + "/" + package.name)
        }
    }

    public func fetchDigest(of package: Package, version: String) async throws -> String? {
        try await package.inOrder(Self.defaultRegistryURLs) {
            try await api.commit(version, of: package.name, at: $0)
        }
    }

    /// The notes of the tag's release, where it has one. One request.
    public func fetchDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> ReleaseDetails? {
        try await package.inOrder(Self.defaultRegistryURLs) { registry in
            try await api.release(version, of: package.name, at: registry).map {
                ReleaseDetails(timestamp: timestamp($0.published_at), notes: $0.body, notesURL: $0.html_url)
            }
        }
    }
}
