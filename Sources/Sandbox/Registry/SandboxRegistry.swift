public import Foundation

/// The container registry: images and OCI charts, seeded by code, read by the distribution API.
///
/// - Source: OCI distribution specification 1.1; distribution.github.io/distribution/spec/auth/token.
public final class SandboxRegistry: Sendable {
    /// One repository.
    struct Repository: Sendable {
        var artifacts: [String: Artifact] = [:]
        /// What tags point at, as far as anyone asked.
        var roots: [String: StoredContent] = [:]
        var manifests: [String: StoredContent] = [:]
        var blobs: [String: StoredContent] = [:]
        /// Made when asked for, and dropped when a tag changes.
        var sortedTags: [String]?
    }

    struct State: Sendable {
        var repositories: [String: Repository] = [:]
        var authentication: RegistryAuthentication
        var pageLimit: Int
        /// The scopes of tokens that were given out.
        var tokens: [String: Set<String>] = [:]
    }

    /// `127.0.0.1:PORT`.
    public let host: String
    let state: Locked<State>

    init(host: String, authentication: RegistryAuthentication, pageLimit: Int) {
        self.host = host
        state = Locked(State(authentication: authentication, pageLimit: pageLimit))
    }

    /// What requests must bring; may be changed at any time. Changing it makes tokens useless that were given out.
    public var authentication: RegistryAuthentication {
        get { state.withLock { $0.authentication } }
        set {
            state.withLock {
                $0.authentication = newValue
                $0.tokens = [:]
            }
        }
    }

    /// The most tags that one page has, whatever the client asks for.
    public var pageLimit: Int {
        get { state.withLock { $0.pageLimit } }
        set { state.withLock { $0.pageLimit = newValue } }
    }

    /// Publishes an image under each of `tags`; a tag that exists is moved to a new image.
    public func addImage(
        _ repository: String, tags: [String], created: Date = SeedCommit.firstTime, source: String? = nil
    ) {
        for tag in tags { publish(repository, tag, .image(source: source), created) }
    }

    /// Publishes a Helm chart; its name is the last part of the repository.
    public func addChart(
        _ repository: String, versions: [String], appVersion: String? = nil, created: Date = SeedCommit.firstTime
    ) {
        let name = repository.split(separator: "/").last.map(String.init) ?? repository
        for version in versions { publish(repository, version, .chart(name: name, appVersion: appVersion), created) }
    }

    /// Makes `tag` point at what `other` points at.
    public func pointTag(_ tag: String, at other: String, of repository: String) {
        change(repository) { $0.artifacts[tag] = $0.artifacts[other] }
    }

    /// Removes a tag; what it pointed at can still be had by its digest if someone asked for it before.
    public func removeTag(_ tag: String, of repository: String) {
        change(repository) { $0.artifacts[tag] = nil }
    }

    /// Removes a repository with all that is in it.
    public func removeRepository(_ repository: String) {
        state.withLock { $0.repositories[repository] = nil }
    }

    /// The digest that `tag` points at; nil when there is no such tag.
    public func digest(of repository: String, tag: String) -> String? {
        root(of: repository, tag: tag)?.digest
    }

    /// The tags of a repository, sorted.
    public func tags(of repository: String) -> [String] { sortedTags(of: repository) ?? [] }

    /// Puts everything of `catalogue` into the registry.
    func add(_ catalogue: Catalogue) {
        for image in catalogue.images {
            change(image.repository) { repository in
                for tag in image.tags {
                    repository.artifacts[tag.version] = Artifact(
                        kind: .image(source: image.source), version: tag.version, created: tag.released)
                }
                for (tag, target) in image.rolling { repository.artifacts[tag] = repository.artifacts[target] }
            }
        }
        for chart in catalogue.ociCharts {
            let name = chart.repository.split(separator: "/").last.map(String.init) ?? chart.repository
            change(chart.repository) { repository in
                for version in chart.versions {
                    repository.artifacts[version.version] = Artifact(
                        kind: .chart(name: name, appVersion: version.appVersion), version: version.version,
                        created: version.released)
                }
            }
        }
    }

    private func publish(_ repository: String, _ tag: String, _ kind: Artifact.Kind, _ created: Date) {
        change(repository) {
            let revision = $0.artifacts[tag].map { $0.revision + 1 } ?? 0
            $0.artifacts[tag] = Artifact(kind: kind, version: tag, created: created, revision: revision)
        }
    }

    private func change(_ repository: String, _ body: (inout Repository) -> Void) {
        state.withLock { state in
            body(&state.repositories[repository, default: Repository()])
            state.repositories[repository]?.roots = [:]
            state.repositories[repository]?.sortedTags = nil
        }
    }
}

// MARK: What the API asks for

extension SandboxRegistry {
    func hasRepository(_ name: String) -> Bool {
        state.withLock { $0.repositories[name] != nil }
    }

    /// All tags in the order of their bytes; nil when there is no such repository.
    func sortedTags(of name: String) -> [String]? {
        state.withLock { state in
            guard let repository = state.repositories[name] else { return nil }
            if let sorted = repository.sortedTags { return sorted }
            let sorted = repository.artifacts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            state.repositories[name]?.sortedTags = sorted
            return sorted
        }
    }

    func root(of name: String, tag: String) -> StoredContent? {
        state.withLock { state in
            state.repositories[name]?.root(of: tag, in: name)
        }
    }

    func manifest(of name: String, digest: String) -> StoredContent? {
        state.withLock { state in
            if let known = state.repositories[name]?.manifests[digest] { return known }
            // Nobody asked for its tag yet: digests are known only once everything is built.
            state.repositories[name]?.buildAll(in: name)
            return state.repositories[name]?.manifests[digest]
        }
    }

    func blob(of name: String, digest: String) -> StoredContent? {
        state.withLock { state in
            if let known = state.repositories[name]?.blobs[digest] { return known }
            state.repositories[name]?.buildAll(in: name)
            return state.repositories[name]?.blobs[digest]
        }
    }
}

extension SandboxRegistry.Repository {
    fileprivate mutating func root(of tag: String, in name: String) -> StoredContent? {
        if let known = roots[tag] { return known }
        guard let artifact = artifacts[tag] else { return nil }
        let built = artifact.build(in: name)
        roots[tag] = built.root
        for content in [built.root] + built.manifests { manifests[content.digest] = content }
        for content in built.blobs { blobs[content.digest] = content }
        return built.root
    }

    fileprivate mutating func buildAll(in name: String) {
        for tag in artifacts.keys { _ = root(of: tag, in: name) }
    }
}
