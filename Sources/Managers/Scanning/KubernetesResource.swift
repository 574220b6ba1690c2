import Domain

/// A YAML document, or an item of a `List`, with `apiVersion` and `kind`.
struct KubernetesResource {
    let node: YAMLNode
    /// The group of `apiVersion`; empty for the core group.
    let group: String
    let kind: String

    init?(_ node: YAMLNode) {
        guard node.isMapping, let version = node["apiVersion"]?.text, let kind = node["kind"]?.text else { return nil }
        self.node = node
        self.kind = kind
        group = version.lastIndex(of: "/").map { String(version[..<$0]) } ?? ""
    }

    var name: String? { node["metadata", "name"]?.text }
    var namespace: String? { node["metadata", "namespace"]?.text }
    var spec: YAMLNode? { node["spec"] }

    /// Whether it is of `group`, or of a group below it (`toolkit.fluxcd.io` holds `helm.toolkit.fluxcd.io`).
    func isIn(_ group: String) -> Bool { self.group == group || self.group.hasSuffix("." + group) }
}

/// The resources of one file, found once for all managers.
struct KubernetesResources {
    private(set) var all: [KubernetesResource] = []
    /// The documents that are no resources.
    private(set) var others: [YAMLNode] = []

    init(_ roots: [YAMLNode]) {
        for root in roots { add(root, depth: 0) }
    }

    private mutating func add(_ node: YAMLNode, depth: Int) {
        guard let resource = KubernetesResource(node) else {
            if !node.isNull { others.append(node) }
            return
        }
        if resource.kind.hasSuffix("List"), depth < 4, let items = node["items"], items.isSequence {
            for item in items.items where item.isMapping { add(item, depth: depth + 1) }
        } else {
            all.append(resource)
            // What a set of the Flux operator makes is written out in it.
            if resource.kind == "ResourceSet", resource.group == "fluxcd.controlplane.io", depth < 4 {
                for item in resource.spec?["resources"]?.items ?? [] where KubernetesResource(item) != nil {
                    add(item, depth: depth + 1)
                }
            }
        }
    }
}

extension SourceFile {
    var resources: KubernetesResources { memo(KubernetesResources.self) { KubernetesResources($0.yaml.roots) } }
}
