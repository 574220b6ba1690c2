public import Domain

/// Charts that Helmfile releases.
///
/// **Files**: `helmfile.yaml`, `helmfile.yaml.gotmpl`, `helmfile.lock` and the like, everything in `helmfile.d/`, and any
/// YAML whose `releases` have a `name`, a `chart` and a `version` each. Go and Jinja templates are hidden before reading.
///
/// **Fields**: `releases[]` and `templates` with `chart` and `version`: `repository/name` with the repository of that name in
/// `repositories`, in the same file or in another one (`bases`); `oci://host/path/name`; Git addresses with `?ref=`; images in
/// `values` and `set`. A version that is `{{ .Values.some.key }}` is followed to `values` and `environments` of the same file, and
/// to the files that these name. Files in `values` of a release count as Helm values.
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
    static let repository = "helmfile-repository"

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
            pins: pins, charts: ChartReference(pins: pins, repositories: repositories), values: HelmfileValues(roots),
            environments: HelmfileEnvironments(roots, in: file.folder))
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
        guard let name = dependency.registryURLs.first, name.hasPrefix("@") else {
            return ValuesLayer.resolve(dependency, with: facts)
        }
        let found = Set(facts.facts(Self.repository, String(name.dropFirst())).map(\.value))
        guard found.count == 1, let address = found.first else { return dependency }
        var dependency = dependency
        if dependency.skipReason == .unknownRegistry { dependency.skipReason = nil }
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
    let environments: HelmfileEnvironments

    func read(_ release: YAMLNode) {
        guard release.isMapping else { return }
        if let chart = release["chart"]?.scalar {
            let version = release["version"]?.scalar.map { values.followed($0) }
            charts.add(chart, version: version, offset: release.fileOffset)
            if let version { note(version.text, of: chart.text) }
        }
        for item in release["values"]?.items ?? [] { readValues(item) }
        ArgoHelm(pins: pins, parameters: ArgoParameters(), onOpen: nil).readParameters(release["set"]?.items ?? [])
    }

    /// Tells the files of the environments which chart a value of theirs is the version of.
    private func note(_ version: String, of chart: String) {
        guard let key = HelmfileValues.key(in: version), !VariableText.isIn(chart) else { return }
        let slash = chart.lastIndex(of: "/")
        guard let slash, !chart.hasPrefix(".") else { return }
        let name = String(chart[chart.index(after: slash)...])
        let alias = String(chart[..<slash])
        let address = chart.hasPrefix("oci://") ? alias : charts.repositories[alias] ?? "@" + alias
        let use = ArgoParameterUse(key: key, kind: .chart, name: name, address: address)
        for glob in environments.globs(for: key) {
            pins.addFact(GeneratorFile.use, key, GeneratorFile.encode(use, glob: glob, manager: Helmfile.id))
        }
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
        guard !scalars.isEmpty, let key = Self.key(in: scalar.text), let found = scalars[key], found.count == 1
        else { return scalar }
        return found[0]
    }

    /// The keys in a text that is nothing but `{{ .Values.some.key }}`.
    static func key(in text: String) -> String? {
        guard var key = ArgoParameters.key(in: text) else { return nil }
        if key.hasPrefix("Environment.") { key.removeFirst(12) }
        guard let dot = key.firstIndex(of: "."), ["Values", "StateValues"].contains(key[..<dot]) else { return nil }
        return String(key[key.index(after: dot)...])
    }
}

/// Where the values of a Helmfile's environments may stand.
///
/// Source: https://helmfile.readthedocs.io/en/latest/#environment-values
private struct HelmfileEnvironments {
    private var files: Set<String> = []
    private let folder: String

    init(_ roots: [YAMLNode], in folder: String) {
        self.folder = folder
        for root in roots {
            for (_, environment) in root["environments"]?.entries ?? .none {
                for item in environment.resolved["values"]?.items ?? [] { add(item) }
            }
            for item in root["values"]?.items ?? [] { add(item) }
        }
    }

    private mutating func add(_ item: YAMLNode) {
        guard let text = item.text, files.count < 200, let path = resolvedPath(ArgoHelm.glob(text), in: folder) else {
            return
        }
        files.insert(path)
    }

    /// The patterns of the files that may set `key`: those that this file names, or else, as the environments may stand in a
    /// base, any that calls a version so.
    func globs(for key: String) -> [String] {
        if !files.isEmpty { return files.sorted() }
        return key.lowercased().contains(bytes: "version") ? ["**"] : []
    }
}
