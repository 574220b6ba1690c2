public import Domain

/// Finds the versioning scheme of an id; nil when there is none.
public typealias SchemeFinder = @Sendable (VersioningID) -> (any VersioningScheme)?

/// Decides what each dependency should move to, from what is released and what the rules say. Pure.
public struct Planner: Sendable {
    let options: RepositoryOptions
    let schemes: SchemeFinder
    let context: PlanningContext
    private let rules: [RuleMatcher]

    /// - Parameter context: what rules, ages and schedules are held against beside the dependencies.
    public init(
        options: RepositoryOptions, schemes: @escaping SchemeFinder, context: PlanningContext = PlanningContext()
    ) {
        self.options = options
        self.schemes = schemes
        self.context = context
        rules = options.packageRules.map(RuleMatcher.init)
    }

    /// The digests that ``plan(_:lookups:target:)`` will need, once the releases are known.
    public func digestQuestions(_ dependencies: [Dependency], releases: [Package: LookupOutcome]) -> Set<DigestQuestion>
    {
        var questions: Set<DigestQuestion> = []
        var cache = SelectionCache()
        for dependency in dependencies where dependency.skipReason == nil {
            guard case .success(let list)? = releases[dependency.package] else { continue }
            let judgement = judge(dependency, list, &cache)
            for update in judgement.updates where wantsDigest(dependency) {
                questions.insert(question(dependency, update.newTag ?? update.newVersion))
            }
            if let tag = judgement.tagToResolve { questions.insert(question(dependency, tag)) }
        }
        return questions
    }

    /// Plans all dependencies of one repository for one target branch.
    public func plan(_ dependencies: [Dependency], lookups: Lookups, target: BranchName) -> Plan {
        var plan = Plan()
        var updates: [Update] = []
        var cache = SelectionCache()
        for dependency in dependencies {
            if dependency.skipReason != nil {
                plan.skipped.append(dependency)
            } else {
                consider(dependency, lookups, &cache, &plan, &updates)
            }
        }
        plan.proposals = proposals(for: updates, held: plan.held, target: target)
        return plan
    }

    private func consider(
        _ dependency: Dependency, _ lookups: Lookups, _ cache: inout SelectionCache, _ plan: inout Plan,
        _ updates: inout [Update]
    ) {
        let dependencyOptions = effectiveOptions(dependency)
        if !dependencyOptions.enabled || options.ignoreDeps.contains(dependency.depName) {
            plan.held.append(HeldUpdate(dependency: dependency, version: nil, reason: .disabled))
            return
        }
        switch lookups.releases[dependency.package] {
        case .success(let list)?:
            var judgement = judge(dependency, list, &cache)
            resolveDigests(dependency, lookups, &judgement)
            updates += judgement.updates
            plan.held += judgement.held
            if judgement.updates.isEmpty && judgement.held.isEmpty { plan.upToDate.append(dependency) }
        case .failure(let error)?:
            plan.unknown.append(UnknownDependency(dependency: dependency, error: error))
        case nil:
            plan.unknown.append(
                UnknownDependency(
                    dependency: dependency,
                    error: LookupError(.unsupported, "\(dependency.package.name): it was not looked up")))
        }
    }

    /// What is in force for a dependency, as far as it is known what happens to it.
    func effectiveOptions(_ dependency: Dependency, list: ReleaseList? = nil) -> DependencyOptions {
        DependencyOptions(options, rules, for: subject(dependency, list), schemes: schemes)
    }

    /// What is in force for one update.
    func effectiveOptions(_ update: Update) -> DependencyOptions {
        var subject = subject(update.dependency, nil)
        subject.currentVersion = update.currentVersion
        subject.sourceURL = update.sourceURL
        subject.registryURL = update.registryURL
        subject.type = update.type
        subject.newValue = update.newValue ?? update.dependency.currentValue
        return DependencyOptions(options, rules, for: subject, schemes: schemes)
    }

    private func subject(_ dependency: Dependency, _ list: ReleaseList?) -> RuleSubject {
        RuleSubject(
            dependency: dependency, repository: context.repository, baseBranch: context.baseBranch,
            registryURL: list?.registryURL, sourceURL: list?.sourceURL)
    }
}
