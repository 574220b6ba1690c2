import Domain

/// What a rule is held against: a dependency, where it is, and what of its update is known already.
struct RuleSubject {
    var dependency: Dependency
    /// The repository, such as `group/shop`.
    var repository: String?
    var baseBranch: BranchName?
    /// Known once releases are.
    var currentVersion: String?
    /// The registry that answered, known once releases are.
    var registryURL: String?
    /// Known once releases are.
    var sourceURL: String?
    /// Known once an update is.
    var type: UpdateType?
    /// Known once an update is.
    var newValue: String?
}
