import Domain

/// Reads an ApplicationSet: its templates, and what its generators fill into them.
struct ArgoGenerators {
    private let spec: YAMLNode
    /// The elements of list generators, at any depth of matrix and merge.
    private var elements: [YAMLNode] = []
    /// The globs of files that git generators read.
    private var files: [String] = []
    private var templates: [YAMLNode] = []
    /// The `values` of generators, which all that they make have in common.
    private var commonValues: [YAMLNode] = []

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
        elements += generator["list", "elements"]?.items ?? []
        for root in generator["list", "elementsYaml"]?.embedded?.roots ?? [] { elements += root.items }
        for file in generator["git", "files"]?.items ?? [] {
            if let path = file["path"]?.text, file["exclude"]?.text != "true" { files.append(path) }
        }
        for (_, value) in generator.entries {
            if let template = value.resolved["template", "spec"] { templates.append(template) }
            if let values = value.resolved["values"], values.isMapping { commonValues.append(values) }
        }
        for nested in ["matrix", "merge"] as [StaticString] {
            for item in generator[nested, "generators"]?.items ?? [] { collect(item, depth: depth + 1) }
        }
    }

    func read(_ pins: PinBuilder) {
        // Beside elements of a list, each of them would have to be put together with the values.
        let elements = self.elements.isEmpty && files.isEmpty ? commonValues : self.elements
        for template in templates {
            for element in elements.prefix(2_000) {
                ArgoSource(pins: pins, parameters: ArgoParameters(element), onOpenParameter: note(pins)).readSpec(
                    template)
            }
            // Another generator may read the same parameters from files.
            if elements.isEmpty || !files.isEmpty {
                ArgoSource(pins: pins, onOpenParameter: note(pins)).readSpec(template)
            }
        }
    }

    /// Writes down what a parameter pins, for the files that the git generators read. Without any it stays unknown.
    private func note(_ pins: PinBuilder) -> ((ArgoParameterUse) -> Void)? {
        guard !files.isEmpty else { return nil }
        return { use in
            for glob in files { pins.addFact(GeneratorFile.use, use.key, GeneratorFile.encode(use, glob: glob)) }
        }
    }
}
