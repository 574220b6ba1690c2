import Domain

/// Charts that objects, blocks and variables describe with fields beside each other: a name, a repository and a version.
///
/// Modules and providers take them under many names: `chart`, `repository` and `version`, `helm_chart_name`, `helm_repo_url` and
/// `helm_chart_version`, `nginx_chart_version` and its like, `repo_url`, `chart` and `target_revision`. Only a version whose two
/// companions have the same prefix, and whose repository is an address, counts.
struct TerraformCharts {
    let pins: PinBuilder
    let scope: HCLScope

    private static let versions = ["helmchartversion", "chartversion", "helmversion", "targetrevision", "version"]
    private static let names = ["helmchartname", "chartname", "helmchart", "chart"]
    private static let repositories = [
        "helmchartrepository", "helmchartrepo", "helmrepositoryurl", "helmrepository", "helmrepourl", "helmrepo",
        "chartrepositoryurl", "chartrepository", "chartrepourl", "chartrepo", "chartregistry", "repositoryurl",
        "repository", "repourl", "repo",
    ]

    /// Looks through a block and all that is in it.
    func walk(_ node: HCLNode, isModule: Bool = false) {
        if node.hasEntries { read(node.entries.map { ($0.key, $0) }, isModule: isModule) }
        for child in node.entries {
            switch child.kind {
            case .block, .object, .list, .call: walk(child)
            case .label, .string, .heredoc, .number, .reference, .expression: break
            }
        }
    }

    /// Looks at the defaults of the variables of a file, which stand beside each other as fields do.
    func readVariables(of root: HCLNode) {
        let defaults = root.children.compactMap { block -> (String, HCLNode)? in
            guard block.isCalled("variable"), let name = block.labels.first, let value = block["default"] else {
                return nil
            }
            return (name, value)
        }
        read(defaults, isModule: false)
    }

    private func read(_ fields: [(key: String, node: HCLNode)], isModule: Bool) {
        guard fields.count >= 3, fields.count < 1000 else { return }
        var byName: [String: HCLNode] = [:]
        for field in fields where field.key.utf8.count < 100 { byName[Self.normal(field.key)] = field.node }
        for (key, node) in fields {
            let name = Self.normal(key)
            // The version of a module itself stands in this field.
            if isModule, name == "version" { continue }
            for ending in Self.versions where name.hasSuffix(ending) {
                let prefix = String(name.dropLast(ending.count))
                if add(node, prefix, byName) { break }
            }
        }
    }

    private func add(_ version: HCLNode, _ prefix: String, _ fields: [String: HCLNode]) -> Bool {
        guard let chart = value(prefix, Self.names, fields), let repository = value(prefix, Self.repositories, fields),
            !chart.isOpen, !repository.isOpen, !chart.text.isEmpty, chart.text.utf8.count < 256,
            ["https://", "http://", "oci://"].contains(where: repository.text.hasPrefix)
        else { return false }
        let value = scope.value(of: version)
        guard !value.isOpen, value.text.utf8.count < 128,
            value.text.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return false }
        let name = chart.text.split(separator: "/").last.map(String.init) ?? chart.text
        pins.addChart(
            name, version: value.scalar, repository: repository.text, depType: "helm-chart", offset: version.fileOffset)
        return true
    }

    private func value(_ prefix: String, _ names: [String], _ fields: [String: HCLNode]) -> HCLValue? {
        names.lazy.compactMap { fields[prefix + $0] }.first.map { scope.value(of: $0) }
    }

    private static func normal(_ key: String) -> String { key.lowercased().filter { $0 != "_" && $0 != "-" } }
}
