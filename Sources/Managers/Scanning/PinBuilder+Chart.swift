import Domain

extension PinBuilder {
    /// Adds a Helm chart of a repository, or of an OCI registry when the address says `oci://`.
    ///
    /// - Parameters:
    ///   - repository: the address as written. nil, or an address with variables, leaves the place of the chart open.
    func addChart(
        _ name: String, version: YAMLScalar?, repository: String?, depType: String = "helm-chart", offset: Int
    ) {
        guard let version, !version.text.isEmpty else {
            add(
                Dependency(
                    file: file.path, line: file.line(at: offset), manager: manager, depName: name, datasource: "helm",
                    versioning: "helm", depType: depType, skipReason: .unspecifiedVersion))
            return
        }
        var dependency = pin(name, version.withDefaults, datasource: "helm", versioning: "helm", depType: depType)
        if VariableText.isIn(name) { dependency.skipReason = .containsVariable }
        if let repository { setChartSource(repository, of: &dependency) }
        add(dependency)
    }
}

/// Fills in where a chart comes from: a chart repository, an OCI registry, or an alias that settings explain.
func setChartSource(_ address: String, of dependency: inout Dependency) {
    var address = Substring(address)
    while address.hasSuffix("/") { address = address.dropLast() }
    if address.hasPrefix("oci://") {
        let place = address.dropFirst(6)
        guard !VariableText.isIn(place) else { return }
        dependency.datasource = "docker"
        dependency.packageName = "\(place)/\(dependency.depName)"
        dependency.registryURLs = []
    } else if address.hasPrefix("file:") || address.hasPrefix(".") {
        dependency.skipReason = .localPath
    } else if address.hasPrefix("@") || address.hasPrefix("alias:") {
        dependency.registryURLs = [String(address)]
        // A version that is a template stays one, whoever explains the name.
        dependency.skipReason = dependency.skipReason ?? .unknownRegistry
    } else if address.isEmpty || VariableText.isIn(address) {
        dependency.registryURLs = []
    } else {
        dependency.registryURLs = [String(address)]
    }
}
