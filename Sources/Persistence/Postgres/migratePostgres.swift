/// The number of the lock that only one migrating process of a database holds: "windlass" in ASCII.
private let migrationLock: Int64 = 0x7769_6E64_6C61_7373

/// Brings the schema up to date, each change in a transaction of its own; other processes wait for that.
///
/// - Parameter last: the last change to apply, for tests; nil applies all.
/// - Throws: ``PersistenceError`` `.newer` when changes were applied that we do not know; ``PostgresFailure``.
func migratePostgres(
    _ connection: PostgresConnection, through last: String? = nil, address: PostgresAddress
) throws {
    // The wait for another one's migration may take as long as that does; the lock goes with the connection, too.
    try connection.script("SET statement_timeout = 0; SET lock_timeout = 0")
    try connection.query("SELECT pg_advisory_lock($1)", [.integer(migrationLock)])
    let outcome = Result { try migrateAlone(connection, through: last, address: address) }
    if connection.isAlive {
        try connection.query("SELECT pg_advisory_unlock($1)", [.integer(migrationLock)])
        try connection.script("SET statement_timeout = '60s'; SET lock_timeout = '30s'")
    }
    try outcome.get()
}

private func migrateAlone(_ connection: PostgresConnection, through last: String?, address: PostgresAddress) throws {
    // Asked first: making what is there already still needs the right to make schemas.
    let schemas = try connection.query(
        "SELECT 1 AS one FROM pg_catalog.pg_namespace WHERE nspname = $1", [.text(PostgresConnection.schema)])
    if schemas.count == 0 { try connection.script("CREATE SCHEMA \(PostgresConnection.schema)") }
    try connection.script(
        """
        CREATE TABLE IF NOT EXISTS migration (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """)
    let applied = try appliedMigrations(connection)
    if let unknown = applied.first(where: { name in !postgresMigrations.contains { $0.name == name } }) {
        throw PersistenceError(
            .newer,
            "state database \(address) was changed by a newer version (\(unknown)); use that one, or another database")
    }
    for migration in postgresMigrations {
        if !applied.contains(migration.name) {
            try connection.transaction {
                try connection.script(migration.sql)
                try connection.query("INSERT INTO migration (name) VALUES ($1)", [.text(migration.name)])
            }
        }
        if migration.name == last { return }
    }
}

/// The names of the changes that were applied, oldest first.
func appliedMigrations(_ connection: PostgresConnection) throws -> [String] {
    try connection.query("SELECT name FROM migration ORDER BY position").map { try $0.text("name") }
}
