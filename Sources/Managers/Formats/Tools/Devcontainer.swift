public import Domain

/// Images and features of development containers.
///
/// **Files**: `devcontainer.json` (JSON with comments), also `.devcontainer.json` and with a name before the ending.
///
/// **Fields**: `image`, and the keys of `features`, which are OCI artifacts with a version.
///
/// **Skipped, with a reason**: images and features without a version (`unspecified-version`), variables (`contains-variable`). Local features (`./path`)
/// pin nothing; neither does `dockerFile`, whose images are those of the Dockerfile.
/// Source: https://containers.dev/implementors/json_reference/
public struct Devcontainer: Manager {
    public static let id: ManagerID = "devcontainer"
    public static let summary = "Images and features of development containers"
    public static let filePatterns = ["**/{.,}devcontainer*.json"]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard name.hasSuffix(".json") || name.hasSuffix(".jsonc") else { return false }
        return name.hasPrefix("devcontainer.") || name.hasPrefix(".devcontainer.")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots where root.isMapping {
            if let image = root["image"]?.scalar, !image.text.isEmpty { pins.addImage(image) }
            for (feature, _) in root["features"]?.entries ?? .none { addFeature(feature, pins) }
        }
        return pins.extraction
    }

    private func addFeature(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let feature = node.scalar, feature.text.contains(bytes: "/"), !feature.text.hasPrefix("."),
            !feature.text.contains(bytes: "://")
        else { return }
        pins.addImage(feature, depType: "feature", digests: .nowhere)
    }
}
