import Foundation

/// What a tag points at, before its bytes are needed.
struct Artifact: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// An index with an image for amd64 and one for arm64.
        case image(source: String?)
        case chart(name: String, appVersion: String?)
    }

    var kind: Kind
    /// The version that it was published as; rolling tags share it.
    var version: String
    var created: Date
    /// Set to publish other bytes under the same version.
    var revision = 0
}

/// Bytes with a digest and a media type.
struct StoredContent: Sendable {
    var mediaType: String
    var bytes: [UInt8]
    var digest: String

    init(_ mediaType: String, _ bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
        digest = "sha256:" + sha256(bytes)
    }

    init(_ mediaType: String, _ value: JSONValue) { self.init(mediaType, value.bytes) }

    var descriptor: JSONValue {
        ["mediaType": .string(mediaType), "digest": .string(digest), "size": .integer(bytes.count)]
    }
}

/// What an artifact is made of.
struct BuiltArtifact: Sendable {
    /// The manifest or index that the tag points at.
    var root: StoredContent
    /// Manifests that the root lists.
    var manifests: [StoredContent] = []
    var blobs: [StoredContent] = []
}

/// The media types that are served.
///
/// - Source: OCI image specification 1.1, "Media types"; helm.sh/docs/topics/registries.
enum MediaType {
    static let index = "application/vnd.oci.image.index.v1+json"
    static let manifest = "application/vnd.oci.image.manifest.v1+json"
    static let config = "application/vnd.oci.image.config.v1+json"
    static let layer = "application/vnd.oci.image.layer.v1.tar+gzip"
    static let chartConfig = "application/vnd.cncf.helm.config.v1+json"
    static let chartContent = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
}

extension Artifact {
    /// Makes the bytes; the same artifact of the same repository always has the same ones.
    func build(in repository: String) -> BuiltArtifact {
        switch kind {
        case .image(let source): buildImage(repository, source: source)
        case .chart(let name, let appVersion): buildChart(repository, name: name, appVersion: appVersion)
        }
    }

    private func buildImage(_ repository: String, source: String?) -> BuiltArtifact {
        var built = BuiltArtifact(root: StoredContent(MediaType.index, .null))
        var entries: [JSONValue] = []
        for architecture in ["amd64", "arm64"] {
            let layer = StoredContent(
                MediaType.layer, Array("\(repository) \(version) \(architecture) \(revision)".utf8))
            var labels: [JSONValue.Member] = [.init(name: "org.opencontainers.image.version", value: .string(version))]
            if let source { labels.append(.init(name: "org.opencontainers.image.source", value: .string(source))) }
            let config = StoredContent(
                MediaType.config,
                [
                    "architecture": .string(architecture), "os": "linux", "created": .string(internetTime(created)),
                    "config": ["Labels": .object(labels)],
                    "rootfs": ["type": "layers", "diff_ids": [.string(layer.digest)]],
                ])
            let manifest = StoredContent(MediaType.manifest, manifestValue(config: config, layers: [layer]))
            entries.append([
                "mediaType": .string(manifest.mediaType), "digest": .string(manifest.digest),
                "size": .integer(manifest.bytes.count),
                "platform": ["architecture": .string(architecture), "os": "linux"],
            ])
            built.manifests.append(manifest)
            built.blobs += [config, layer]
        }
        built.root = StoredContent(
            MediaType.index,
            ["schemaVersion": 2, "mediaType": .string(MediaType.index), "manifests": .array(entries)])
        return built
    }

    private func buildChart(_ repository: String, name: String, appVersion: String?) -> BuiltArtifact {
        var metadata: [JSONValue.Member] = [
            .init(name: "apiVersion", value: "v2"), .init(name: "name", value: .string(name)),
            .init(name: "version", value: .string(version)),
        ]
        if let appVersion { metadata.append(.init(name: "appVersion", value: .string(appVersion))) }
        let config = StoredContent(MediaType.chartConfig, .object(metadata))
        let content = StoredContent(MediaType.chartContent, Array("\(repository) \(version) \(revision)".utf8))
        let manifest = StoredContent(MediaType.manifest, manifestValue(config: config, layers: [content]))
        return BuiltArtifact(root: manifest, blobs: [config, content])
    }

    private func manifestValue(config: StoredContent, layers: [StoredContent]) -> JSONValue {
        [
            "schemaVersion": 2, "mediaType": .string(MediaType.manifest), "config": config.descriptor,
            "layers": .array(layers.map(\.descriptor)),
            "annotations": ["org.opencontainers.image.created": .string(internetTime(created))],
        ]
    }
}
