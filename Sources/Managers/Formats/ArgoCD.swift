public import Domain

/// Sources of Argo CD Applications and ApplicationSets.
///
/// **Files**: any YAML with `kind: Application` or `ApplicationSet` of `argoproj.io`, templates too; and small YAML and JSON files
/// that a git-file generator of an ApplicationSet reads; other YAML with `repoURL` and `targetRevision` in one mapping, such as
/// the values of a chart that makes Applications.
///
/// **Fields**: `source` and `sources[]`: `chart` with `targetRevision`, of a chart repository or an OCI registry;
/// `targetRevision` of Git repositories (tags and commits); `kustomize.images` in all forms; `helm.parameters` that name an
/// image or its tag; images in `helm.values` (YAML inside a text) and `helm.valuesObject`. Of an ApplicationSet the same in
/// `template`, in the templates of its generators and in `templatePatch`; where such a field is a parameter, the elements of
/// list generators, the `values` of other generators, and the files of git-file generators that fill it. Files in
/// `helm.valueFiles` count as Helm values.
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

    /// Values of a chart that makes Applications hold their sources.
    private func mayHoldSources(_ file: SourceFile) -> Bool {
        file.traits.isYAML && !file.traits.mentionsKind && file.mentions("targetRevision:", rare: 6)
            && file.mentions("repoURL:", rare: 4)
    }

    private func readSources(_ node: YAMLNode, _ pins: PinBuilder, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        if node.isMapping, node["repoURL"]?.isScalar == true, node["targetRevision"]?.isScalar == true {
            return ArgoSource(pins: pins).readSource(node)
        }
        for child in node.children where !child.isScalar { readSources(child, pins, depth: depth + 1) }
    }

    private func isManifest(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.mentions("argoproj.io") && file.mentions("Application", rare: 1)
    }

    public func extract(from file: SourceFile) -> Extraction {
        guard isManifest(file) else {
            var result = Extraction()
            if mayHoldSources(file) {
                let pins = PinBuilder(file, Self.id)
                for root in file.resources.others { readSources(root, pins, depth: 0) }
                result.append(pins.extraction)
            }
            if GeneratorFile.mayBe(file) { result.append(GeneratorFile.extract(from: file, manager: Self.id)) }
            return result
        }
        let pins = PinBuilder(file, Self.id)
        for resource in file.resources.all where resource.group == "argoproj.io" {
            guard let spec = resource.spec else { continue }
            switch resource.kind {
            case "Application": ArgoSource(pins: pins).readSpec(spec)
            case "ApplicationSet": ArgoGenerators(spec).read(pins)
            default: break
            }
        }
        return pins.extraction
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        GeneratorFile.resolve(dependency, with: facts).flatMap { ValuesLayer.resolve($0, with: facts) }
    }
}
