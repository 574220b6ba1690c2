import Domain

/// Charts in free-form YAML: a chart, the address of its repository and its version, as keys of one mapping.
///
/// Charts that make Applications, ApplicationSets or HelmReleases for many add-ons take them so, and each calls the keys its own
/// way: `chart` or `chartName`; `repo`, `url`, `repoURL`, `chartRepository`, `helmRepo`; `version`, `chartVersion`,
/// `targetRevision`, `defaultVersion`. Keys are compared in lower case without `_` and `-`. Nothing but a chart has all three; where
/// the key of the address speaks of charts, or the mapping stands under `chart`, the chart may be called `name`.
enum ChartMappings {
    private static let charts = ["chart", "chartname", "helmchart", "helmchartname"]
    private static let chartAddresses = [
        "chartrepo", "chartrepository", "chartrepourl", "chartrepositoryurl", "helmrepo", "helmrepository",
        "helmrepourl", "helmrepositoryurl", "charturl",
    ]
    private static let addresses = ["repourl", "repo", "repository", "repositoryurl", "url"]
    private static let versions = [
        "chartversion", "helmchartversion", "chartrevision", "helmversion", "targetrevision", "targetversion",
        "version",
        "revision", "defaultversion",
    ]

    /// A cheap test before anything is parsed. Resources have fields of their own for this.
    static func mayBeIn(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML, !file.path.hasPrefix(".github/"),
            !file.traits.mentionsKind || HelmValues.isNamedLikeValues(file)
        else { return false }
        guard file.mentions("hart") || file.mentions("elmRepo", rare: 3) else { return false }
        return file.mentions("ersion:") || file.mentions("evision:")
    }

    /// Reads one mapping; `key` is what it stands under, which may say that it is a chart.
    static func read(_ node: YAMLNode, under key: YAMLNode? = nil, _ pins: PinBuilder) {
        let isChart = key.map { $0.reads("chart") || $0.reads("helmChart") } == true
        guard isChart || node.hasKey(where: { $0.count >= 4 && $0.count <= 24 && mayNameChart($0) }) else { return }
        var scalars: [String: YAMLNode] = [:]
        for (key, value) in node.entries {
            let value = value.resolved
            guard value.isScalar, key.range.count <= 32, let name = key.text else { continue }
            scalars[name.lowercased().filter { $0 != "_" && $0 != "-" }] = value
        }
        guard let version = first(versions, scalars)?.scalar, version.text.contains(where: \.isNumber),
            GitAddress.isVersion(version.text) || isRange(version.text)
        else { return }
        let own = first(chartAddresses, scalars)
        let plain = isChart || own != nil ? scalars["name"] : nil
        guard let chart = first(charts, scalars) ?? plain, let name = chart.text,
            !name.isEmpty
        else { return }
        if name.hasPrefix("oci://") {
            guard let reference = chart.scalar else { return }
            return ChartReference(pins: pins).add(reference, version: version, offset: node.fileOffset)
        }
        guard let address = (own ?? first(addresses, scalars))?.text, isRepository(address, isChartsOwn: own != nil)
        else { return }
        // A registry may be split into its host and the folder of the chart.
        let folder = scalars["chartnamespace"]?.text.map { "/" + $0 } ?? ""
        pins.addChart(
            lastPart(name), version: version, repository: withScheme(address) + folder, offset: node.fileOffset)
    }

    private static func mayNameChart(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let first = key[0] | 0x20
        return first == UInt8(ascii: "c") || first == UInt8(ascii: "h")
    }

    private static func first(_ names: [String], _ scalars: [String: YAMLNode]) -> YAMLNode? {
        names.lazy.compactMap { scalars[$0] }.first { $0.range.count > 0 && !$0.isNull }
    }

    /// `^1.2`, `>=1.0.0`, `1.x.x`.
    private static func isRange(_ text: String) -> Bool {
        guard let first = text.first, text.utf8.count <= 64 else { return false }
        return "^~><=".contains(first) || first.isNumber
    }

    /// The address of a repository or registry; a folder or a name of one is none.
    private static func isRepository(_ address: String, isChartsOwn: Bool) -> Bool {
        if ["https://", "http://", "oci://"].contains(where: address.hasPrefix) { return !address.hasSuffix(".git") }
        let host = address.prefix { $0 != "/" }
        return isChartsOwn && host.contains(bytes: ".") && !host.hasPrefix(".") && !VariableText.isIn(host)
    }

    /// To Argo CD an address of a chart without a scheme is an OCI registry.
    private static func withScheme(_ address: String) -> String {
        address.contains(bytes: "://") ? address : "oci://" + address
    }

    /// `repository/chart` names the chart behind its slash.
    private static func lastPart(_ name: String) -> String {
        String(name[(name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex)...])
    }

    /// Reads all mappings below `node`.
    static func readAll(_ node: YAMLNode, _ pins: PinBuilder) { readAll(node, under: nil, pins, depth: 0) }

    private static func readAll(_ node: YAMLNode, under key: YAMLNode?, _ pins: PinBuilder, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        if node.isMapping { read(node, under: key, pins) }
        for (key, value) in node.entries where !value.isScalar { readAll(value, under: key, pins, depth: depth + 1) }
        if node.isSequence {
            for child in node.children where !child.isScalar { readAll(child, under: nil, pins, depth: depth + 1) }
        }
    }
}
