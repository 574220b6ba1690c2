import Domain
import Foundation
import Versioning

/// What the rules of a question say: for all of its tags, and for each kind of step.
///
/// The question's own options come first, then `packageRules` in their order, so that later ones win, as in Renovate. A rule that asks
/// for what a question does not say, such as a file's name, does not match.
struct OptionsInForce {
    private let options: RepositoryOptions
    private let matchers: [RuleMatcher]
    private let subject: RuleSubject

    /// - Throws: ``ExplainError`` when an option cannot be read.
    init(_ question: ExplainQuestion, _ rules: ExplainRules) throws(ExplainError) {
        options = RepositoryOptions()
        var own = PackageRule()
        own.enabled = rules.enabled
        own.allowedVersions = rules.allowedVersions
        own.ignoreUnstable = rules.ignoreUnstable
        own.updates.ignoreVersions = rules.ignoreVersions
        own.updates.extractVersion = rules.extractVersion
        own.updates.followTag = rules.followTag
        own.updates.respectLatest = rules.respectLatest
        own.updates.minimumReleaseAge = try Self.read(
            rules.minimumReleaseAge, "minimumReleaseAge", "write a number and a unit, such as 3 days", ReleaseAge.init)
        own.updates.minimumReleaseAgeBehaviour = try Self.read(
            rules.minimumReleaseAgeBehaviour, "minimumReleaseAgeBehaviour",
            "write timestamp-required or timestamp-optional", UpdateOptions.AgeBehaviour.init)
        own.updates.rangeStrategy = try Self.read(
            rules.rangeStrategy, "rangeStrategy",
            "write one of \(RangeStrategy.allCases.map(\.rawValue).joined(separator: ", "))", RangeStrategy.init)
        own.versioning = rules.versioning.map { VersioningID($0) }
        var last = PackageRule()
        last.versioning = question.versioning.map { VersioningID($0) }
        matchers = ([own] + question.packageRules + [last]).map(RuleMatcher.init)
        let dependency = Dependency(
            file: "", line: 1, manager: "", depName: question.packageName ?? "", datasource: "docker",
            versioning: VersioningID(question.versioning ?? rules.versioning ?? "docker"),
            currentValue: question.current)
        subject = RuleSubject(dependency: dependency)
    }

    /// What is in force before anything is chosen, or for a step of one kind from `current`.
    func options(for type: UpdateType? = nil, from current: String? = nil) -> DependencyOptions {
        var subject = subject
        subject.type = type
        subject.currentVersion = current
        return DependencyOptions(options, matchers, for: subject) { versioning(for: $0) }
    }

    private static func read<Value>(
        _ text: String?, _ option: String, _ advice: String, _ read: (String) -> Value?
    ) throws(ExplainError) -> Value? {
        guard let text else { return nil }
        guard let value = read(text) else { throw ExplainError(description: "\(option) \(text): \(advice)") }
        return value
    }
}
