import Domain

/// What is in force for one dependency, or for one update of it: the repository's options and the rules that match.
struct DependencyOptions {
    var enabled = true
    var groupName: String?
    var allowedVersions: String?
    var ignoreUnstable: Bool
    var separateMajorMinor: Bool
    var versioning: VersioningID
    var pinDigests: Bool
    var labels: [String]
    var assignees: [String]
    var reviewers: [String]

    /// Applies the rules in their order, so that later ones win.
    ///
    /// - Parameter type: the kind of update; rules that ask for one do not match before it is known.
    init(_ options: RepositoryOptions, for dependency: Dependency, type: UpdateType?, scheme: VersionMatching) {
        ignoreUnstable = options.ignoreUnstable
        separateMajorMinor = options.separateMajorMinor
        versioning = dependency.versioning
        pinDigests = options.pinDigests
        labels = options.labels
        assignees = options.assignees
        reviewers = options.reviewers
        for rule in options.packageRules where rule.applies(to: dependency, type: type, scheme: scheme) { apply(rule) }
    }

    private mutating func apply(_ rule: PackageRule) {
        enabled = rule.enabled ?? enabled
        groupName = rule.groupName ?? groupName
        allowedVersions = rule.allowedVersions ?? allowedVersions
        ignoreUnstable = rule.ignoreUnstable ?? ignoreUnstable
        separateMajorMinor = rule.separateMajorMinor ?? separateMajorMinor
        versioning = rule.versioning ?? versioning
        pinDigests = rule.pinDigests ?? pinDigests
        labels = distinct((rule.labels ?? labels) + rule.addLabels)
        assignees = rule.assignees ?? assignees
        reviewers = rule.reviewers ?? reviewers
    }
}

/// Whether a version lies in a range, by a versioning's id.
typealias VersionMatching = (_ version: String, _ range: String, _ versioning: VersioningID) -> Bool

extension PackageRule {
    /// Whether every matcher that the rule has is met.
    func applies(to dependency: Dependency, type: UpdateType?, scheme: VersionMatching) -> Bool {
        if !matchUpdateTypes.isEmpty {
            guard let type, matchUpdateTypes.contains(type) else { return false }
        }
        if let range = matchCurrentVersion {
            guard let current = dependency.currentValue, scheme(current, range, dependency.versioning) else {
                return false
            }
        }
        return matches(dependency.packageName, matchPackageNames)
            && matches(dependency.depName, matchDepNames)
            && matches(dependency.file, matchFileNames)
            && (matchManagers.isEmpty || matchManagers.contains(dependency.manager))
            && (matchDatasources.isEmpty || matchDatasources.contains(dependency.datasource))
    }
}
