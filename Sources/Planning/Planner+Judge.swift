import Domain

/// What one dependency can move to, and what of it is held.
struct Verdict {
    /// Without digests yet.
    var updates: [Update] = []
    var held: [HeldUpdate] = []
    /// The tag in use, when only its digest can have moved.
    var tagToResolve: String?
}

extension Planner {
    /// Compares one dependency with the releases of its package.
    func judge(_ dependency: Dependency, _ list: ReleaseList) -> Verdict {
        let rules = effectiveOptions(dependency, type: nil)
        guard let value = dependency.currentValue, let scheme = schemes(rules.versioning), scheme.isValid(value) else {
            return withoutVersion(dependency, rules)
        }
        let selection = Candidates(list, value: value, scheme: scheme, rules: rules)
        var verdict = Verdict()
        for release in selection.picks(separateMajor: rules.separateMajorMinor) {
            propose(release, dependency, list, selection, scheme, &verdict)
        }
        if let unstable = selection.newestUnstable {
            verdict.held.append(HeldUpdate(dependency: dependency, version: unstable, reason: .unstable))
        }
        if let refused = selection.newestNotAllowed, let range = rules.allowedVersions {
            verdict.held.append(HeldUpdate(dependency: dependency, version: refused, reason: .notAllowed(range)))
        }
        if verdict.updates.isEmpty, selection.isCurrentMissing, selection.current == value {
            verdict.held.append(HeldUpdate(dependency: dependency, version: nil, reason: .currentMissing))
        } else if !verdict.updates.contains(where: { $0.type != .major }) {
            verdict.tagToResolve = digestTag(dependency)
        }
        return verdict
    }

    private func propose(
        _ release: Release, _ dependency: Dependency, _ list: ReleaseList, _ selection: Candidates,
        _ scheme: any VersioningScheme, _ verdict: inout Verdict
    ) {
        guard let value = dependency.currentValue,
            let type = scheme.updateType(from: selection.current, to: release.version),
            let newValue = scheme.newValue(currentValue: value, newVersion: release.version, strategy: .auto),
            newValue != value
        else { return }
        guard effectiveOptions(dependency, type: type).enabled else {
            verdict.held.append(HeldUpdate(dependency: dependency, version: release.version, reason: .disabled))
            return
        }
        verdict.updates.append(
            Update(
                dependency: dependency, type: type, currentVersion: selection.current, newVersion: release.version,
                newValue: newValue, released: release.timestamp, sourceURL: list.sourceURL,
                isCurrentMissing: selection.isCurrentMissing))
    }

    /// A tag that is no version, such as `latest` or a code name, or no tag at all: only its digest can move.
    private func withoutVersion(_ dependency: Dependency, _ rules: DependencyOptions) -> Verdict {
        var verdict = Verdict()
        verdict.tagToResolve = digestTag(dependency)
        if verdict.tagToResolve == nil {
            verdict.held.append(
                HeldUpdate(dependency: dependency, version: nil, reason: .invalidCurrent(rules.versioning)))
        }
        return verdict
    }

    private func digestTag(_ dependency: Dependency) -> String? {
        dependency.currentDigest == nil ? nil : dependency.currentValue
    }
}
