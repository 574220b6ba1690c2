import Domain

/// Version fields of custom resources that settings name; it reports them as the manager `kubernetes` would.
struct CustomResources: Sendable {
    private let rules: [String: [CustomResourceRule]]

    /// Longer paths than this lead nowhere.
    private static let maximumDepth = 32

    /// Rules without a kind, a path or a name say nothing and are left out.
    init(_ rules: [CustomResourceRule]) {
        let whole = rules.filter { !$0.kind.isEmpty && !$0.path.isEmpty && !$0.depName.isEmpty }
        self.rules = Dictionary(grouping: whole, by: \.kind)
    }

    var isEmpty: Bool { rules.isEmpty }

    func extract(from file: SourceFile) -> Extraction {
        guard file.traits.mentionsKind else { return Extraction() }
        let pins = PinBuilder(file, Kubernetes.id)
        for resource in file.resources.all {
            for rule in rules[resource.kind] ?? []
            where rule.group == resource.group || (!rule.group.isEmpty && resource.isIn(rule.group)) {
                add(rule, rule.path.split(separator: ".").prefix(Self.maximumDepth)[...], resource.node, pins)
            }
        }
        return pins.extraction
    }

    private func add(
        _ rule: CustomResourceRule, _ path: ArraySlice<Substring>, _ node: YAMLNode, _ pins: PinBuilder
    ) {
        guard let key = path.first else { return add(rule, node, pins) }
        if key == "*" {
            for item in node.items { add(rule, path.dropFirst(), item, pins) }
            for (_, value) in node.entries { add(rule, path.dropFirst(), value.resolved, pins) }
        } else if let next = node.entry(String(key)) {
            add(rule, path.dropFirst(), next, pins)
        }
    }

    private func add(_ rule: CustomResourceRule, _ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, !scalar.text.isEmpty else { return }
        let usual: VersioningID =
            rule.datasource == "docker" || rule.datasource == "helm"
            ? VersioningID(rawValue: rule.datasource.rawValue) : "semver-coerced"
        var dependency = pins.pin(
            rule.depName, packageName: rule.packageName, scalar, datasource: rule.datasource,
            registryURLs: rule.registryURLs, versioning: rule.versioning ?? usual, depType: "custom-resource")
        dependency.extractVersion = rule.extractVersion
        pins.add(dependency)
    }
}
