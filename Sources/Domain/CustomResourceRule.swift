/// A version field of a custom resource of Kubernetes that settings name.
public struct CustomResourceRule: Hashable, Sendable {
    /// The group of `apiVersion`, or the end of it behind a dot; empty for the core group.
    public var group = ""
    public var kind = ""
    /// The keys that lead to the version, with dots between; `*` stands for every item of a list or mapping.
    public var path = ""
    public var depName = ""
    /// The name to look up, where that is not `depName`.
    public var packageName: String?
    public var datasource: DatasourceID = "docker"
    /// nil means what suits the datasource.
    public var versioning: VersioningID?
    public var registryURLs: [String] = []
    /// A regular expression with a group `version`: what of a release's name is the version.
    public var extractVersion: String?

    public init() {}
}
