import Domain
import Versioning

/// A package rule with its patterns read, so that a rule costs the same for the first dependency and the last.
struct RuleMatcher: Sendable {
    let rule: PackageRule
    private let packageNames: NamePatterns
    private let depNames: NamePatterns
    private let depTypes: NamePatterns
    private let managers: NamePatterns
    private let datasources: NamePatterns
    private let fileNames: NamePatterns
    private let categories: NamePatterns
    private let registryURLs: NamePatterns
    private let sourceURLs: NamePatterns
    private let baseBranches: NamePatterns
    private let repositories: NamePatterns
    private let currentValue: NamePatterns
    private let newValue: NamePatterns

    init(_ rule: PackageRule) {
        self.rule = rule
        packageNames = NamePatterns(rule.matchPackageNames)
        depNames = NamePatterns(rule.matchDepNames)
        depTypes = NamePatterns(rule.matchDepTypes)
        managers = NamePatterns(rule.matchManagers.map(\.rawValue))
        datasources = NamePatterns(rule.matchDatasources.map(\.rawValue))
        fileNames = NamePatterns(rule.matchFileNames)
        categories = NamePatterns(rule.matchCategories)
        registryURLs = NamePatterns(rule.matchRegistryURLs)
        sourceURLs = NamePatterns(rule.matchSourceURLs)
        baseBranches = NamePatterns(rule.matchBaseBranches)
        repositories = NamePatterns(rule.matchRepositories)
        currentValue = NamePatterns([rule.matchCurrentValue].compactMap(\.self))
        newValue = NamePatterns([rule.matchNewValue].compactMap(\.self))
    }

    /// Whether every matcher that the rule has is met.
    func applies(to subject: RuleSubject, schemes: SchemeFinder) -> Bool {
        let dependency = subject.dependency
        if !rule.matchUpdateTypes.isEmpty {
            guard let type = subject.type, rule.matchUpdateTypes.contains(type) else { return false }
        }
        return packageNames.allow(dependency.packageName)
            && depNames.allow(dependency.depName)
            && managers.allow(dependency.manager.rawValue)
            && datasources.allow(dependency.datasource.rawValue)
            && fileNames.allow(dependency.file)
            && depTypes.allow(known: dependency.depType)
            && categories.allowAny(of: Planning.categories(of: dependency.manager))
            && registryURLs.allowAny(of: dependency.registryURLs + [subject.registryURL].compactMap(\.self))
            && sourceURLs.allow(known: subject.sourceURL)
            && baseBranches.allow(known: subject.baseBranch?.rawValue)
            && repositories.allow(known: subject.repository)
            && currentValue.allow(known: dependency.currentValue)
            && newValue.allow(known: subject.newValue)
            && isInCurrentVersion(subject, schemes)
    }

    /// A range or expression that the version in use must match; of a range in use, it is enough that it lets a version in.
    private func isInCurrentVersion(_ subject: RuleSubject, _ schemes: SchemeFinder) -> Bool {
        guard let text = rule.matchCurrentVersion else { return true }
        let dependency = subject.dependency
        guard let scheme = schemes(dependency.versioning), let value = dependency.currentValue
        else { return false }
        if scheme.isVersion(text), !scheme.isVersion(value) { return scheme.matches(text, range: value) }
        guard let filter = VersionFilter(text, scheme: scheme) else { return false }
        return filter.allows(scheme.isVersion(value) ? value : subject.currentVersion ?? value)
    }
}
