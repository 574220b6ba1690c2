public import Domain
import Foundation
import HTTPTransport

extension DockerDatasource {
    /// When an image was made, and where its source is.
    ///
    /// - Time: of Docker Hub's images when the tag was pushed, by the hub's own API; else the annotation or label
    ///   `org.opencontainers.image.created`, else `created` of the configuration. Builds that are made to be repeatable
    ///   write a time of long ago there, which is none.
    /// - Source: the annotation or label `org.opencontainers.image.source`, else `org.opencontainers.image.url`, else
    ///   `org.opencontainers.image.documentation`.
    /// - Notes: of a chart the annotations `artifacthub.io/changes` and `artifacthub.io/links`.
    /// - Requests: one to the hub; or one for the manifest, one more for an index, and one for the configuration.
    ///
    /// Source: https://github.com/opencontainers/image-spec/blob/main/annotations.md.
    public func fetchDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> ReleaseDetails? {
        let tag = version.replacing("+", with: "_")
        guard ImageReference.isTag(tag) else { return nil }
        return try await inOrder(package) { repository in
            var details = ReleaseDetails()
            if repository.credentialHost == "docker.io", parts.contains(.time) {
                details.timestamp = try await hubTime(of: tag, in: repository)
                if details.timestamp != nil, !parts.contains(.notes) { return details }
            }
            let facts = try await imageFacts(tag, repository, parts)
            details.timestamp = details.timestamp ?? facts.time
            let changes = PublishedChanges(
                changes: facts.changes, links: facts.links, scratchFolder: context.scratchFolder)
            details.sourceURL = facts["source"] ?? changes.sourceURL ?? facts["url"] ?? facts["documentation"]
            details.notes = changes.notes
            details.changelogURL = changes.changelogURL
            return details
        }
    }

    /// The digest of `tag` for the platform that `current` is the manifest of; nil when `current` is an index, or gone.
    func fetchPlatformDigest(
        of tag: String, replacing current: String, in repository: RegistryRepository
    ) async throws -> String? {
        guard ImageReference.isDigest(current) else { return nil }
        let old: ImageManifest
        do {
            old = try await fetch(ImageManifest.self, "manifests/\(current)", repository)
        } catch let error as LookupError where error.code == .notFound {
            return nil
        }
        guard old.manifests == nil, let blob = old.config?.digest, ImageReference.isDigest(blob),
            let platform = try await fetch(ImageConfiguration.self, "blobs/\(blob)", repository).platform
        else { return nil }
        let index = try await fetch(ImageManifest.self, "manifests/\(tag)", repository)
        guard let entries = index.manifests else { return nil }
        let fitting = entries.filter { entry in
            entry.isImage && entry.platform?.os == platform.os && entry.platform?.architecture == platform.architecture
        }
        let same = fitting.first { $0.platform?.variant == platform.variant } ?? fitting.first
        guard let same, ImageReference.isDigest(same.digest) else {
            throw LookupError(
                .notFound,
                "\(repository.place):\(tag) has no image for \(platform.text), which the pinned digest is for")
        }
        return same.digest
    }

    /// When Docker Hub was given the tag; nil when its API does not answer as described.
    private func hubTime(of tag: String, in repository: RegistryRepository) async throws -> Date? {
        let url = "https://hub.docker.com/v2/repositories/\(repository.name)/tags/\(tag)"
        do {
            let answer = try await web.get(
                HubTag.self, WebAPI.Question(url: url, place: "Docker Hub for \(repository.name)"))
            return timestamp(answer.tag_last_pushed) ?? timestamp(answer.last_updated)
        } catch is LookupError {
            // The registry knows a time, too.
            return nil
        }
    }

    private func imageFacts(
        _ tag: String, _ repository: RegistryRepository, _ parts: ReleaseDetails.Parts
    ) async throws -> ImageFacts {
        var facts = ImageFacts(needsTime: parts.contains(.time))
        var manifest = try await fetch(ImageManifest.self, "manifests/\(tag)", repository)
        facts.add(manifest.annotations)
        if !facts.needsTime { facts.add(manifest.usualEntry?.annotations) }
        if let entry = manifest.usualEntry, ImageReference.isDigest(entry.digest), !facts.isComplete {
            manifest = try await fetch(ImageManifest.self, "manifests/\(entry.digest)", repository)
            facts.add(manifest.annotations)
        }
        if let blob = manifest.config?.digest, ImageReference.isDigest(blob), !facts.isComplete {
            let configuration = try await fetch(ImageConfiguration.self, "blobs/\(blob)", repository)
            facts.add(configuration.config?.labels)
            facts.created = configuration.created
        }
        return facts
    }

    private func fetch<Value: Decodable>(
        _ type: Value.Type, _ path: String, _ repository: RegistryRepository
    ) async throws -> Value {
        let accept = path.hasPrefix("blobs/") ? "*/*" : Self.manifestTypes.joined(separator: ", ")
        let response = try await client.send(
            HTTPRequest(
                .get, repository.url(path), headers: ["Accept": accept], responseLimit: 8 << 20, usesCache: true),
            for: repository)
        guard response.status == 200 else { throw failure(response, repository, about: String(path.suffix(80))) }
        do {
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw LookupError(.malformed, "\(repository.place) answers with something else than \(path)")
        }
    }
}

/// What annotations, labels and configuration say, the first one of each.
private struct ImageFacts {
    /// Whether the time is asked for, too.
    let needsTime: Bool
    private var values: [String: String] = [:]
    var created: String?
    private(set) var changes: String?
    private(set) var links: String?

    init(needsTime: Bool) { self.needsTime = needsTime }

    private static let prefix = "org.opencontainers.image."

    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    var isComplete: Bool { (time != nil || !needsTime) && self["source"] != nil }

    /// Images were not made before there was the format.
    var time: Date? {
        [self["created"], created].compactMap(timestamp).first { $0.timeIntervalSince1970 > 1_356_998_400 }
    }

    mutating func add(_ annotations: [String: String]?) {
        for name in ["created", "source", "url", "documentation"] where values[name] == nil {
            values[name] = annotations?[Self.prefix + name]
        }
        changes = changes ?? annotations?[PublishedChanges.changesKey]
        links = links ?? annotations?[PublishedChanges.linksKey]
    }
}

/// A tag as Docker Hub's own API describes it.
///
/// Source: https://docs.docker.com/reference/api/hub/latest/ (repositories, tags).
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct HubTag: Decodable, Sendable {
    var tag_last_pushed: String?
    var last_updated: String?
}
