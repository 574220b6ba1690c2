import Domain

/// Whether the name of a file says that it belongs to a pipeline or a tool, whose managers know where its pins are.
func isNamedAsPipeline(_ file: SourceFile) -> Bool {
    let name = file.traits.name
    let starts = ["action.y", "buildkite.", "devbox.json", "devcontainer.", "renovate.json"]
    if starts.contains(where: name.hasPrefix) || name.contains(bytes: "cloudbuild")
        || name.contains(bytes: "bitbucket-pipelines.")
        || (name.contains(bytes: "azure") && name.contains(bytes: "pipeline"))
    {
        return true
    }
    let folders: [StaticString] = [
        "/.azure-pipelines/", "/.azuredevops/", "/.buildkite/", "/.circleci/", "/.devcontainer/", "/.drone/",
        "/.forgejo/", "/.gitea/", "/.github/", "/.woodpecker/",
    ]
    let path = "/" + file.path
    return path.contains(bytes: "/.") && folders.contains { path.contains(bytes: $0) }
}
