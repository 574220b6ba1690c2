public import Domain

/// Shared presets that settings of Renovate extend.
///
/// **Files**: `renovate.json`, `.renovaterc` and their forms with the endings `.json`, `.json5` and `.jsonc`.
///
/// **Fields**: texts in `extends`, at any depth, that name a repository and a tag: `github>owner/repository//file#1.2.3`.
///
/// **Skipped, with a reason**: branches (`unspecified-version`), `local>`, `gitea>` and `forgejo>`, whose server the file does not name
/// (`unknown-registry`). Presets without a tag pin nothing. Source: https://docs.renovatebot.com/config-presets/
public struct RenovateConfig: Manager {
    public static let id: ManagerID = "renovate-config"
    public static let summary = "Tags of the presets that Renovate settings extend"
    public static let filePatterns = [
        "**/renovate.{json,json5,jsonc}", "**/.renovaterc", "**/.renovaterc.{json,json5}",
    ]
    public static let datasources: [DatasourceID] = ["git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard name.hasPrefix("renovate.json") || name.hasPrefix(".renovaterc") else { return false }
        return file.mentions("extends") && file.mentions("#")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots { walk(root, depth: 0, pins) }
        return pins.extraction
    }

    private func walk(_ node: YAMLNode, depth: Int, _ pins: PinBuilder) {
        guard depth <= YAMLComposer.maximumDepth else { return }
        if node.isSequence {
            for item in node.children { walk(item, depth: depth + 1, pins) }
            return
        }
        for (key, value) in node.entries {
            if key.reads("extends") {
                for item in value.isSequence ? value.items : [value] where pins.isFirstVisit(item) {
                    addPreset(item, pins)
                }
            } else if !value.isScalar {
                walk(value, depth: depth + 1, pins)
            }
        }
    }

    private func addPreset(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, let mark = scalar.text.utf8.lastIndex(of: UInt8(ascii: "#")) else { return }
        let head = String(scalar.text[..<mark])
        let tag = scalar.part((head.utf8.count + 1)..<scalar.text.utf8.count)
        let parts = head.split(separator: ">", maxSplits: 1)
        guard parts.count == 2, !tag.text.isEmpty, let path = Self.repository(parts[1]) else { return }
        switch parts[0] {
        case "github": pins.addRevision(tag, of: GitAddress(host: "github.com", path: path), depType: "preset")
        case "gitlab": pins.addRevision(tag, of: GitAddress(host: "gitlab.com", path: path), depType: "preset")
        case "local", "gitea", "forgejo":
            var dependency = pins.pin(
                path, tag, datasource: "git-tags", versioning: "semver-coerced", depType: "preset")
            dependency.skipReason = dependency.skipReason ?? .unknownRegistry
            pins.add(dependency)
        default: break
        }
    }

    /// What stands before the file (`//path/file`), the preset (`:name`) and its parameters (`(...)`).
    private static func repository(_ text: Substring) -> String? {
        let end = text.firstRange(of: "//")?.lowerBound ?? text.endIndex
        let path = text[..<end].prefix { $0 != ":" && $0 != "(" }
        guard path.contains(bytes: "/"), !VariableText.isIn(path) else { return nil }
        return String(path)
    }
}
