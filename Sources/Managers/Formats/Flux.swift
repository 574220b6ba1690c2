public import Domain

/// Flux's sources, releases, kustomizations and image policies.
///
/// **Files**: any YAML with a kind of `*.toolkit.fluxcd.io`, wherever it lies; and values that carry a setter marker of Flux's image
/// automation (`# {"$imagepolicy": "namespace:name:tag"}`).
///
/// **Fields**: `HelmRelease`: `chart.spec.version`, looked up at the `HelmRepository` that `sourceRef` names, in whatever file it
/// stands, and images in `values`, whose name may stand in another HelmRelease of the same name; `HelmChart`: `version`; `OCIRepository`: `ref.tag`, `ref.semver`, `ref.digest`; `GitRepository`:
/// `ref.tag`, `ref.semver`, `ref.commit`; `Kustomization`: `images` and images that patches set. A release whose repository is
/// not in this tree is reported without a place to look. In a `ResourceSet` of the Flux operator the same in its resources, and
/// the elements of `inputs` that fill them.
///
/// **Skipped, with a reason**: charts that lie in a Git repository or bucket (`local-chart`), variables (`contains-variable`),
/// and the release of Flux that wrote a `gotk-components.yaml` (`generated-file`: run `flux install --export`).
/// Source: https://fluxcd.io/flux/components/helm/helmreleases/ and https://fluxcd.io/flux/components/source/
public struct Flux: Manager {
    public static let id: ManagerID = "flux"
    public static let summary = "HelmRelease, OCIRepository, GitRepository and Kustomization of Flux"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML
            && (file.mentions("toolkit.fluxcd.io") || file.mentions("$imagepolicy")
                || file.traits.name.hasPrefix("gotk-components."))
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        if file.traits.name.hasPrefix("gotk-components.") { FluxComponents.read(pins) }
        let resources = file.resources.all + file.nestedResources.all
        if let inputs = FluxInputs(resources) {
            let open = PinBuilder(file, Self.id)
            read(resources, open)
            for fact in open.extraction.facts { pins.addFact(fact.kind, fact.name, fact.value) }
            for dependency in open.extraction.dependencies {
                inputs.filled(dependency, pins).forEach(pins.add)
            }
            for resource in resources where resource.kind == "ResourceSet" {
                if let inputs = resource.spec?["inputs"] { ChartMappings.readAll(inputs, pins) }
            }
        } else {
            read(resources, pins)
        }
        if file.mentions("$imagepolicy") {
            for root in file.yaml.roots { FluxMarkers(pins: pins).read(root) }
        }
        return pins.extraction
    }

    private func read(_ resources: [KubernetesResource], _ pins: PinBuilder) {
        for resource in resources where resource.isIn("toolkit.fluxcd.io") {
            guard let spec = resource.spec else { continue }
            FluxResource(resource: resource, spec: spec, pins: pins).read()
        }
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        ValuesLayer.resolve(dependency, with: facts).map {
            FluxMarkers.resolve(FluxSources.resolve($0, with: facts), with: facts)
        }
    }
}
