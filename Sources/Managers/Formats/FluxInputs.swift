import Domain

/// Follows the inputs of a ResourceSet to the fields of its resources that they fill: `<< inputs.chart.version | quote >>`.
///
/// Each element of `inputs` makes the resources once more, so a version of it is a pin of its own.
/// Source: https://fluxoperator.dev/docs/crd/resourceset/
struct FluxInputs {
    private let elements: [YAMLNode]
    /// The addresses of the chart repositories among the resources, by name as written.
    private var repositories: [String: String] = [:]

    /// More elements than this are no longer written by people.
    private static let maximumElements = 2_000

    /// nil when no ResourceSet of the file has inputs.
    init?(_ resources: [KubernetesResource]) {
        let sets = resources.filter { $0.kind == "ResourceSet" && $0.group == "fluxcd.controlplane.io" }
        elements = Array(sets.flatMap { $0.spec?["inputs"]?.items ?? [] }.prefix(Self.maximumElements))
        guard !elements.isEmpty else { return nil }
        for resource in resources where resource.kind == "HelmRepository" {
            if let name = resource.name, let address = resource.spec?["url"]?.text { repositories[name] = address }
        }
    }

    /// The pins that the inputs make of `dependency`; itself where its version is none of theirs.
    func filled(_ dependency: Dependency, _ pins: PinBuilder) -> [Dependency] {
        guard let key = dependency.currentValue.flatMap({ Self.key(in: $0) }) else { return [dependency] }
        let made = elements.compactMap { element -> Dependency? in
            guard let scalar = Self.scalar(key, in: element), !scalar.text.isEmpty else { return nil }
            let name = text(dependency.packageName, element)
            var pin = pins.pin(
                text(dependency.depName, element), packageName: name, scalar.withDefaults,
                datasource: dependency.datasource,
                versioning: dependency.versioning, depType: dependency.depType)
            pin.registryURLs = dependency.registryURLs
            if let source = dependency.registryURLs.first.flatMap(FluxSources.pendingName),
                let address = repositories[source]
            {
                setChartSource(text(address, element), of: &pin)
            }
            return pin
        }
        return made.isEmpty ? [dependency] : made
    }

    /// The keys in a text that is nothing but one input.
    private static func key(in text: String) -> [String]? {
        let trimmed = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        guard trimmed.hasPrefix("<<"), trimmed.hasSuffix(">>") else { return nil }
        let action = trimmed.dropFirst(2).dropLast(2).split(separator: "|")
        guard let first = action.first, action.count <= 2 else { return nil }
        let path = first.split(separator: " ").joined()
        let formats = ["quote", "squote", "toString"]
        guard path.hasPrefix("inputs."), action.count == 1 || formats.contains(action[1].split(separator: " ").joined())
        else { return nil }
        return path.dropFirst(7).split(separator: ".").map(String.init)
    }

    private static func scalar(_ key: [String], in element: YAMLNode) -> YAMLScalar? {
        var node: YAMLNode? = element
        for part in key { node = node?.entry(part) }
        return node?.scalar
    }

    /// A text with all inputs that the element has filled in.
    private func text(_ text: String, _ element: YAMLNode) -> String {
        guard text.contains(bytes: "<<") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "<<"), let close = rest[open.upperBound...].firstRange(of: ">>") {
            let action = String(rest[open.lowerBound..<close.upperBound])
            result += rest[..<open.lowerBound]
            result += Self.key(in: action).flatMap { Self.scalar($0, in: element)?.text } ?? action
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
