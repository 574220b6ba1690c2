public import Domain

/// Packages of Devbox.
///
/// **Files**: `devbox.json`.
///
/// **Fields**: `packages`, as a list of `name@version`, or as a mapping from names to a version or to settings with `version`.
///
/// **Skipped, with a reason**: `latest` (`unspecified-version`). Flakes (`github:owner/repository#package`, `path:...`) are left alone.
/// Source: https://www.jetify.com/docs/devbox/configuration
public struct Devbox: Manager {
    public static let id: ManagerID = "devbox"
    public static let summary = "Packages of devbox.json"
    public static let filePatterns = ["**/devbox.json"]
    public static let datasources: [DatasourceID] = ["devbox"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == "devbox.json" }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            guard let packages = root["packages"] else { continue }
            for item in packages.items where pins.isFirstVisit(item) { addText(item, pins) }
            for (name, value) in packages.entries {
                guard let name = name.text, let version = (value.resolved["version"] ?? value.resolved).scalar else {
                    continue
                }
                add(name, version, pins)
            }
        }
        return pins.extraction
    }

    private func addText(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, let at = scalar.text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return }
        let name = String(scalar.text[..<at])
        add(name, scalar.part((name.utf8.count + 1)..<scalar.text.utf8.count), pins)
    }

    private func add(_ name: String, _ version: YAMLScalar, _ pins: PinBuilder) {
        guard !name.isEmpty, !version.text.isEmpty, !name.contains(bytes: ":") else { return }
        var dependency = pins.pin(name, version, datasource: "devbox", versioning: "semver-coerced", depType: "package")
        if dependency.skipReason == nil, version.text.utf8.first.map({ (0x30...0x39).contains($0) }) != true {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }
}
