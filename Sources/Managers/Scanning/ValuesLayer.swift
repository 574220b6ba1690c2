import Domain

/// Values that are laid over others: `values-prod.yaml` holds a tag, and the image's name stands in `values.yaml`.
///
/// A tag without a name gets the name that stands under the same keys in another layer: for Helm values in a file of the
/// same folder, of a folder above, or of a `base` beside it; for Flux in a HelmRelease of the same name. Layers that
/// disagree name nothing.
struct ValuesLayer {
    private static let fact = "values-image"
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
        if images.count == 1, let image = images.first {
            dependency.depName = image
            dependency.packageName = image
            dependency.skipReason = nil
        }
        guard dependency.depType == doubtful else { return dependency }
        dependency.depType = "image"
        return dependency.skipReason == nil ? dependency : nil
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
