import Domain

/// Finds fields of Helm values by the end of their path, so that values inside an object or below the name of a chart count too.
struct ValueFinder {
    let file: SourceFile
    /// With dots between keys; at least two of them.
    let wanted: Set<String>

    /// More than a few are no finding any more.
    private static let most = 200

    func find() -> [UpgradeSurroundings.Field] {
        let fields = wanted.sorted().compactMap(Path.init)
        guard fields.contains(where: { mentions($0.last) }) else { return [] }
        var found: [UpgradeSurroundings.Field] = []
        var resources: Set<Int32> = []
        for resource in file.resources.all {
            resources.insert(resource.node.index)
            walk(resource.node, fields, charts: Self.charts(of: resource), &found)
        }
        for node in file.resources.others where !resources.contains(node.index) {
            walk(node, fields, charts: [], &found)
        }
        return found
    }

    /// The keys of a field.
    private struct Path {
        var name: String
        var keys: [String]
        var last: String

        init?(_ name: String) {
            let keys = name.split(separator: ".").map(String.init)
            guard keys.count > 1, let last = keys.last else { return nil }
            self.name = name
            self.keys = keys
            self.last = last
        }
    }

    private func mentions(_ word: String) -> Bool {
        let needle = Array(word.utf8)
        guard let first = needle.first else { return false }
        var offset = 0
        while let hit = file.bytes[offset...].firstIndex(of: first) {
            if file.bytes[hit...].starts(with: needle) { return true }
            offset = hit + 1
        }
        return false
    }

    /// Goes over every mapping once; what is written as a text with lines is read as YAML too.
    private func walk(
        _ root: YAMLNode, _ fields: [Path], charts: [String], _ found: inout [UpgradeSurroundings.Field]
    ) {
        var open = [root]
        while let node = open.popLast(), found.count < Self.most {
            if node.isMapping {
                for field in fields { look(node, field, charts, &found) }
                lookAtParameter(node, charts, &found)
            }
            for child in node.children {
                if child.isMapping || child.isSequence {
                    open.append(child)
                } else if child.isScalar, child.style == .literal || child.style == .folded {
                    // A text inside a text is not opened again: `embedded` of its nodes would be.
                    open += (child.embedded?.roots ?? []).filter { $0.isMapping && !isNested(child) }
                }
            }
        }
    }

    private func isNested(_ node: YAMLNode) -> Bool { node.stream !== file.yaml }

    private func look(
        _ node: YAMLNode, _ field: Path, _ charts: [String], _ found: inout [UpgradeSurroundings.Field]
    ) {
        var place = node
        for key in field.keys {
            guard let value = place.value(named: key) else { return }
            place = value
        }
        guard let text = place.text else { return }
        found.append(
            UpgradeSurroundings.Field(
                name: field.name, value: text, file: file.path, line: file.line(at: place.fileOffset), charts: charts))
    }

    /// `parameters` of Argo CD: a mapping with `name` and `value`.
    private func lookAtParameter(
        _ node: YAMLNode, _ charts: [String], _ found: inout [UpgradeSurroundings.Field]
    ) {
        guard let name = node["name"]?.text, wanted.contains(name), let value = node["value"]?.resolved,
            let text = value.text
        else { return }
        found.append(
            UpgradeSurroundings.Field(
                name: name, value: text, file: file.path, line: file.line(at: value.fileOffset), charts: charts))
    }

    /// The charts that an object installs.
    private static func charts(of resource: KubernetesResource) -> [String] {
        guard let spec = resource.spec else { return [] }
        let inner = resource.kind == "ApplicationSet" ? spec["template", "spec"] ?? spec : spec
        let sources = [inner["source"]].compactMap(\.self) + (inner["sources"]?.items ?? [])
        let names = sources.compactMap { $0["chart"]?.text } + [spec["chart", "spec", "chart"]?.text].compactMap(\.self)
        return names.compactMap { $0.split(separator: "/").last.map(String.init) }
    }
}

extension YAMLNode {
    /// The value of a key that is written in this mapping itself, alias resolved, the last one when it is there twice.
    func value(named name: String) -> YAMLNode? {
        guard isMapping else { return nil }
        var found: YAMLNode?
        for entry in entries where entry.key.text == name { found = entry.value }
        return found?.resolved
    }
}
