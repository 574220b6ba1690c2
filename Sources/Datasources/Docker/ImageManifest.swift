import Domain
import HTTPTransport

/// A manifest or an index of manifests, as far as we read it.
///
/// Source: https://github.com/opencontainers/image-spec/blob/main/image-index.md and manifest.md.
struct ImageManifest: Decodable, Sendable {
    /// The media types of what lists several platforms.
    static let indexTypes: Set<String> = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ]

    struct Entry: Decodable, Sendable {
        var digest: String
        var platform: Platform?
        var annotations: [String: String]?

        /// Whether it is an image, and not what somebody attests about one.
        var isImage: Bool {
            annotations?["vnd.docker.reference.type"] == nil && platform?.architecture != "unknown"
        }
    }

    struct Platform: Decodable, Hashable, Sendable {
        var os: String
        var architecture: String
        var variant: String?

        var text: String { [os, architecture, variant].compactMap { $0 }.joined(separator: "/") }
    }

    struct Blob: Decodable, Sendable { var digest: String }

    /// Of an index.
    var manifests: [Entry]?
    /// Of a manifest.
    var config: Blob?
    var annotations: [String: String]?

    /// The entry that stands for all: an image for Linux on amd64, else the first one.
    var usualEntry: Entry? {
        let images = (manifests ?? []).filter(\.isImage)
        return images.first { $0.platform?.os == "linux" && $0.platform?.architecture == "amd64" } ?? images.first
    }
}

/// The configuration of an image.
///
/// Source: https://github.com/opencontainers/image-spec/blob/main/config.md.
struct ImageConfiguration: Decodable, Sendable {
    struct Run: Decodable, Sendable {
        var labels: [String: String]?

        private enum CodingKeys: String, CodingKey { case labels = "Labels" }
    }

    var created: String?
    var os: String?
    var architecture: String?
    var variant: String?
    var config: Run?

    var platform: ImageManifest.Platform? {
        guard let os, let architecture, !os.isEmpty, !architecture.isEmpty else { return nil }
        return ImageManifest.Platform(os: os, architecture: architecture, variant: variant)
    }
}

extension HTTPResponse {
    /// What the body is, in lower case and without parameters.
    var mediaType: String? {
        headers["Content-Type"].map { $0.prefix { $0 != ";" }.lowercased() }
    }
}
