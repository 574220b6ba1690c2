import Foundation

/// A registry of Terraform's providers with their packages: small zip archives that nothing can run.
///
/// - Source: developer.hashicorp.com/terraform/internals/provider-registry-protocol.
public final class SandboxProviders: Sendable {
    private struct Release: Sendable {
        var platforms: [String]
        /// Sends other bytes than the list of sums says.
        var isDamaged = false
    }

    private let releases = Locked<[String: [String: Release]]>([:])
    /// `127.0.0.1:PORT`, as it stands in the addresses of providers.
    public let host: String

    init(host: String) { self.host = host }

    /// Publishes versions of a provider.
    public func add(_ provider: Catalogue.Provider) {
        releases.withLock { all in
            for version in provider.versions {
                all[provider.name, default: [:]][version.version] = Release(platforms: provider.platforms)
            }
        }
    }

    /// Makes the packages of a version other ones than their signed sums say, or the right ones again.
    public func setDamaged(_ isDamaged: Bool, _ name: String, _ version: String) {
        releases.withLock { $0[name]?[version]?.isDamaged = isDamaged }
    }

    /// The hashes in a lock file that was made for `platforms`, in their order; empty for what is not there.
    public func lockHashes(of name: String, _ version: String, platforms: [String]) -> [String] {
        guard let release = releases.withLock({ $0[name]?[version] }) else { return [] }
        let files = platforms.map { ProviderPackage(name: name, version: version, platform: $0).fileHash }
        let zips = release.platforms.map { ProviderPackage(name: name, version: version, platform: $0).sum }
        return files.sorted() + (zips + [sha256(Self.manifest)]).sorted().map { "zh:" + $0 }
    }

    private static let manifest = Array("{\"version\":1,\"metadata\":{\"protocol_versions\":[\"6.0\"]}}\n".utf8)

    // MARK: Answering

    static func claims(_ request: ServedRequest) -> Bool {
        request.path == "/.well-known/terraform.json" || request.segments.first == "terraform"
    }

    func reply(to request: ServedRequest) -> Reply {
        guard request.method == "GET" || request.method == "HEAD" else { return .text(405, "method not allowed\n") }
        if request.path == "/.well-known/terraform.json" {
            return .json(200, ["providers.v1": "/terraform/v1/providers/"])
        }
        let parts = Array(request.segments.dropFirst())
        switch parts.first {
        case "v1" where parts.count == 5 && parts[4] == "versions":
            return versions(of: parts[2] + "/" + parts[3], request) ?? Self.missing
        case "v1" where parts.count == 8 && parts[5] == "download":
            return package(of: parts[2] + "/" + parts[3], parts[4], parts[6] + "_" + parts[7]) ?? Self.missing
        case "packages" where parts.count == 5:
            return file(of: parts[1] + "/" + parts[2], parts[3], parts[4]) ?? Self.missing
        default: return Self.missing
        }
    }

    private static var missing: Reply { .json(404, ["errors": ["Not Found"]]) }

    private func versions(of name: String, _ request: ServedRequest) -> Reply? {
        guard let all = releases.withLock({ $0[name] }) else { return nil }
        let list = all.sorted { $0.key < $1.key }.map { version, release -> JSONValue in
            let platforms = release.platforms.map { platform -> JSONValue in
                let parts = platform.split(separator: "_").map(String.init)
                return ["os": .string(parts.first ?? ""), "arch": .string(parts.last ?? "")]
            }
            return ["version": .string(version), "protocols": ["6.0"], "platforms": .array(platforms)]
        }
        let value: JSONValue = ["versions": .array(list)]
        let etag = "\"\(sha256(value.bytes).prefix(32))\""
        if request.header("If-None-Match") == etag { return Reply(304, headers: [.init("ETag", etag)]) }
        return .json(200, value, headers: [.init("ETag", etag)])
    }

    private func package(of name: String, _ version: String, _ platform: String) -> Reply? {
        guard let release = releases.withLock({ $0[name]?[version] }), release.platforms.contains(platform) else {
            return nil
        }
        let package = ProviderPackage(name: name, version: version, platform: platform)
        let folder = "/terraform/packages/\(name)/\(version)/"
        let parts = platform.split(separator: "_").map(String.init)
        return .json(
            200,
            [
                "protocols": ["6.0"], "os": .string(parts.first ?? ""), "arch": .string(parts.last ?? ""),
                "filename": .string(package.fileName), "shasum": .string(package.sum),
                "download_url": .string("http://\(host)\(folder)\(package.fileName)"),
                "shasums_url": .string("\(folder)\(package.prefix)_SHA256SUMS"),
                "shasums_signature_url": .string("\(folder)\(package.prefix)_SHA256SUMS.sig"),
                "signing_keys": ["gpg_public_keys": []],
            ])
    }

    private func file(of name: String, _ version: String, _ file: String) -> Reply? {
        guard let release = releases.withLock({ $0[name]?[version] }) else { return nil }
        let packages = release.platforms.map { ProviderPackage(name: name, version: version, platform: $0) }
        if let package = packages.first, file == package.prefix + "_SHA256SUMS" {
            let lines = packages.map { "\($0.sum)  \($0.fileName)\n" }.sorted()
            return .text(200, lines.joined() + "\(sha256(Self.manifest))  \(package.prefix)_manifest.json\n")
        }
        guard let package = packages.first(where: { $0.fileName == file }) else { return nil }
        let bytes = package.zip + (release.isDamaged ? [0] : [])
        return Reply(200, headers: [.init("Content-Type", "application/zip")], body: .bytes(bytes))
    }
}
