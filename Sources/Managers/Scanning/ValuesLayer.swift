import Domain

/// Values that are laid over others: `values-prod.yaml` holds a tag, and the image's name stands in `values.yaml`.
///
/// A tag without a name gets the name that stands under the same keys in another layer: for Helm values in a file of the
/// same folder, of a folder above, or of a `base` beside it; for Flux in a HelmRelease of the same name. Layers that
/// disagree name nothing. Where no layer does, the `values.yaml` of the chart that the values are for may: of a folder of
/// this repository that an Argo CD source or a Flux release names.
struct ValuesLayer {
    private static let fact = "values-image"
    /// The fact that values are for the chart of a folder; its name is their scope, or the path of their file.
    private static let chart = "values-chart"
    /// The same for all files of a pattern: it has no name, and its value holds the pattern and the folder.
    private static let chartGlob = "values-chart-glob"
    /// No repository names more patterns than these.
    private static let maximumGlobs = 500
    private static let pendingPrefix = "values-image:"
    /// The type of a tag whose mapping is called nothing like an image: it is dropped when no layer names it.
    private static let doubtful = "values-tag"
    private static let separator = "\u{1F}"
    /// What teams call the folder that holds what all environments share.
    private static let sharedFolders: Set<String> = [
        "base", "common", "default", "defaults", "global", "shared", "_base",
    ]

    /// What the layers of one thing have in common: the HelmRelease's name; empty for files of values.
    var scope = ""

    /// Tells other layers what is called like this here.
    func note(_ path: String, image: String, _ pins: PinBuilder) {
        guard !path.isEmpty, !VariableText.isIn(image) else { return }
        pins.addFact(Self.fact, name(path, scope.isEmpty ? pins.file.folder : ""), image)
    }

    /// Adds a tag whose name another layer may know.
    func addTag(_ scalar: YAMLScalar, at path: String, isImage: Bool, depType: String, _ pins: PinBuilder) {
        var dependency = pins.pin(
            path, scalar, datasource: "docker", versioning: "docker", depType: isImage ? depType : Self.doubtful)
        guard dependency.skipReason == nil else { return }
        dependency.registryURLs = [Self.pendingPrefix + name(path, "")]
        dependency.skipReason = .invalidName
        pins.add(dependency)
    }

    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let reference = dependency.registryURLs.first, reference.hasPrefix(pendingPrefix) else {
            return dependency
        }
        var dependency = dependency
        dependency.registryURLs = []
        let name = String(reference.dropFirst(pendingPrefix.count))
        let folders = name.hasPrefix(separator) ? layers(of: dependency.file) : [""]
        let images = Set(folders.flatMap { facts.facts(fact, name + $0) }.map(\.value))
        let known = images.isEmpty ? ofCharts(name, dependency.file, facts) : images
        if known.count == 1, let image = known.first {
            dependency.depName = image
            dependency.packageName = image
            dependency.skipReason = nil
        }
        guard dependency.depType == doubtful else { return dependency }
        dependency.depType = "image"
        return dependency.skipReason == nil ? dependency : nil
    }

    /// Tells that the values of `scope`, a release or a file, are for the chart in `folder`.
    static func noteChart(_ folder: String, for scope: String, isGlob: Bool = false, _ pins: PinBuilder) {
        guard !VariableText.isIn(folder), !folder.contains("*") else { return }
        pins.addFact(isGlob ? chartGlob : chart, isGlob ? "" : scope, isGlob ? scope + separator + folder : folder)
    }

    /// The images that the charts of these values have under the same keys.
    private static func ofCharts(_ name: String, _ file: String, _ facts: RepositoryFacts) -> Set<String> {
        let parts = split(name)
        guard parts.count == 3 else { return [] }
        let named = facts.facts(chart, parts[0].isEmpty ? file : parts[0]).map(\.value)
        let matched = facts.facts(chartGlob, "").prefix(maximumGlobs).compactMap { fact -> String? in
            let pair = split(fact.value)
            return pair.count == 2 && Glob(pair[0]).matches(file) ? pair[1] : nil
        }
        let folders = Set(named + matched)
        return Set(folders.flatMap { facts.facts(fact, separator + parts[1] + separator + $0) }.map(\.value))
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: Character(separator), omittingEmptySubsequences: false).map(String.init)
    }

    private func name(_ path: String, _ folder: String) -> String {
        scope + Self.separator + path + Self.separator + folder
    }

    /// The folders where values under `file` may come from: its own, those above, and a shared one in each of these.
    private static func layers(of file: String) -> [String] {
        var parts = file.split(separator: "/").dropLast().map(String.init)
        var folders: [String] = [parts.joined(separator: "/")]
        while parts.popLast() != nil, folders.count < 100 {
            let above = parts.joined(separator: "/")
            folders.append(above)
            folders += sharedFolders.sorted().map { above.isEmpty ? $0 : above + "/" + $0 }
        }
        return folders
    }
}
