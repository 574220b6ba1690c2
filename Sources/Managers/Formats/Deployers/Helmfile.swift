public import Domain

/// Charts that Helmfile releases.
///
/// **Files**: `helmfile.yaml`, `helmfile.yaml.gotmpl`, `helmfile.lock` and the like, everything in `helmfile.d/`, and any
/// YAML whose `releases` have a `name`, a `chart` and a `version` each. Go and Jinja templates are hidden before reading.
///
/// **Fields**: `releases[]` and `templates` with `chart` and `version`: `repository/name` with the repository of that name in
/// `repositories`, in the same file or in another one (`bases`); `oci://host/path/name`; Git addresses with `?ref=`; images in
/// `values` and `set`. A version that is `{{ .Values.some.key }}` is followed to `values` and `environments` of the same file.
/// Files in `values` count as Helm values.
///
/// **Skipped, with a reason**: charts in the same repository (`local-chart`), repositories that nobody explains
/// (`unknown-registry`), versions from other templates (`contains-variable`), releases without a version
/// (`unspecified-version`), and charts that a `helmfile.lock` beside the file lists (`lock-file`: run `helmfile deps`).
/// Source: https://helmfile.readthedocs.io/en/latest/
public struct Helmfile: Manager {
    public static let id: ManagerID = "helmfile"
    public static let summary = "Charts and images of Helmfile releases"
    public static let filePatterns = [
        "**/helmfile.lock", "**/helmfile.{yaml,yml}{,.gotmpl}", "**/helmfile.d/**/*.{yaml,yml}{,.gotmpl}",
    ]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags", "helm"]

    /// The fact that a file gives a chart repository a name.
    private static let repository = "helmfile-repository"

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        if file.traits.name == "helmfile.lock" { return true }
        guard file.traits.isYAML else { return false }
        if isNamed(file) { return true }
        guard !file.traits.mentionsKind else { return false }
        return file.mentions("releases:") && file.mentions("chart:")
            || file.mentions("repositories:") && file.mentions("url:")
    }

    private func isNamed(_ file: SourceFile) -> Bool {
        file.traits.name.hasPrefix("helmfile.") || file.path.contains(bytes: "helmfile.d/")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        if file.traits.name == "helmfile.lock" {
            HelmfileLock.report(pins)
            return pins.extraction
        }
        let roots = file.yaml.roots.filter(\.isMapping)
        let repositories = Self.repositories(roots)
        for (name, address) in repositories.sorted(by: { $0.key < $1.key }) {
            pins.addFact(Self.repository, name, address)
        }
        let reader = HelmfileReader(
            pins: pins, charts: ChartReference(pins: pins, repositories: repositories), values: HelmfileValues(roots))
        for root in roots {
            for release in root["releases"]?.items ?? [] where isNamed(file) || Self.isRelease(release) {
                reader.read(release)
            }
            for item in root["helmfiles"]?.items ?? [] {
                RemoteBase.add(item["path"] ?? item, pins, depType: "helmfile")
            }
            for (_, template) in root["templates"]?.entries ?? .none { reader.read(template.resolved) }
        }
        return pins.extraction
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        resolveSource(dependency, with: facts).map { HelmfileLock.held($0, by: facts) }
    }

    private func resolveSource(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard dependency.skipReason == .unknownRegistry, let name = dependency.registryURLs.first, name.hasPrefix("@")
        else { return ValuesLayer.resolve(dependency, with: facts) }
        let found = Set(facts.facts(Self.repository, String(name.dropFirst())).map(\.value))
        guard found.count == 1, let address = found.first else { return dependency }
        var dependency = dependency
        dependency.skipReason = nil
        setChartSource(address, of: &dependency)
        return dependency
    }

    private static func isRelease(_ release: YAMLNode) -> Bool {
        release["name"]?.isScalar == true && release["chart"]?.isScalar == true && release["version"]?.isScalar == true
    }

    /// The addresses of repositories by name; registries are written with their scheme.
    private static func repositories(_ roots: [YAMLNode]) -> [String: String] {
        var result: [String: String] = [:]
        for item in roots.flatMap({ $0["repositories"]?.items ?? [] }) {
            guard let name = item["name"]?.text, let address = item["url"]?.text, !address.isEmpty else { continue }
            let isRegistry = item["oci"]?.reads("true") == true && !address.contains(bytes: "://")
            result[name] = isRegistry ? "oci://" + address : address
        }
        return result
    }
}

/// Reads the releases of one Helmfile.
private struct HelmfileReader {
    let pins: PinBuilder
    let charts: ChartReference
    let values: HelmfileValues

    func read(_ release: YAMLNode) {
        guard release.isMapping else { return }
        if let chart = release["chart"]?.scalar {
            let version = release["version"]?.scalar.map { values.followed($0) }
            charts.add(chart, version: version, offset: release.fileOffset)
        }
        for item in release["values"]?.items ?? [] { readValues(item) }
        ArgoHelm(pins: pins, parameters: ArgoParameters(), onOpen: nil).readParameters(release["set"]?.items ?? [])
    }

    private func readValues(_ item: YAMLNode) {
        if item.isMapping {
            ImageWalker(pins: pins, place: .values).walk(item)
        } else if let path = item.text.flatMap({ resolvedPath($0, in: pins.file.folder) }), !VariableText.isIn(path) {
            pins.addFact(HelmValues.usedAsValues, path, "")
        }
    }
}

/// The values that a Helmfile sets for its own templates.
private struct HelmfileValues {
    /// The scalars by their keys, with dots between.
    private var scalars: [String: [YAMLScalar]] = [:]
    private var count = 0

    /// More values than this are no longer written by people.
    private static let maximumCount = 20_000
    private static let maximumDepth = 16

    init(_ roots: [YAMLNode]) {
        for root in roots {
            collect(root["values"])
            for (_, environment) in root["environments"]?.entries ?? .none { collect(environment.resolved["values"]) }
        }
    }

    private mutating func collect(_ list: YAMLNode?) {
        for mapping in list?.items ?? [] { collect(mapping, under: "", depth: 0) }
    }

    private mutating func collect(_ mapping: YAMLNode, under prefix: String, depth: Int) {
        for (key, value) in mapping.entries {
            guard count < Self.maximumCount, depth < Self.maximumDepth, let key = key.text else { return }
            count += 1
            if let scalar = value.scalar {
                scalars[prefix + key, default: []].append(scalar)
            } else if value.isMapping {
                collect(value, under: prefix + key + ".", depth: depth + 1)
            }
        }
    }

    /// What `{{ .Values.some.key }}` stands for, when exactly one place of this file says so; else the scalar itself.
    func followed(_ scalar: YAMLScalar) -> YAMLScalar {
        guard !scalars.isEmpty, var key = ArgoParameters.key(in: scalar.text) else { return scalar }
        if key.hasPrefix("Environment.") { key.removeFirst(12) }
        guard let dot = key.firstIndex(of: "."), ["Values", "StateValues"].contains(key[..<dot]),
            let found = scalars[String(key[key.index(after: dot)...])], found.count == 1
        else { return scalar }
        return found[0]
    }
}
