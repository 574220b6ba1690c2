/// What is in force for one repository: the admin's defaults, then the repository's own settings. Names and meanings are Renovate's.
public struct RepositoryOptions: Hashable, Sendable {
    /// False leaves the repository alone.
    public var enabled = true
    /// Only these managers; nil means all.
    public var enabledManagers: [ManagerID]?
    /// Globs of paths that are not read.
    public var ignorePaths: [String] = []
    /// Globs of the only paths that are read; empty means all.
    public var includePaths: [String] = []
    /// Names that stand for a registry, such as a template variable, and what they stand for.
    public var registryAliases: [String: String] = [:]
    /// Version fields of custom resources, beside those that are known.
    public var customResources: [CustomResourceRule] = []
    /// Managers made of patterns.
    public var customManagers: [CustomManager] = []
    /// What is said about single managers.
    public var managerOptions: [ManagerID: ManagerOptions] = [:]
    /// Dependencies, by `depName`, that are left alone.
    public var ignoreDeps: [String] = []
    /// Whether pre-releases are held while the current version is a stable one.
    public var ignoreUnstable = true
    /// Whether a major update gets a branch of its own beside the minor one.
    public var separateMajorMinor = true
    /// Branches that the merge requests go to; empty means the default branch.
    public var baseBranches: [BranchName] = []
    /// What every branch of ours begins with.
    public var branchPrefix = "windlass/"
    /// The most merge requests open at once; 0 means no limit.
    public var prConcurrentLimit = 10
    public var labels: [String] = []
    /// User names.
    public var assignees: [String] = []
    /// User names.
    public var reviewers: [String] = []
    /// Whether a digest is written behind a tag that has none.
    public var pinDigests = false
    /// Labels beside ``labels``.
    public var addLabels: [String] = []
    /// What is said of updates in general.
    public var updates = UpdateOptions()
    /// What is said of all merge requests together.
    public var mergeRequests = MergeRequestOptions()
    /// Later rules win.
    public var packageRules: [PackageRule] = []

    public init() {}
}

/// Options for the dependencies that match; an empty list of a matcher matches everything.
///
/// A pattern is an exact name, a glob, `/a regular expression/` (flag `i` behind it allowed), or one of these behind `!`.
public struct PackageRule: Hashable, Sendable {
    public var matchPackageNames: [String] = []
    public var matchDepNames: [String] = []
    public var matchManagers: [ManagerID] = []
    public var matchDatasources: [DatasourceID] = []
    public var matchFileNames: [String] = []
    public var matchUpdateTypes: [UpdateType] = []
    /// A range of the versioning, or `/a regular expression/`, that the version in use must match.
    public var matchCurrentVersion: String?
    /// A pattern of the value as it stands in the file.
    public var matchCurrentValue: String?
    /// A pattern of the value that would be written.
    public var matchNewValue: String?
    public var matchDepTypes: [String] = []
    /// What managers are about, such as `kubernetes`, `helm`, `ci`.
    public var matchCategories: [String] = []
    public var matchRegistryURLs: [String] = []
    /// Where the source code is, as the registry says.
    public var matchSourceURLs: [String] = []
    public var matchBaseBranches: [String] = []
    /// Names of repositories with their groups.
    public var matchRepositories: [String] = []

    public var enabled: Bool?
    public var groupName: String?
    /// A range of the dependency's versioning, or `/a regular expression/`, that new versions must match.
    public var allowedVersions: String?
    public var ignoreUnstable: Bool?
    public var separateMajorMinor: Bool?
    public var versioning: VersioningID?
    public var pinDigests: Bool?
    /// Replaces the labels.
    public var labels: [String]?
    /// Adds to the labels.
    public var addLabels: [String] = []
    public var assignees: [String]?
    public var reviewers: [String]?
    /// What else is said of updates.
    public var updates = UpdateOptions()

    public init() {}
}
