import Domain
import Versioning

/// What of a selection is proposed, and the newest versions that are held for one reason each.
struct Choice {
    var candidates: [Selection.Candidate] = []
    var held: [(version: String, reason: HoldReason)] = []
}

extension Planner {
    /// The newest release of each bucket that nothing speaks against.
    func choose(
        from selection: Selection, _ dependency: Dependency, _ list: ReleaseList, _ scheme: any VersioningScheme,
        _ rules: DependencyOptions
    ) -> Choice {
        guard needsEveryCandidate(selection, rules) else { return Choice(candidates: newest(selection, rules)) }
        guard let current = selection.currentVersion else { return Choice() }
        var choice = Choice()
        for candidates in buckets(selection, list, from: current, dependency, scheme, rules) {
            pick(from: candidates, dependency, list, current, &choice)
        }
        return choice
    }

    /// All releases that could be proposed, by what they compete for; each bucket with its newest release first.
    func buckets(
        _ selection: Selection, _ list: ReleaseList, from current: String, _ dependency: Dependency,
        _ scheme: any VersioningScheme, _ rules: DependencyOptions
    ) -> [[Selection.Candidate]] {
        var buckets: [UpdateBucket: [Selection.Candidate]] = [:]
        for candidate in allCandidates(selection, list, from: current, dependency, scheme, rules) {
            let numbers = scheme.numbers(of: candidate.release.version)
            buckets[UpdateBucket(candidate.updateType, numbers, rules), default: []].append(candidate)
        }
        return buckets.sorted { $0.key < $1.key }.map { _, candidates in
            candidates.sorted { isNewer($0.release.version, $1.release.version, scheme) }
        }
    }

    /// Of most dependencies only the newest versions matter; those are known already.
    func needsEveryCandidate(_ selection: Selection, _ rules: DependencyOptions) -> Bool {
        guard selection.newest != nil else { return false }
        let updates = rules.updates
        return updates.separateMinorPatch == true || updates.separateMultipleMajor == true
            || updates.separateMultipleMinor == true || updates.respectLatest == true || updates.followTag != nil
            || mayHoldByAge
    }

    /// The newest, and where majors are separate also the newest without a major step.
    private func newest(_ selection: Selection, _ rules: DependencyOptions) -> [Selection.Candidate] {
        rules.separateMajorMinor
            ? [selection.nonMajor, selection.major].compactMap(\.self) : [selection.newest].compactMap(\.self)
    }

    private func allCandidates(
        _ selection: Selection, _ list: ReleaseList, from current: String, _ dependency: Dependency,
        _ scheme: any VersioningScheme, _ rules: DependencyOptions
    ) -> [Selection.Candidate] {
        let wanted = Set(
            selection.verdicts.lazy.filter { [.picked, .newerButNotPicked].contains($0.verdict) }.map(\.version))
        let pattern = rules.updates.extractVersion ?? dependency.extractVersion
        let releases = SelectionCache.releases(
            of: list, dependency, rules.versioning, extract: pattern, scheme: scheme)
        var seen: Set<String> = []
        return releases.compactMap { release in
            guard wanted.contains(release.version), seen.insert(release.version).inserted,
                let type = scheme.updateType(from: current, to: release.version)
            else { return nil }
            return Selection.Candidate(release: release, updateType: type)
        }
    }

    /// Newest first; equal versions in the order of their texts, so that the registry's order changes nothing.
    private func isNewer(_ a: String, _ b: String, _ scheme: any VersioningScheme) -> Bool {
        switch scheme.compare(a, b) {
        case .newer: true
        case .older: false
        case .equal, nil: a > b
        }
    }

    /// Picks the newest of one bucket that is not held, and says for what the newest one before it is held.
    private func pick(
        from candidates: [Selection.Candidate], _ dependency: Dependency, _ list: ReleaseList, _ current: String,
        _ choice: inout Choice
    ) {
        var held: (version: String, reason: HoldReason)?
        for candidate in candidates {
            let rules = effectiveOptions(update(candidate, dependency, list, current))
            guard let reason = reasonToHold(candidate.release, list, rules, current: current) else {
                choice.candidates.append(candidate)
                if let held { choice.held.append(held) }
                return
            }
            if held == nil { held = (candidate.release.version, reason) }
        }
        guard let held else { return }
        if case .tooYoung = held.reason, let first = candidates.first,
            effectiveOptions(update(first, dependency, list, current)).updates.internalChecksFilter == .flexible
        {
            choice.candidates.append(first)
        } else {
            choice.held.append(held)
        }
    }

    /// The update that a candidate would be, for the rules that ask for its kind.
    func update(
        _ candidate: Selection.Candidate, _ dependency: Dependency, _ list: ReleaseList, _ current: String
    ) -> Update {
        Update(
            dependency: dependency, type: candidate.updateType, currentVersion: current,
            newVersion: candidate.release.version, newValue: candidate.release.version, sourceURL: list.sourceURL,
            registryURL: list.registryURL)
    }
}
