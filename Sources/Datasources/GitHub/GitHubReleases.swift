public import Domain

/// Releases of a repository at GitHub, with their times.
///
/// - Names: `owner/name`. Registry addresses: `https://github.com` (the default) or an Enterprise server's address.
/// - Login: a token from settings, listed under `github.com` or `api.github.com`. Without one GitHub answers 60 requests
///   an hour.
/// - Drafts are left out; what the publisher marks as a pre-release is not stable, whatever its number looks like.
/// - Digest: the commit of the release's tag, one request.
/// - Requests of a package: one for every 100 releases; when nothing changed, one with a condition.
///
/// Source: https://docs.github.com/en/rest/releases/releases#list-releases.
public struct GitHubReleases: BuiltInDatasource {
    public static let id: DatasourceID = "github-releases"
    public static let summary = "Releases of a repository at GitHub"
    public static let defaultVersioning: VersioningID = "semver-coerced"
    public static let defaultRegistryURLs = ["https://github.com"]

    private let api: GitHubAPI

    public init(_ context: DatasourceContext) { api = GitHubAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let releases = try await api.releases(of: package.name, at: registry).filter { $0.draft != true }
            return ReleaseList(
                releases: releases.map {
                    Release(
                        version: $0.tag_name, timestamp: timestamp($0.published_at),
                        isStable: $0.prerelease.map { !$0 })
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
                ReleaseDetails(timestamp: timestamp($0.published_at), notes: $0.body, notesURL: $0.html_url)
            }
        }
    }
}
