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
        return try await web.get(type, question(Self.address(name + "/versions", below: base), "\(name)", host))
    }

    // MARK: Packages of providers

    /// Asks where the package of a provider for one platform is. Addresses in the answer are absolute afterwards.
    func package(
        of name: String, _ version: String, _ platform: PackagePlatform, at registry: String
    ) async throws -> PackageAnswer {
        guard isPathPart(Substring(version)) else {
            throw LookupError(.malformed, "\(version) is not a version of a Terraform provider")
        }
        let host = try ForgeHost(registryURL: registry)
        let base = try await base(of: .providers, at: host)
        let path = "\(name)/\(version)/download/\(platform.os)/\(platform.arch)"
        let url = Self.address(path, below: base)
        var answer = try await web.get(
            PackageAnswer.self, question(url, "\(name) \(version) for \(platform.text)", host))
        guard let own = HTTPAddress(url), let download = own.resolving(answer.downloadURL),
            let sums = own.resolving(answer.sumsURL)
        else {
            throw LookupError(
                .malformed, "Terraform registry \(host.origin.authority) names no web address for \(name) \(version)")
        }
        answer.downloadURL = download.description
        answer.sumsURL = sums.description
        return answer
    }

    /// Fetches the list of SHA-256 sums that an answer about a package names.
    func sums(_ url: String, of name: String, _ version: String, at registry: String) async throws -> String {
        let host = try ForgeHost(registryURL: registry)
        var question = question(url, "the SHA-256 sums of \(name) \(version)", host)
        question.accept = "text/plain, application/octet-stream, */*;q=0.8"
        question.limit = 1 << 20
        question.namedBy = registry
        return String(decoding: try await web.get(question).body, as: UTF8.self)
    }

    /// The request for a package that an answer names.
    ///
    /// - Throws: ``LookupError`` `.refused` for an address that must not be asked.
    func downloadRequest(
        _ url: String, of name: String, _ version: String, at registry: String, limit: Int, timeout: Duration
    ) throws -> HTTPRequest {
        let host = try ForgeHost(registryURL: registry)
        let question = question(url, "\(name) \(version)", host)
        guard let address = HTTPAddress(url) else {
            throw LookupError(.malformed, "\(redact(url: url)) is no web address")
        }
        try context.check(WebOrigin(address))
        return HTTPRequest(
            .get, url, headers: ["Accept": "application/zip, application/octet-stream, */*;q=0.8"],
            authorization: question.authorization, responseLimit: limit, timeout: timeout, namedBy: registry)
    }

    private static func address(_ path: String, below base: HTTPAddress) -> String {
        base.description + (base.path.hasSuffix("/") ? "" : "/") + path
    }

    // MARK: Service discovery

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
