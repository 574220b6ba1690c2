import Domain

/// Values that Flux's image automation sets, told by the marker behind them.
///
/// `# {"$imagepolicy": "namespace:name"}` marks a whole reference, with `:tag` behind it a tag, with `:name` a name. A tag whose
/// image stands nowhere near gets its name from the ImagePolicy and its ImageRepository, in whatever files they stand.
/// Source: https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources
struct FluxMarkers {
    private static let policy = "flux-image-policy"
    private static let repository = "flux-image-repository"
    private static let pendingPrefix = "flux-image-policy:"

    let pins: PinBuilder

    static func note(_ resource: KubernetesResource, _ pins: PinBuilder) {
        guard let name = resource.name else { return }
        let space = (resource.namespace ?? "") + ":"
        if resource.kind == "ImageRepository", let image = resource.spec?["image"]?.text {
            pins.addFact(repository, space + name, image)
        } else if let target = resource.spec?["imageRepositoryRef", "name"]?.text {
            let other = resource.spec?["imageRepositoryRef", "namespace"]?.text.map { $0 + ":" } ?? space
            pins.addFact(policy, space + name, other + target)
        }
    }

    func read(_ node: YAMLNode, depth: Int = 0) {
        guard depth <= YAMLComposer.maximumDepth else { return }
        for child in node.children {
            if child.isScalar { readScalar(child) } else { read(child, depth: depth + 1) }
        }
    }

    private func readScalar(_ node: YAMLNode) {
        guard let comment = node.trailingComment, comment.contains(bytes: "$imagepolicy"),
            let target = target(in: comment)
        else { return }
        let parts = target.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2 else { return }
        if parts.count == 2 {
            pins.addImage(node, unpinned: .ignore)
        } else if parts[2] == "tag", let scalar = node.scalar, !scalar.text.isEmpty {
            var dependency = pins.pin(parts[1], scalar, datasource: "docker", versioning: "docker", depType: "image")
            dependency.registryURLs = [Self.pendingPrefix + parts[0] + ":" + parts[1]]
            pins.add(dependency)
        }
    }

    /// The policy in `{"$imagepolicy": "namespace:name:tag"}`.
    private func target(in comment: String) -> String? {
        guard let key = comment.firstRange(of: "\"$imagepolicy\"") else { return nil }
        let rest = comment[key.upperBound...]
        guard let open = rest.firstIndex(of: "\"") else { return nil }
        let value = rest[rest.index(after: open)...]
        return value.firstIndex(of: "\"").map { String(value[..<$0]) }
    }

    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency {
        guard let reference = dependency.registryURLs.first, reference.hasPrefix(pendingPrefix) else {
            return dependency
        }
        var dependency = dependency
        dependency.registryURLs = []
        let name = String(reference.dropFirst(pendingPrefix.count))
        if let target = facts.facts(policy, name).first?.value, let image = facts.facts(repository, target).first?.value
        {
            dependency.depName = image
            dependency.packageName = image
        } else {
            dependency.skipReason = .unknownRegistry
        }
        return dependency
    }
}
