public import Domain

/// Images in Helm values.
///
/// **Files**: `values.yaml`, `values-*.yaml`, `*-values.yaml`, `values.*.yaml`, anything in a folder `values/`, and files that an Argo CD
/// Application names as value files. A file with `apiVersion` and `kind` is a resource, not values.
///
/// **Fields**: mappings with `repository` (or `image`, `name`) and `tag` (or `version`), with `registry` and `digest` beside them;
/// `imageRepository` and `imageTag`; scalars called `image` or ending in `Image` that hold a full reference; maps and lists of these.
/// A tag that is written as a number stays as written: 1.10 is not 1.1.
///
/// **Skipped, with a reason**: images without a tag (`unspecified-version`; the chart's appVersion decides then), variables.
public struct HelmValues: Manager {
    public static let id: ManagerID = "helm-values"
    public static let summary = "repository and tag in Helm values files"
    public static let filePatterns = [
        "**/values.{yaml,yml}", "**/values[-._]*.{yaml,yml}", "**/*[-._]values.{yaml,yml}", "**/values/**/*.{yaml,yml}",
    ]
    public static let datasources: [DatasourceID] = ["docker"]
    private static let globs = filePatterns.map { Glob($0) }

    /// The fact that a file is used as values: written by managers that name it.
    static let valuesFile = "helm-values-file"

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard isYAML(file), file.bytes.contains(text: "mage") || file.bytes.contains(text: "repository") else { return false }
        return Self.globs.contains { $0.matches(file.path) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        for document in YAMLFile.of(file).documents where document.apiVersion == nil || document.kind == nil {
            Self.walk(document.root, &pins)
        }
        return pins.extraction
    }

    /// Finds images below a node of values.
    static func walk(_ node: YAMLNode, _ pins: inout PinBuilder, key: String = "") {
        switch node.content {
        case .sequence(let items): for item in items { walk(item, &pins, key: key) }
        case .mapping(let pairs):
            if addImage(node, key: key, &pins) { return walkRest(pairs, &pins) }
            for (name, value) in pairs {
                let name = name.scalar?.text ?? ""
                if value.scalar != nil {
                    addReference(name, value, &pins)
                } else {
                    walk(value, &pins, key: name)
                }
            }
        case .scalar, .template: break
        }
    }

    /// What lies beside the fields of an image, such as a sidecar's own image.
    private static func walkRest(_ pairs: [(key: YAMLNode, value: YAMLNode)], _ pins: inout PinBuilder) {
        for (name, value) in pairs where value.scalar == nil { walk(value, &pins, key: name.scalar?.text ?? "") }
    }

    /// Adds a mapping that describes an image; false when it does not.
    private static func addImage(_ node: YAMLNode, key: String, _ pins: inout PinBuilder) -> Bool {
        if let repository = node["imageRepository"], let tag = node["imageTag"] {
            add(node, repository, tag: tag, digest: node["imageDigest"], &pins)
            return true
        }
        let isImage = key.lowercased().hasSuffix("image") || key.lowercased().hasSuffix("images")
        if let repository = node["repository"], let text = repository.text, !text.contains("://") {
            let tag = node["tag"] ?? (isImage ? node["version"] : nil)
            guard tag != nil || node["digest"] != nil || isImage else { return false }
            guard tag != nil || isImage else { return false }
            add(node, repository, tag: tag, digest: node["digest"] ?? node["sha"], &pins)
            return true
        }
        for name in ["image", "name"] {
            guard let repository = node[name], repository.text.flatMap({ ImageReference($0) })?.tag == nil,
                repository.scalar != nil, let tag = node["tag"] ?? (isImage ? node["version"] : nil), tag.scalar != nil
            else { continue }
            guard name == "image" || isImage || node["registry"] != nil else { continue }
            add(node, repository, tag: tag, digest: node["digest"], &pins)
            return true
        }
        return false
    }

    private static func add(
        _ node: YAMLNode, _ repository: YAMLNode, tag: YAMLNode?, digest: YAMLNode?, _ pins: inout PinBuilder
    ) {
        guard let text = repository.text else { return }
        let registry = (node["registry"] ?? node["imageRegistry"])?.text.map { trimmedSlash($0) + "/" } ?? ""
        pins.addImage(name: registry + text, tag: tag, digest: digest, line: repository.line)
    }

    private static func addReference(_ name: String, _ value: YAMLNode, _ pins: inout PinBuilder) {
        guard name == "image" || name.hasSuffix("Image"), let text = value.text, let reference = ImageReference(text),
            reference.tag != nil || reference.digest != nil
        else { return }
        pins.addImage(value)
    }
}
