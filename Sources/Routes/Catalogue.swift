/// What is known of one component: its rule, stops, versions to stay away from, database floors, and the versions behind charts.
///
/// All of it is data in `Resources`, each row with its source and the day it was looked up.
public struct Catalogue: Hashable, Sendable {
    public var component: Component
    /// Required stops, oldest first.
    public var stops: [RouteStop]
    public var avoided: [AvoidedRange]
    /// The oldest database that works, from a minor on; oldest first.
    public var databaseFloors: [DatabaseFloor]
    /// The application behind a chart's version.
    public var charts: [ReleaseNumber: ReleaseNumber]
    /// Steps that the vendor names one by one.
    public var edges: [RouteEdge]
    /// What each released package checks by itself; see ``packageMinimum(of:)``.
    public var packages: [ReleaseNumber: PackageMinimum]
    /// Released versions that the data knows of beside those of charts, stops and packages.
    public var releases: Set<ReleaseNumber>

    public init(
        component: Component = Component(id: "custom", rule: .stops, source: "settings", date: ""),
        stops: [RouteStop] = [], avoided: [AvoidedRange] = [], databaseFloors: [DatabaseFloor] = [],
        charts: [ReleaseNumber: ReleaseNumber] = [:], edges: [RouteEdge] = [],
        packages: [ReleaseNumber: PackageMinimum] = [:], releases: Set<ReleaseNumber> = []
    ) {
        self.component = component
        self.stops = stops
        self.avoided = avoided
        self.databaseFloors = databaseFloors
        self.charts = charts
        self.edges = edges
        self.packages = packages
        self.releases = releases
    }

    /// GitLab; nil when the files of this program are not complete.
    ///
    /// Source: config/upgrade_path.yml and doc/update of https://gitlab.com/gitlab-org/gitlab; each row names its own.
    public static func gitLab() -> Catalogue? { named("gitlab") }

    /// The component with this id, as the data of this program has it; nil when there is none.
    public static func named(_ id: String) -> Catalogue? { Catalogues.builtIn?.named(id) }

    /// The component that a pin belongs to, and as what; nil when it is none.
    ///
    /// - Parameter packageName: the name that is looked up; mirrors of images are known by the end of their path.
    public static func component(
        of datasource: String, packageName: String
    ) -> (component: Component, role: PackageRole)? {
        Catalogues.builtIn?.component(of: datasource, packageName: packageName)
    }

    /// The released versions that the data knows of.
    public var knownVersions: Set<ReleaseNumber> {
        releases.union(charts.values).union(stops.compactMap(\.newestPatch)).union(packages.keys)
    }

    /// The day of the oldest row that matters for stops.
    public var date: String { stops.map(\.date).min() ?? component.date }

    /// The newest chart that installs `version`.
    public func chart(for version: ReleaseNumber) -> ReleaseNumber? {
        charts.filter { $0.value == version }.map(\.key).max()
    }

    /// The oldest database that `version` works with.
    public func databaseFloor(for version: ReleaseNumber) -> DatabaseFloor? {
        databaseFloors.last { $0.line <= version.line }
    }

    /// Those of `versions` that must not be landed on, in this mode.
    public func avoided(of versions: Set<ReleaseNumber>, mode: RouteMode) -> Set<ReleaseNumber> {
        versions.filter { version in avoided.contains { $0.applies(to: version, mode: mode) } }
    }

    /// Why a version is to be avoided.
    public func reasonToAvoid(_ version: ReleaseNumber, mode: RouteMode) -> AvoidedRange? {
        avoided.first { $0.applies(to: version, mode: mode) }
    }

    /// What the package of `version` checks; that of the newest older patch when this one is not in the data.
    ///
    /// It is a second opinion, made of the packages alone: coarser than stops, and never a reason to pass one over.
    public func packageMinimum(of version: ReleaseNumber) -> PackageMinimum? {
        packages[version]
            ?? packages.filter { $0.key.line == version.line && $0.key < version }.max { $0.key < $1.key }?.value
    }
}

/// Versions that are known to be bad.
public struct AvoidedRange: Hashable, Sendable {
    public var first: ReleaseNumber
    public var last: ReleaseNumber
    /// The only mode in which it matters; nil for all.
    public var mode: RouteMode?
    public var reason: String
    public var source: String

    public init(
        first: ReleaseNumber, last: ReleaseNumber, mode: RouteMode? = nil, reason: String, source: String
    ) {
        self.first = first
        self.last = last
        self.mode = mode
        self.reason = reason
        self.source = source
    }

    /// Reads one row: first, last, mode or `-`, why, source, date.
    init?(row: some Collection<String>) {
        let row = Array(row)
        guard row.count == 6, let first = ReleaseNumber(row[0]), let last = ReleaseNumber(row[1]), first <= last
        else { return nil }
        self.init(first: first, last: last, mode: RouteMode(rawValue: row[2]), reason: row[3], source: row[4])
    }

    func applies(to version: ReleaseNumber, mode: RouteMode) -> Bool {
        // No range, as one with its ends the wrong way round would stop the program.
        first <= version && version <= last && (self.mode ?? mode) == mode
    }
}

/// The oldest database that works from a minor on.
public struct DatabaseFloor: Hashable, Sendable {
    public var line: ReleaseLine
    /// The major version of PostgreSQL.
    public var version: String
    public var source: String

    /// Reads one row: minor, database, source, date.
    init?(row: [String]) {
        guard row.count == 4, let line = ReleaseLine(row[0]) else { return nil }
        self.line = line
        version = row[1]
        source = row[2]
    }
}

/// A step that a vendor names: from a version (or a newer patch of it) to a minor.
public struct RouteEdge: Hashable, Sendable {
    public var start: ReleaseNumber
    public var end: ReleaseLine
    public var source: String

    public init(start: ReleaseNumber, end: ReleaseLine, source: String) {
        self.start = start
        self.end = end
        self.source = source
    }

    /// Reads one row without its first cell: start, end, source, date.
    init?(row: ArraySlice<String>) {
        let row = Array(row)
        guard row.count == 4, let start = ReleaseNumber(row[0]), let end = ReleaseLine(row[1]) else { return nil }
        self.init(start: start, end: end, source: row[2])
    }
}

/// What the package of one version checks before it lets itself be installed.
public struct PackageMinimum: Hashable, Sendable {
    /// The oldest minor that it is installed over; nil when it takes any.
    public var line: ReleaseLine?
    /// The oldest PostgreSQL, by its major version.
    public var database: String?
    /// The day of the release, `YYYY-MM-DD`.
    public var day: String

    public init(line: ReleaseLine?, database: String? = nil, day: String) {
        self.line = line
        self.database = database
        self.day = day
    }

    /// Whether the package lets itself be installed over `version`.
    public func accepts(_ version: ReleaseNumber) -> Bool { line.map { $0 <= version.line } ?? true }
}
