public import Domain
import TextEdits

/// Images, orbs and machines of CircleCI.
///
/// **Files**: YAML below `.circleci/`.
///
/// **Fields**: `image` in lists under `docker`, at any depth (jobs, executors, inline orbs, fragments held by anchors); `orbs` with a
/// version; defaults of parameters whose name ends in `image`, and images given to such parameters; defaults of what
/// `<< parameters.name >>` stands for in an image.
///
/// **Skipped, with a reason**: machine images and Xcode (`unsupported-datasource`), parameters without a default (`contains-variable`), images without tag and digest
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
        for root in file.resources.others {
            var scope = VariableScope(.circleCI)
            scope.addDefaults(of: root["parameters"], "pipeline.parameters.", pins)
            walk(root, Place(scope: scope), pins)
        }
        return pins.extraction
    }

    /// What stands above a node.
    private struct Place {
        var depth = 0
        /// Parameters with a default.
        var scope: VariableScope
        /// Whether the node is below `workflows` or `steps`, where only the parameters of an orb are called like images.
        var isUse = false
    }

    private func walk(_ node: YAMLNode, _ place: Place, _ pins: PinBuilder) {
        guard place.depth <= YAMLComposer.maximumDepth else { return }
        var below = place
        below.depth += 1
        if node.isSequence {
            for item in node.children { walk(item, below, pins) }
            return
        }
        if let parameters = node["parameters"], pins.maySetVariables(in: place.scope) {
            below.scope.addDefaults(of: parameters, "parameters.", pins)
        }
        for (key, value) in node.entries {
            read(key, value, below, pins)
            var inner = below
            if key.reads("workflows") || key.reads("steps") { inner.isUse = true }
            if !value.isScalar { walk(value, inner, pins) }
        }
    }

    private func read(_ key: YAMLNode, _ value: YAMLNode, _ place: Place, _ pins: PinBuilder) {
        if key.reads("docker"), value.isSequence {
            for item in value.items where pins.isFirstVisit(item) {
                if let image = item["image"]?.scalar {
                    pins.addImage(place.scope.expanded(image).withoutBlanksInBrackets, depType: "docker")
                }
            }
        } else if key.reads("machine"), pins.isFirstVisit(value), let image = value.resolved["image"]?.scalar {
            addMachine(place.scope.expanded(image), pins)
        } else if key.reads("macos"), pins.isFirstVisit(value), let version = value.resolved["xcode"]?.scalar {
            addXcode(place.scope.expanded(version), pins)
        } else if key.reads("orbs"), pins.isFirstVisit(value) {
            for (name, orb) in value.resolved.entries where orb.isScalar { addOrb(name, orb, pins) }
        } else if key.reads("parameters") {
            guard pins.isFirstVisit(value) else { return }
            for (name, parameter) in value.entries where name.ends(caseless: "image") {
                pins.addImage(parameter.resolved["default"], depType: "parameter", unpinned: .ignore)
            }
        } else if place.isUse, key.ends(caseless: "image"), let image = value.scalar, !isMachine(image.text) {
            pins.addVersionedImage(image, depType: "parameter")
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

    /// Names of machine images, which parameters may give too: `ubuntu-2204`, `windows-server-2022-gui`, `android`.
    private func isMachine(_ text: String) -> Bool {
        ["ubuntu-2", "ubuntu-1", "windows-server", "android:", "linux-cuda", "arm-"].contains(where: text.hasPrefix)
    }

    private func addXcode(_ version: YAMLScalar, _ pins: PinBuilder) {
        guard !version.text.isEmpty else { return }
        var dependency = pins.pin(
            "xcode", version, datasource: "circleci-machine", versioning: "loose", depType: "machine")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
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

extension VariableScope {
    /// Adds the defaults that parameters declare.
    fileprivate mutating func addDefaults(of parameters: YAMLNode?, _ prefix: String, _ pins: PinBuilder) {
        for (name, parameter) in parameters?.entries ?? .none where pins.maySetVariables(in: VariableScope()) {
            if let name = name.text, let value = parameter.resolved["default"]?.scalar, !value.text.isEmpty {
                set(prefix + name, value)
            }
        }
    }
}

extension YAMLScalar {
    /// The text with `<< parameters.name >>` written as `<<parameters.name>>`, which no blank keeps from being an image.
    fileprivate var withoutBlanksInBrackets: YAMLScalar {
        guard text.contains(bytes: "<< ") || text.contains(bytes: " >>") else { return self }
        var made: [UInt8] = []
        var inner = TextMap()
        for (offset, byte) in text.utf8.enumerated() where !ByteText.isBlank(byte) {
            if let span = map.span(of: offset..<(offset + 1)) {
                inner.append(inner: made.count, outer: span.start, count: 1)
            }
            made.append(byte)
        }
        return YAMLScalar(text: String(decoding: made, as: UTF8.self), map: inner)
    }
}
