public import Domain
import Foundation
import HTTPTransport
import Signing

/// Tags and digests of container images, and of anything else in a registry that speaks the OCI distribution protocol.
///
/// - Names: `nginx` and `team/app` are Docker Hub's, `ghcr.io/team/app` names its registry. A dependency's registry
///   addresses (`https://host/prefix`, `oci://host/prefix`) are asked in their order until one knows the package.
/// - Login: none, user and password, or the token flow, as the registry wants; see ``RegistryCredential``.
/// - Plain `http` is used for loopback and for the hosts that settings list as insecure, and for no other.
/// - Helm charts in OCI registries are looked up here too. A tag cannot hold `+`, so Helm writes `_` for it: with the
///   versioning `helm` read the list through ``Domain/ReleaseList/readingChartTags()``; a digest may be asked for with
///   either spelling.
/// - A list is complete or an error. Tags that no client could pull are left out.
/// - Requests of a package: one for every page of tags, one for a digest; before them one for a token where the registry
///   works with tokens, and one refused request for each registry, the first one.
///
/// Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md.
public struct DockerDatasource: BuiltInDatasource {
    public static let id: DatasourceID = "docker"
    public static let summary = "Tags and digests of images and OCI charts, from any OCI registry"
    public static let defaultVersioning: VersioningID = "docker"
    public static let defaultRegistryURLs = ["https://index.docker.io"]

    /// Everything a tag may point at; without the indexes a registry would answer with one platform's manifest.
    static let manifestTypes = [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]

    let context: DatasourceContext
    let client: RegistryClient
    let web: WebAPI

    public init(_ context: DatasourceContext) {
        self.context = context
        client = RegistryClient(context)
        web = WebAPI(context)
    }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        try await inOrder(package) { repository in
            let tags = try await fetchTags(of: repository)
            return ReleaseList(
                releases: tags.map { Release(version: $0) }, registryURL: repository.origin.text)
        }
    }

    /// - Throws: ``LookupError`` `.notFound` when there is no such tag.
    public func fetchDigest(of package: Package, version: String) async throws -> String? {
        try await fetchDigest(of: package, version: version, replacing: nil)
    }

    /// When the tag is of several platforms and `current` is the manifest of one, the new digest is that platform's.
    ///
    /// That costs requests only when the digest has changed: for what `current` is, and for the new index.
    public func fetchDigest(of package: Package, version: String, replacing current: String?) async throws -> String? {
        let tag = version.replacing("+", with: "_")
        guard ImageReference.isTag(tag) else {
            throw LookupError(.malformed, "\(version) cannot be a tag of \(package.name)")
        }
        return try await inOrder(package) { repository in
            let (digest, type) = try await fetchDigest(of: tag, in: repository)
            guard let current, current != digest, type.map(ImageManifest.indexTypes.contains) ?? true else {
                return digest
            }
            return try await fetchPlatformDigest(of: tag, replacing: current, in: repository) ?? digest
        }
    }

    /// Asks the package's registries in their order: the first that knows the package answers.
    func inOrder<T>(_ package: Package, _ ask: (RegistryRepository) async throws -> T) async throws -> T {
        guard !package.registryURLs.isEmpty else {
            return try await ask(try RegistryRepository(imageName: package.name, context: context))
        }
        var missing = LookupError(.notFound, "\(package.name) has no registry")
        for url in package.registryURLs {
            do {
                return try await ask(
                    try RegistryRepository(imageName: package.name, registryURL: url, context: context))
            } catch let error as LookupError where error.code == .notFound {
                missing = error
            }
        }
        throw missing
    }

    private func fetchTags(of repository: RegistryRepository) async throws -> [String] {
        let first = repository.url("tags/list?n=\(TagPages.pageSize)")
        var pages = TagPages(first: first, place: repository.place)
        var next: String? = first
        while let url = next {
            var response = try await fetchPage(url, of: repository)
            if response.status == 400, url == first {
                // A registry that gives fewer at a time may refuse the number instead of lowering it.
                response = try await fetchPage(repository.url("tags/list"), of: repository)
            }
            guard response.status == 200 else { throw failure(response, repository) }
            next = try pages.add(response)
        }
        return pages.tags
    }

    private func fetchPage(_ url: String, of repository: RegistryRepository) async throws -> HTTPResponse {
        try await client.send(
            HTTPRequest(.get, url, headers: ["Accept": "application/json"], usesCache: true), for: repository)
    }

    /// The digest, and the media type where the answer has one.
    private func fetchDigest(
        of tag: String, in repository: RegistryRepository
    ) async throws -> (digest: String, type: String?) {
        let url = repository.url("manifests/\(tag)")
        let headers: HTTPFields = ["Accept": Self.manifestTypes.joined(separator: ", ")]
        let head = try await client.send(HTTPRequest(.head, url, headers: headers), for: repository)
        if head.status == 200, let digest = try digest(in: head, repository) { return (digest, head.mediaType) }
        guard [200, 400, 405, 501].contains(head.status) else { throw failure(head, repository, about: tag) }
        // The registry does not tell: the digest is the SHA-256 of the manifest's bytes.
        let get = try await client.send(
            HTTPRequest(.get, url, headers: headers, responseLimit: 8 << 20), for: repository)
        guard get.status == 200 else { throw failure(get, repository, about: tag) }
        if let digest = try digest(in: get, repository) { return (digest, get.mediaType) }
        guard let type = get.mediaType, Self.manifestTypes.contains(type) else {
            throw LookupError(.malformed, "\(repository.place) answers with something that is no manifest of \(tag)")
        }
        return ("sha256:" + (try HashFunction.sha256.hexDigest(of: get.body)), type)
    }

    private func digest(in response: HTTPResponse, _ repository: RegistryRepository) throws -> String? {
        guard let digest = response.headers["Docker-Content-Digest"], !digest.isEmpty else { return nil }
        guard ImageReference.isDigest(digest) else {
            throw LookupError(.malformed, "\(repository.place) answers with a digest that is none")
        }
        return digest
    }

    func failure(
        _ response: HTTPResponse, _ repository: RegistryRepository, about tag: String? = nil
    ) -> LookupError {
        let errors = try? JSONDecoder().decode(RegistryErrors.self, from: Data(response.body))
        let code = errors?.errors.first?.code ?? ""
        let isPlain = code.utf8.count < 64 && code.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (65...90).contains($0) }
        let place = repository.place + (tag.map { ":" + $0 } ?? "")
        return LookupError(status: response.status, place: place, hint: isPlain ? code : "")
    }
}

/// The body of a registry's error.
private struct RegistryErrors: Decodable {
    struct Item: Decodable { var code: String }
    var errors: [Item]
}
