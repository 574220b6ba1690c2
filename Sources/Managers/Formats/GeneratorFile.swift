import Domain

/// A small YAML or JSON file that a git-file generator of an ApplicationSet may read to fill its template.
///
/// Teams hold versions this way, a folder for each environment: `{"appVersion": "1.2.3"}`. Which of its values pin what is
/// known only from the template, in another file; so every version-like value is a candidate until all files are read.
enum GeneratorFile {
    /// The fact that a parameter of a template pins something; its name is the parameter's.
    static let use = "argocd-generator-use"
    /// The fact that a file sets a key, needed to fill names and addresses; its name is the path of the file.
    static let setting = "argocd-generator-setting"
    private static let candidatePrefix = "generator-file "
    private static let maximumSize = 16_384
    private static let maximumScalars = 60
    private static let separator: Character = "\u{1F}"

    static func mayBe(_ file: SourceFile) -> Bool {
        let traits = file.traits
        guard traits.isYAML, file.bytes.count <= maximumSize, !traits.mentionsKind, !traits.name.hasPrefix("package"),
            !traits.name.hasPrefix("."), !file.path.hasPrefix(".")
        else { return false }
        return file.mentions("ersion", rare: 2) || file.mentions("evision", rare: 1) || file.mentions("ag\"", rare: 1)
            || file.mentions("Tag", rare: 0)
    }

    static func extract(from file: SourceFile, manager: ManagerID) -> Extraction {
        let pins = PinBuilder(file, manager)
        guard file.resources.others.count == 1, let root = file.resources.others.first, root.isMapping else {
            return Extraction()
        }
        var scalars: [(String, YAMLNode)] = []
        collect(root, "", &scalars, depth: 0)
        guard scalars.count <= maximumScalars else { return Extraction() }
        for (key, node) in scalars {
            guard let scalar = node.scalar, scalar.text.utf8.count < 200 else { continue }
            pins.addFact(setting, file.path, key + String(separator) + scalar.text)
            guard scalar.text.utf8.contains(where: { (0x30...0x39).contains($0) }), !VariableText.isIn(scalar.text)
            else { continue }
            pins.add(
                pins.pin(key, scalar, datasource: "docker", versioning: "docker", depType: candidatePrefix + key))
        }
        return pins.extraction.dependencies.isEmpty ? Extraction() : pins.extraction
    }

    private static func collect(_ node: YAMLNode, _ prefix: String, _ scalars: inout [(String, YAMLNode)], depth: Int) {
        guard depth < 4, scalars.count <= maximumScalars else { return }
        for (key, value) in node.entries {
            guard let name = key.text else { continue }
            if value.isScalar { scalars.append((prefix + name, value)) }
            if value.isMapping { collect(value, prefix + name + ".", &scalars, depth: depth + 1) }
        }
    }

    static func encode(_ use: ArgoParameterUse, glob: String) -> String {
        [glob, use.kind.rawValue, use.name, use.address].joined(separator: String(separator))
    }

    /// Makes a pin of a candidate that a template uses, and drops the others.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let type = dependency.depType, type.hasPrefix(candidatePrefix) else { return dependency }
        let key = String(type.dropFirst(candidatePrefix.count))
        for fact in facts.facts(use, key) {
            let parts = fact.value.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, Glob(parts[0]).matches(dependency.file) else { continue }
            return made(dependency, kind: parts[1], name: parts[2], address: parts[3], facts)
        }
        return nil
    }

    private static func made(
        _ candidate: Dependency, kind: String, name: String, address: String, _ facts: RepositoryFacts
    ) -> Dependency? {
        var settings: [String: String] = [:]
        for fact in facts.facts(setting, candidate.file) {
            let parts = fact.value.split(separator: separator, maxSplits: 1).map(String.init)
            if parts.count == 2 { settings[parts[0]] = parts[1] }
        }
        let name = ArgoParameters.fill(name) { settings[$0] }
        let address = ArgoParameters.fill(address) { settings[$0] }
        var dependency = candidate
        dependency.depType = "generator-file"
        dependency.depName = name
        dependency.packageName = name
        switch kind {
        case "chart":
            (dependency.datasource, dependency.versioning) = ("helm", "helm")
            setChartSource(address.contains(bytes: "://") ? address : "oci://" + address, of: &dependency)
        case "git":
            guard let place = GitAddress(name), GitAddress.isVersion(dependency.currentValue ?? "") else { return nil }
            dependency.depName = place.path
            dependency.packageName = place.packageName
            dependency.datasource = place.datasource
            dependency.versioning = "semver-coerced"
        default: break
        }
        if VariableText.isIn(name) { dependency.skipReason = .containsVariable }
        return dependency
    }
}
