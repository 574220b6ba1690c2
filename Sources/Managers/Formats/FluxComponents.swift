import Domain

extension SkipReason {
    /// A program writes the file as a whole: its version is no text that could be replaced.
    static let generatedFile: SkipReason = "generated-file"
}

/// Reads which release of Flux wrote a `gotk-components.yaml`.
///
/// `flux install --export` writes it anew for each release, resources and all, so the version is shown and held.
/// Source: https://fluxcd.io/flux/cmd/flux_install/
enum FluxComponents {
    private static let mark: StaticString = "# Flux Version: "

    static func read(_ pins: PinBuilder) {
        let bytes = pins.file.bytes
        let head = Array(bytes.prefix(2_048))
        guard let found = ByteText.firstIndex(of: mark, in: head, from: 0, rare: 2) else { return }
        let start = found + mark.utf8CodeUnitCount
        let end = head[start...].firstIndex { ByteText.isBreak($0) || ByteText.isSpace($0) } ?? head.count
        guard start < end else { return }
        let version = YAMLScalar(
            text: ByteText.string(head, start..<end), map: .verbatim(at: start, count: end - start))
        var dependency = pins.pin(
            "fluxcd/flux2", version, datasource: "github-releases", versioning: "semver", depType: "flux")
        dependency.skipReason = .generatedFile
        pins.add(dependency)
    }
}
