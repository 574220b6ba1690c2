import Domain

/// Finds the chart repositories of Flux's releases, which stand in other files as a rule.
enum FluxSources {
    /// A chart repository by `namespace/name`, and by its name alone for tools that set the namespace later.
    private static let helmRepository = "flux-helm-repository"
    private static let pendingPrefix = "flux-helm-repository:"

    static func note(_ resource: KubernetesResource, _ pins: PinBuilder) {
        guard let name = resource.name, let address = resource.spec?["url"]?.text, !address.isEmpty else { return }
        pins.addFact(helmRepository, name, address)
        if let namespace = resource.namespace { pins.addFact(helmRepository, namespace + "/" + name, address) }
    }

    /// What stands in place of the address until all files are read.
    static func pending(_ name: String, namespace: String?) -> String {
        pendingPrefix + (namespace.map { $0 + "/" } ?? "") + name
    }

    /// The name of the repository in what ``pending(_:namespace:)`` made.
    static func pendingName(_ reference: String) -> String? {
        guard reference.hasPrefix(pendingPrefix) else { return nil }
        return reference.dropFirst(pendingPrefix.count).split(separator: "/").last.map(String.init)
    }

    /// Fills in the address of the repository. When several of that name differ, or there is none, it stays open.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency {
        guard let reference = dependency.registryURLs.first, reference.hasPrefix(pendingPrefix) else {
            return dependency
        }
        var dependency = dependency
        dependency.registryURLs = []
        let full = String(reference.dropFirst(pendingPrefix.count))
        let short = String(full[(full.lastIndex(of: "/").map(full.index(after:)) ?? full.startIndex)...])
        let exact = Set(facts.facts(helmRepository, full).map(\.value))
        let found = exact.isEmpty ? Set(facts.facts(helmRepository, short).map(\.value)) : exact
        if found.count == 1, let address = found.first { setChartSource(address, of: &dependency) }
        return dependency
    }
}
