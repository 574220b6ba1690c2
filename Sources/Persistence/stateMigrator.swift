import GRDB

/// The number in the file's header that says whose database it is: "Wdls".
let stateApplicationID: Int32 = 0x5764_6C73

/// All changes to the schema, oldest first. Released ones are never edited: a change is a new migration at the end.
func stateMigrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("caches") { database in
        try database.execute(sql: "PRAGMA application_id = \(stateApplicationID)")
        try database.execute(sql: cacheTables)
    }
    migrator.registerMigration("runs, inventory, closed merge requests") { database in
        try database.execute(sql: runTables)
    }
    migrator.registerMigration("inbox and jobs") { database in
        try database.execute(sql: inboxTables)
    }
    migrator.registerMigration("releases seen first") { database in
        try database.execute(sql: seenTable)
    }
    return migrator
}

/// Times are seconds since 1970. The triggers keep the sum of all bodies, so that storing one does not add up all.
private let cacheTables = """
    CREATE TABLE response (
        key TEXT PRIMARY KEY NOT NULL, etag TEXT, last_modified TEXT, headers TEXT NOT NULL, body BLOB NOT NULL,
        size INTEGER NOT NULL, used_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX response_used_at ON response (used_at);
    CREATE TABLE response_total (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL) STRICT;
    INSERT INTO response_total VALUES (1, 0);
    CREATE TRIGGER response_added AFTER INSERT ON response BEGIN
        UPDATE response_total SET bytes = bytes + new.size;
    END;
    CREATE TRIGGER response_removed AFTER DELETE ON response BEGIN
        UPDATE response_total SET bytes = bytes - old.size;
    END;
    CREATE TABLE release_list (
        package TEXT PRIMARY KEY NOT NULL, releases TEXT NOT NULL, fetched_at REAL NOT NULL
    ) STRICT;
    CREATE INDEX release_list_fetched_at ON release_list (fetched_at);
    """

private let runTables = """
    CREATE TABLE run (
        id INTEGER PRIMARY KEY AUTOINCREMENT, repository TEXT NOT NULL, started_at REAL NOT NULL, ended_at REAL,
        outcome TEXT
    ) STRICT;
    CREATE INDEX run_repository ON run (repository, id);
    CREATE TABLE inventory (
        repository TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, manager TEXT NOT NULL,
        dep_name TEXT NOT NULL, package_name TEXT NOT NULL, datasource TEXT NOT NULL, current_value TEXT,
        current_digest TEXT
    ) STRICT;
    CREATE INDEX inventory_repository ON inventory (repository, file, line);
    CREATE INDEX inventory_package ON inventory (datasource, package_name);
    CREATE TABLE closed_merge_request (
        repository TEXT NOT NULL, number INTEGER NOT NULL, branch TEXT NOT NULL, fingerprint TEXT NOT NULL,
        PRIMARY KEY (repository, number)
    ) STRICT, WITHOUT ROWID;
    """

/// A lease of 0 is no lease. `requests` counts how often a job was asked for, to see that it was again while it ran.
private let inboxTables = """
    CREATE TABLE delivery (
        id INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
        events TEXT NOT NULL, received_at REAL NOT NULL, state TEXT NOT NULL, failure TEXT, UNIQUE (sender, key)
    ) STRICT;
    CREATE INDEX delivery_waiting ON delivery (id) WHERE state = 'waiting';
    CREATE INDEX delivery_ended ON delivery (received_at) WHERE state != 'waiting';
    CREATE TABLE job (
        forge TEXT NOT NULL, repository TEXT NOT NULL, reason TEXT NOT NULL, due_at REAL NOT NULL,
        requests INTEGER NOT NULL, claimed_requests INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
        lease_until REAL NOT NULL DEFAULT 0, token INTEGER NOT NULL DEFAULT 0, parked INTEGER NOT NULL DEFAULT 0,
        failure TEXT, PRIMARY KEY (forge, repository)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX job_due ON job (due_at) WHERE parked = 0;
    CREATE TABLE mark (name TEXT PRIMARY KEY NOT NULL, time REAL NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE job_token (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL) STRICT;
    INSERT INTO job_token VALUES (1, 0);
    """

private let seenTable = """
    CREATE TABLE release_seen (
        package TEXT NOT NULL, version TEXT NOT NULL, seen_at REAL NOT NULL, PRIMARY KEY (package, version)
    ) STRICT, WITHOUT ROWID;
    """
