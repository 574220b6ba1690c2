public import Domain

/// Sources of Argo CD Applications and ApplicationSets.
///
/// **Files**: any YAML with `kind: Application` or `ApplicationSet` of `argoproj.io`, templates too; and small YAML and JSON files
/// that a git-file generator of an ApplicationSet reads, or that are the values of a chart with an Application among its
/// templates; other YAML with `repoURL` and `targetRevision` in one mapping, such as the values of a chart that makes
/// Applications, or with a chart, the address of its repository and its version under other names (`chart`, `chartName`; `repo`,
/// `chartRepository`, ...; `version`, `chartVersion`, ...).
///
/// **Fields**: `source` and `sources[]`: `chart` with `targetRevision`, of a chart repository or an OCI registry;
/// `targetRevision` of Git repositories (tags and commits); `kustomize.images` in all forms; `helm.parameters` that name an
/// image or its tag; images in `helm.values` (YAML inside a text) and `helm.valuesObject`. Of an ApplicationSet the same in
/// `template`, in the templates of its generators and in `templatePatch`; where such a field is a parameter, the elements of
/// list generators, the `values` of other generators (of a merge or matrix together), and the files of git-file generators
/// that fill it. Files in `helm.valueFiles` count as Helm values, for a parameter in their path all that it may stand for.
///
/// **Skipped, with a reason**: branches and `HEAD` (`unspecified-version`), revisions that another generator fills in
/// (`contains-variable`). Source: https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
public struct ArgoCD: Manager {
    public static let id: ManagerID = "argocd"
    public static let summary = "Charts, revisions, values and images of Applications and ApplicationSets"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isManifest(file) || GeneratorFile.mayBe(file) || mayHoldSources(file)
    }

    /// Values of a chart that makes Applications hold their sources, and so do other tools' resources around an Application.
    private func mayHoldSources(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.mentions("targetRevision:", rare: 6) && file.mentions("repoURL:", rare: 4)
            || ChartMappings.mayBeIn(file)
    }

    private func readSources(_ node: YAMLNode, under key: YAMLNode? = nil, _ pins: PinBuilder, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        if node.isMapping {
            if node["generators"]?.isSequence == true, node["template"]?.isMapping == true {
                return ArgoGenerators(node).read(pins)
            }
            if node["repoURL"]?.isScalar == true, node["targetRevision"]?.isScalar == true {
                return ArgoSource(pins: pins).readSource(node)
            }
            ChartMappings.read(node, under: key, pins)
        }
        for (key, value) in node.entries where !value.isScalar {
            readSources(value, under: key, pins, depth: depth + 1)
        }
        if node.isSequence {
            for child in node.children where !child.isScalar { readSources(child, pins, depth: depth + 1) }
        }
    }

    private func isManifest(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.mentions("argoproj.io") && file.mentions("Application", rare: 1)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for resource in isManifest(file) ? file.resources.all : [] { read(resource, pins) }
        if mayHoldSources(file) {
            for root in file.resources.others { readSources(root, pins, depth: 0) }
            for resource in file.resources.all where resource.group != "argoproj.io" {
                readSources(resource.node, pins, depth: 0)
            }
        }
        var result = pins.extraction
        if GeneratorFile.mayBe(file) {
            result.append(GeneratorFile.extract(from: file, manager: Self.id))
        }
        return result
    }

    private func read(_ resource: KubernetesResource, _ pins: PinBuilder) {
        guard resource.group == "argoproj.io", let spec = resource.spec else { return }
        switch resource.kind {
        case "Application":
            // The values of its chart fill in what is a template here.
            let note = { (use: ArgoParameterUse) in
                GeneratorFile.noteChartValue(use, pins)
                return false
            }
            ArgoSource(pins: pins, onOpenParameter: note).readSpec(spec)
        case "ApplicationSet": ArgoGenerators(spec).read(pins)
        default: break
        }
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        GeneratorFile.resolve(dependency, with: facts).flatMap { ValuesLayer.resolve($0, with: facts) }
    }
}
