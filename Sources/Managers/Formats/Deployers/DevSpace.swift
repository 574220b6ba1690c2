public import Domain

/// Charts, images and repositories of DevSpace.
///
/// **Files**: `devspace.yaml` and `devspace.yml`, and variants such as `devspace-ci.yaml`.
///
/// **Fields**: `deployments` (as mapping or list) with `helm.chart.name`, `helm.chart.repo` and `helm.chart.version`, images in their
/// `helm.values`; `dependencies` and `imports` with `git` and `tag` or `revision`; `devImage` and other fields that hold an image.
///
/// **Skipped, with a reason**: values with variables (`contains-variable`), charts without a version (`unspecified-version`).
/// Source: https://www.devspace.sh/docs/configuration/reference
public struct DevSpace: Manager {
    public static let id: ManagerID = "devspace"
    public static let summary = "Charts, images and repositories in devspace.yaml"
    public static let filePatterns = ["**/devspace*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.isYAML && file.traits.name.hasPrefix("devspace") }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            for deployment in children(root["deployments"]) { readDeployment(deployment, pins) }
            for key in ["dependencies", "imports"] as [StaticString] {
                for item in children(root[key]) { readRepository(item["source"] ?? item, pins) }
            }
            ImageWalker(pins: pins, place: .unknown).walk(root)
        }
        return pins.extraction
    }

    /// The entries of a mapping or the items of a list: versions of the format differ.
    private func children(_ node: YAMLNode?) -> [YAMLNode] {
        guard let node else { return [] }
        return node.isSequence ? node.items : node.entries.map { $0.value.resolved }
    }

    private func readDeployment(_ deployment: YAMLNode, _ pins: PinBuilder) {
        guard let helm = deployment["helm"] else { return }
        if let chart = helm["chart"] {
            ChartReference(pins: pins).add(
                chart["name"], version: chart["version"], repository: chart["repo"]?.text, offset: chart.fileOffset)
        }
        if let values = helm["values"] { ImageWalker(pins: pins, place: .values).walk(values) }
    }

    private func readRepository(_ item: YAMLNode, _ pins: PinBuilder) {
        for key in ["tag", "revision"] as [StaticString] { pins.addRevision(item[key], of: item["git"]?.text) }
    }
}
