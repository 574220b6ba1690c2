public import Domain
import Foundation

/// Who we are at a registry or chart repository.
public struct RegistryCredential: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// User and password, for the registry itself or for the token server that it names.
        case basic(username: String, password: Secret)
        /// A token that the registry takes as it is: `Authorization: Bearer`.
        case bearer(Secret)
        /// A refresh token of the registry's token server (OAuth 2), as `docker login` stores it.
        case identityToken(Secret)
    }

    /// The host, with its port where it has one, such as `ghcr.io`; a repository prefix may follow: `quay.io/team`.
    ///
    /// Docker Hub is `docker.io` under all its names.
    public let host: String
    public var kind: Kind

    /// - Parameter host: a host, or an address as in docker's config.json, such as `https://index.docker.io/v1/`.
    public init(host: String, _ kind: Kind) {
        self.host = Self.normalised(host)
        self.kind = kind
    }

    public init(host: String, username: String, password: Secret) {
        self.init(host: host, .basic(username: username, password: password))
    }

    /// The value of the `Authorization` header for a server that is asked directly; nil for a refresh token.
    var authorization: Secret? {
        switch kind {
        case .basic(let username, let password):
            Secret("Basic " + Data("\(username):\(password.reveal())".utf8).base64EncodedString())
        case .bearer(let token): Secret("Bearer " + token.reveal())
        case .identityToken: nil
        }
    }

    /// Whether it is shown to a registry as it is, whatever the registry asks for.
    var isBearer: Bool {
        if case .bearer = kind { true } else { false }
    }

    /// What stands for this credential where two of them must not be mixed up.
    var identity: Secret {
        switch kind {
        case .basic(let username, let password): Secret("\(username):\(password.reveal())")
        case .bearer(let token), .identityToken(let token): token
        }
    }

    private static func normalised(_ text: String) -> String {
        var rest = Substring(text.trimmingCharacters(in: .whitespaces))
        if let scheme = rest.range(of: "://") { rest = rest[scheme.upperBound...] }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        for version in ["/v1", "/v2"] where rest.hasSuffix(version) { rest = rest.dropLast(version.count) }
        guard let slash = rest.firstIndex(of: "/") else { return canonicalHost(rest.lowercased()) }
        return canonicalHost(rest[..<slash].lowercased()) + rest[slash...]
    }
}

extension [RegistryCredential] {
    /// The credential for `repository` at `host`: the one with the longest prefix, and of equal ones the first.
    func credential(host: String, repository: String = "") -> RegistryCredential? {
        let name = canonicalHost(host.lowercased()) + "/" + repository
        let fitting = filter { name.hasPrefix($0.host + "/") || name == $0.host }
        guard let longest = fitting.map(\.host.utf8.count).max() else { return nil }
        return fitting.first { $0.host.utf8.count == longest }
    }
}

/// The name that stands for `host`: Docker Hub has several.
func canonicalHost(_ host: String) -> String {
    let hub: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]
    return hub.contains(host) ? "docker.io" : host
}
