/// A minor that a route may not pass over, with where that is written.
public struct RouteStop: Hashable, Sendable {
    public var line: ReleaseLine
    /// The newest patch known when the data was made; used only when no list of releases is at hand.
    public var newestPatch: ReleaseNumber
    /// The condition under which the stop is needed; nil for always.
    public var condition: String?
    /// The document that declares the stop.
    public var source: String
    /// The day of the data, `YYYY-MM-DD`.
    public var date: String

    public init(
        line: ReleaseLine, newestPatch: ReleaseNumber, condition: String? = nil, source: String, date: String
    ) {
        self.line = line
        self.newestPatch = newestPatch
        self.condition = condition
        self.source = source
        self.date = date
    }

    /// Reads one row: minor, newest patch, condition or `-`, source and date, with tabs between; nil when it is no such row.
    init?(row: some StringProtocol) {
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
        guard cells.count == 5, let line = ReleaseLine(cells[0]), let patch = ReleaseNumber(cells[1]) else {
            return nil
        }
        self.init(
            line: line, newestPatch: patch, condition: cells[2] == "-" ? nil : String(cells[2]),
            source: String(cells[3]), date: String(cells[4]))
    }
}
