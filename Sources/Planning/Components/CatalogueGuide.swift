public import Domain
public import Routes

/// Answers planning from the catalogue of components.
public struct CatalogueGuide: UpgradeGuide {
    private let gitLab: Catalogue

    public init(gitLab: Catalogue) {
        self.gitLab = gitLab
    }

    public func membership(of dependency: Dependency) -> ComponentMembership? {
        let isChart = dependency.datasource == "helm"
        switch dependency.packageName {
        case "gitlab" where isChart: return ComponentMembership(component: "gitlab", role: .chart)
        case "gitlab-runner" where isChart: return ComponentMembership(component: "gitlab-runner", role: .chart)
        case "gitlab/gitlab-ce", "gitlab/gitlab-ee":
            return ComponentMembership(component: "gitlab", role: .application)
        default: return nil
        }
    }

    public func name(of component: ComponentID) -> String { component == "gitlab" ? "GitLab" : "GitLab Runner" }

    public func applicationVersion(of release: Release, _ membership: ComponentMembership) -> String? {
        switch membership.role {
        case .chart:
            if let version = release.appVersion.flatMap(Self.number) { return version.description }
            guard membership.component == "gitlab" else { return nil }
            return ReleaseNumber(release.version).flatMap { gitLab.charts[$0] }?.description
        case .application: return Self.number(release.version)?.description
        }
    }

    /// The three numbers at the beginning of a version, such as those of `v17.3.7-ee.0`.
    private static func number(_ text: String) -> ReleaseNumber? {
        let start = text.drop { $0 == "v" }.prefix { $0.isNumber || $0 == "." }
        return ReleaseNumber(start)
    }

    public func nextStep(
        of component: ComponentID, from current: String, to goal: String, available: Set<String>,
        _ policy: InstallationPolicy
    ) -> UpgradeStep {
        guard let from = ReleaseNumber(current), let to = ReleaseNumber(goal) else {
            return .held("\(current) or \(goal) is not a version of three numbers.")
        }
        guard component == "gitlab" else {
            return from < to
                ? .hop(ComponentHop(version: goal, isStop: false, reason: "the newest that may follow")) : .arrived
        }
        let mode = policy.mode.flatMap(RouteMode.init(rawValue:)) ?? .downtime
        let versions = Set(available.compactMap { ReleaseNumber($0) })
        let step = nextHop(
            current: from, goal: to, stops: gitLab.stops, mode: mode, conditions: policy.conditions,
            available: versions, avoid: gitLab.avoided(of: versions, mode: mode))
        switch step {
        case .arrived: return .arrived
        case .held(let why): return .held(why)
        case .hop(let version, let stop):
            let reason = stop.map { "\($0.line) is a required stop" } ?? "it is the newest"
            return .hop(
                ComponentHop(version: version.description, isStop: stop != nil, reason: reason, source: stop?.source))
        }
    }

    public func isOlder(_ a: String, _ b: String) -> Bool {
        guard let a = ReleaseNumber(a), let b = ReleaseNumber(b) else { return a < b }
        return a < b
    }

    public func line(of version: String) -> String { ReleaseNumber(version)?.line.description ?? version }

    public func leader(of component: ComponentID) -> ComponentID? { component == "gitlab-runner" ? "gitlab" : nil }

    public func mayFollow(_ component: ComponentID, at version: String, leader: String) -> Bool {
        guard let version = ReleaseNumber(version), let leader = ReleaseNumber(leader) else { return false }
        return version.line <= leader.line
    }
}
