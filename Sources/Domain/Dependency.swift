public import TextEdits

/// Which part of a pin a span holds.
public enum SpanRole: String, Hashable, Sendable, Codable, CaseIterable {
    /// The version or range: `currentValue`.
    case value
    /// The digest or commit: `currentDigest`.
    case digest
}

/// A part of a pin and where its bytes are, without quotes, anchors or blanks around it.
public struct DependencySpan: Hashable, Sendable, Codable {
    public var role: SpanRole
    public var span: ByteSpan

    public init(_ role: SpanRole, _ span: ByteSpan) {
        self.role = role
        self.span = span
    }
}

/// Why a version-like thing that was recognised is not looked up. Raw values are Renovate's where it has one.
public struct SkipReason: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The value holds a template or variable that only another program can resolve.
    public static let containsVariable: SkipReason = "contains-variable"
    /// There is a name, but no version to move.
    public static let unspecifiedVersion: SkipReason = "unspecified-version"
    /// The version is not one of the dependency's versioning.
    public static let invalidValue: SkipReason = "invalid-value"
    /// The place names no package, or one in a form that is not understood.
    public static let invalidName: SkipReason = "invalid-name"
    /// The registry, repository or chart source that the pin belongs to could not be found out.
    public static let unknownRegistry: SkipReason = "unknown-registry"
    /// A chart, module or image in the same repository.
    public static let localPath: SkipReason = "local-chart"
    /// The kind of source is recognised but not looked up.
    public static let unsupportedDatasource: SkipReason = "unsupported-datasource"
    /// Settings leave it out.
    public static let disabled: SkipReason = "disabled"
    /// Settings ignore this dependency.
    public static let ignored: SkipReason = "ignored"
}

/// One pinned version: what it is, where it is written, and which bytes would change.
public struct Dependency: Hashable, Sendable {
    /// The path of the file, relative to the root, with `/` between folders.
    public var file: String
    /// The line of the pin, counted from 1.
    public var line: Int
    public var manager: ManagerID
    /// The name as people know it and as it stands in the file.
    public var depName: String
    /// The name to look up at the datasource.
    public var packageName: String
    public var datasource: DatasourceID
    /// Where to look; empty means the datasource's default.
    public var registryURLs: [String]
    public var versioning: VersioningID
    /// The version, tag or range as written; nil when only a digest is pinned.
    public var currentValue: String?
    /// The digest (`sha256:...`) or commit as written.
    public var currentDigest: String?
    /// What kind of place it was found in, such as `image`, `helm-chart`, `include`; a manager documents its own.
    public var depType: String?
    /// Set when the pin is recognised but cannot be moved; it is then reported, never looked up.
    public var skipReason: SkipReason?
    /// The bytes of value and digest in `file`. Several of one role when one pin is written in several places.
    public var spans: [DependencySpan]
    /// A pattern whose group `version` cuts the version out of a release's tag (Renovate's `extractVersion`).
    public var extractVersion: String?
    /// Whether a digest may be written behind the value with `@`: the value is the tag of a whole reference.
    public var acceptsDigest = false
    /// Whether it is an entry of a lock file: what leads it stands elsewhere, and a commit that moves that moves the entry too.
    public var isLockEntry = false
    /// A range that other places hold the version to; releases outside of it are not proposed.
    public var constraint: String?

    public init(
        file: String, line: Int, manager: ManagerID, depName: String, packageName: String? = nil,
        datasource: DatasourceID, registryURLs: [String] = [], versioning: VersioningID, currentValue: String? = nil,
        currentDigest: String? = nil, depType: String? = nil, skipReason: SkipReason? = nil,
        spans: [DependencySpan] = [], extractVersion: String? = nil
    ) {
        self.file = file
        self.line = line
        self.manager = manager
        self.depName = depName
        self.packageName = packageName ?? depName
        self.datasource = datasource
        self.registryURLs = registryURLs
        self.versioning = versioning
        self.currentValue = currentValue
        self.currentDigest = currentDigest
        self.depType = depType
        self.skipReason = skipReason
        self.spans = spans
        self.extractVersion = extractVersion
    }

    /// What to ask the datasource for; equal for all dependencies on the same package.
    public var package: Package {
        Package(datasource: datasource, name: packageName, registryURLs: registryURLs)
    }

    /// The edits that write `value` and `digest` in place of the current ones; nil leaves that part as it is.
    ///
    /// A digest that has no place yet is written behind the value, where ``acceptsDigest`` allows it.
    public func edits(value: String?, digest: String?) -> [TextEdit] {
        let addsDigest = acceptsDigest && currentDigest == nil
        return spans.compactMap { part in
            switch part.role {
            case .value where addsDigest && digest != nil:
                (value ?? currentValue).map { TextEdit(part.span, $0 + "@" + (digest ?? "")) }
            case .value: value.map { TextEdit(part.span, $0) }
            case .digest: digest.map { TextEdit(part.span, $0) }
            }
        }
    }
}

/// A package at a datasource: the identity under which releases are looked up, once for all its dependencies.
public struct Package: Hashable, Sendable, Codable {
    public var datasource: DatasourceID
    public var name: String
    public var registryURLs: [String]
    /// How the answer is read, for `custom.NAME` datasources that the repository's settings define.
    public var customSource: CustomSource?

    public init(
        datasource: DatasourceID, name: String, registryURLs: [String] = [], customSource: CustomSource? = nil
    ) {
        self.datasource = datasource
        self.name = name
        self.registryURLs = registryURLs
        self.customSource = customSource
    }
}
