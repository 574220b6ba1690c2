/// A change to the schema of the state database of a server.
struct PostgresMigration: Sendable {
    var name: String
    var sql: String
}

/// All changes to the schema, oldest first. Released ones are never edited: a change is a new migration at the end.
///
/// Times are seconds since 1970. Texts are ordered by their bytes, as SQLite orders them.
let postgresMigrations = [
    PostgresMigration(name: "caches", sql: cacheTables),
    PostgresMigration(name: "runs, inventory, closed merge requests", sql: runTables),
    PostgresMigration(name: "inbox and jobs", sql: inboxTables),
    PostgresMigration(name: "releases seen first", sql: seenTable),
    PostgresMigration(name: "deliveries taken by one process", sql: takenColumn),
]

/// The trigger keeps the sum of all bodies, so that storing one does not add up all.
private let cacheTables = """
    CREATE TABLE response (
        id bigint GENERATED ALWAYS AS IDENTITY, key text COLLATE "C" PRIMARY KEY, etag text, last_modified text,
        headers text NOT NULL, body bytea NOT NULL, size bigint NOT NULL, used_at double precision NOT NULL
    );
    CREATE INDEX response_used_at ON response (used_at, id);
    CREATE TABLE response_total (id integer PRIMARY KEY CHECK (id = 1), bytes bigint NOT NULL);
    INSERT INTO response_total VALUES (1, 0);
    CREATE FUNCTION response_counted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN UPDATE windlass.response_total SET bytes = bytes + NEW.size;
        ELSIF TG_OP = 'DELETE' THEN UPDATE windlass.response_total SET bytes = bytes - OLD.size;
        ELSIF NEW.size <> OLD.size THEN UPDATE windlass.response_total SET bytes = bytes + NEW.size - OLD.size;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER response_counted AFTER INSERT OR UPDATE OR DELETE ON response
        FOR EACH ROW EXECUTE FUNCTION response_counted();
    CREATE TABLE release_list (
        package text COLLATE "C" PRIMARY KEY, releases text NOT NULL, fetched_at double precision NOT NULL
    );
    CREATE INDEX release_list_fetched_at ON release_list (fetched_at);
    """

/// Names of packages can be longer than what an index of PostgreSQL takes (2.7 kB): it holds their beginning.
private let runTables = """
    CREATE TABLE run (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repository text COLLATE "C" NOT NULL,
        started_at double precision NOT NULL, ended_at double precision, outcome text
    );
    CREATE INDEX run_repository ON run (repository, id);
    CREATE TABLE inventory (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repository text COLLATE "C" NOT NULL,
        file text COLLATE "C" NOT NULL, line bigint NOT NULL, manager text NOT NULL, dep_name text NOT NULL,
        package_name text COLLATE "C" NOT NULL, datasource text COLLATE "C" NOT NULL, current_value text,
        current_digest text
    );
    CREATE INDEX inventory_repository ON inventory (repository);
    CREATE INDEX inventory_package ON inventory (left(package_name, 200), datasource);
    CREATE TABLE closed_merge_request (
        repository text COLLATE "C" NOT NULL, number bigint NOT NULL, branch text NOT NULL, fingerprint text NOT NULL,
        PRIMARY KEY (repository, number)
    );
    """

/// A lease of 0 is no lease. `requests` counts how often a job was asked for, to see that it was again while it ran.
private let inboxTables = """
    CREATE TABLE delivery (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sender text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL, kind text NOT NULL, events text NOT NULL,
        received_at double precision NOT NULL, state text COLLATE "C" NOT NULL, failure text, UNIQUE (sender, key)
    );
    CREATE INDEX delivery_waiting ON delivery (id) WHERE state = 'waiting';
    CREATE INDEX delivery_ended ON delivery (received_at) WHERE state <> 'waiting';
    CREATE TABLE job (
        forge text COLLATE "C" NOT NULL, repository text COLLATE "C" NOT NULL, reason text NOT NULL,
        due_at double precision NOT NULL, requests bigint NOT NULL, claimed_requests bigint NOT NULL DEFAULT 0,
        attempts bigint NOT NULL DEFAULT 0, lease_until double precision NOT NULL DEFAULT 0,
        token bigint NOT NULL DEFAULT 0, parked boolean NOT NULL DEFAULT false, failure text,
        PRIMARY KEY (forge, repository)
    );
    CREATE INDEX job_due ON job (due_at, repository) WHERE NOT parked;
    CREATE SEQUENCE job_token;
    CREATE TABLE mark (name text COLLATE "C" PRIMARY KEY, time double precision NOT NULL);
    """

private let seenTable = """
    CREATE TABLE release_seen (
        package text COLLATE "C" NOT NULL, version text COLLATE "C" NOT NULL, seen_at double precision NOT NULL,
        PRIMARY KEY (package, version)
    );
    """

/// Until when a delivery belongs to the process that dispatches it, by the server's clock.
private let takenColumn = """
    ALTER TABLE delivery ADD COLUMN taken_until double precision NOT NULL DEFAULT 0;
    """
