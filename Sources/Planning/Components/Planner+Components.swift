import Domain
import Versioning

extension Planner {
    /// A route longer than this is not planned to its end.
    private static let longestRoute = 200

    /// What a dependency is a part of, where it is planned by a route.
    func membership(of dependency: Dependency) -> ComponentMembership? {
        guard dependency.skipReason == nil, dependency.currentValue != nil else { return nil }
        return components?.guide.membership(of: dependency)
    }

    /// Whether only a person may merge what moves a dependency.
    func needsPerson(_ dependency: Dependency) -> Bool {
        guard let components, let membership = membership(of: dependency) else { return false }
        return components.guide.isAlwaysMergedByPerson(membership.component)
    }

    /// Plans every component: leaders first, because others follow them.
    func componentStage(
        _ dependencies: [Dependency], releases: [Package: LookupOutcome], target: BranchName,
        _ cache: inout SelectionCache
    ) -> ComponentStage {
        var stage = ComponentStage()
        guard let components else { return stage }
        var pins: [ComponentPin] = []
        for dependency in dependencies {
            guard let membership = components.guide.membership(of: dependency),
                case .success(let list)? = releases[dependency.package]
            else { continue }
            switch pin(dependency, membership, list, components.guide, &cache) {
            case .success(let pin): pins.append(pin)
            case .failure(let reason):
                stage.held.append(HeldUpdate(dependency: dependency, version: nil, reason: reason.reason))
            }
        }
        let installations = Installation.group(pins)
        let rank = { (installation: Installation) in
            if installation.chartOfNodes != nil { return 0 }
            return components.guide.leader(of: installation.component) == nil ? 1 : 2
        }
        for turn in 0...2 {
            for installation in installations where rank(installation) == turn {
                let isOnly = installations.count { $0.component == installation.component } == 1
                let chart = installations.first {
                    $0.component == installation.component && $0.file == installation.chartOfNodes
                }
                plan(installation, isOnly: isOnly, usedBy: chart, target: target, components, &stage)
            }
        }
        return stage
    }

    // MARK: Pins

    private struct Unplannable: Error { var reason: HoldReason }

    private func pin(
        _ dependency: Dependency, _ membership: ComponentMembership, _ list: ReleaseList, _ guide: any UpgradeGuide,
        _ cache: inout SelectionCache
    ) -> Result<ComponentPin, Unplannable> {
        let rules = effectiveOptions(dependency, list: list)
        guard let value = dependency.currentValue, let scheme = schemes(rules.versioning), scheme.isValid(value) else {
            return .failure(Unplannable(reason: .invalidCurrent(rules.versioning)))
        }
        let selection = cache.selection(of: dependency, list, value: value, rules: rules, scheme: scheme)
        guard let current = selection.currentVersion else { return .failure(Unplannable(reason: .currentMissing)) }
        let pattern = rules.updates.extractVersion ?? dependency.extractVersion
        let all = SelectionCache.releases(of: list, dependency, rules.versioning, extract: pattern)
        let present = all.first { $0.version == current } ?? Release(version: current)
        guard let application = guide.applicationVersion(of: present, membership) else {
            return .failure(Unplannable(reason: .applicationUnknown(current)))
        }
        let usable = Set(
            selection.verdicts.lazy.filter { [.picked, .newerButNotPicked].contains($0.verdict) }.map(\.version))
        var found: [String: Release] = [:]
        for release in all where usable.contains(release.version) && reasonToHold(release, list, rules) == nil {
            guard let version = guide.applicationVersion(of: release, membership), !guide.isOlder(version, application)
            else { continue }
            if let known = found[version], !isPreferred(release.version, to: known.version, scheme) { continue }
            found[version] = release
        }
        return .success(
            ComponentPin(
                dependency: dependency, membership: membership, list: list, currentVersion: current,
                application: application, releases: found))
    }

    private func isPreferred(_ a: String, to b: String, _ scheme: any VersioningScheme) -> Bool {
        switch scheme.compare(a, b) {
        case .newer: true
        case .older: false
        case .equal, nil: a > b
        }
    }

    // MARK: Installations

