public import Domain

/// Dependencies of a Helm chart.
///
/// **Files**: `Chart.yaml` (API version v1 and v2) and the `requirements.yaml` of version v1.
///
/// **Fields**: `dependencies[].version`, looked up at `dependencies[].repository`: a chart repository (`https://`) or an OCI registry
/// (`oci://`). Ranges stay ranges.
///
/// **Skipped, with a reason**: charts in the same repository (`file://`, `local-chart`), aliases of repositories (`@name`,
/// `unknown-registry`).
public struct HelmChart: Manager {
    public static let id: ManagerID = "helmv3"
    public static let summary = "Dependencies in Chart.yaml"
    public static let filePatterns = ["**/Chart.yaml", "**/requirements.yaml"]
    public static let datasources: [DatasourceID] = ["docker", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        (file.name == "Chart.yaml" || file.name == "requirements.yaml") && file.bytes.contains(text: "dependencies")
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        for document in YAMLFile.of(file).documents {
            for item in document.root["dependencies"]?.items ?? [] {
                guard let name = item["name"]?.text else { continue }
                pins.addChart(
                    name: name, version: item["version"], repository: item["repository"]?.scalar?.text ?? "", line: item.line)
            }
        }
        return pins.extraction
    }
}
