public import Domain

/// Images of Compose services.
///
/// **Files**: `compose.yaml`, `docker-compose.yml`, with anything between the words and the ending (`docker-compose.prod.yml`), any YAML
/// with a top-level `services` whose entries have an image or a build; and the `.env` files beside them.
///
/// **Fields**: `services.*.image`, also below extension fields (`x-*`); `build.cache_from`, images in `build.additional_contexts` and
/// the text of `build.dockerfile_inline`; `volumes` of `type: image`; services at the top, as in the first version of the format; `include` of a project in a registry. `${VARIABLE:-default}` gives its default; a variable without one is looked for in
/// the `.env` file of the folder and edited there; variables called `..._IMAGE` with a whole reference are found there too.
///
/// **Skipped, with a reason**: variables that no file sets (`contains-variable`), images without tag and digest
/// (`unspecified-version`). A service with `build` and `image` names what it builds, which is no pin, there or in another service.
/// Source: https://docs.docker.com/reference/compose-file/services/
public struct DockerCompose: Manager {
    public static let id: ManagerID = "docker-compose"
    public static let summary = "Images of services in Compose files"
    public static let filePatterns = ["**/{docker-,}compose*.{yaml,yml}", "**/.env", "**/*.env"]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        if EnvironmentFile.isOne(file) { return true }
        let traits = file.traits
        guard traits.isYAML, traits.mentionsImage || file.mentions("dockerfile_inline") else { return false }
        return isNamed(traits) || (!traits.mentionsKind && file.mentions("services:", rare: 4))
    }

    private func isNamed(_ traits: FileTraits) -> Bool {
        traits.name.hasPrefix("compose") || traits.name.hasPrefix("docker-compose")
            || traits.name.hasPrefix("docker_compose")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        if EnvironmentFile.isOne(file) {
            EnvironmentFile.addCandidates(pins)
            return pins.extraction
        }
        for root in file.yaml.roots where root.isMapping && root["apiVersion"] == nil {
            guard isNamed(file.traits) || isCompose(root) else { continue }
            if root["services"] == nil, root["version"] == nil {
                // The first version of the format had its services at the top.
                readServices(root, pins, unpinned: .ignore)
            }
            for (key, value) in root.entries {
                let value = value.resolved
                if key.reads("services") {
                    readServices(value, pins)
                } else if key.reads("include") {
                    for item in value.items { readInclude(item, pins) }
                } else if key.text?.hasPrefix("x-") == true, value.isMapping {
                    readExtension(value, pins)
                }
            }
        }
        if isNamed(file.traits) {
            for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        }
        return pins.extraction
    }

    /// `oci://registry.example.com/project:1.2.3`, alone or as a `path`.
    private func readInclude(_ item: YAMLNode, _ pins: PinBuilder) {
        for node in item.isScalar ? [item] : (item["path"].map { $0.isScalar ? [$0] : $0.items } ?? []) {
            guard let scalar = node.scalar, scalar.text.hasPrefix("oci://") else { continue }
            pins.addImage(scalar.part(6..<scalar.text.utf8.count), depType: "include", unpinned: .ignore)
        }
    }

    private func isCompose(_ root: YAMLNode) -> Bool {
        guard let services = root["services"], services.isMapping else { return false }
        return services.entries.contains { $0.value["image"]?.isScalar == true || $0.value["build"] != nil }
    }

    private func readServices(_ services: YAMLNode, _ pins: PinBuilder, unpinned: UnpinnedImage = .report) {
        // What one service builds, another one may run.
        let built = Set(
            services.entries.compactMap { _, service in
                service.resolved["build"] == nil ? nil : service.resolved["image"]?.text
            })
        for (_, service) in services.entries {
            let service = service.resolved
            if service["build"] == nil, let image = service["image"]?.text, built.contains(image) { continue }
            readService(service, pins, unpinned: unpinned)
        }
    }

    /// A fragment of a service, or a mapping of such fragments.
    private func readExtension(_ node: YAMLNode, _ pins: PinBuilder) {
        readService(node, pins, unpinned: .ignore)
        for (_, value) in node.entries where value.isMapping { readService(value, pins, unpinned: .ignore) }
    }

    private func readService(_ service: YAMLNode, _ pins: PinBuilder, unpinned: UnpinnedImage = .report) {
        guard service.isMapping else { return }
        if let build = service["build"] {
            readBuild(build, pins)
        } else if let image = service["image"]?.scalar, !image.text.isEmpty {
            EnvironmentFile.noteUse(of: image, pins)
            pins.addImage(image.withDefaults, unpinned: unpinned)
        }
        for volume in service["volumes"]?.items ?? [] where volume["type"]?.reads("image") == true {
            if let image = volume["source"]?.scalar { pins.addImage(image.withDefaults, depType: "volume") }
        }
    }

    private func readBuild(_ build: YAMLNode, _ pins: PinBuilder) {
        for item in build["cache_from"]?.items ?? [] where item.text?.contains(bytes: "=") == false {
            pins.addImage(item, depType: "cache", unpinned: .ignore)
        }
        if let contexts = build["additional_contexts"] {
            for value in contexts.items + contexts.entries.map(\.value) { readContext(value, pins) }
        }
        if let text = build["dockerfile_inline"]?.scalar {
            DockerfileReader(pins: pins, text: text).read()
        }
    }

    /// `docker-image://name:tag`, alone or behind `name=`.
    private func readContext(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, let scheme = scalar.text.firstRange(of: "docker-image://") else { return }
        let start = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: scheme.upperBound)
        pins.addImage(scalar.part(start..<scalar.text.utf8.count), depType: "context", unpinned: .ignore)
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        EnvironmentFile.resolve(dependency, with: facts)
    }
}
