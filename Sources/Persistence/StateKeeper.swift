public import Domain
public import Foundation

/// Everything that the bot remembers between runs, wherever it is kept: a file of one process, or a server of many.
///
/// The same contract is tried on every keeper. Texts may hold any character; where a keeper cannot store NUL, it stores
/// U+2400 in its place.
public protocol StateKeeper: Inbox, JobQueue, StateStore, ReleaseCache, ReleaseMemory, ResponseCache {
    /// What people should know about the opening.
    var diagnostics: [Diagnostic] { get }

    /// Whether other processes may work with the same state at the same time, on this machine or another.
    var isShared: Bool { get }

    /// Where the state is, without user's password; for messages.
    var place: String { get }

    /// The repositories whose inventory has a package of this datasource with one of `names`, in order.
    func repositories(pinning names: [String], of datasource: DatasourceID) async throws -> [String]

    /// Forgets the lists of packages with one of `names`, so that they are asked for whatever their time to live.
    func forgetReleases(of names: [String]) async

    /// When `name` was marked last; nil when never.
    func time(of name: String) async throws -> Date?

    /// Remembers that `name` happened at `time`.
    func mark(_ name: String, at time: Date) async throws

    /// How many deliveries wait, failed, and are kept as processed: by `waiting`, `failed`, `done`.
    func deliveryCounts() async throws -> [String: Int]

    /// Runs `work` unless another process runs work of this name now; false when one does.
    ///
    /// A process that ends lets go at once, however it ends.
    func exclusively(_ name: String, _ work: @Sendable () async throws -> Void) async throws -> Bool

    /// Calls `heard` for what other processes, and this one, put in; returns when the task is cancelled.
    ///
    /// News are hints: some may be heard twice, and after a lost connection all topics are.
    func followNews(_ heard: @escaping @Sendable (StateNews) async -> Void) async

    /// Looks at the whole state: whether it is sound, what it was migrated through, how much there is.
    func check() async throws -> StateCheck

    /// Hands out what is stored as records, one after another, tables in a fixed order; caches of HTTP answers are left out.
    func export(_ emit: @escaping @Sendable (ExportedRecord) throws -> Void) async throws
}

/// What there may be news about.
public enum StateNews: String, Hashable, Sendable, CaseIterable {
    /// A delivery came into the inbox.
    case deliveries
    /// A job was asked for.
    case jobs
}

/// What a look at the whole state found.
public struct StateCheck: Hashable, Sendable, Codable {
    /// Where the state is.
    public var place: String
    /// What is wrong; empty when all is well.
    public var problems: [String]
    /// The names of the changes to the schema that were applied, oldest first.
    public var migrations: [String]
    /// Rows by table.
    public var rows: [String: Int]
    /// What the state takes on disk, in bytes.
    public var bytes: Int64
    /// What is free on that disk, in bytes; nil where that cannot be seen.
    public var freeBytes: Int64?

    public init(
        place: String, problems: [String], migrations: [String], rows: [String: Int], bytes: Int64, freeBytes: Int64?
    ) {
        self.place = place
        self.problems = problems
        self.migrations = migrations
        self.rows = rows
        self.bytes = bytes
        self.freeBytes = freeBytes
    }
}

/// One row of an export.
public struct ExportedRecord: Hashable, Sendable {
    public var table: String
    /// Column and value, in the order of the table.
    public var fields: [(name: String, value: ExportedValue)]

    public init(table: String, fields: [(name: String, value: ExportedValue)]) {
        self.table = table
        self.fields = fields
    }

    public static func == (one: ExportedRecord, other: ExportedRecord) -> Bool {
        one.table == other.table && one.fields.elementsEqual(other.fields) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(table)
        for field in fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
    }
}

/// A value of an export.
public enum ExportedValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case number(Double)
    case text(String)
    /// Text that is JSON already.
    case json(String)
}
