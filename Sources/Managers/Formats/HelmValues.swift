public import Domain

/// Images in Helm values.
///
/// **Files**: `values.yaml`, `values-*.yaml`, `*-values.yaml`, `values.*.yaml`, everything in a folder `values/`, and files that an
/// Argo CD, Flux or Kustomize resource of the repository names as values. A document with `apiVersion` and `kind` is
/// a resource, not values.
///
/// **Fields**: mappings with `repository` (or `image`, or `name` below an `image` key) and `tag`, with `registry` and `digest`
/// beside them; `imageRepository` and `imageTag`, and the like with a word in front; scalars called `image`, or ending so,
/// that hold a full reference; maps and lists of these; manifests in texts (`extraObjects: [|...]`). A tag that is written as
/// a number stays as written: 1.10 is not 1.1. Other YAML files are looked at too, and count when they are named as values, or when what they hold can be
/// nothing but an image. A tag without a name takes the name from the same place in another file of values (`values.yaml`
/// beside or above it, or in a `base` folder), or in the `values.yaml` of the chart that the file is named for.
///
/// **Skipped, with a reason**: images without a tag (`unspecified-version`; the chart's appVersion decides then), images with
/// variables (`contains-variable`), tags whose image only the chart itself names (`invalid-name`).
/// Source: https://helm.sh/docs/chart_template_guide/values_files/
public struct HelmValues: Manager {
    public static let id: ManagerID = "helm-values"
    public static let summary = "Images in Helm values files"
    public static let filePatterns = [
        "**/values.{yaml,yml}", "**/values[-._]*.{yaml,yml}", "**/*[-._]values.{yaml,yml}", "**/values/**/*.{yaml,yml}",
    ]
    public static let datasources: [DatasourceID] = ["docker"]

    /// The fact that a file is used as values; its name is the path of the file.
    static let usedAsValues = "helm-values-file"
    /// The fact that all files of a pattern are; it has no name, and the pattern is its value.
    static let usedAsValuesGlob = "helm-values-glob"
    /// The type of pins that count only when their file is named as values.
    static let candidate = "helm-values-candidate"

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let traits = file.traits
        guard traits.isYAML else { return false }
        if Self.isNamedLikeValues(file) {
            return traits.mentionsImage || file.mentions("repository", rare: 3) || file.mentions("tag", rare: 2)
        }
        return !traits.mentionsKind && traits.mentionsImage && !Self.belongsToOthers(file)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let isNamed = Self.isNamedLikeValues(file)
        for root in file.resources.others where isNamed || !Self.belongsToOthers(root) {
            if isNamed {
                ImageWalker(pins: pins, place: .values, layer: ValuesLayer()).walk(root)
            } else {
                ImageWalker(pins: pins, place: .unknown).walk(root)
                ImageWalker(pins: pins, place: .values, depType: Self.candidate).walk(root)
            }
        }
        if isNamed, !file.traits.mentionsKind {
            for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        }
        return pins.extraction
    }

    /// Drops what was only found because its file might be values.
    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard dependency.depType == Self.candidate else { return ValuesLayer.resolve(dependency, with: facts) }
        guard !facts.facts(Self.usedAsValues, dependency.file).isEmpty || isInGlob(dependency.file, facts) else {
            return nil
        }
        var dependency = dependency
        dependency.depType = "image"
        return ValuesLayer.resolve(dependency, with: facts)
    }

    /// No repository names more patterns than these.
    private static let maximumGlobs = 500

    private func isInGlob(_ path: String, _ facts: RepositoryFacts) -> Bool {
        facts.facts(Self.usedAsValuesGlob, "").prefix(Self.maximumGlobs).contains { Glob($0.value).matches(path) }
    }

    static func isNamedLikeValues(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard file.traits.isYAML, !name.hasSuffix(".json"),
            name.contains(bytes: "values") || file.path.contains(bytes: "values/")
        else { return false }
        let stem = name.prefix { $0 != "." }
        if name.hasPrefix("values."), stem == "values" { return true }
        if ["values-", "values_"].contains(where: name.hasPrefix) { return true }
        if ["-values", "_values"].contains(where: stem.hasSuffix) || name.contains(bytes: ".values.")
            || name.contains(bytes: "-values.")
        {
            return true
        }
        return file.path.hasPrefix("values/") || file.path.contains(bytes: "/values/")
    }

    /// Documents of Compose and of GitLab's pipelines, whatever their files are called.
    private static func belongsToOthers(_ root: YAMLNode) -> Bool {
        root["services"]?.isMapping == true || root["stages"]?.isSequence == true
            || root.entries.contains { $0.value.isMapping && $0.value.entries.contains { $0.key.reads("script") } }
    }

    /// Files whose format other tools define, whatever stands in them.
    private static func belongsToOthers(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        return file.path.hasPrefix(".github/") || name.hasPrefix(".gitlab-ci") || name.hasPrefix(".")
            || file.path.hasPrefix(".") || file.path.contains(bytes: "/.") || name.hasPrefix("compose")
            || name.hasPrefix("docker-compose") || name == "package.json" || name == "package-lock.json"
            || isNamedAsPipeline(file)
    }
}
