/// A minor that a route may not pass over, with where that is written.
public struct RouteStop: Hashable, Sendable {
    public var line: ReleaseLine
    /// The newest patch known when the data was made; nil when none is known.
    public var newestPatch: ReleaseNumber?
    /// The condition under which the stop is needed; nil for always.
    public var condition: String?
    /// Whether the stop is taken when nobody answered its condition: those of GitLab's own path file are.
    public var isTakenUnasked = true
    /// Whether nobody declared the stop yet, and it only follows from the vendor's rhythm.
    public var isPredicted = false
    /// Why it is one; nil when the source says no more than that it is.
    public var reason: String?
    /// The document that declares the stop.
    public var source: String
    /// The day of the data, `YYYY-MM-DD`.
    public var date: String

    public init(
        line: ReleaseLine, newestPatch: ReleaseNumber? = nil, condition: String? = nil, reason: String? = nil,
        source: String, date: String
    ) {
        self.line = line
        self.newestPatch = newestPatch
        self.condition = condition
        self.reason = reason
        self.source = source
        self.date = date
    }

    /// Reads one row: minor, newest patch, condition or `-`, taken unasked, source, date; nil when it is no such row.
    init?(row: [String]) {
        guard row.count == 6, let line = ReleaseLine(row[0]) else { return nil }
        self.init(
            line: line, newestPatch: ReleaseNumber(row[1]), condition: row[2] == "-" ? nil : row[2], source: row[4],
            date: row[5])
        isTakenUnasked = row[3] == "yes"
    }

    /// Reads one row of `component-stops.tsv`, without its first cell: minor, condition, why, source, date.
    init?(componentRow row: ArraySlice<String>) {
        let row = Array(row)
        guard row.count == 5, let line = ReleaseLine(row[0]) else { return nil }
        self.init(
            line: line, condition: row[1] == "-" ? nil : row[1], reason: row[2], source: row[3], date: row[4])
    }

    /// Whether the stop is taken with these answers.
    public func isTaken(_ conditions: [String: Bool]) -> Bool {
        condition.map { conditions[$0] ?? isTakenUnasked } ?? true
    }
}
