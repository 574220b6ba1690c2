public import Domain

/// Tasks, containers and repositories of Azure Pipelines.
///
/// **Files**: YAML whose name has `azure` and `pipeline` in it, below `.azuredevops/`, `.azure-pipelines/`, `azure-pipelines/` or `.pipelines/`,
/// and any YAML that has tasks with a version (templates lie everywhere).
///
/// **Fields**: `task: Name@1` and `Name@1.2.3` wherever steps can stand, also behind `${{ if }}` and in templates; `resources.repositories`
/// with a tag as `ref`; `resources.containers`, and `container` of jobs as text or with `image`; `vmImage` with a version; versions in
/// `inputs` of tasks that install a well-known tool.
///
/// **Skipped, with a reason**: branches (`unspecified-version`), expressions (`contains-variable`), repositories of Azure Repos, whose
/// address only the organisation's server knows (`unknown-registry`). `template: file@alias` pins nothing; the repository behind the
/// alias does. Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/
public struct AzurePipelines: Manager {
    public static let id: ManagerID = "azure-pipelines"
    public static let summary = "Tasks, containers and repositories of Azure Pipelines"
    public static let filePatterns = [
        "**/*azure*pipeline*.{yaml,yml}",
        "**/{.azuredevops,.azure-pipelines,azure-pipelines,.pipelines}/**/*.{yaml,yml}",
    ]
    public static let datasources: [DatasourceID] = [
        "azure-pipelines-tasks", "docker", "git-tags", "github-releases", "github-runners", "github-tags",
        "golang-version", "node-version", "python-version",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        return isNamed(file) || (!file.traits.mentionsKind && file.mentions("task:", rare: 4) && file.mentions("@"))
    }

    private func isNamed(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        if name.contains(bytes: "azure"), name.contains(bytes: "pipeline") { return true }
        guard file.path.contains(bytes: "pipelines/") || file.path.contains(bytes: "azuredevops/") else { return false }
        let folders: [StaticString] = ["/.azuredevops/", "/.azure-pipelines/", "/azure-pipelines/", "/.pipelines/"]
        let path = "/" + file.path
        return folders.contains { path.contains(bytes: $0) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let isNamed = isNamed(file)
        for root in file.resources.others where root.isMapping || root.isSequence {
            var reader = AzurePipelineReader(pins: pins)
            reader.read(root, isKnown: isNamed)
        }
        return pins.extraction
    }
}
