/// Something that a hop wants in the repository beside its pins.
///
/// The rows are in `component-cochanges.tsv`, each with its source and date.
public struct CoChangeRule: Hashable, Sendable, Identifiable {
    /// The hops that it concerns.
    public enum Moment: Hashable, Sendable {
        case always
        /// The hop raises the oldest database that works.
        case database
        /// The hop goes to this minor of the application, or over it.
        case crosses(ReleaseLine)
        /// The hop ends before this minor.
        case before(ReleaseLine)
        /// The hop ends at this minor, or behind it.
        case from(ReleaseLine)
        /// The chart goes to this minor of its own, or over it.
        case chart(ReleaseLine)
    }

    /// What is looked at.
    public enum Subject: String, Hashable, Sendable {
        case syncOption = "sync-option"
        case field, flag
    }

    /// What is found there that counts.
    public enum Condition: Hashable, Sendable {
        case missing, present
        /// The field has any value.
        case set
        case equal(String)
        /// The field has another value, or none: the chart's own is another.
        case unequal(String)
    }

    /// What is done about it.
    public enum Remedy: String, Hashable, Sendable {
        /// It is written into the same commit; where that cannot be, a person has to say that it is so.
        case add
        /// It is shown with file and line.
        case show
    }

    public var id: String
    public var component: String
    public var moment: Moment
    public var subject: Subject
    /// `ServerSideApply=true`, `global.gitlabVersion`, `--reuse-values`.
    public var name: String
    public var condition: Condition
    public var remedy: Remedy
    /// The check of the runbook that it proves, where it is in order.
    public var check: RunbookCheck.Subject?
    public var text: String
    public var source: String
    /// The day that it was looked up, `YYYY-MM-DD`.
    public var date: String

    /// Reads one row; its first line names the columns.
    init?(row: [String]) {
        guard row.count == 11, let moment = Moment(row[2]), let subject = Subject(rawValue: row[3]),
            let condition = Condition(row[5]), let remedy = Remedy(rawValue: row[6])
        else { return nil }
        id = row[0]
        component = row[1]
        self.moment = moment
        self.subject = subject
        name = row[4]
        self.condition = condition
        self.remedy = remedy
        check = RunbookCheck.Subject(rawValue: row[7])
        text = row[8]
        source = row[9]
        date = row[10]
    }

    /// All rows that the data of this program has for a component.
    public static func all(of component: String) -> [CoChangeRule] { table[component] ?? [] }

    private static let table: [String: [CoChangeRule]] = Dictionary(
        grouping: (CatalogueTable.rows("component-cochanges") ?? []).compactMap { CoChangeRule(row: $0) },
        by: \.component)

    /// Whether it concerns the hop from `old` to `new`.
    ///
    /// - Parameter chart: the versions of the chart before and after, where a chart is pinned.
    public func applies(
        from old: ReleaseNumber, to new: ReleaseNumber, chart: (from: ReleaseNumber, to: ReleaseNumber)?,
        in catalogue: Catalogue
    ) -> Bool {
        switch moment {
        case .always: return true
        case .database:
            let floor = catalogue.databaseFloor(for: new)?.version
            return floor != nil && floor != catalogue.databaseFloor(for: old)?.version
        case .crosses(let line): return old.line < line && line <= new.line
        case .before(let line): return new.line < line
        case .from(let line): return line <= new.line
        case .chart(let line): return chart.map { $0.from.line < line && line <= $0.to.line } ?? false
        }
    }
}

extension CoChangeRule.Moment {
    /// `always`, `database`, `crosses 3.3`, `before 18.0`, `from 3.3`, `chart 9.1`.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        switch (words.first, words.dropFirst().first.flatMap { ReleaseLine($0) }) {
        case ("always", nil): self = .always
        case ("database", nil): self = .database
        case ("crosses", let line?): self = .crosses(line)
        case ("before", let line?): self = .before(line)
        case ("from", let line?): self = .from(line)
        case ("chart", let line?): self = .chart(line)
        default: return nil
        }
    }
}

extension CoChangeRule.Condition {
    /// `missing`, `present`, `set`, `is VALUE`, `not VALUE`.
    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first, words.dropFirst().first) {
        case ("missing", nil): self = .missing
        case ("present", nil): self = .present
        case ("set", nil): self = .set
        case ("is", let value?): self = .equal(value)
        case ("not", let value?): self = .unequal(value)
        default: return nil
        }
    }
}
