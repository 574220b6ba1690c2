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
    var updates: UpdateOptions

    /// Applies the rules in their order, so that later ones win.
    ///
    /// Rules that ask for what `subject` does not say yet, such as the kind of update, do not match before it is known.
    init(_ options: RepositoryOptions, _ rules: [RuleMatcher], for subject: RuleSubject, schemes: SchemeFinder) {
        ignoreUnstable = options.ignoreUnstable
        separateMajorMinor = options.separateMajorMinor
        versioning = subject.dependency.versioning
        pinDigests = options.pinDigests
        labels = distinct(options.labels + options.addLabels)
        assignees = options.assignees
        reviewers = options.reviewers
        updates = options.updates
        for matcher in rules where matcher.applies(to: subject, schemes: schemes) { apply(matcher.rule) }
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
        updates.apply(rule.updates)
    }
}
