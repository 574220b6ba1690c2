public import Domain

/// Images of Kubernetes resources.
///
/// **Files**: any YAML or JSON with `apiVersion` and `kind`, whatever it is called and wherever it lies; the items of a `List` too.
///
/// **Fields**: `image` of containers, init and ephemeral containers, and OCI image volumes (`volumes[].image.reference`), in pods and
/// in everything that has a pod template, custom resources included. In custom resources also any field called `image` or
/// ending in `Image` that holds a full reference with a tag or digest.
///
/// **Skipped, with a reason**: images without tag and digest (`unspecified-version`), images with variables (`contains-variable`).
/// Files with templates that are no YAML are read line by line, for `image:` only.
public struct Kubernetes: Manager {
    public static let id: ManagerID = "kubernetes"
    public static let summary = "Images in any YAML with apiVersion and kind"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker"]

    /// Resources that other managers read, or that hold no images of their own.
    private static let others: Set<String> = [
        "argoproj.io/Application", "argoproj.io/ApplicationSet", "helm.toolkit.fluxcd.io/HelmRelease",
        "kustomize.config.k8s.io/Kustomization", "kustomize.toolkit.fluxcd.io/Kustomization",
        "kustomize.config.k8s.io/Component",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isYAML(file) && file.bytes.contains(text: "mage") && file.bytes.contains(text: "kind")
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        let yaml = YAMLFile.of(file)
        for resource in yaml.documents.flatMap(\.resources) {
            guard let kind = resource.kind, !Self.others.contains("\(resource.group)/\(kind)") else { continue }
            walk(resource.root, &pins, isTop: true)
        }
        for failure in yaml.failures where failure.isTemplate { readLines(file, failure.span, failure.firstLine, &pins) }
        return pins.extraction
    }

    /// Looks for images everywhere below a resource: a table of kinds would always be behind.
    private func walk(_ node: YAMLNode, _ pins: inout PinBuilder, isTop: Bool = false) {
        switch node.content {
        case .sequence(let items): for item in items { walk(item, &pins) }
        case .mapping(let pairs):
            for (key, value) in pairs {
                let name = key.scalar?.text ?? ""
                if isTop, name == "metadata" || name == "status" || name == "data" || name == "stringData" { continue }
                if name == "image" || name.hasSuffix("Image"), let scalar = value.scalar {
                    if isContainer(node) || isPinned(scalar.text) { pins.addImage(value, depType: "image") }
                } else if name == "image", let reference = value["reference"], reference.scalar != nil {
                    pins.addImage(reference, depType: "volume")
                } else {
                    walk(value, &pins)
                }
            }
        case .scalar, .template: break
        }
    }

    /// A container has a name beside its image; what it runs is then always an image.
    private func isContainer(_ node: YAMLNode) -> Bool { node["name"] != nil }

    private func isPinned(_ text: String) -> Bool {
        guard let reference = ImageReference(text) else { return false }
        return reference.tag != nil || reference.digest != nil
    }
}
