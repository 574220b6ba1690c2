import Domain

/// A small YAML or JSON file whose values fill the templates of other files.
///
/// A git-file generator of an ApplicationSet reads `{"appVersion": "1.2.3"}`, a folder for each environment; the values of a
/// chart fill the Applications among its templates; the values of a Helmfile's environments its releases. Which of its
/// values pin what is known only from the template, in another file; so every version-like value is a candidate until all
/// files are read. A list at the top holds the parameters of one Application in each of its elements.
/// Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/#git-generator-files
enum GeneratorFile {
    /// The fact that a parameter of a template pins something; its name is the parameter's.
    static let use = "argocd-generator-use"
    /// The fact that a file sets a key, needed to fill names and addresses; its name is the path of the file.
    static let setting = "argocd-generator-setting"
    private static let candidatePrefix = "generator-file "
    private static let maximumSize = 65_536
    private static let maximumScalars = 400
    /// In larger files only what is called like a version is looked at.
    private static let wordyScalars = 60
    private static let words: [StaticString] = ["ersion", "evision", "tag", "Tag", "chart", "Chart"]
    /// Stands between the parts of what a fact says.
    private static let separator: Character = "\u{1F}"

    static func mayBe(_ file: SourceFile) -> Bool {
        let traits = file.traits
        guard traits.isYAML, file.bytes.count <= maximumSize, !traits.name.hasPrefix("package"),
            !traits.mentionsKind || HelmValues.isNamedLikeValues(file),
            !traits.name.hasPrefix("."), !file.path.hasPrefix(".")
        else { return false }
        return file.mentions("ersion", rare: 2) || file.mentions("evision", rare: 1) || file.mentions("ag\"", rare: 1)
            || file.mentions("Tag", rare: 0)
    }

    static func extract(from file: SourceFile, manager: ManagerID) -> Extraction {
        let pins = PinBuilder(file, manager)
        guard file.resources.others.count == 1, let root = file.resources.others.first else { return Extraction() }
        let elements = root.isMapping ? [root] : root.items.filter(\.isMapping)
        var scalars: [(element: String, key: String, node: YAMLNode)] = []
        for (index, element) in elements.enumerated() {
            var found: [(String, YAMLNode)] = []
            collect(element, "", &found, depth: 0)
            if found.count > wordyScalars {
                found = found.filter { entry in words.contains { entry.0.contains(bytes: $0) } }
            }
            scalars += found.map { (String(index), $0.0, $0.1) }
            guard scalars.count <= maximumScalars else { return Extraction() }
        }
        for (element, key, node) in scalars {
            guard let scalar = node.scalar, scalar.text.utf8.count < 200 else { continue }
            pins.addFact(setting, file.path + String(separator) + element, key + String(separator) + scalar.text)
            guard scalar.text.utf8.contains(where: { (0x30...0x39).contains($0) }), !VariableText.isIn(scalar.text)
            else { continue }
            pins.add(
                pins.pin(
                    key, scalar, datasource: "docker", versioning: "docker",
                    depType: candidatePrefix + element + String(separator) + key))
        }
        return pins.extraction.dependencies.isEmpty ? Extraction() : pins.extraction
    }

    private static func collect(_ node: YAMLNode, _ prefix: String, _ scalars: inout [(String, YAMLNode)], depth: Int) {
        guard depth < 4, scalars.count <= maximumSize / 8 else { return }
        for (key, value) in node.entries {
            guard let name = key.text else { continue }
            if value.isScalar { scalars.append((prefix + name, value)) }
            if value.isMapping { collect(value, prefix + name + ".", &scalars, depth: depth + 1) }
        }
    }

    static func encode(_ use: ArgoParameterUse, glob: String, manager: ManagerID = ArgoCD.id) -> String {
        [glob, use.kind.rawValue, use.name, use.address, manager.rawValue].joined(separator: String(separator))
    }

    /// Makes a pin of a candidate that a template uses, and drops the others.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let type = dependency.depType, type.hasPrefix(candidatePrefix) else { return dependency }
        let place = type.dropFirst(candidatePrefix.count).split(separator: separator, maxSplits: 1).map(String.init)
        guard place.count == 2 else { return nil }
        for fact in facts.facts(use, place[1]) {
            let parts = fact.value.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, Glob(parts[0]).matches(dependency.file) else { continue }
            var made = made(dependency, place[0], kind: parts[1], name: parts[2], address: parts[3], facts)
            made?.manager = ManagerID(rawValue: parts[4])
            return made
        }
        return nil
    }

    private static func made(
        _ candidate: Dependency, _ element: String, kind: String, name: String, address: String,
        _ facts: RepositoryFacts
    ) -> Dependency? {
        var settings: [String: String] = [:]
        for fact in facts.facts(setting, candidate.file + String(separator) + element) {
            let parts = fact.value.split(separator: separator, maxSplits: 1).map(String.init)
            if parts.count == 2 { settings[parts[0]] = parts[1] }
        }
        let name = filled(name, settings)
        let address = filled(address, settings)
        var dependency = candidate
        dependency.depType = "generator-file"
        dependency.depName = name
        dependency.packageName = name
        switch kind {
        case "chart":
            (dependency.datasource, dependency.versioning) = ("helm", "helm")
            setChartSource(source(address, facts), of: &dependency)
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

    /// An address without a scheme is a registry; `@name` a repository that a Helmfile names, in whatever file.
    private static func source(_ address: String, _ facts: RepositoryFacts) -> String {
        guard address.hasPrefix("@") else { return address.contains(bytes: "://") ? address : "oci://" + address }
        let found = Set(facts.facts(Helmfile.repository, String(address.dropFirst())).map(\.value))
        return found.count == 1 ? found.first ?? address : address
    }

    private static func filled(_ text: String, _ settings: [String: String]) -> String {
        ArgoParameters.fill(text) { settings[$0] ?? settings[String($0.dropFirst($0.hasPrefix("Values.") ? 7 : 0))] }
    }

    /// Tells which values of a chart fill a field of one of its templates. Returns whether the field is such a one.
    ///
    /// The values stand in the chart's folder, or for several environments in folders below.
    @discardableResult
    static func noteChartValue(_ use: ArgoParameterUse, _ pins: PinBuilder) -> Bool {
        guard use.key.hasPrefix("Values."), let folder = chartFolder(of: pins.file) else { return false }
        pins.addFact(Self.use, String(use.key.dropFirst(7)), encode(use, glob: folder + "**"))
        return true
    }

    /// The folder above `templates`, with a slash at its end; empty at the root.
    private static func chartFolder(of file: SourceFile) -> String? {
        if let range = file.path.firstRange(of: "/templates/") { return String(file.path[..<range.lowerBound]) + "/" }
        return file.path.hasPrefix("templates/") ? "" : nil
    }
}
