import Domain
import Foundation
import HTTPTransport

/// A registry of Terraform providers and modules, found by service discovery.
///
/// Source: https://developer.hashicorp.com/terraform/internals/remote-service-discovery.
actor TerraformRegistry {
    /// What a registry serves, by the names of its discovery document.
    enum Service: String, Sendable {
        case providers = "providers.v1"
        case modules = "modules.v1"
    }

    /// Addresses as written: absolute, or relative to the document.
    private struct Services: Decodable, Sendable {
        var providers: String?
        var modules: String?

        private enum CodingKeys: String, CodingKey {
            case providers = "providers.v1"
            case modules = "modules.v1"
        }
    }

    private let context: DatasourceContext
    private let web: WebAPI
    private let flights = SingleFlight<String, Services>()
    private var known: [String: Services] = [:]

    init(_ context: DatasourceContext) {
        self.context = context
        web = WebAPI(context)
    }

    /// Asks for the versions of `name` (`namespace/type`, or `namespace/name/system`) and reads the answer.
    func versions<Answer: Decodable & Sendable>(
        _ type: Answer.Type, of name: String, _ service: Service, at registry: String
    ) async throws -> Answer {
        guard name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isPathPart) else {
            throw LookupError(.malformed, "\(name) is not the name of a Terraform provider or module")
        }
        let host = try ForgeHost(registryURL: registry)
        let base = try await base(of: service, at: host)
        let url = base.description + (base.path.hasSuffix("/") ? "" : "/") + name + "/versions"
        return try await web.get(type, question(url, "\(name)", host))
    }

    private func base(of service: Service, at host: ForgeHost) async throws -> HTTPAddress {
        let document = host.origin.text + "/.well-known/terraform.json"
        let services = try await services(document, host)
        let written =
            switch service {
            case .providers: services.providers
            case .modules: services.modules
            }
        guard let written else {
            throw LookupError(.notFound, "\(host.origin.authority) has no registry for \(service.rawValue)")
        }
        guard let base = HTTPAddress(document)?.resolving(written), base.query == nil else {
            throw LookupError(
                .malformed, "\(host.origin.authority) names a registry for \(service.rawValue) that is no web address")
        }
        return base
    }

    private func services(_ document: String, _ host: ForgeHost) async throws -> Services {
        if let services = known[document] { return services }
        return try await flights.value(for: document) { [self] in
            let services = try await web.get(Services.self, question(document, "service discovery", host))
            await keep(services, document)
            return services
        }
    }

    private func keep(_ services: Services, _ document: String) { known[document] = services }

    /// The credential goes to the registry's own host only; discovery may lead elsewhere.
    private nonisolated func question(_ url: String, _ subject: String, _ host: ForgeHost) -> WebAPI.Question {
        let isOwn = WebOrigin(url: url) == host.origin
        return WebAPI.Question(
            url: url, place: "Terraform registry \(host.origin.authority) for \(subject)",
            authorization: isOwn ? host.credential(context, repository: "")?.tokenAuthorization : nil,
            limit: 64 << 20)
    }
}

/// The registry and the name that a package's name stands for: `host/namespace/name`, or without host.
///
/// - Parameter parts: how many parts the name has without a host.
func terraformName(_ package: Package, parts: Int) -> (name: String, registryURLs: [String]) {
    let words = package.name.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == parts + 1, let host = words.first, host.contains(".") || host.hasPrefix("localhost") else {
        return (package.name, package.registryURLs)
    }
    let isLoopback = WebOrigin(url: "http://" + host)?.isLoopback == true
    return (words.dropFirst().joined(separator: "/"), ["\(isLoopback ? "http" : "https")://\(host)"])
}
