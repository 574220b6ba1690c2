public import Domain

/// Charts that Sveltos deploys to clusters.
///
/// **Files**: any YAML with a `ClusterProfile`, `Profile` or `EventTrigger` of `projectsveltos.io`.
///
/// **Fields**: `spec.helmCharts[]` with `repositoryURL`, `chartName` (`repository/name`, or `oci://host/path/name`) and `chartVersion`;
/// images in `values`, which is YAML inside a text.
///
/// **Skipped, with a reason**: versions with templates (`contains-variable`), charts without a version (`unspecified-version`).
/// Source: https://projectsveltos.github.io/sveltos/main/addons/helm_charts/
public struct Sveltos: Manager {
    public static let id: ManagerID = "sveltos"
    public static let summary = "Charts in profiles of Sveltos"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.mentionsKind && file.mentions("projectsveltos.io", rare: 3)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for resource in file.resources.all where resource.isIn("projectsveltos.io") {
            for chart in resource.spec?["helmCharts"]?.items ?? [] {
                ChartReference(pins: pins).add(
                    chart["chartName"], version: chart["chartVersion"], repository: chart["repositoryURL"]?.text,
                    offset: chart.fileOffset)
                for root in chart["values"]?.embedded?.roots ?? [] {
                    ImageWalker(pins: pins, place: .values).walk(root)
                }
            }
        }
        return pins.extraction
    }
}
