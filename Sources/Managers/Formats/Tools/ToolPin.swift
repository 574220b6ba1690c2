import Domain
import TextEdits

extension PinBuilder {
    /// Adds a tool of mise or asdf, with the version that stands at `range`.
    func addTool(_ name: String, at range: Range<Int>) {
        let version = ByteText.string(file.bytes, range)
        let source = ToolTable.source(of: name, version: version)
        var dependency = Dependency(
            file: file.path, line: file.line(at: range.lowerBound), manager: manager, depName: name,
            packageName: source?.packageName, datasource: source?.datasource ?? "", versioning: "semver-coerced",
            currentValue: version, spans: [DependencySpan(.value, ByteSpan(range))],
            extractVersion: source?.extractVersion)
        if VariableText.isIn(version) {
            dependency.skipReason = .containsVariable
        } else if !GitAddress.isVersion(version) && !version.utf8.contains(where: { (0x30...0x39).contains($0) })
            || version.hasPrefix("ref:") || version.hasPrefix("path:") || version.hasPrefix("sub-")
        {
            dependency.skipReason = .unspecifiedVersion
        } else if source == nil {
            dependency.skipReason = .unsupportedDatasource
        }
        add(dependency)
    }
}
