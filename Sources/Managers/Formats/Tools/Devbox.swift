public import Domain

/// Packages of devbox.
///
/// **Files**: `devbox.json`.
///
/// **Fields**: `packages`: a map of names to versions or to maps with `version`, or a list of `name@version`.
///
/// **Skipped, with a reason**: `latest` and no version (`unspecified-version`). Packages that are Nix flakes carry no version and
/// are left out.
///
/// Source: https://www.jetify.com/docs/devbox/configuration/
public struct Devbox: Manager {
    public static let id: ManagerID = "devbox"
    public static let summary = "packages in devbox.json"
    public static let filePatterns = ["**/devbox.json"]
    public static let datasources: [DatasourceID] = ["devbox"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == "devbox.json" }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            guard let packages = root["packages"] else { continue }
            for (key, value) in packages.entries {
                guard let name = key.text, let version = (value["version"] ?? value).scalar else { continue }
                add(name, version, pins)
            }
            for item in packages.items {
                guard let scalar = item.scalar else { continue }
                let bytes = Array(scalar.text.utf8)
                guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0 else { continue }
                add(ByteText.string(bytes, 0..<at), scalar.part((at + 1)..<bytes.count), pins)
            }
        }
        return pins.extraction
    }

    private func add(_ name: String, _ version: YAMLScalar, _ pins: PinBuilder) {
        guard !version.text.isEmpty else { return }
        var dependency = pins.pin(name, version, datasource: "devbox", versioning: "semver-coerced")
        if dependency.skipReason == nil, !version.text.utf8.contains(where: { (0x30...0x39).contains($0) }) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }
}
