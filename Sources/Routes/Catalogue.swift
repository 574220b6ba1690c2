import Foundation

/// What is known of one component: its stops, versions to stay away from, database floors, and the versions behind charts.
///
/// All of it is data in `Resources`, each row with its source and the day it was looked up.
public struct Catalogue: Hashable, Sendable {
    /// Required stops, oldest first.
    public var stops: [RouteStop]
    public var avoided: [AvoidedRange]
    /// The oldest database that works, from a minor on; oldest first.
    public var databaseFloors: [DatabaseFloor]
    /// The application behind a chart's version.
    public var charts: [ReleaseNumber: ReleaseNumber]

    public init(
        stops: [RouteStop], avoided: [AvoidedRange] = [], databaseFloors: [DatabaseFloor] = [],
        charts: [ReleaseNumber: ReleaseNumber] = [:]
    ) {
        self.stops = stops
        self.avoided = avoided
        self.databaseFloors = databaseFloors
        self.charts = charts
    }

    /// GitLab; nil when the files of this program are not complete.
    ///
    /// Source: config/upgrade_path.yml and doc/update of https://gitlab.com/gitlab-org/gitlab; each row names its own.
    public static func gitLab() -> Catalogue? {
        guard let stops = rows("gitlab-stops"), let avoided = rows("gitlab-avoid"),
            let floors = rows("gitlab-databases"), let charts = rows("gitlab-charts")
        else { return nil }
        return Catalogue(
            stops: stops.compactMap { RouteStop(row: $0) }, avoided: avoided.compactMap { AvoidedRange(row: $0) },
            databaseFloors: floors.compactMap { DatabaseFloor(row: $0) },
            charts: Dictionary(
                charts.compactMap { row in
                    let cells = row.split(separator: "\t")
                    guard cells.count == 2, let chart = ReleaseNumber(cells[0]), let version = ReleaseNumber(cells[1])
                    else { return nil }
                    return (chart, version)
                }, uniquingKeysWith: { $1 }))
    }

    private static func rows(_ name: String) -> [Substring]? {
        guard let file = Bundle.module.url(forResource: "Resources/" + name, withExtension: "tsv"),
            let text = try? String(contentsOf: file, encoding: .utf8)
        else { return nil }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    /// The released versions that the data knows of: what charts install, and the newest patch of each stop.
    public var knownVersions: Set<ReleaseNumber> { Set(charts.values).union(stops.map(\.newestPatch)) }

    /// The day of the oldest row that matters for stops.
    public var date: String { stops.map(\.date).min() ?? "" }

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
}

/// Versions that are known to be bad.
public struct AvoidedRange: Hashable, Sendable {
    public var first: ReleaseNumber
    public var last: ReleaseNumber
    /// The only mode in which it matters; nil for all.
    public var mode: RouteMode?
    public var reason: String
    public var source: String

    /// Reads one row: first, last, mode or `-`, why, source, date.
    init?(row: some StringProtocol) {
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
        guard cells.count == 6, let first = ReleaseNumber(cells[0]), let last = ReleaseNumber(cells[1]), first <= last
        else { return nil }
        self.first = first
        self.last = last
        mode = RouteMode(rawValue: String(cells[2]))
        reason = String(cells[3])
        source = String(cells[4])
    }

    func applies(to version: ReleaseNumber, mode: RouteMode) -> Bool {
        (first...last).contains(version) && (self.mode ?? mode) == mode
    }
}

/// The oldest database that works from a minor on.
public struct DatabaseFloor: Hashable, Sendable {
    public var line: ReleaseLine
    /// The major version of PostgreSQL.
    public var version: String
    public var source: String

    /// Reads one row: minor, database, source, date.
    init?(row: some StringProtocol) {
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
        guard cells.count == 4, let line = ReleaseLine(cells[0]) else { return nil }
        self.line = line
        version = String(cells[1])
        source = String(cells[2])
    }
}