    private func plan(
        _ installation: Installation, isOnly: Bool, usedBy chart: Installation?, target: BranchName,
        _ components: ComponentContext, _ stage: inout ComponentStage
    ) {
        let guide = components.guide
        let current = installation.current(guide)
        var available = installation.available(guide)
        let nodes = stage.plans.first { plan in
            plan.component == installation.component && plan.areNodes == true
                && plan.leader?.file == installation.file
        }
        let leader = nodes ?? leader(of: installation, guide, stage.plans)
        // Nodes wait where they are until their chart has come there too; the chart goes no further than its nodes.
        let mayTake = { (version: String) -> Bool in
            if let chart { return !guide.isOlder(chart.current(guide), current) || !guide.isOlder(current, version) }
            if let nodes { return !guide.isOlder(nodes.current, version) }
            return leader.map { guide.mayFollow(installation.component, at: version, leader: $0.current) } ?? true
        }
        let withheld = available.filter { guide.isOlder(current, $0) && !mayTake($0) }.max { guide.isOlder($0, $1) }
        available = available.filter(mayTake)
        let policy = components.policy(installation.component, installation.file)
        let goal = available.filter { guide.isOlder(current, $0) }.max { guide.isOlder($0, $1) } ?? current
        let branch = { (version: String) in
            self.branch(of: installation, isOnly: isOnly, line: guide.line(of: version), target: target)
        }
        var plan = ComponentPlan(
            component: installation.component, name: guide.name(of: installation.component), file: installation.file,
            current: current, goal: goal, arrivalBranch: branch(current),
            leader: chart.map { ComponentPlan.Leader(component: $0.component, file: $0.file) }
                ?? leader.map { ComponentPlan.Leader(component: $0.component, file: $0.file) })
        plan.areNodes = chart == nil ? nil : true
        plan.withheld = withheld
        plan.shared = policy.shared
        route(&plan, available: available, policy, guide)
        plan.branch = plan.hops.first.map { branch($0.version) }
        stage.plans.append(plan)
        if let hop = plan.hops.first {
            let updates = updates(of: installation, to: hop.version, guide, &stage.held)
            if updates.isEmpty { return }
            stage.steps.append(ComponentStage.Step(plan: plan, updates: updates))
        } else if let obstacle = plan.obstacle {
            stage.held += installation.pins.map {
                HeldUpdate(dependency: $0.dependency, version: goal, reason: .noLegalStep(obstacle))
            }
        } else {
            settle(installation, guide, &stage)
        }
    }

    /// The installation that this one follows: of the same folder where there is one, else the one that is furthest behind.
    private func leader(
        of installation: Installation, _ guide: any UpgradeGuide, _ plans: [ComponentPlan]
    ) -> ComponentPlan? {
        guard let component = guide.leader(of: installation.component) else { return nil }
        return plans.filter { $0.component == component }.min { guide.isOlder($0.current, $1.current) }
    }

    private func route(
        _ plan: inout ComponentPlan, available: Set<String>, _ policy: InstallationPolicy, _ guide: any UpgradeGuide
    ) {
        var version = plan.current
        while plan.hops.count < Self.longestRoute {
            switch guide.nextStep(of: plan.component, from: version, to: plan.goal, available: available, policy) {
            case .arrived: return
            case .held(let why):
                // What cannot be reached may still be come nearer to within the major.
                let near = available.filter { guide.isOlder(version, $0) && guide.hasSameMajor(version, $0) }
                if plan.obstacle == nil, let nearest = near.max(by: { guide.isOlder($0, $1) }), nearest != plan.goal {
                    plan.obstacle = why
                    plan.goal = nearest
                    continue
                }
                plan.obstacle = plan.obstacle ?? why
                return
            case .hop(let hop):
                guard guide.isOlder(version, hop.version) else { return }
                plan.hops.append(hop)
                version = hop.version
            }
        }
    }

    /// Nothing newer of the application: a newer chart of the same application still goes the usual way.
    private func settle(_ installation: Installation, _ guide: any UpgradeGuide, _ stage: inout ComponentStage) {
        for pin in installation.pins {
            guard let release = pin.releases[pin.application], release.version != pin.currentVersion,
                let update = update(pin, to: release, type: .patch)
            else {
                stage.upToDate.append(pin.dependency)
                continue
            }
            guard effectiveOptions(update).enabled else {
                stage.held.append(
                    HeldUpdate(dependency: pin.dependency, version: release.version, reason: .disabled))
                continue
            }
            stage.updates.append(update)
        }
    }

    private func updates(
        of installation: Installation, to version: String, _ guide: any UpgradeGuide, _ held: inout [HeldUpdate]
    ) -> [Update] {
        var updates: [Update] = []
        for pin in installation.pins where guide.isOlder(pin.application, version) {
            guard let release = pin.releases[version],
                let update = update(pin, to: release, type: level(from: pin.application, to: version))
            else { continue }
            guard effectiveOptions(update).enabled else {
                held.append(HeldUpdate(dependency: pin.dependency, version: release.version, reason: .disabled))
                return []
            }
            updates.append(update)
        }
        return updates
    }

    private func update(_ pin: ComponentPin, to release: Release, type: UpdateType) -> Update? {
        let rules = effectiveOptions(pin.dependency, list: pin.list)
        guard let value = pin.dependency.currentValue, let scheme = schemes(rules.versioning),
            let newValue = scheme.newValue(
                currentValue: value, newVersion: release.version, strategy: rules.updates.rangeStrategy ?? .auto),
            newValue != value
        else { return nil }
        return Update(
            dependency: pin.dependency, type: type, currentVersion: pin.currentVersion, newVersion: release.version,
            newValue: newValue, released: release.timestamp, sourceURL: pin.list.sourceURL,
            registryURL: pin.list.registryURL)
    }

    /// How large a step is, by the version of the application.
    private func level(from old: String, to new: String) -> UpdateType {
        let a = old.split(separator: "."), b = new.split(separator: ".")
        if a.first != b.first { return .major }
        return a.dropFirst().first == b.dropFirst().first ? .patch : .minor
    }

    private func branch(
        of installation: Installation, isOnly: Bool, line: String, target: BranchName
    ) -> BranchName {
        let target = options.baseBranches.count > 1 ? branchSlug(target.rawValue) + "-" : ""
        let place = isOnly ? "" : branchSlug(installation.file) + "-"
        return BranchName(
            options.branchPrefix + target + "upgrade-" + branchSlug(installation.component.rawValue) + "-" + place
                + line)
    }
}
