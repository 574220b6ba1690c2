/// Where versions of a package come from that no built-in datasource knows: one address, and how its answer is read.
///
/// Renovate calls it a custom datasource. Its `transformTemplates` (JSONata) are not supported; `versions` and `pattern` are ours.
public struct CustomSource: Hashable, Sendable, Codable {
    public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
        case json, yaml, plain, html
    }

    /// The address; `{{packageName}}` stands for the package's name.
    public var url: String
    public var format: Format
    /// Where versions stand in JSON or YAML, as a JSONPath such as `$.data[*].latest`; nil for Renovate's own shape,
    /// `{"releases": [{"version": "1.0.0"}]}`.
    public var versions: String?
    /// A regular expression that cuts each version out by its group `version`; without that group what matches stays whole.
    ///
    /// What does not match is no version.
    public var pattern: String?

    public init(url: String, format: Format = .json, versions: String? = nil, pattern: String? = nil) {
        self.url = url
        self.format = format
        self.versions = versions
        self.pattern = pattern
    }
}
