public import Domain

/// Plugins of Buildkite pipelines, and the images that they run.
///
/// **Files**: `buildkite.yml` with anything before the ending, and YAML below `.buildkite/`.
///
/// **Fields**: `plugins` of steps, as texts or with settings: `name#v1.2.3`, `owner/name#v1.2.3` and addresses of repositories; settings of a
/// plugin whose name ends in `image`; `image` of steps, of agents and of containers, where it has a version.
///
/// **Skipped, with a reason**: branches (`unspecified-version`), variables (`contains-variable`). Plugins without a version pin nothing.
/// Source: https://buildkite.com/docs/pipelines/integrations/plugins/using
public struct Buildkite: Manager {
    public static let id: ManagerID = "buildkite"
    public static let summary = "Plugins of Buildkite pipelines and their images"
    public static let filePatterns = ["**/buildkite*.{yaml,yml}", "**/.buildkite/**/*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML, file.mentions("plugins:") || file.traits.mentionsImage else { return false }
        return file.traits.name.hasPrefix("buildkite") || ("/" + file.path).contains(bytes: "/.buildkite/")
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
            if key.reads("plugins") {
                guard pins.isFirstVisit(value) else { continue }
                readPlugins(value.resolved, pins)
                walk(value.resolved, depth: depth + 1, pins)
            } else if key.reads("image"), let image = value.scalar {
                // Of a step or its agents; a name without a version may be that of a virtual machine.
                if pins.isFirstVisit(value) { pins.addVersionedImage(image, depType: "image") }
            } else if !value.isScalar {
                walk(value, depth: depth + 1, pins)
            }
        }
    }

    private func readPlugins(_ node: YAMLNode, _ pins: PinBuilder) {
        for item in node.items where item.isScalar { addPlugin(item, pins) }
        for group in node.items + [node] {
            for (name, settings) in group.entries {
                addPlugin(name, pins)
                guard pins.isFirstVisit(settings) else { continue }
                for (key, value) in settings.resolved.entries where key.ends(caseless: "image") {
                    pins.addImage(value.resolved, depType: "plugin-image", unpinned: .ignore)
                }
            }
        }
    }

    private func addPlugin(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, let mark = scalar.text.utf8.lastIndex(of: UInt8(ascii: "#")) else { return }
        let name = String(scalar.text[..<mark])
        let version = scalar.part((name.utf8.count + 1)..<scalar.text.utf8.count)
        guard !name.isEmpty, !version.text.isEmpty, !name.hasPrefix(".") else { return }
        if name.contains(bytes: "://") || name.contains(bytes: "@") {
            if let address = GitAddress(name) { pins.addRevision(version, of: address, depType: "plugin") }
        } else {
            let path = name.contains(bytes: "/") ? name : "buildkite-plugins/" + name
            pins.addRevision(
                version, of: GitAddress(host: "github.com", path: path + "-buildkite-plugin"), name: name,
                depType: "plugin")
        }
    }
}
