public import Domain

/// Images, orbs and machines of CircleCI.
///
/// **Files**: YAML below `.circleci/`.
///
/// **Fields**: `image` in lists under `docker`, at any depth (jobs, executors, inline orbs, fragments held by anchors); `orbs` with a
/// version; defaults of parameters whose name ends in `image`.
///
/// **Skipped, with a reason**: machine images (`unsupported-datasource`), parameters (`contains-variable`), images without tag and digest
/// and floating orbs such as `volatile` (`unspecified-version`).
/// Source: https://circleci.com/docs/reference/configuration-reference/
public struct CircleCI: Manager {
    public static let id: ManagerID = "circleci"
    public static let summary = "Images, orbs and machine images of CircleCI"
    public static let filePatterns = ["**/.circleci/**/*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["circleci-machine", "docker", "orb"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML && ("/" + file.path).contains(bytes: "/.circleci/")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others { walk(root, depth: 0, pins) }
        return pins.extraction
    }

    private func walk(_ node: YAMLNode, depth: Int, _ pins: PinBuilder) {
        guard depth <= YAMLComposer.maximumDepth else { return }
        if node.isSequence {
            for item in node.children { walk(item, depth: depth + 1, pins) }
            return
        }
        for (key, value) in node.entries {
            if key.reads("docker"), value.isSequence {
                for item in value.items where pins.isFirstVisit(item) {
                    pins.addImage(item["image"], depType: "docker")
                }
            } else if key.reads("machine"), pins.isFirstVisit(value), let image = value.resolved["image"]?.scalar {
                addMachine(image, pins)
            } else if key.reads("orbs"), pins.isFirstVisit(value) {
                for (name, orb) in value.resolved.entries where orb.isScalar { addOrb(name, orb, pins) }
            } else if key.reads("parameters") {
                for (name, parameter) in value.entries where name.ends(caseless: "image") {
                    pins.addImage(parameter.resolved["default"], depType: "parameter", unpinned: .ignore)
                }
            }
            if !value.isScalar { walk(value, depth: depth + 1, pins) }
        }
    }

    /// `node: circleci/node@5.1.0`.
    private func addOrb(_ name: YAMLNode, _ orb: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = orb.scalar, let at = scalar.text.utf8.lastIndex(of: UInt8(ascii: "@")), let name = name.text
        else { return }
        let package = String(scalar.text[..<at])
        let version = scalar.part((package.utf8.count + 1)..<scalar.text.utf8.count)
        guard !package.isEmpty, !version.text.isEmpty else { return }
        var dependency = pins.pin(
            name, packageName: package, version, datasource: "orb", versioning: "semver-partial", depType: "orb")
        if VariableText.isIn(package) { dependency.skipReason = .containsVariable }
        if dependency.skipReason == nil, !GitAddress.isVersion(version.text) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }

    /// `ubuntu-2204:2024.01.1`: only the vendor's pages say what follows it.
    private func addMachine(_ image: YAMLScalar, _ pins: PinBuilder) {
        guard let colon = image.text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(image.text[..<colon])
        var dependency = pins.pin(
            name, image.part((name.utf8.count + 1)..<image.text.utf8.count), datasource: "circleci-machine",
            versioning: "loose", depType: "machine")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
        pins.add(dependency)
    }
}
