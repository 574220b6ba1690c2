public import Domain

/// Tags of a project at GitLab, with the commits that they lead to and their times.
///
/// - Names: the full path, `group/subgroup/name`. Registry addresses: `https://gitlab.com` (the default) or a server of
///   one's own.
/// - Login: a token from settings, listed under the server's host. Without one GitLab shows public projects only, and
///   answers 404 for others.
/// - Time: that of an annotated tag where the server tells it, else that of the commit.
/// - Digest: the commit of the tag, so that a pinned commit moves together with its version.
/// - Requests of a package: one for every 100 tags; when nothing changed, one with a condition.
///
/// Source: https://docs.gitlab.com/api/tags/.
public struct GitLabTags: BuiltInDatasource {
    public static let id: DatasourceID = "gitlab-tags"
    public static let summary = "Tags of a project at GitLab"
    public static let defaultVersioning: VersioningID = "semver-coerced"
    public static let defaultRegistryURLs = ["https://gitlab.com"]

    private let api: GitLabAPI

    public init(_ context: DatasourceContext) { api = GitLabAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let tags = try await api.tags(of: package.name, at: registry)
            return ReleaseList(
                releases: tags.map {
                    Release(
                        version: $0.name, timestamp: timestamp($0.created_at) ?? timestamp($0.commit?.created_at),
                        digest: ($0.commit?.id).flatMap { isCommit($0) ? $0 : nil })
                }, registryURL: registry, sourceURL: try ForgeHost(registryURL: registry).url + "/" + package.name)
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
                ReleaseDetails(
                    timestamp: timestamp($0.released_at), notes: $0.description, notesURL: $0._links?.web)
            }
        }
    }
}
