import Domain
import Patterns
import Versioning

/// What one dependency can move to, and what of it is held.
struct Judgement {
    /// Without digests yet.
    var updates: [Update] = []
    var held: [HeldUpdate] = []
    /// The tag in use, when only its digest can have moved.
    var tagToResolve: String?
}

/// What was picked from the releases of each package for each value that is pinned: many places pin the same.
struct SelectionCache {
    private struct Key: Hashable {
        var package: Package
        var value: String
        var versioning: VersioningID
        var options: SelectionOptions
        var extractVersion: String?
        var constraint: String?
    }

    private var known: [Key: Selection] = [:]

    mutating func selection(
        of dependency: Dependency, _ list: ReleaseList, value: String, rules: DependencyOptions,
        scheme: any VersioningScheme
    ) -> Selection {
        let options = SelectionOptions(
            ignoreUnstable: rules.ignoreUnstable, allowedVersions: rules.allowedVersions,
            ignoreVersions: rules.updates.ignoreVersions ?? [], rangeStrategy: rules.updates.rangeStrategy ?? .auto)
        let key = Key(
            package: dependency.package, value: value, versioning: rules.versioning, options: options,
            extractVersion: rules.updates.extractVersion ?? dependency.extractVersion, constraint: dependency.constraint
        )
        if let selection = known[key] { return selection }
        let releases = Self.releases(
            of: list, dependency, rules.versioning, extract: key.extractVersion, scheme: scheme)
        let selection = pickVersion(from: releases, currentValue: value, scheme: scheme, options: options)
        known[key] = selection
        return selection
    }

    /// The releases in the spelling of the file: a chart's `+` for the tag's `_`, and the part that `extractVersion` cuts out.
    ///
    /// A pattern that cannot be read leaves no release: nothing is proposed rather than something wrong.
    ///
    /// - Parameter scheme: what a dependency's constraint is read with; the version in use stays, whatever that says.
    static func releases(
        of list: ReleaseList, _ dependency: Dependency, _ versioning: VersioningID, extract: String?,
        scheme: (any VersioningScheme)? = nil
    ) -> [Release] {
        let releases = spelled(list, dependency, versioning, extract: extract)
        guard let range = dependency.constraint, let scheme else { return releases }
        return releases.filter {
            $0.version == dependency.currentValue || scheme.matches($0.version, range: range)
        }
    }

    private static func spelled(
        _ list: ReleaseList, _ dependency: Dependency, _ versioning: VersioningID, extract: String?
    ) -> [Release] {
        let isChart = dependency.datasource == "docker" && versioning == "helm"
        let list = isChart ? list.readingChartTags() : list
        guard let text = extract else { return list.releases }
        guard let pattern = try? Pattern(text) else { return [] }
        return list.releases.compactMap { release in
            guard let version = pattern.groups(in: release.version)?["version"] else { return nil }
            var release = release
            release.tag = release.tag ?? release.version
            release.version = version
            return release
        }
    }
}

extension Planner {
    /// Compares one dependency with the releases of its package.
    func judge(_ dependency: Dependency, _ list: ReleaseList, _ cache: inout SelectionCache) -> Judgement {
        let rules = effectiveOptions(dependency, list: list)
        guard let value = dependency.currentValue, let scheme = schemes(rules.versioning), scheme.isValid(value) else {
            return withoutVersion(dependency, rules)
        }
        let selection = cache.selection(
            of: dependency, list, value: value, rules: rules, scheme: scheme)
        guard let current = selection.currentVersion else {
            return Judgement(held: [HeldUpdate(dependency: dependency, version: nil, reason: .currentMissing)])
        }
        var judgement = Judgement()
        if let wanted = rules.replacement(of: dependency) {
            return replace(dependency, with: wanted, from: current, list, scheme)
        }
        let choice = choose(from: selection, dependency, list, scheme, rules)
        judgement.held += choice.held.map {
            HeldUpdate(dependency: dependency, version: $0.version, reason: $0.reason)
        }
        for candidate in choice.candidates {
            propose(candidate, from: current, dependency, list, selection, scheme, &judgement)
        }
        if judgement.updates.isEmpty, rules.updates.rangeStrategy == .pin, !scheme.isSingleVersion(value),
            let release = list.releases.first(where: { $0.version == current })
        {
            let pinned = Selection.Candidate(release: release, updateType: .patch)
            propose(pinned, from: current, dependency, list, selection, scheme, &judgement)
        }
        judgement.held += held(selection, dependency, rules)
        if judgement.updates.isEmpty, selection.isCurrentMissing {
            judgement.held.append(HeldUpdate(dependency: dependency, version: nil, reason: .currentMissing))
        } else if !judgement.updates.contains(where: { $0.type != .major }) {
            judgement.tagToResolve = digestTag(dependency)
        }
        return judgement
    }

    private func propose(
        _ candidate: Selection.Candidate, from current: String, _ dependency: Dependency, _ list: ReleaseList,
        _ selection: Selection, _ scheme: any VersioningScheme, _ judgement: inout Judgement
    ) {
        let release = candidate.release
        guard let value = dependency.currentValue,
            let newValue = scheme.newValue(
                currentValue: value, newVersion: release.version,
                strategy: dependency.isLockEntry
                    ? .replace : effectiveOptions(dependency, list: list).updates.rangeStrategy ?? .auto),
            newValue != value
        else { return }
        var update = Update(
            dependency: dependency, type: candidate.updateType, currentVersion: current, newVersion: release.version,
            newValue: newValue, released: release.timestamp, sourceURL: list.sourceURL, registryURL: list.registryURL,
            isCurrentMissing: selection.isCurrentMissing)
        update.newTag = release.tag
        guard effectiveOptions(update).enabled else {
            judgement.held.append(HeldUpdate(dependency: dependency, version: release.version, reason: .disabled))
            return
        }
        judgement.updates.append(update)
    }

    private func held(_ selection: Selection, _ dependency: Dependency, _ rules: DependencyOptions) -> [HeldUpdate] {
        let reasons: [(Versioning.Verdict, HoldReason)] = [
            (.unstable, .unstable), (.notAllowed, .notAllowed(rules.allowedVersions ?? "")), (.deprecated, .deprecated),
            (.ignored, .ignored),
        ]
        return reasons.compactMap { verdict, reason in
            selection.held[verdict].map { HeldUpdate(dependency: dependency, version: $0, reason: reason) }
        }
    }

    /// A tag that is no version, such as `latest` or a code name, or no tag at all: only its digest can move.
    private func withoutVersion(_ dependency: Dependency, _ rules: DependencyOptions) -> Judgement {
        var judgement = Judgement()
        judgement.tagToResolve = digestTag(dependency)
        if judgement.tagToResolve == nil {
            judgement.held.append(
                HeldUpdate(dependency: dependency, version: nil, reason: .invalidCurrent(rules.versioning)))
        }
        return judgement
    }

    private func digestTag(_ dependency: Dependency) -> String? {
        wantsDigest(dependency) ? dependency.currentValue : nil
    }
}
