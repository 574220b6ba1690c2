public import Domain

/// Kustomize's images, remote bases, charts and patches.
///
/// **Files**: `kustomization.yaml`, `kustomization.yml`, `Kustomization`, and any YAML of `kustomize.config.k8s.io`; YAML
/// and JSON files that are a list of operations of a JSON patch.
///
/// **Fields**: `images[]` with `newTag` and `digest` (a tag with a digest behind it too), under `newName` or `name`; entries of
/// `resources`, `bases`, `components` and `crds` that are Git addresses with `?ref=` or `?version=`, or files of a release
/// or a tag at GitHub and GitLab, also in the `files` of generators; `helmCharts[]` with the images in `valuesInline`; and images that patches set, written
/// as strategic merge or as JSON patch, in `patches`, `patchesJson6902` and `patchesStrategicMerge`.
///
/// **Skipped, with a reason**: images with neither `newTag` nor `digest` only rename and are left out; bases on a branch
/// (`unspecified-version`). Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
public struct Kustomize: Manager {
    public static let id: ManagerID = "kustomize"
    public static let summary = "Images, remote bases, charts and patches of kustomizations"
    public static let filePatterns = ["**/kustomization.{yaml,yml}", "**/Kustomization"]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isNamed(file) || (file.traits.isYAML && file.mentions("kustomize.config.k8s.io")) || mayBePatch(file)
    }

    /// Whether a file may hold the operations of a JSON patch that sets an image.
    private func mayBePatch(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.traits.mentionsImage && !file.traits.mentionsKind
            && file.mentions("path", rare: 0) && (file.mentions("op:", rare: 2) || file.mentions("\"op\"", rare: 1))
    }

    private func isNamed(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        return name == "kustomization" || name.hasPrefix("kustomization.yaml") || name.hasPrefix("kustomization.yml")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            if root.isSequence { readPatchFile(root, pins) }
            let group = KubernetesResource(root)?.group
            guard group == "kustomize.config.k8s.io" || (group == nil && isNamed(file)) else { continue }
            read(root, pins)
        }
        return pins.extraction
    }

    private func readPatchFile(_ root: YAMLNode, _ pins: PinBuilder) {
        let isPatch = root.items.allSatisfy { item in
            item["op"]?.isScalar == true && item["path"]?.text?.hasPrefix("/") == true
        }
        if isPatch { KustomizePatch.read(root, pins) }
    }

    private func read(_ root: YAMLNode, _ pins: PinBuilder) {
        for image in root["images"]?.items ?? [] { Self.addImage(image, pins) }
        for key in ["resources", "bases", "components", "crds"] as [StaticString] {
            for item in root[key]?.items ?? [] { RemoteBase.add(item, pins) }
        }
        for key in ["configMapGenerator", "secretGenerator"] as [StaticString] {
            for generator in root[key]?.items ?? [] {
                for item in generator["files"]?.items ?? [] { addGeneratorFile(item, pins) }
            }
        }
        for chart in root["helmCharts"]?.items ?? [] { addChart(chart, pins) }
        for key in ["patches", "patchesJson6902", "patchesStrategicMerge"] as [StaticString] {
            for item in root[key]?.items ?? [] {
                for root in (item["patch"] ?? item).embedded?.roots ?? [] { KustomizePatch.read(root, pins) }
            }
        }
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        ValuesLayer.resolve(dependency, with: facts)
    }

    /// An element of `images`, as Flux's and Argo CD's kustomizations have them too.
    static func addImage(_ image: YAMLNode, _ pins: PinBuilder) {
        guard let name = image["newName"]?.text ?? image["name"]?.text else { return }
        // `name` may carry a tag that says which images are meant.
        let plain = ImageText(name)?.name ?? name
        pins.addImage(
            name: plain, tag: image["newTag"]?.scalar, digest: image["digest"]?.scalar, unpinned: .ignore,
            offset: image.fileOffset)
    }

    /// `https://...` or `name=https://...`.
    private func addGeneratorFile(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, let scheme = scalar.text.firstRange(of: "https://") else { return }
        let start = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: scheme.lowerBound)
        RemoteBase.add(scalar.part(start..<scalar.text.utf8.count), pins, depType: "generator")
    }

    private func addChart(_ chart: YAMLNode, _ pins: PinBuilder) {
        guard let name = chart["name"]?.text else { return }
        pins.addChart(
            name, version: chart["version"]?.scalar, repository: chart["repo"]?.text, offset: chart.fileOffset)
        if let values = chart["valuesInline"] { ImageWalker(pins: pins, place: .values).walk(values) }
        for file in [chart["valuesFile"]].compactMap({ $0 }) + (chart["additionalValuesFiles"]?.items ?? []) {
            if let path = file.text.flatMap({ resolvedPath($0, in: pins.file.folder) }) {
                pins.addFact(HelmValues.usedAsValues, path, name)
            }
        }
    }
}
