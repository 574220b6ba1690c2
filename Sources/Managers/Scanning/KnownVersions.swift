import Domain

/// A version field of a custom resource that says nothing about where the version comes from.
struct KnownVersion: Sendable {
    /// The group of the resource, or the end of it behind a dot.
    var group: String
    var kind: String
    var path: [String]
    var name: String
    var datasource: DatasourceID = "docker"
    var versioning: VersioningID = "docker"
    /// What releases are called where that is more than the version.
    var extractVersion: String?
    var registryURLs: [String] = []

    /// A version that the releases of a repository at GitHub carry.
    static func release(
        _ group: String, _ kind: String, _ path: String, _ repository: String, versioning: VersioningID = "semver",
        extract: String? = nil
    ) -> KnownVersion {
        KnownVersion(
            group: group, kind: kind, path: path.split(separator: ".").map(String.init), name: repository,
            datasource: "github-releases", versioning: versioning, extractVersion: extract)
    }

    /// A version that is the tag of an image.
    static func image(_ group: String, _ kind: String, _ path: String, _ image: String) -> KnownVersion {
        KnownVersion(group: group, kind: kind, path: path.split(separator: ".").map(String.init), name: image)
    }

    func add(_ resource: KubernetesResource, _ pins: PinBuilder) {
        var node: YAMLNode? = resource.node
        var parent: YAMLNode?
        for key in path {
            parent = node
            node = node?.entry(key)
        }
        guard let node, let scalar = node.scalar, !scalar.text.isEmpty else { return }
        // An image that is written out needs no table.
        if path.last == "tag", let repository = parent?["repository"], !repository.isNull { return }
        if datasource == "docker", scalar.text.contains(bytes: "/") {
            pins.addImage(node, depType: "custom-resource", unpinned: .ignore)
            return
        }
        // The image may be named beside its version.
        let beside = datasource == "docker" && path.last == "version" ? parent?["image"]?.text : nil
        let image = beside.flatMap { ImageText($0) }.flatMap { $0.tag == nil && !$0.hasVariable ? $0.name : nil }
        var dependency = pins.pin(
            image ?? name, scalar, datasource: datasource, registryURLs: registryURLs, versioning: versioning,
            depType: "custom-resource")
        dependency.extractVersion = extractVersion
        pins.add(dependency)
    }
}

/// Version fields of well-known custom resources. Images in custom resources need no row.
enum KnownVersions {
    /// Whether a file may hold one of the kinds: a look at the group of each `apiVersion` in its bytes.
    static func mayBeIn(_ file: SourceFile) -> Bool {
        let bytes = file.bytes
        var offset = 0
        while let found = ByteText.firstIndex(of: "apiVersion", in: bytes, from: offset, rare: 3) {
            offset = found + 10
            var start = offset
            while start < bytes.count, !isGroupByte(bytes[start]), !ByteText.isBreak(bytes[start]) { start += 1 }
            var end = start
            while end < bytes.count, end - start < 128, isGroupByte(bytes[end]) { end += 1 }
            if end < bytes.count, bytes[end] == UInt8(ascii: "/"), isKnown(ByteText.string(bytes, start..<end)) {
                return true
            }
            offset = end
        }
        return false
    }

    static func read(_ resource: KubernetesResource, _ pins: PinBuilder) {
        for row in byKind[resource.kind] ?? [] where resource.isIn(row.group) { row.add(resource, pins) }
        ResourceReader(resource: resource, pins: pins).read()
    }

    private static func isGroupByte(_ byte: UInt8) -> Bool {
        VariableText.isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    /// Whether `group` is one of the table, or below one.
    private static func isKnown(_ group: String) -> Bool {
        var rest = Substring(group)
        while true {
            if groups.contains(String(rest)) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: dot)...]
        }
    }

    private static let groups = Set(rows.map(\.group) + ResourceReader.groups)
    private static let byKind = Dictionary(grouping: rows, by: \.kind)
    private static let rows = databases + moreDatabases + observability + clusters + cloudClusters + platform + tools
}
