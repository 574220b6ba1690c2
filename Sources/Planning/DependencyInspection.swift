public import Domain
import Versioning

/// Everything that was decided about one dependency: for people who ask why.
public struct DependencyInspection: Sendable {
    public var dependency: Dependency
    /// The versioning that its versions were read with.
    public var versioning: VersioningID
    /// The version in use; for a range the newest one that it allows.
    public var currentVersion: String?
    /// Each version once, ordered by its text, with the verdict that `windlass explain` would give.
    public var verdicts: [(version: String, verdict: String)] = []
    public var updates: [Update] = []
    public var held: [HeldUpdate] = []
    /// The options that narrow the choice, as `name: value`.
    public var options: [String] = []
}

extension Planner {
    /// Decides about one dependency as ``plan(_:lookups:target:)`` does, and says it all. Nil when it was not looked up.
    public func inspect(_ dependency: Dependency, lookups: Lookups) -> DependencyInspection? {
        guard case .success(let list)? = lookups.releases[dependency.package] else { return nil }
        let rules = effectiveOptions(dependency, list: list)
        var inspection = DependencyInspection(dependency: dependency, versioning: rules.versioning)
        inspection.options = describe(rules)
        guard rules.enabled, !options.ignoreDeps.contains(dependency.depName) else {
            inspection.held = [HeldUpdate(dependency: dependency, version: nil, reason: .disabled)]
            return inspection
        }
        var cache = SelectionCache()
        var judgement = judge(dependency, list, &cache)
        resolveDigests(dependency, lookups, &judgement)
        inspection.updates = judgement.updates
        inspection.held = judgement.held
        guard let value = dependency.currentValue, let scheme = schemes(rules.versioning), scheme.isValid(value) else {
            return inspection
        }
        let selection = cache.selection(of: dependency, list, value: value, rules: rules, scheme: scheme)
        inspection.currentVersion = selection.currentVersion
        var late: [String: String] = [:]
        for candidate in buckets(selection, list, from: selection.currentVersion ?? "", dependency, scheme, rules)
            .joined()
        {
            late[candidate.release.version] = verdict(candidate, dependency, list, selection)
        }
        let picked = Set(judgement.updates.map(\.newVersion))
        inspection.verdicts = selection.verdicts.map { entry in
            switch entry.verdict {
            case .picked, .newerButNotPicked:
                let verdict = picked.contains(entry.version) ? Verdict.picked : .newerButNotPicked
                return (
                    entry.version,
                    picked.contains(entry.version) ? verdict.rawValue : late[entry.version] ?? verdict.rawValue
                )
            default: return (entry.version, entry.verdict.rawValue)
            }
        }
        return inspection
    }

    /// Why a version that could follow is not proposed, beside that a newer one is.
    private func verdict(
        _ candidate: Selection.Candidate, _ dependency: Dependency, _ list: ReleaseList, _ selection: Selection
    ) -> String? {
        let rules = effectiveOptions(update(candidate, dependency, list, selection.currentVersion ?? ""))
        if !rules.enabled { return "disabled" }
        switch reasonToHold(candidate.release, list, rules, current: selection.currentVersion) {
        case .tooYoung?: return "too-young"
        case .notFollowed?: return Verdict.notAllowed.rawValue
        default: return nil
        }
    }

    private func describe(_ rules: DependencyOptions) -> [String] {
        let updates = rules.updates
        let values: [(String, String?)] = [
            ("allowedVersions", rules.allowedVersions), ("ignoreUnstable", rules.ignoreUnstable ? nil : "false"),
            ("ignoreVersions", updates.ignoreVersions?.joined(separator: ", ")), ("followTag", updates.followTag),
            ("respectLatest", updates.respectLatest.map { "\($0)" }), ("extractVersion", updates.extractVersion),
            ("minimumReleaseAge", updates.minimumReleaseAge?.text), ("groupName", rules.groupName),
            ("rangeStrategy", updates.rangeStrategy?.rawValue), ("replacementVersion", updates.replacementVersion),
            ("replacementName", updates.replacementName), ("pinDigests", rules.pinDigests ? "true" : nil),
            ("separateMajorMinor", rules.separateMajorMinor ? nil : "false"),
        ]
        return values.compactMap { name, value in value.map { "\(name): \($0)" } }
    }
}
