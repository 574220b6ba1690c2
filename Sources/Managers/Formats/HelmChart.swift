public import Domain

/// Dependencies of a Helm chart.
///
/// **Files**: `Chart.yaml` (API versions v1 and v2), the `requirements.yaml` of version v1, and any YAML whose `dependencies` have a
/// `name`, a `version` and a `repository` with an address each.
///
/// **Fields**: `dependencies[].version`, looked up at `dependencies[].repository`: a chart repository (`https://`) or an OCI
/// registry (`oci://`). Ranges stay ranges.
///
/// **Skipped, with a reason**: charts in the same repository (`file://` or none, `local-chart`), names of repositories (`@name`,
/// `alias:name`) that `registryAliases` does not explain (`unknown-registry`). A `Chart.lock` beside
/// the chart follows in the same commit, as Helm would write it; one that did not belong to its chart before stays as it was.
/// Source: https://helm.sh/docs/topics/charts/#the-chartyaml-file
public struct HelmChart: Manager {
    public static let id: ManagerID = "helmv3"
    public static let summary = "Dependencies in Chart.yaml and requirements.yaml"
    public static let filePatterns = ["**/Chart.yaml", "**/requirements.yaml"]
    public static let datasources: [DatasourceID] = ["docker", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.mentions("dependencies:")
            && (isNamed(file) || file.mentions("repository: ") && !file.traits.mentionsKind)
    }

    private func isNamed(_ file: SourceFile) -> Bool {
        ["chart.yaml", "chart.yml", "requirements.yaml", "requirements.yml"].contains { file.traits.name.hasPrefix($0) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            guard let items = root["dependencies"]?.items else { continue }
            for item in items where isNamed(file) || isDependency(item) {
                guard let name = item["name"]?.text, !name.isEmpty else { continue }
                let repository = item["repository"]?.text ?? ""
                pins.addChart(
                    name, version: item["version"]?.scalar, repository: repository.isEmpty ? "file://" : repository,
                    depType: "dependency", offset: item.fileOffset)
            }
        }
        return pins.extraction
    }

    private func isDependency(_ item: YAMLNode) -> Bool {
        guard let address = item["repository"]?.text, item["version"]?.isScalar == true else { return false }
        return ["https://", "http://", "oci://"].contains(where: address.hasPrefix)
    }
}
