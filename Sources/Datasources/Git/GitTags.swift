public import Domain

/// Tags of any Git repository, with the commits that they lead to.
///
/// - Names: the repository's address, `https://host/path`; forms for SSH are asked over `https`.
/// - Login: user and password or a token from settings, listed under the host.
/// - Digest: the commit of the tag (of an annotated tag the one that it names), so that a pinned commit moves together with
///   its version.
/// - Requests of a package: two, and one from then on: what the server can do is remembered.
/// - No release times: Git's protocol does not tell them without fetching.
///
/// Source: gitprotocol-v2, "ls-refs".
public struct GitTags: BuiltInDatasource {
    public static let id: DatasourceID = "git-tags"
    public static let summary = "Tags of a Git repository"
    public static let defaultVersioning: VersioningID = "semver-coerced"
    public static let defaultRegistryURLs: [String] = []

    private let references: GitReferences

    public init(_ context: DatasourceContext) { references = GitReferences(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        let tags = try await references.list(package.name, ["refs/tags/"]).names(under: "refs/tags/")
        return ReleaseList(
            releases: tags.map { Release(version: $0.name, digest: $0.commit) }, registryURL: package.name,
            sourceURL: gitSource(package.name))
    }

    public func fetchDigest(of package: Package, version: String) async throws -> String? {
        let reference = "refs/tags/" + version
        guard let commit = try await references.list(package.name, [reference]).refs[reference] else {
            throw LookupError(.notFound, "\(package.name) has no tag \(version)")
        }
        return commit.rawValue
    }
}

/// The page of a repository, for links.
func gitSource(_ address: String) -> String? {
    guard let url = try? GitReferences.webURL(address) else { return nil }
    return url.hasSuffix(".git") ? String(url.dropLast(4)) : url
}
