import Domain
import Foundation
import HTTPTransport

/// One repository at a forge, as its API is asked about it.
struct ForgeHost: Hashable, Sendable {
    /// The forge's own address without slash at the end, such as `https://gitlab.example.com/git`.
    let url: String
    let origin: WebOrigin
    /// Below the host; empty for most.
    let path: String

    /// - Throws: ``LookupError`` `.malformed` when `registryURL` is no web address.
    init(registryURL: String) throws {
        guard let address = HTTPAddress(registryURL) else {
            throw LookupError(
                .malformed, "\(redact(url: registryURL)) is not the address of a forge; write https://host")
        }
        origin = WebOrigin(address)
        var path = address.path
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
        url = address.origin + path
    }

    /// The credential for this forge: listed under its host, or under the host of its API.
    func credential(_ context: DatasourceContext, api: String? = nil, repository: String) -> RegistryCredential? {
        context.credentials.credential(host: origin.authority, repository: repository)
            ?? api.flatMap { context.credentials.credential(host: $0, repository: repository) }
    }
}

extension RegistryCredential {
    /// The credential for an API that takes tokens: a password stands for one.
    var tokenAuthorization: Secret {
        switch kind {
        case .basic(_, let token), .bearer(let token), .identityToken(let token): Secret("Bearer " + token.reveal())
        }
    }

    /// The credential for Git over HTTP, which takes a token as the password of any user.
    ///
    /// - Parameter user: stands beside a token.
    func gitAuthorization(user: String) -> Secret {
        let pair =
            switch kind {
            case .basic(let name, let password): "\(name):\(password.reveal())"
            case .bearer(let token), .identityToken(let token): "\(user):\(token.reveal())"
            }
        return Secret("Basic " + Data(pair.utf8).base64EncodedString())
    }
}

extension Package {
    /// The addresses to ask, in their order: those of the package, or `standard`.
    func registries(_ standard: [String]) -> [String] { registryURLs.isEmpty ? standard : registryURLs }

    /// Asks registries in their order: the first that knows the package answers.
    func inOrder<T>(_ standard: [String], _ ask: (String) async throws -> T) async throws -> T {
        var missing = LookupError(.notFound, "\(name) names no registry")
        for url in registries(standard) {
            do {
                return try await ask(url)
            } catch let error as LookupError where error.code == .notFound {
                missing = error
            }
        }
        throw missing
    }
}
