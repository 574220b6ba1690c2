import Domain
import Foundation

/// One repository at one registry, as the distribution protocol addresses it.
struct RegistryRepository: Hashable, Sendable {
    var origin: WebOrigin
    /// The name within the registry, such as `library/nginx`.
    var name: String
    /// The host under which credentials are listed; for Docker Hub not the one that is asked.
    var credentialHost: String

    /// Finds the registry of an image's full name, such as `ghcr.io/team/app` or `nginx`.
    ///
    /// - Throws: ``LookupError`` `.malformed` when `name` is no image name, `.refused` as ``DatasourceContext/check(_:)``.
    init(imageName: String, context: DatasourceContext) throws {
        let parts = ImageReference.split(imageName)
        try self.init(authority: parts.host, name: parts.repository, scheme: nil, context: context)
    }

    /// Finds the repository of `imageName` at the registry with this address: `https://host[/prefix]`, `oci://...`.
    ///
    /// An image name that begins with the registry itself is not prefixed again.
    init(imageName: String, registryURL: String, context: DatasourceContext) throws {
        var rest = registryURL
        var scheme: String?
        if let end = rest.range(of: "://") {
            scheme = String(rest[..<end.lowerBound]).lowercased()
            rest = String(rest[end.upperBound...])
        }
        guard scheme == nil || ["http", "https", "oci", "docker"].contains(scheme) else {
            throw LookupError(.malformed, "registry \(registryURL) has an unknown scheme; write https://host")
        }
        while rest.hasSuffix("/") { rest.removeLast() }
        if canonicalHost(rest.lowercased()) == "docker.io" || rest.hasPrefix("index.docker.io/v") {
            try self.init(imageName: imageName, context: context)
            return
        }
        let full = imageName == rest || imageName.hasPrefix(rest + "/") ? imageName : rest + "/" + imageName
        let slash = full.firstIndex(of: "/") ?? full.endIndex
        try self.init(
            authority: String(full[..<slash]), name: String(full[slash...].dropFirst()),
            scheme: scheme == "http" || scheme == "https" ? scheme : nil, context: context)
    }

    /// - Parameter scheme: as the registry's address names it; nil asks loopback and insecure hosts over `http`.
    private init(authority: String, name: String, scheme: String?, context: DatasourceContext) throws {
        guard let reference = ImageReference("registry.invalid/\(name)"), reference.name == reference.text,
            let https = WebOrigin(url: "https://\(authority)"), let plain = WebOrigin(url: "http://\(authority)")
        else { throw LookupError(.malformed, "\(authority)/\(name) is not the name of an image") }
        self.name = name
        credentialHost = canonicalHost(https.authority)
        if credentialHost == "docker.io", let hub = WebOrigin(url: "https://registry-1.docker.io") {
            origin = hub
            return
        }
        origin = scheme == "http" || (scheme == nil && context.allows(plain)) ? plain : https
        try context.check(origin)
    }

    /// What the distribution protocol calls the right to read this repository.
    var pullScope: String { "repository:\(name):pull" }

    /// The address of `path` below the repository, such as `tags/list`.
    func url(_ path: String) -> String { "\(origin.text)/v2/\(name)/\(path)" }

    /// For messages.
    var place: String { "registry \(credentialHost) for \(name)" }
}
