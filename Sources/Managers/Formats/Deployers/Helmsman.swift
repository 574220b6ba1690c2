public import Domain

/// Charts in the desired state files of Helmsman.
///
/// **Files**: any YAML with `helmRepos` and `apps`. The same in TOML is not read.
///
/// **Fields**: `apps.<name>` and `appsTemplates.<name>` with `chart` and `version`: `repository/name` with the repository of that
/// name in `helmRepos`, or `oci://host/path/name`; images in `set`. Files in `valuesFile` and `valuesFiles` count as Helm values.
///
/// **Skipped, with a reason**: charts in the same repository (`local-chart`), repositories that the file does not explain
/// (`unknown-registry`), versions with variables (`contains-variable`).
/// Source: https://github.com/mkubaczyk/helmsman/blob/master/docs/desired_state_specification.md
public struct Helmsman: Manager {
    public static let id: ManagerID = "helmsman"
    public static let summary = "Charts in desired state files of Helmsman"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.mentions("chart:")
            && (file.mentions("helmRepos:", rare: 4) || file.traits.name.contains(bytes: "helmsman"))
            && file.mentions("apps:")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            var repositories: [String: String] = [:]
            for (key, value) in root["helmRepos"]?.entries ?? .none { repositories[key.text ?? ""] = value.text }
            let charts = ChartReference(pins: pins, repositories: repositories)
            for key in ["apps", "appsTemplates"] as [StaticString] {
                for (_, app) in root[key]?.entries ?? .none { read(app.resolved, charts) }
            }
        }
        return pins.extraction
    }

    private func read(_ app: YAMLNode, _ charts: ChartReference) {
        if app["chart"] != nil, app["version"] != nil {
            charts.add(app["chart"], version: app["version"], offset: app.fileOffset)
        }
        if let set = app["set"] { ImageWalker(pins: charts.pins, place: .values).walk(set) }
        for file in [app["valuesFile"]].compactMap({ $0 }) + (app["valuesFiles"]?.items ?? []) {
            if let path = file.text.flatMap({ resolvedPath($0, in: charts.pins.file.folder) }) {
                charts.pins.addFact(HelmValues.usedAsValues, path, "")
            }
        }
    }
}
