public import Domain

/// Actions, images and runners of GitHub workflows, and of Forgejo and Gitea, which took the format over.
///
/// **Files**: YAML below `.github/`, `.forgejo/` or `.gitea/` in `workflows/` or `actions/`, in `workflow-templates/`, and any `action.yml`.
///
/// **Fields**: `uses` of steps and of jobs (reusable workflows) at a tag, or at a commit with the version in the comment behind
/// it (`# v4.1.2`, `# tag=v4`, `# pin @v4`, `# renovate: tag=v4`), also with the address of another host; `docker://` images, `container` and
/// `services` of jobs, `image` of container actions; `runs-on` labels with a version (`github-runners`); versions and images in `with` of
/// actions that install a well-known tool, and images in `with` of reusable workflows. What stands for `${{ env.NAME }}`
/// and the default of `${{ inputs.name }}` is edited where the file sets it.
///
/// In a workflow with templates that keep it from being YAML, lines with `uses` are read one by one.
///
/// **Skipped, with a reason**: branches and `latest` (`unspecified-version`), expressions (`contains-variable`). Actions in the same
/// repository (`./path`) pin nothing.
/// Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
public struct GitHubActionsFiles: Manager {
    public static let id: ManagerID = "github-actions"
    public static let summary = "Actions, images, runners and tool versions of GitHub, Forgejo and Gitea workflows"
    public static let filePatterns = [
        "**/.{github,forgejo,gitea}/{workflows,actions}/**/*.{yaml,yml}", "**/workflow-templates/**/*.{yaml,yml}",
        "**/action.{yaml,yml}",
    ]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-runners", "github-tags", "gitlab-tags", "golang-version",
        "node-version", "npm", "pypi", "python-version", "ruby-version",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        if file.traits.name == "action.yml" || file.traits.name == "action.yaml" { return true }
        return Self.isInFolder(file.path)
    }

    private static func isInFolder(_ path: String) -> Bool {
        let path = "/" + path
        guard path.contains(bytes: "/workflows/") || path.contains(bytes: "/actions/") else {
            return path.contains(bytes: "/workflow-templates/")
        }
        return path.contains(bytes: "/.github/") || path.contains(bytes: "/.forgejo/")
            || path.contains(bytes: "/.gitea/")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let reader = WorkflowReader(pins: pins)
        for root in file.yaml.roots where root.isMapping { reader.read(root) }
        for failure in file.yaml.failures { reader.readLines(failure.range) }
        return pins.extraction
    }
}
