public import Domain
import Versioning

extension Planner {
    /// What is to be asked about single releases before ``plan(_:lookups:target:)`` can choose among them.
    ///
    /// Ask, put the answers into the lookups, and call it again with everything that was asked, until nothing is left. Each
    /// call looks twice as far back as the one before it, so a package costs few rounds and no more requests than needed.
    ///
    /// - Parameters:
    ///   - asked: the questions that were asked already, answered or not.
    ///   - round: how often this was called before; see ``questionRounds``.
    public func releaseQuestions(
        _ dependencies: [Dependency], lookups: Lookups, asked: Set<ReleaseQuestion> = [], round: Int = 0
    ) -> Set<ReleaseQuestion> {
        guard mayHoldByAge || mayFollowTags else { return [] }
        var questions: Set<ReleaseQuestion> = []
        var cache = SelectionCache()
        for dependency in dependencies where dependency.skipReason == nil {
            guard case .success(let list)? = lookups.releases[dependency.package] else { continue }
            for bucket in buckets(dependency, list, &cache) {
                questions.formUnion(self.questions(dependency, list, bucket, asked, limit: 1 << min(max(round, 0), 4)))
            }
        }
        return questions.subtracting(asked)
    }

    /// How often ``releaseQuestions(_:lookups:asked:round:)`` is worth asking: what is older than so many releases is not looked at.
    public static let questionRounds = 6

    private var mayFollowTags: Bool {
        options.updates.followTag != nil || options.packageRules.contains { $0.updates.followTag != nil }
    }

    private func buckets(
        _ dependency: Dependency, _ list: ReleaseList, _ cache: inout SelectionCache
    ) -> [[Selection.Candidate]] {
        let rules = effectiveOptions(dependency, list: list)
        guard rules.enabled, !options.ignoreDeps.contains(dependency.depName), let value = dependency.currentValue,
            let scheme = schemes(rules.versioning), scheme.isValid(value), rules.replacement(of: dependency) == nil
        else { return [] }
        let selection = cache.selection(of: dependency, list, value: value, rules: rules, scheme: scheme)
        guard let current = selection.currentVersion else { return [] }
        return buckets(selection, list, from: current, dependency, scheme, rules)
    }

    /// The questions about the newest releases of a bucket, up to the first one that will be proposed.
    private func questions(
        _ dependency: Dependency, _ list: ReleaseList, _ bucket: [Selection.Candidate], _ asked: Set<ReleaseQuestion>,
        limit: Int
    ) -> [ReleaseQuestion] {
        var open: [ReleaseQuestion] = []
        for candidate in bucket {
            guard open.count < limit else { break }
            let rules = effectiveOptions(update(candidate, dependency, list, ""))
            guard rules.enabled else { continue }
            let missing = missingFacts(candidate.release, list, rules).map { version, fact in
                ReleaseQuestion(package: dependency.package, version: version, fact: fact)
            }
            let new = missing.filter { !asked.contains($0) }
            open += new
            // What nobody could answer is held; the next one may be known.
            if missing.isEmpty, reasonToHold(candidate.release, list, rules) == nil { break }
        }
        return open
    }

    /// What of a release has to be known before anything can be said about it.
    private func missingFacts(
        _ release: Release, _ list: ReleaseList, _ rules: DependencyOptions
    ) -> [(version: String, fact: ReleaseQuestion.Fact)] {
        var missing: [(version: String, fact: ReleaseQuestion.Fact)] = []
        if let tag = rules.updates.followTag, tag != release.version {
            guard let followed = list.releases.first(where: { $0.version == tag }) else { return [] }
            if followed.digest == nil { missing.append((tag, .digest)) }
            if release.digest == nil { missing.append((release.tag ?? release.version, .digest)) }
            if let wanted = followed.digest, let own = release.digest, wanted != own { return [] }
        }
        if rules.updates.minimumReleaseAge.map({ $0.seconds > 0 }) == true, context.now != nil,
            rules.updates.internalChecksFilter != UpdateOptions.ChecksFilter.none, release.timestamp == nil
        {
            missing.append((release.tag ?? release.version, .time))
        }
        return missing
    }
}
