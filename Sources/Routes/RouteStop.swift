/// A minor that a route may not pass over, with where that is written.
public struct RouteStop: Hashable, Sendable {
    public var line: ReleaseLine
    /// The newest patch known when the data was made; used only when no list of releases is at hand.
    public var newestPatch: ReleaseNumber
    /// The condition under which the stop is needed; nil for always.
    public var condition: String?
    /// Whether the stop is taken when nobody answered its condition: those of GitLab's own path file are.
    public var isTakenUnasked = true
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

    /// Reads one row: minor, newest patch, condition or `-`, taken unasked, source, date; nil when it is no such row.
    init?(row: some StringProtocol) {
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
        guard cells.count == 6, let line = ReleaseLine(cells[0]), let patch = ReleaseNumber(cells[1]) else {
            return nil
        }
        self.init(
            line: line, newestPatch: patch, condition: cells[2] == "-" ? nil : String(cells[2]),
            source: String(cells[4]), date: String(cells[5]))
        isTakenUnasked = cells[3] == "yes"
    }
}
