public import Domain
import Foundation

/// Versions of packages that Artifact Hub lists, with their times and links.
///
/// - Names: kind, repository and package, such as `helm/prometheus-community/prometheus`.
/// - Registry addresses: `https://artifacthub.io` (the default) or an installation of one's own.
/// - What is marked as a pre-release is not stable.
/// - Requests of a package: one; when nothing changed, one with a condition.
///
/// Source: https://artifacthub.io/docs/api/ (`GET /packages/{kind}/{repository}/{package}`).
public struct ArtifactHub: BuiltInDatasource {
    public static let id: DatasourceID = "artifacthub"
    public static let summary = "Versions of packages that Artifact Hub lists"
    public static let defaultVersioning: VersioningID = "semver"
    public static let defaultRegistryURLs = ["https://artifacthub.io"]

    private let web: WebAPI

    public init(_ context: DatasourceContext) { web = WebAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        let parts = package.name.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy(isPathPart) else {
            throw LookupError(.malformed, "\(package.name) is no package of Artifact Hub; write kind/repository/name")
        }
        return try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let host = try ForgeHost(registryURL: registry)
            let answer = try await web.get(
                Answer.self,
                WebAPI.Question(
                    url: "\(host.url)/api/v1/packages/\(package.name)",
                    place: "Artifact Hub \(host.origin.authority) for \(package.name)"))
            let releases = answer.available_versions.map { version in
                Release(
                    version: version.version, timestamp: version.ts.map { Date(timeIntervalSince1970: $0) },
                    isDeprecated: answer.deprecated == true, isStable: version.prerelease.map { !$0 })
            }
            let source = answer.links?.first { $0.name.lowercased() == "source" }?.url
            return ReleaseList(
                releases: releases, registryURL: registry, sourceURL: source, homepageURL: answer.home_url)
        }
    }

    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct Answer: Decodable, Sendable {
        struct Version: Decodable, Sendable {
            var version: String
            /// Seconds since 1970.
            var ts: Double?
            var prerelease: Bool?
        }
        struct Link: Decodable, Sendable {
            var name: String
            var url: String
        }
        var available_versions: [Version]
        var home_url: String?
        var deprecated: Bool?
        var links: [Link]?
    }
}
