public import Domain

/// Versions of Terraform modules, from any registry that speaks the module registry protocol.
///
/// - Names: `namespace/name/system`, with or without the registry's host in front.
/// - Registry addresses: `https://registry.terraform.io` (the default) or any other; where its services are is found by
///   `/.well-known/terraform.json`, once for all modules.
/// - Login: a token from settings, listed under the registry's host; it is not sent to another host that discovery names.
/// - No release times and no digests: the protocol has none.
/// - Requests of a package: one, besides one for discovery.
///
/// Source: https://developer.hashicorp.com/terraform/internals/module-registry-protocol.
public struct TerraformModule: BuiltInDatasource {
    public static let id: DatasourceID = "terraform-module"
    public static let summary = "Versions of Terraform modules"
    public static let defaultVersioning: VersioningID = "hashicorp"
    public static let defaultRegistryURLs = ["https://registry.terraform.io"]

    private let registry: TerraformRegistry

    public init(_ context: DatasourceContext) { registry = TerraformRegistry(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        var package = package
        (package.name, package.registryURLs) = terraformName(package, parts: 3)
        // A module in a folder of another is released with it.
        if let folder = package.name.firstRange(of: "//") { package.name = String(package.name[..<folder.lowerBound]) }
        let name = package.name
        return try await package.inOrder(Self.defaultRegistryURLs) { url in
            let answer = try await registry.versions(Answer.self, of: name, .modules, at: url)
            guard let module = answer.modules.first else {
                throw LookupError(.notFound, "Terraform registry \(url) has no module \(name)")
            }
            return ReleaseList(releases: (module.versions ?? []).map { Release(version: $0.version) }, registryURL: url)
        }
    }

    private struct Answer: Decodable, Sendable {
        struct Module: Decodable, Sendable { var versions: [Version]? }
        struct Version: Decodable, Sendable { var version: String }
        var modules: [Module]
    }
}
