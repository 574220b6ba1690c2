import Domain

/// Reads an ApplicationSet: its templates, and what its generators fill into them.
struct ArgoGenerators {
    private let spec: YAMLNode
    /// The elements of list generators, at any depth of matrix and merge, and the `values` of other generators, which all that
    /// these make have in common; each with the number of its generator.
    private var elements: [(group: Int, node: YAMLNode)] = []
    private var groups = 0
    private let pool = ArgoParameterPool()
    /// The globs of files that git generators read.
    private var files: [String] = []
    private var templates: [YAMLNode] = []

    init(_ spec: YAMLNode) {
        self.spec = spec
        if let template = spec["template", "spec"] { templates.append(template) }
        for root in spec["templatePatch"]?.embedded?.roots ?? [] {
            if let patch = root["spec"] { templates.append(patch) }
        }
        for generator in spec["generators"]?.items ?? [] { collect(generator, depth: 0) }
    }

    private mutating func collect(_ generator: YAMLNode, depth: Int) {
        guard depth < 8 else { return }
        add(generator["list", "elements"]?.items ?? [])
        for root in generator["list", "elementsYaml"]?.embedded?.roots ?? [] { add(root.items) }
        for file in generator["git", "files"]?.items ?? [] {
            if let path = file["path"]?.text, file["exclude"]?.text != "true" { files.append(path) }
        }
        for (_, value) in generator.entries {
            if let template = value.resolved["template", "spec"] { templates.append(template) }
            if let values = value.resolved["values"], values.isMapping { add([values]) }
        }
        for nested in ["matrix", "merge"] as [StaticString] {
            for item in generator[nested, "generators"]?.items ?? [] { collect(item, depth: depth + 1) }
        }
    }

    private mutating func add(_ nodes: [YAMLNode]) {
        guard !nodes.isEmpty else { return }
        groups += 1
        for node in nodes {
            elements.append((groups, node))
            pool.add(node, group: groups)
        }
    }

    /// Adds what the templates pin; what stays open for many elements is told once.
    func read(_ pins: PinBuilder) {
        let all = PinBuilder(pins.file, pins.manager)
        for template in templates { read(template, all) }
        var told: Set<String> = []
        for dependency in all.extraction.dependencies {
            let key = "\(dependency.depName) \(dependency.currentValue ?? "") \(dependency.line)"
            if dependency.spans.isEmpty, !told.insert(key).inserted { continue }
            pins.add(dependency)
        }
        var said: Set<RepositoryFact> = []
        for fact in all.extraction.facts where said.insert(fact).inserted {
            pins.addFact(fact.kind, fact.name, fact.value)
        }
    }

    private func read(_ template: YAMLNode, _ pins: PinBuilder) {
        for element in elements.prefix(2_000) {
            let parameters = ArgoParameters(element.node, group: element.group, pool: pool)
            ArgoSource(pins: pins, parameters: parameters, onOpenParameter: note(pins)).readSpec(template)
        }
        // Another generator may read the same parameters from files.
        if elements.isEmpty || !files.isEmpty {
            let parameters = ArgoParameters(pool: pool)
            ArgoSource(pins: pins, parameters: parameters, onOpenParameter: note(pins)).readSpec(template)
        }
    }

    /// Writes down what a parameter pins, for the files that the git generators read. Without any it stays unknown.
    private func note(_ pins: PinBuilder) -> (ArgoParameterUse) -> Bool {
        { use in
            if GeneratorFile.noteChartValue(use, pins) { return false }
            for glob in files { pins.addFact(GeneratorFile.use, use.key, GeneratorFile.encode(use, glob: glob)) }
            return !files.isEmpty
        }
    }
}
