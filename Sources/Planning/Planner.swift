public import Domain

/// Finds the versioning scheme of an id; nil when there is none.
public typealias SchemeFinder = @Sendable (VersioningID) -> (any VersioningScheme)?

/// Decides what each dependency should move to, from what is released and what the rules say. Pure.
public struct Planner: Sendable {
    let options: RepositoryOptions
    let schemes: SchemeFinder
    let context: PlanningContext
    /// The rules of components; nil plans every dependency the usual way.
    let components: ComponentContext?
    private let rules: [RuleMatcher]

    /// - Parameters:
    ///   - context: what rules, ages and schedules are held against beside the dependencies.
    ///   - components: the rules of components; without them nothing goes by a route.
    public init(
        options: RepositoryOptions, schemes: @escaping SchemeFinder, context: PlanningContext = PlanningContext(),
        components: ComponentContext? = nil
    ) {
        self.options = options
        self.schemes = schemes
        self.context = context
        self.components = components
        rules = options.packageRules.map(RuleMatcher.init)
    }

    /// The digests that ``plan(_:lookups:target:)`` will need, once the releases are known.
    public func digestQuestions(_ dependencies: [Dependency], releases: [Package: LookupOutcome]) -> Set<DigestQuestion>
    {
        var questions: Set<DigestQuestion> = []
        var cache = SelectionCache()
        let stage = componentStage(considered(dependencies), releases: releases, target: "", &cache)
        for update in stage.updates + stage.steps.flatMap(\.updates) where wantsDigest(update.dependency) {
            questions.insert(question(update.dependency, update.newVersion))
        }
        for dependency in dependencies where dependency.skipReason == nil && membership(of: dependency) == nil {
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
        var stage = componentStage(considered(dependencies), releases: lookups.releases, target: target, &cache)
        resolveDigests(lookups, &stage)
        plan.held += stage.held
        plan.upToDate += stage.upToDate
        plan.components = stage.plans
        // Components first: no limit on open merge requests shall starve them.
        plan.proposals = stage.steps.map { proposal(for: $0, held: plan.held, target: target) }
        var followers: [Dependency] = []
        plan.proposals += proposals(
            for: updates + stage.updates, held: plan.held, target: target, followers: &followers)
        plan.skipped += followers
        return plan
    }

    /// The dependencies that are looked at and not switched off.
    private func considered(_ dependencies: [Dependency]) -> [Dependency] {
        dependencies.filter { $0.skipReason == nil && !isDisabled($0) }
    }

    private func isDisabled(_ dependency: Dependency) -> Bool {
        !effectiveOptions(dependency).enabled || options.ignoreDeps.contains(dependency.depName)
    }

    private func consider(
        _ dependency: Dependency, _ lookups: Lookups, _ cache: inout SelectionCache, _ plan: inout Plan,
        _ updates: inout [Update]
    ) {
        if isDisabled(dependency) {
            plan.held.append(HeldUpdate(dependency: dependency, version: nil, reason: .disabled))
            return
        }
        switch lookups.releases[dependency.package] {
        case .success? where membership(of: dependency) != nil:
            break  // It goes by its route.
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
