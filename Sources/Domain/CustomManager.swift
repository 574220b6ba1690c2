/// A manager that settings make of patterns; names and meanings are Renovate's.
///
/// Source: https://docs.renovatebot.com/modules/manager/regex/
public struct CustomManager: Hashable, Sendable {
    /// How it finds things.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case regex
        /// Paths into YAML and JSON; ours.
        case jsonpath
    }

    /// What several `matchStrings` mean together.
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        /// Each finds dependencies of its own.
        case any
        /// Each searches what the one before found.
        case recursive
        /// All together find one dependency.
        case combination
    }

    public var kind = Kind.regex
    /// Globs, or regular expressions between slashes, of the files that are read.
    public var filePatterns: [String] = []
    public var matchStrings: [String] = []
    /// Whether `matchStrings` are queries that make whole dependencies, and not paths of versions; only of documents.
    public var isQuery = false
    public var strategy = Strategy.any
    /// Templates by the field they make, such as `depName`.
    public var templates: [String: String] = [:]
    /// What a match is after an update, with `{{newValue}}` and `{{newDigest}}`: it says where these stand, also more than once.
    public var replacement: String?

    public init() {}

    /// The fields that groups and templates may give.
    public static let fields = [
        "depName", "packageName", "currentValue", "currentDigest", "datasource", "versioning", "extractVersion",
        "registryUrl", "depType",
    ]
}

/// What settings say about one built-in manager.
public struct ManagerOptions: Hashable, Sendable {
    /// False turns it off; nil says nothing.
    public var enabled: Bool?
    /// Globs, or regular expressions between slashes, of files that it reads beside those that it knows by itself.
    public var filePatterns: [String] = []

    public init() {}
}
