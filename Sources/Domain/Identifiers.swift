/// A typed string that names a plug-in or another thing; ids of different kinds do not mix.
public protocol Identifier: RawRepresentable, Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral,
    CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension Identifier {
    public init(_ text: String) { self.init(rawValue: text) }
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The id of a manager, such as `kubernetes`; kebab-case.
public struct ManagerID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The id of a datasource, such as `docker`; kebab-case.
public struct DatasourceID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The id of a versioning scheme, such as `semver`; kebab-case.
public struct VersioningID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The id of a kind of forge, such as `gitlab`; kebab-case.
public struct ForgeID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The object id of a Git commit, 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.
public struct CommitSHA: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The object id of a Git blob.
public struct BlobID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a branch without `refs/heads/`, such as `windlass/nginx-1.x`.
public struct BranchName: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The full name of the reference: `refs/heads/...`.
    public var ref: String { "refs/heads/" + rawValue }
}
