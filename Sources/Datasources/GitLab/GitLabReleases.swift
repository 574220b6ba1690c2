public import Domain
import Foundation

/// Releases of a project at GitLab, with their times.
///
/// - Names: the full path, `group/subgroup/name`. Registry addresses: `https://gitlab.com` (the default) or a server of
///   one's own.
/// - Login: a token from settings, listed under the server's host.
/// - Releases that are announced for a later day are left out.
/// - Digest: the commit of the release's tag, as the list tells it.
/// - Requests of a package: one for every 100 releases; when nothing changed, one with a condition.
///
/// Source: https://docs.gitlab.com/api/releases/.
public struct GitLabReleases: BuiltInDatasource {
    public static let id: DatasourceID = "gitlab-releases"
    public static let summary = "Releases of a project at GitLab"
    public static let defaultVersioning: VersioningID = "semver"
    public static let defaultRegistryURLs = ["https://gitlab.com"]

    private let api: GitLabAPI

    public init(_ context: DatasourceContext) { api = GitLabAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let releases = try await api.releases(of: package.name, at: registry)
            return ReleaseList(
                releases: releases.filter { $0.upcoming_release != true }.map {
                    Release(
                        version: $0.tag_name, timestamp: timestamp($0.released_at),
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
