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
        group = version.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(version[..<$0]) } ?? ""
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

/// Resources that stand inside of other documents, found once for all managers.
///
/// Policies, works for other clusters, compositions and graphs of resources hold whole resources, and so do values that charts
/// take under `extraObjects` and the like. Only the mappings with a `spec` of their own count: other references have a kind too.
struct NestedResources {
    private(set) var all: [KubernetesResource] = []

    init(_ file: SourceFile) {
        let resources = file.resources
        guard Self.count(file) > resources.all.count else { return }
        for resource in resources.all { collectBelow(resource.node, depth: 0) }
        for other in resources.others { collect(other, depth: 0) }
    }

    /// How often the bytes hold `apiVersion`, up to more than there are resources.
    private static func count(_ file: SourceFile) -> Int {
        var count = 0
        var offset = 0
        while count <= file.resources.all.count,
            let found = ByteText.firstIndex(of: "apiVersion", in: file.bytes, from: offset, rare: 3)
        {
            count += 1
            offset = found + 10
        }
        return count
    }

    private mutating func collect(_ node: YAMLNode, depth: Int) {
        if let resource = KubernetesResource(node), resource.spec?.isMapping == true { all.append(resource) }
        collectBelow(node, depth: depth)
    }

    private mutating func collectBelow(_ node: YAMLNode, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        for child in node.children where !child.isScalar { collect(child, depth: depth + 1) }
    }
}

extension SourceFile {
    var nestedResources: NestedResources { memo(NestedResources.self) { NestedResources($0) } }
    var resources: KubernetesResources { memo(KubernetesResources.self) { KubernetesResources($0.yaml.roots) } }
}
