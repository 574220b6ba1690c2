public import Domain

/// Versions of Terraform providers, from any registry that speaks the provider registry protocol.
///
/// - Names: `namespace/type`, with or without the registry's host in front (`registry.example.com/team/thing`); a single
///   word is one of HashiCorp's own.
/// - Registry addresses: `https://registry.terraform.io` (the default), `https://registry.opentofu.org` or any other; where
///   its services are is found by `/.well-known/terraform.json`, once for all providers.
/// - Login: a token from settings, listed under the registry's host; it is not sent to another host that discovery names.
/// - No release times and no digests: the protocol has none.
/// - Hashes for lock files: `zh:` from the list of SHA-256 sums, `h1:` from the packages of the platforms that the lock file was
///   made for, at most 1 GB each and 4 GB together, two at a time, each downloaded once; see the page about lock files.
/// - Requests of a package: one, besides one for discovery.
///
/// Source: https://developer.hashicorp.com/terraform/internals/provider-registry-protocol.
public struct TerraformProvider: BuiltInDatasource {
    public static let id: DatasourceID = "terraform-provider"
    public static let summary = "Versions of Terraform providers"
    public static let defaultVersioning: VersioningID = "hashicorp"
    public static let defaultRegistryURLs = ["https://registry.terraform.io"]

    private let registry: TerraformRegistry
    private let packages: ProviderPackages

    public init(_ context: DatasourceContext) { self.init(context, limits: ProviderPackages.Limits()) }

    init(_ context: DatasourceContext, limits: ProviderPackages.Limits) {
        registry = TerraformRegistry(context)
        packages = ProviderPackages(context, registry, limits: limits)
    }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        let package = Self.named(package)
        let name = package.name
        return try await package.inOrder(Self.defaultRegistryURLs) { url in
            let answer = try await registry.versions(Answer.self, of: name, .providers, at: url)
            return ReleaseList(releases: (answer.versions ?? []).map { Release(version: $0.version) }, registryURL: url)
        }
    }

    public func fetchHashes(for question: LockQuestion) async throws -> [String]? {
        let package = Self.named(question.package)
        return try await package.inOrder(Self.defaultRegistryURLs) { url in
            let answer = try await registry.versions(Answer.self, of: package.name, .providers, at: url)
            let platforms = Dictionary((answer.versions ?? []).map { ($0.version, $0.platforms ?? []) }) { a, _ in a }
            return try await packages.hashes(for: question, of: package.name, at: url, platforms: platforms)
        }
    }

    /// A package with its name as the registry has it.
    private static func named(_ package: Package) -> Package {
        var package = package
        (package.name, package.registryURLs) = terraformName(package, parts: 2)
        if !package.name.contains("/") { package.name = "hashicorp/" + package.name }
        return package
    }

    private struct Answer: Decodable, Sendable {
        struct Version: Decodable, Sendable {
            var version: String
            var platforms: [PackagePlatform]?
        }
        /// `null` when there is none; an answer without the field is another one.
        var versions: [Version]?

        private enum CodingKeys: CodingKey { case versions }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            versions =
                try container.decodeNil(forKey: .versions) ? nil : container.decode([Version].self, forKey: .versions)
        }
    }
}
