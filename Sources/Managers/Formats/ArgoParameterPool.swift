import Domain

/// What all generators of an ApplicationSet know, for those that hold only a part of a template's parameters.
///
/// `merge` lays the values of later generators over those of the first, and `matrix` puts the elements of two side by side: a
/// version in one of them belongs to the chart that another one names.
/// Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Merge/
final class ArgoParameterPool {
    private var scalars: [String: [(group: Int, scalar: YAMLScalar)]] = [:]
    private var count = 0

    /// More parameters than this are no longer written by people.
    private static let maximumCount = 20_000
    private static let maximumDepth = 6

    /// Adds an element of the generator `group`.
    func add(_ element: YAMLNode, group: Int) { add(element, "", group, depth: 0) }

    private func add(_ node: YAMLNode, _ prefix: String, _ group: Int, depth: Int) {
        for (key, value) in node.entries {
            guard count < Self.maximumCount, depth < Self.maximumDepth, let name = key.text else { return }
            count += 1
            let value = value.resolved
            if let scalar = value.scalar {
                scalars[prefix + name, default: []].append((group, scalar))
            } else if value.isMapping {
                add(value, prefix + name + ".", group, depth: depth + 1)
            }
        }
    }

    /// What other generators than `group` say of a parameter, when they all say the same.
    func scalar(forKey key: String, besides group: Int) -> YAMLScalar? {
        let found = values(forKey: key).filter { $0.group != group }
        guard let first = found.first, found.allSatisfy({ $0.scalar.text == first.scalar.text }) else { return nil }
        return first.scalar
    }

    /// Whether another generator than `group` knows a parameter.
    func knows(_ key: String, besides group: Int) -> Bool { values(forKey: key).contains { $0.group != group } }

    private func values(forKey key: String) -> [(group: Int, scalar: YAMLScalar)] {
        if let found = scalars[key] { return found }
        // `values.name` is the `name` that a generator has below its `values`.
        guard let dot = key.firstIndex(of: ".") else { return [] }
        return scalars[String(key[key.index(after: dot)...])] ?? []
    }
}
