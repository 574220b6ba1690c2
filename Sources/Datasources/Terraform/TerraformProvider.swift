public import Domain

/// Versions of Terraform providers, from any registry that speaks the provider registry protocol.
///
/// - Names: `namespace/type`, with or without the registry's host in front (`registry.example.com/team/thing`); a single
///   word is one of HashiCorp's own.
/// - Registry addresses: `https://registry.terraform.io` (the default), `https://registry.opentofu.org` or any other; where
///   its services are is found by `/.well-known/terraform.json`, once for all providers.
/// - Login: a token from settings, listed under the registry's host; it is not sent to another host that discovery names.
/// - No release times and no digests: the protocol has none.
/// - Requests of a package: one, besides one for discovery.
///
/// Source: https://developer.hashicorp.com/terraform/internals/provider-registry-protocol.
public struct TerraformProvider: BuiltInDatasource {
    public static let id: DatasourceID = "terraform-provider"
    public static let summary = "Versions of Terraform providers"
    public static let defaultVersioning: VersioningID = "hashicorp"
    public static let defaultRegistryURLs = ["https://registry.terraform.io"]

    private let registry: TerraformRegistry

    public init(_ context: DatasourceContext) { registry = TerraformRegistry(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        var package = package
        (package.name, package.registryURLs) = terraformName(package, parts: 2)
        if !package.name.contains("/") { package.name = "hashicorp/" + package.name }
        let name = package.name
        return try await package.inOrder(Self.defaultRegistryURLs) { url in
            let answer = try await registry.versions(Answer.self, of: name, .providers, at: url)
            return ReleaseList(releases: (answer.versions ?? []).map { Release(version: $0.version) }, registryURL: url)
        }
    }

    private struct Answer: Decodable, Sendable {
        struct Version: Decodable, Sendable { var version: String }
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
