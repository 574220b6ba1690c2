import Domain

/// Where deployment tools say which chart they install, in one text.
///
/// Reads `oci://host/path/name`, `repository/name` with the repositories that the tool knows by name, `name` with the
/// address of a repository beside it, Git addresses with `?ref=`, addresses of archives, and paths of this repository.
struct ChartReference {
    let pins: PinBuilder
    /// The repositories that the file gives names to: their addresses by name.
    var repositories: [String: String] = [:]

    /// Adds the chart that `chart` names.
    ///
    /// - Parameters:
    ///   - version: the field that holds the version; a chart in Git carries it in its address.
    ///   - repository: the address of the repository as written in a field of its own.
    ///   - offset: where the entry begins, for a chart without a version.
    func add(_ chart: YAMLNode?, version: YAMLNode?, repository: String? = nil, offset: Int) {
        guard let chart = chart?.scalar, !chart.text.isEmpty else { return }
        add(chart, version: version?.scalar, repository: repository, offset: offset)
    }

    func add(_ chart: YAMLScalar, version: YAMLScalar?, repository: String? = nil, offset: Int) {
        let text = chart.text
        if text.hasPrefix("oci://") {
            addChart(lastPart(text), version, String(text.dropLast(lastPart(text).count)), offset)
        } else if text.contains(bytes: "?ref=") || text.contains(bytes: "&ref=") {
            RemoteBase.add(chart, pins, depType: "helm-chart")
        } else if text.contains(bytes: "://") {
            addArchive(chart)
        } else if let repository, !repository.isEmpty {
            addChart(lastPart(text), version, repository, offset)
        } else if isPath(text) {
            addChart(text, version, "file://", offset)
        } else if let slash = text.firstIndex(of: "/") {
            let alias = String(text[..<slash])
            let name = String(text[text.index(after: slash)...])
            let isOpen = VariableText.isIn(alias)
            addChart(name, version, repositories[alias] ?? (isOpen ? alias : "@" + alias), offset)
        }
    }

    private func addChart(_ name: String, _ version: YAMLScalar?, _ repository: String, _ offset: Int) {
        pins.addChart(name, version: version, repository: repository, offset: offset)
    }

    /// A file of a release or a tag carries its version; of other archives nothing is known.
    private func addArchive(_ chart: YAMLScalar) {
        let before = pins.extraction.dependencies.count
        RemoteBase.add(chart, pins, depType: "helm-chart")
        guard pins.extraction.dependencies.count == before else { return }
        var dependency = Dependency(
            file: pins.file.path, line: pins.file.line(at: chart.map.nearest(to: 0)), manager: pins.manager,
            depName: chart.text, datasource: "helm", versioning: "helm", depType: "helm-chart")
        dependency.skipReason = .unsupportedDatasource
        pins.add(dependency)
    }

    /// A bare name is a folder to these tools, when no repository stands beside it.
    private func isPath(_ text: String) -> Bool {
        text.hasPrefix(".") || text.hasPrefix("/") || text.hasPrefix("file:") || !text.contains(bytes: "/")
    }

    private func lastPart(_ text: String) -> String {
        String(text[(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)...])
    }
}
