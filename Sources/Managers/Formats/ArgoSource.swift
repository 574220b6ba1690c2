import Domain

/// Reads the sources of one Argo CD Application, or of the template of an ApplicationSet with its parameters filled in.
struct ArgoSource {
    let pins: PinBuilder
    /// What the parameters of a template stand for; empty for an Application.
    var parameters = ArgoParameters()
    /// Called for each field that a parameter fills which `parameters` does not know. Returns whether that is all to say of it.
    var onOpenParameter: ((ArgoParameterUse) -> Bool)?

    func readSpec(_ spec: YAMLNode) {
        if let source = spec["source"] { readSource(source) }
        for source in spec["sources"]?.items ?? [] { readSource(source) }
        if let source = spec["sourceHydrator", "drySource"] { readSource(source) }
    }

    func readSource(_ source: YAMLNode) {
        let address = source["repoURL"].flatMap { parameters.text(of: $0) }
        if let chart = source["chart"].flatMap({ parameters.text(of: $0) }), !chart.isEmpty {
            readChart(chart, address, source)
        } else if let address {
            readRevision(address, source)
        }
        for item in source["kustomize", "images"]?.items ?? [] { readKustomizeImage(item) }
        if let helm = source["helm"] {
            ArgoHelm(pins: pins, parameters: parameters, onOpen: onOpenParameter).read(helm, source)
        }
    }

    private func readChart(_ chart: String, _ address: String?, _ source: YAMLNode) {
        let revision = source["targetRevision"]
        if isOpen(revision, .chart, chart, address) { return }
        // To Argo CD an address of a chart without a scheme is an OCI registry.
        let repository = address.map { $0.contains(bytes: "://") || VariableText.isIn($0) ? $0 : "oci://" + $0 }
        pins.addChart(
            chart, version: revision.flatMap { parameters.scalar(of: $0) }, repository: repository,
            offset: source.fileOffset)
    }

    private func readRevision(_ address: String, _ source: YAMLNode) {
        guard let revision = source["targetRevision"] else { return }
        if address.hasPrefix("oci://") {
            if isOpen(revision, .image, String(address.dropFirst(6)), nil) { return }
            let name = String(address.dropFirst(6))
            if let tag = parameters.scalar(of: revision), !tag.text.isEmpty {
                pins.addImage(name: name, tag: tag, depType: "oci", offset: source.fileOffset)
            }
            return
        }
        if isOpen(revision, .git, address, nil) { return }
        guard let scalar = parameters.scalar(of: revision), !scalar.text.isEmpty else { return }
        if let place = GitAddress(address) {
            pins.addRevision(scalar, of: place)
        } else if VariableText.isIn(address), GitAddress.isVersion(scalar.text), !VariableText.isIn(scalar.text) {
            // The version is written out, only its place is not.
            var dependency = pins.pin(
                address, scalar, datasource: "git-tags", versioning: "semver-coerced", depType: "git")
            dependency.skipReason = .containsVariable
            pins.add(dependency)
        }
    }

    /// `name`, `name:tag`, `name@digest`, `alias=name:tag`; or a mapping as in a kustomization.
    private func readKustomizeImage(_ node: YAMLNode) {
        guard let scalar = parameters.scalar(of: node) else { return Kustomize.addImage(node, pins) }
        let bytes = Array(scalar.text.utf8)
        let start = (bytes.lastIndex(of: UInt8(ascii: "=")) ?? -1) + 1
        pins.addImage(scalar.part(start..<bytes.count), unpinned: .ignore)
    }

    /// Tells about a field that is nothing but a parameter that is not known, or that others tell about; returns whether it is one.
    private func isOpen(_ node: YAMLNode?, _ kind: ArgoParameterUse.Kind, _ name: String, _ address: String?) -> Bool {
        if let node, parameters.isOfOthers(node) { return true }
        guard let onOpenParameter, let node, let key = parameters.openKey(of: node) else { return false }
        return onOpenParameter(ArgoParameterUse(key: key, kind: kind, name: name, address: address ?? ""))
    }
}

/// Reads the `helm` part of a source.
struct ArgoHelm {
    let pins: PinBuilder
    let parameters: ArgoParameters
    let onOpen: ((ArgoParameterUse) -> Bool)?

    func read(_ helm: YAMLNode, _ source: YAMLNode) {
        if let values = helm["valuesObject"] { readValues(values) }
        if let text = helm["values"] {
            // A chart's own template may hold the values as a mapping under a text that is filled in.
            if text.isMapping { readValues(text) }
            for root in text.embedded?.roots ?? [] { readValues(root) }
        }
        readParameters(helm["parameters"]?.items ?? [])
        noteValueFiles(helm, source)
        if let folder = chartFolder(of: source) { ValuesLayer.noteChart(folder, for: pins.file.path, pins) }
    }

