public import Domain

/// Charts, images and repositories of Skaffold.
///
/// **Files**: any YAML with an `apiVersion` of `skaffold/`, `skaffold.yaml` as a rule; several documents too.
///
/// **Fields**: releases of `deploy.helm` and `manifests.helm`, also of `profiles`: `remoteChart`, `repo` and `version`; images of
/// buildpacks (`builder`, `runImage`), of `cacheFrom`, and of containers in `verify` and `customActions`; `requires[].git` with `ref`.
///
/// **Skipped, with a reason**: charts named by a repository of the machine (`bitnami/nginx`) that no `registryAliases` explains
/// (`unknown-registry`), branches (`unspecified-version`).
/// Source: https://skaffold.dev/docs/references/yaml/
public struct Skaffold: Manager {
    public static let id: ManagerID = "skaffold"
    public static let summary = "Charts, images and repositories in skaffold.yaml"
    public static let filePatterns = ["**/skaffold.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.mentionsKind && file.mentions("skaffold/", rare: 1) }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for resource in file.resources.all where resource.group == "skaffold" {
            read(resource.node, pins)
            for profile in resource.node["profiles"]?.items ?? [] { read(profile, pins) }
        }
        return pins.extraction
    }

    private func read(_ node: YAMLNode, _ pins: PinBuilder) {
        for key in ["deploy", "manifests"] as [StaticString] {
            for release in node[key]?["helm", "releases"]?.items ?? [] {
                ChartReference(pins: pins).add(
                    release["remoteChart"], version: release["version"], repository: release["repo"]?.text,
                    offset: release.fileOffset)
            }
        }
        for artifact in node["build", "artifacts"]?.items ?? [] {
            for key in ["builder", "runImage"] as [StaticString] {
                pins.addImage(artifact["buildpacks"]?[key], unpinned: .ignore)
            }
            for image in artifact["docker", "cacheFrom"]?.items ?? [] { pins.addImage(image, unpinned: .ignore) }
        }
        for container in node["verify"]?.items ?? [] {
            pins.addImage(container["container", "image"], unpinned: .ignore)
        }
        for action in node["customActions"]?.items ?? [] {
            for container in action["containers"]?.items ?? [] { pins.addImage(container["image"], unpinned: .ignore) }
        }
        for item in node["requires"]?.items ?? [] {
            pins.addRevision(item["git", "ref"], of: item["git", "repo"]?.text)
        }
    }
}
