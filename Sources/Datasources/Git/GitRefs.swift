public import Domain

/// Branches and tags of any Git repository: what a pinned branch points at now.
///
/// - Names: the repository's address, `https://host/path`; forms for SSH are asked over `https`.
/// - Login: user and password or a token from settings, listed under the host.
/// - Versions: the names of branches and tags; a branch and a tag of one name stand for the branch.
/// - Digest: the commit of the branch or tag; of `HEAD` the one of the default branch.
/// - Requests of a package: two, and one from then on: what the server can do is remembered.
///
/// Source: gitprotocol-v2, "ls-refs".
public struct GitRefs: BuiltInDatasource {
    public static let id: DatasourceID = "git-refs"
    public static let summary = "Branches and tags of a Git repository"
    public static let defaultVersioning: VersioningID = "git"
    public static let defaultRegistryURLs: [String] = []

    private let references: GitReferences

    public init(_ context: DatasourceContext) { references = GitReferences(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        let listing = try await references.list(package.name, ["refs/heads/", "refs/tags/"])
        let branches = listing.names(under: "refs/heads/")
        let names = Set(branches.map(\.name))
        let tags = listing.names(under: "refs/tags/").filter { !names.contains($0.name) }
        return ReleaseList(
            releases: (branches + tags).map { Release(version: $0.name, digest: $0.commit) },
            registryURL: package.name, sourceURL: gitSource(package.name))
    }

    public func fetchDigest(of package: Package, version: String) async throws -> String? {
        let heads = "refs/heads/"
        let listing = try await references.list(package.name, [heads, "refs/tags/" + version])
        let branch = version == "HEAD" ? listing.head : BranchName(version)
        guard let commit = branch.flatMap({ listing[$0] }) ?? listing.refs["refs/tags/" + version] else {
            throw LookupError(.notFound, "\(package.name) has no branch or tag \(version)")
        }
        return commit.rawValue
    }
}
