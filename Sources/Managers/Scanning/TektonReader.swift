import Domain

/// Reads references to tasks and pipelines that stand elsewhere.
/// Sources: https://tekton.dev/docs/pipelines/bundle-resolver/, https://tekton.dev/docs/pipelines/git-resolver/
struct TektonReader {
    let pins: PinBuilder

    func read(_ node: YAMLNode) {
        read(node, VariableScope(.tekton), depth: 0)
    }

    /// Tasks and pipelines that Pipelines as Code fetches, as one address or a list in brackets; names are those of a hub.
    /// https://pipelinesascode.com/docs/guide/resolver/
    func readAnnotations(_ annotations: YAMLNode?) {
        for (key, value) in annotations?.entries ?? .none {
            guard let name = key.text, name.hasPrefix("pipelinesascode.tekton.dev/"), let scalar = value.scalar,
                name.dropFirst(27).hasPrefix("task") || name.dropFirst(27).hasPrefix("pipeline")
            else { continue }
            let bytes = Array(scalar.text.utf8)
            var start = 0
            for end in 0...bytes.count
            where end == bytes.count || ByteText.isSpace(bytes[end]) || "[],\"'".utf8.contains(bytes[end]) {
                if start < end { readReference(scalar.part(start..<end)) }
                start = end + 1
            }
        }
    }

    private func readReference(_ reference: YAMLScalar) {
        if reference.text.contains(bytes: "://"), !reference.text.contains(bytes: ".git@") {
            return RemoteBase.add(reference, pins, depType: "task")
        }
        guard let colon = reference.text.utf8.firstIndex(of: UInt8(ascii: ":")),
            !reference.text.contains(bytes: "/"), reference.text.last?.isNumber == true
        else { return }
        let start = reference.text.utf8.distance(from: reference.text.utf8.startIndex, to: colon) + 1
        var dependency = pins.pin(
            String(reference.text.prefix { $0 != ":" }), reference.part(start..<reference.text.utf8.count),
            datasource: "tekton-hub", versioning: "semver-coerced", depType: "task")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
        pins.add(dependency)
    }

    private func read(_ node: YAMLNode, _ outer: VariableScope, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        let scope = outer.with(defaultsOf: node["params"], pins)
        // What a parameter stands for is seen nowhere but in the image; a plain one is found with those of all containers.
        if let image = node["image"]?.scalar, image.text.contains(bytes: "$(") { pins.addImage(scope.expanded(image)) }
        if node["resolver"]?.reads("hub") == true { readHub(node["params"]?.items ?? []) }
        if node["resolver"]?.reads("git") == true { readGit(node["params"]?.items ?? []) }
        if node["resolver"]?.reads("http") == true { value("url", node["params"]?.items ?? []).map(addFile) }
        // A parameter that is called like an image has one as its default.
        if let name = node["name"], name.ends(caseless: "image"), let standard = node["default"] {
            pins.addImage(standard, depType: "parameter", unpinned: .ignore)
        }
        if node["name"]?.reads("bundle") == true { pins.addImage(node["value"], depType: "bundle", unpinned: .ignore) }
        for (key, value) in node.entries {
            if key.reads("bundle"), value.isScalar { pins.addImage(value, depType: "bundle", unpinned: .ignore) }
            if !value.isScalar { read(value, scope, depth: depth + 1) }
        }
        if node.isSequence {
            for child in node.children where !child.isScalar { read(child, scope, depth: depth + 1) }
        }
    }

    private func readGit(_ parameters: [YAMLNode]) {
        pins.addRevision(value("revision", parameters), of: value("url", parameters)?.text, depType: "task")
    }

    /// Tasks of Artifact Hub or of a hub of one's own; none of them can be asked for versions.
    /// https://tekton.dev/docs/pipelines/hub-resolver/
    private func readHub(_ parameters: [YAMLNode]) {
        guard let name = value("name", parameters)?.text, !name.isEmpty,
            let version = value("version", parameters)?.scalar, !version.text.isEmpty
        else { return }
        var dependency = pins.pin(
            name, version, datasource: "tekton-hub", versioning: "semver-coerced", depType: "task")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
        pins.add(dependency)
    }

    private func addFile(_ address: YAMLNode) { RemoteBase.add(address, pins, depType: "task") }

    private func value(_ name: StaticString, _ parameters: [YAMLNode]) -> YAMLNode? {
        parameters.first { $0["name"]?.reads(name) == true }?["value"]
    }
}

extension VariableScope {
    /// The scope with the defaults that the parameters of a task or pipeline declare.
    /// Source: https://tekton.dev/docs/pipelines/tasks/#specifying-parameters
    fileprivate func with(defaultsOf parameters: YAMLNode?, _ pins: PinBuilder) -> VariableScope {
        guard let parameters, pins.maySetVariables(in: self) else { return self }
        var result = self
        for parameter in parameters.items where pins.maySetVariables(in: VariableScope()) {
            if let name = parameter["name"]?.text, let value = parameter["default"]?.scalar, !value.text.isEmpty {
                result.set("params." + name, value)
            }
        }
        return result
    }
}

/// Reads what a warehouse of Kargo subscribes to; its versions are ranges.
/// Source: https://docs.kargo.io/user-guide/how-to-guides/working-with-warehouses
struct KargoReader {
    let pins: PinBuilder

    func read(_ spec: YAMLNode) {
        for item in spec["subscriptions"]?.items ?? [] {
            if let image = item["image"] { readImage(image) }
            if let chart = item["chart"] { readChart(chart) }
            if let git = item["git"], let address = git["repoURL"]?.text.flatMap(GitAddress.init) {
                add(address.path, address.packageName, address.datasource, git["semverConstraint"])
            }
        }
    }

    private func readImage(_ image: YAMLNode) {
        guard let name = image["repoURL"]?.text else { return }
        add(name, name, "docker", image["constraint"] ?? image["semverConstraint"])
    }

    private func readChart(_ chart: YAMLNode) {
        guard let address = chart["repoURL"]?.text, let range = chart["semverConstraint"] else { return }
        if let name = chart["name"]?.text, !name.isEmpty {
            pins.addChart(name, version: range.scalar, repository: address, offset: chart.fileOffset)
        } else if address.hasPrefix("oci://") {
            ChartReference(pins: pins).add(chart["repoURL"], version: range, offset: chart.fileOffset)
        }
    }

    private func add(_ name: String, _ package: String, _ datasource: DatasourceID, _ range: YAMLNode?) {
        guard let range = range?.scalar, range.text.contains(where: \.isNumber) else { return }
        pins.add(
            pins.pin(
                name, packageName: package, range, datasource: datasource, versioning: "helm", depType: "subscription"))
    }
}
