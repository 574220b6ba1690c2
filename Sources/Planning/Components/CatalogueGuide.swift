public import Domain
public import Routes

/// Answers planning from the catalogue of components.
public struct CatalogueGuide: UpgradeGuide {
    let catalogues: Catalogues
    private let templates: [RunbookTemplate]

    /// - Parameter templates: sections of runbooks in the owner's words.
    public init(_ catalogues: Catalogues, templates: [RunbookTemplate] = []) {
        self.catalogues = catalogues
        self.templates = templates
    }

    public func membership(of dependency: Dependency) -> ComponentMembership? {
        guard
            let (component, role) = catalogues.component(
                of: dependency.datasource.rawValue, packageName: dependency.packageName), component.rule.isOrder,
            let value = dependency.currentValue
        else { return nil }
        let id = ComponentID(component.id)
        switch role {
        case .chart: return ComponentMembership(component: id, role: .chart)
        case .image, .omnibus, .manifest:
            // A tag without numbers, such as a code name, has no place on a route.
            guard ReleaseNumber(tag: value) != nil else { return nil }
            return ComponentMembership(component: id, role: role == .omnibus ? .node : .application)
        case .operator: return nil
        }
    }

    public func name(of component: ComponentID) -> String {
        catalogues.named(component.rawValue)?.component.title ?? component.rawValue
    }

    public func applicationVersion(of release: Release, _ membership: ComponentMembership) -> String? {
        switch membership.role {
        case .chart:
            if let version = release.appVersion.flatMap(Self.spelled) { return version }
            guard let chart = ReleaseNumber(release.version) else { return nil }
            return catalogues.named(membership.component.rawValue)?.charts[chart]?.description
        case .application, .node: return Self.spelled(release.version)
        }
    }

    /// The numbers of a tag as they are written: `16.4` of `16.4-alpine`; nil when they are no version.
    private static func spelled(_ tag: String) -> String? {
        guard ReleaseNumber(tag: tag) != nil else { return nil }
        return String(tag.drop { $0 == "v" }.prefix { $0 == "." || $0.isASCII && $0.isNumber })
    }

    public func nextStep(
        of component: ComponentID, from current: String, to goal: String, available: Set<String>,
        _ policy: InstallationPolicy
    ) -> UpgradeStep {
        guard let from = ReleaseNumber(tag: current), let to = ReleaseNumber(tag: goal),
            let catalogue = catalogues.named(component.rawValue)
        else { return .held("\(component) is not known, or \(current) and \(goal) are not versions of it.") }
        let published = available.compactMap { text in ReleaseNumber(tag: text).map { ($0, text) } }
        let spellings = Dictionary(published) { min($0, $1) }
        let route = catalogue.route(
            from: from, to: to, mode: Self.mode(policy), conditions: policy.conditions,
            available: Set(spellings.keys), limit: 1)
        if let hop = route.hops.first {
            return .hop(
                ComponentHop(
                    version: spellings[hop.version] ?? hop.version.description, isStop: hop.stop != nil,
                    reason: hop.reason == "goal" ? "it is the newest that may be taken" : hop.reason,
                    source: hop.stop?.source))
        }
        return route.held.map(UpgradeStep.held) ?? .arrived
    }

    private static func mode(_ policy: InstallationPolicy) -> RouteMode {
        policy.mode.flatMap(RouteMode.init(rawValue:)) ?? .downtime
    }

    public func isOlder(_ a: String, _ b: String) -> Bool {
        guard let a = ReleaseNumber(tag: a), let b = ReleaseNumber(tag: b) else { return a < b }
        return a < b
    }

    public func hasSameMajor(_ a: String, _ b: String) -> Bool {
        ReleaseNumber(tag: a)?.major == ReleaseNumber(tag: b)?.major
    }

    public func line(of version: String) -> String { ReleaseNumber(tag: version)?.line.description ?? version }

    /// What runs this program: it is not to replace itself while nobody looks.
    public func isAlwaysMergedByPerson(_ component: ComponentID) -> Bool { component == "windlass" }

    public func leader(of component: ComponentID) -> ComponentID? {
        guard case .follows(let leader, _)? = catalogues.named(component.rawValue)?.component.rule else { return nil }
        return ComponentID(leader)
    }

    public func mayFollow(_ component: ComponentID, at version: String, leader: String) -> Bool {
        guard let version = ReleaseNumber(tag: version), let leader = ReleaseNumber(tag: leader),
            case .follows(_, let skew)? = catalogues.named(component.rawValue)?.component.rule
        else { return false }
        return version.line <= ReleaseLine(leader.major, leader.minor + skew)
    }

    // MARK: Runbooks

    public func runbook(
        for proposal: Proposal, _ plan: ComponentPlan, memory: MergeRequestMemory.Hop?, _ policy: InstallationPolicy
    ) -> String? {
        guard let catalogue = catalogues.named(plan.component.rawValue), let next = plan.hops.first,
            let from = ReleaseNumber(tag: plan.current), let to = ReleaseNumber(tag: next.version),
            let goal = ReleaseNumber(tag: plan.goal)
        else { return nil }
        var hop = RunbookHop(
            catalogue, from: from, to: to, goal: goal, install: installKind(proposal.updates), why: next.reason)
        hop.source = next.source
        hop.isStop = next.isStop
        hop.mode = Self.mode(policy)
        hop.address = policy.address
        hop.rest = plan.hops.dropFirst().compactMap { rest in
            ReleaseNumber(tag: rest.version).map { RouteHop(version: $0, reason: rest.reason) }
        }
        hop.checks = (memory?.checks ?? []).compactMap { check in
            RunbookCheck.Subject(rawValue: check.subject).map {
                RunbookCheck($0, isGood: true, result: check.result, time: check.time)
            }
        }
        let coChanges = proposal.coChanges
        hop.changes = coChanges.changes.map { "\(place($0.file, $0.line)): \($0.text)" }
        hop.findings = coChanges.findings.map { "\(place($0.file, $0.line)): \($0.text) ([why](\($0.source)))" }
        hop.checks += coChanges.proofs.compactMap { proof in
            RunbookCheck.Subject(rawValue: proof.subject).map {
                RunbookCheck($0, isGood: true, result: proof.result, time: "")
            }
        }
        // What moves stands in the table above, except for what moves along.
        let told: [RunbookSectionID] = hop.changes.isEmpty ? [.position, .reason, .moves] : [.position, .reason]
        let sections = RunbookSectionID.allCases.filter { !told.contains($0) }
        return Routes.runbook(hop, templates: templates, sections: sections, level: 3)
    }

    /// A place of the repository as code: nothing in a path may end it.
    private func place(_ file: String, _ line: Int) -> String {
        "`" + file.filter { $0 != "`" && !$0.isNewline } + ":\(line)`"
    }

    func installKind(_ updates: [Update]) -> InstallKind {
        let charts = updates.first { membership(of: $0.dependency)?.role == .chart }
        guard let first = charts ?? updates.first else { return .chart }
        switch first.dependency.manager {
        case "argocd": return .argocd
        case "flux": return .flux
        default:
            let found = catalogues.component(
                of: first.dependency.datasource.rawValue, packageName: first.dependency.packageName)
            return found?.role == .omnibus ? .omnibus : .chart
        }
    }
}

extension RouteRule {
    /// Whether it says in which order versions are taken; those that allow anything go the usual way.
    fileprivate var isOrder: Bool {
        switch self {
        case .stops, .steps, .consecutiveMajor, .lastMinorBeforeMajor, .graph, .manualMajor, .follows: true
        case .any, .anyWithNotes, .endOfLife: false
        }
    }
}
