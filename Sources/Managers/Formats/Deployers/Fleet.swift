public import Domain

/// Charts and repositories that Rancher Fleet deploys.
///
/// **Files**: `fleet.yaml`, and any YAML with a `GitRepo` or `HelmOp` of `fleet.cattle.io`.
///
/// **Fields**: `helm` with `chart`, `repo` and `version`, also in `targetCustomizations`, which inherit the chart; the chart may be
/// `oci://host/path/name`, a name in `repo`, or a Git address with `?ref=`; images in `helm.values`; `GitRepo`: `revision`.
/// Files in `helm.valuesFiles` count as Helm values.
///
/// **Skipped, with a reason**: charts in the same repository (`local-chart`), charts without a version (`unspecified-version`).
/// Source: https://fleet.rancher.io/ref-fleet-yaml
public struct Fleet: Manager {
    public static let id: ManagerID = "fleet"
    public static let summary = "Charts and repositories of Rancher Fleet"
    public static let filePatterns = ["**/fleet.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isNamed(file) || file.traits.mentionsKind && file.mentions("fleet.cattle.io", rare: 0)
    }

    private func isNamed(_ file: SourceFile) -> Bool {
        file.traits.isYAML && (file.traits.name.hasPrefix("fleet.yaml") || file.traits.name.hasPrefix("fleet.yml"))
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        if isNamed(file) {
            for root in file.resources.others where root.isMapping { readBundle(root, pins) }
        }
        for resource in file.resources.all where resource.group == "fleet.cattle.io" {
            guard let spec = resource.spec else { continue }
            switch resource.kind {
            case "GitRepo":
                pins.addRevision(spec["revision"], of: spec["repo"]?.text, name: resource.name)
            case "HelmOp", "Bundle": readBundle(spec, pins)
            default: break
            }
        }
        return pins.extraction
    }

    private func readBundle(_ root: YAMLNode, _ pins: PinBuilder) {
        if let helm = root["helm"] { readHelm(helm, inherited: nil, pins) }
        for key in ["targetCustomizations", "targets"] as [StaticString] {
            for target in root[key]?.items ?? [] {
                if let helm = target["helm"] { readHelm(helm, inherited: root["helm"], pins) }
            }
        }
    }

    private func readHelm(_ helm: YAMLNode, inherited: YAMLNode?, _ pins: PinBuilder) {
        if inherited == nil || helm["version"] != nil || helm["chart"] != nil {
            let repository = helm["repo"] ?? inherited?["repo"]
            ChartReference(pins: pins).add(
                helm["chart"] ?? inherited?["chart"], version: helm["version"] ?? (inherited?["version"]),
                repository: repository?.text, offset: helm.fileOffset)
        }
        if let values = helm["values"] { ImageWalker(pins: pins, place: .values).walk(values) }
        for file in helm["valuesFiles"]?.items ?? [] {
            if let path = file.text.flatMap({ resolvedPath($0, in: pins.file.folder) }) {
                pins.addFact(HelmValues.usedAsValues, path, "")
            }
        }
    }
}