    /// The folder of the chart, when it is one of a Git repository, most often of this one.
    private func chartFolder(of source: YAMLNode) -> String? {
        source["path"]?.text.flatMap { resolvedPath($0, in: "") }
    }

    /// Reads what is set one by one: mappings with a `name` and a `value`.
    func readParameters(_ items: [YAMLNode]) {
        for item in items { readParameter(item, among: items) }
    }

    private func readValues(_ node: YAMLNode) {
        let inner = PinBuilder(pins.file, pins.manager)
        ImageWalker(pins: inner, place: .values).walk(node)
        for dependency in inner.extraction.dependencies { pins.add(filled(dependency)) }
    }

    /// A tag that is a parameter takes the value of the parameter, and its place.
    private func filled(_ dependency: Dependency) -> Dependency {
        guard let value = dependency.currentValue, let key = ArgoParameters.key(in: value) else { return dependency }
        guard let scalar = parameters.scalar(forKey: key) else {
            _ = onOpen?(ArgoParameterUse(key: key, kind: .image, name: dependency.depName, address: ""))
            return dependency
        }
        let made = pins.pin(
            dependency.depName, scalar, datasource: "docker", versioning: "docker", depType: dependency.depType)
        return made
    }

    /// `image.tag` takes its name from the parameter `image.repository`, `image.name` or `image`.
    private func readParameter(_ item: YAMLNode, among all: [YAMLNode]) {
        guard let name = item["name"]?.text?.lowercased(), let node = item["value"] else { return }
        if name.hasSuffix("tag") {
            let stem = name.dropLast(3)
            let siblings = [
                stem + "repository", stem + "name", stem + "image", stem.hasSuffix(".") ? stem.dropLast() : stem,
            ].map { String($0) }
            guard let repository = value(siblings, all) else { return addTag(item, stem, node) }
            let registry = value([stem + "registry"], all).map { $0 + "/" } ?? ""
            let use = parameters.openKey(of: node).map {
                ArgoParameterUse(key: $0, kind: .image, name: registry + repository, address: "")
            }
            if let use, onOpen?(use) == true { return }
            pins.addImage(name: registry + repository, tag: parameters.scalar(of: node), offset: item.fileOffset)
        } else if name.hasSuffix("image") || name.hasSuffix("image.name") || name.hasSuffix("image.repository") {
            if let scalar = parameters.scalar(of: node) { pins.addImage(scalar, unpinned: .ignore) }
        }
    }

    /// `image.tag` alone: the chart's own values name the image.
    private func addTag(_ item: YAMLNode, _ stem: Substring, _ node: YAMLNode) {
        guard stem.hasSuffix("."), stem.hasSuffix("image."), let scalar = parameters.scalar(of: node),
            let name = item["name"]?.text, !scalar.text.isEmpty
        else { return }
        ValuesLayer(scope: pins.file.path).addTag(
            scalar, at: String(name.dropLast(4)), isImage: true, depType: "image", pins)
    }

    private func value(_ names: [String], _ all: [YAMLNode]) -> String? {
        let found = all.first { names.contains($0["name"]?.text?.lowercased() ?? "") }
        guard let text = found?["value"].flatMap({ parameters.text(of: $0) }), !text.isEmpty else { return nil }
        return ImageText(text)?.tag == nil ? text : nil
    }

    /// Files named as values are of this repository more often than not; `$name/` names another source's root.
    private func noteValueFiles(_ helm: YAMLNode, _ source: YAMLNode) {
        for item in helm["valueFiles"]?.items ?? [] {
            guard let file = item.text.map(Self.glob), !file.contains(bytes: "://") else { continue }
            let folder = source["path"]?.text.map(Self.glob) ?? ""
            let isRooted = file.hasPrefix("$")
            let relative = isRooted ? file.drop { $0 != "/" }.dropFirst() : Substring(file)
            guard let path = resolvedPath(String(relative), in: isRooted ? "" : folder) else { continue }
            // A path whose folders are all open says nothing.
            let isOpen = path.contains("*")
            if isOpen, !path.split(separator: "/").contains(where: { $0.allSatisfy { $0 != "*" } }) { continue }
            pins.addFact(isOpen ? HelmValues.usedAsValuesGlob : HelmValues.usedAsValues, isOpen ? "" : path, path)
            if let chart = chartFolder(of: source) { ValuesLayer.noteChart(chart, for: path, isGlob: isOpen, pins) }
        }
    }

    /// A path whose parameters stand for anything within one folder: `envs/{{ .env }}/values.yaml`. A path that a generator of Git
    /// gives may lead through many.
    static func glob(_ path: String) -> String {
        var result = ""
        var rest = path[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let key = ArgoParameters.key(in: String(rest[open.lowerBound..<close.upperBound]))
            result += rest[..<open.lowerBound] + (key == "path" || key == "path.path" ? "**" : "*")
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
