/// A table of an export.
struct ExportedTable: Sendable {
    enum Form: Sendable { case plain, json }

    var name: String
    /// What rows are ordered by, and no two have in common.
    var key: [String]
    var columns: [(name: String, form: Form)]

    init(_ name: String, key: [String], _ columns: [String], json: [String] = []) {
        self.name = name
        self.key = key
        self.columns = columns.map { ($0, json.contains($0) ? .json : .plain) }
    }
}

/// What an export holds, in order. The cache of HTTP answers is not in it: it is large, and can be fetched again.
let exportedTables = [
    ExportedTable("run", key: ["id"], ["id", "repository", "started_at", "ended_at", "outcome"], json: ["outcome"]),
    ExportedTable(
        "inventory", key: ["id"],
        [
            "repository", "file", "line", "manager", "dep_name", "package_name", "datasource", "current_value",
            "current_digest",
        ]),
    ExportedTable(
        "closed_merge_request", key: ["repository", "number"], ["repository", "number", "branch", "fingerprint"]),
    ExportedTable(
        "delivery", key: ["id"],
        ["id", "sender", "key", "kind", "events", "received_at", "state", "failure"], json: ["events"]),
    ExportedTable(
        "job", key: ["forge", "repository"],
        ["forge", "repository", "reason", "due_at", "attempts", "parked", "failure"]),
    ExportedTable("mark", key: ["name"], ["name", "time"]),
    ExportedTable(
        "release_list", key: ["package"], ["package", "releases", "fetched_at"], json: ["package", "releases"]),
    ExportedTable("release_seen", key: ["package", "version"], ["package", "version", "seen_at"], json: ["package"]),
]

/// All tables with content of their own.
let stateTables = exportedTables.map(\.name) + ["response"]
