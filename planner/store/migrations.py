"""How the tables came to be, step by step. A step that has shipped is never edited: another follows it.

Each runs in a transaction together with the note that it has run. Times are whole microseconds since 1970, UTC;
content is JSON, compressed where it is large; flags are 0 or 1. A statement for one kind of database alone stands
under its name.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, inspect, text

from planner.store.errors import Trouble, Unavailable

_VERSION = "planner_schema"
_SQLITE, _POSTGRES = "sqlite", "postgresql"
_REFUSED = "the record of changes is only ever added to"
Statement = str | Mapping[str, str]
STEPS: tuple[tuple[Statement, ...], ...] = (
    (
        """
        CREATE TABLE records (
            workspace VARCHAR(64) NOT NULL,
            kind VARCHAR(40) NOT NULL,
            name VARCHAR(200) NOT NULL,
            rev BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (workspace, kind, name)
        )
        """,
    ),
    (
        """
        CREATE TABLE rosters (
            digest VARCHAR(64) PRIMARY KEY,
            body {blob} NOT NULL
        )
        """,
        """
        CREATE TABLE scenarios (
            id VARCHAR(32) PRIMARY KEY,
            rev BIGINT NOT NULL,
            name VARCHAR(120) NOT NULL,
            created BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            model_version VARCHAR(200) NOT NULL,
            assumptions_version VARCHAR(200) NOT NULL,
            brief TEXT NOT NULL,
            outcome {blob},
            roster VARCHAR(64) REFERENCES rosters (digest),
            currency VARCHAR(3) NOT NULL,
            kind VARCHAR(20) NOT NULL,
            creators BIGINT NOT NULL,
            cost_cents BIGINT NOT NULL,
            unique_reach DOUBLE PRECISION NOT NULL,
            view_link VARCHAR(64) UNIQUE,
            edit_link VARCHAR(64) UNIQUE
        )
        """,
        """
        CREATE TABLE shelf (
            workspace VARCHAR(64) NOT NULL,
            scenario VARCHAR(32) NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
            added BIGINT NOT NULL,
            may_save SMALLINT NOT NULL,
            baseline SMALLINT NOT NULL,
            removed BIGINT,
            PRIMARY KEY (workspace, scenario)
        )
        """,
        """
        CREATE TABLE workings (
            workspace VARCHAR(64) NOT NULL,
            slot VARCHAR(10) NOT NULL,
            rev BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            body {blob} NOT NULL,
            roster VARCHAR(64) NOT NULL REFERENCES rosters (digest),
            PRIMARY KEY (workspace, slot)
        )
        """,
        "CREATE INDEX shelf_by_scenario ON shelf (scenario)",
        "CREATE INDEX scenarios_by_roster ON scenarios (roster)",
        "CREATE INDEX workings_by_roster ON workings (roster)",
    ),
    (
        "ALTER TABLE shelf ADD COLUMN client VARCHAR(120) NOT NULL DEFAULT ''",
        "ALTER TABLE shelf ADD COLUMN campaign VARCHAR(120) NOT NULL DEFAULT ''",
        "ALTER TABLE shelf ADD COLUMN campaign_id VARCHAR(64) NOT NULL DEFAULT ''",
    ),
    (
        """
        CREATE TABLE reviews (
            id VARCHAR(32) PRIMARY KEY,
            token VARCHAR(64) NOT NULL UNIQUE,
            workspace VARCHAR(64) NOT NULL,
            campaign VARCHAR(64) NOT NULL,
            name VARCHAR(120) NOT NULL,
            created BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            ended BIGINT,
            options TEXT NOT NULL,
            brand TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE review_versions (
            review VARCHAR(32) NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
            number BIGINT NOT NULL,
            made BIGINT NOT NULL,
            snapshot {blob} NOT NULL,
            terms {blob} NOT NULL,
            brief TEXT NOT NULL,
            outcome {blob} NOT NULL,
            roster VARCHAR(64) NOT NULL REFERENCES rosters (digest),
            PRIMARY KEY (review, number)
        )
        """,
        """
        CREATE TABLE review_decisions (
            review VARCHAR(32) NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
            number BIGINT NOT NULL,
            made BIGINT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (review, number)
        )
        """,
        "CREATE INDEX reviews_by_campaign ON reviews (workspace, campaign)",
        "CREATE INDEX review_versions_by_roster ON review_versions (roster)",
    ),
    (
        """
        CREATE TABLE people (
            id VARCHAR(64) PRIMARY KEY,
            name VARCHAR(200) NOT NULL,
            email VARCHAR(320) NOT NULL,
            seen BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE teams (
            id VARCHAR(64) PRIMARY KEY,
            name VARCHAR(120) NOT NULL,
            created BIGINT NOT NULL,
            claimed SMALLINT NOT NULL
        )
        """,
        """
        CREATE TABLE members (
            team VARCHAR(64) NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
            person VARCHAR(64) NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            role VARCHAR(10) NOT NULL,
            joined BIGINT NOT NULL,
            PRIMARY KEY (team, person)
        )
        """,
        """
        CREATE TABLE invitations (
            id VARCHAR(32) PRIMARY KEY,
            token VARCHAR(64) NOT NULL UNIQUE,
            team VARCHAR(64) NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
            email VARCHAR(320) NOT NULL,
            role VARCHAR(10) NOT NULL,
            made BIGINT NOT NULL,
            made_by VARCHAR(64) NOT NULL,
            expires BIGINT NOT NULL,
            ended BIGINT,
            outcome VARCHAR(10) NOT NULL
        )
        """,
        "CREATE INDEX members_by_person ON members (person)",
        "CREATE INDEX invitations_by_team ON invitations (team)",
        "CREATE INDEX invitations_by_email ON invitations (email)",
    ),
    (
        """
        CREATE TABLE changes (
            workspace VARCHAR(64) NOT NULL,
            campaign VARCHAR(64) NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (workspace, campaign, number)
        )
        """,
        {_SQLITE: f"CREATE TRIGGER changes_kept BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"},
        {_SQLITE: f"CREATE TRIGGER changes_stay BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"},
        # Otherwise REPLACE would delete a row without the trigger above.
        {
            _SQLITE: """
            CREATE TRIGGER changes_once BEFORE INSERT ON changes WHEN EXISTS (
                SELECT 1 FROM changes
                WHERE workspace = NEW.workspace AND campaign = NEW.campaign AND number = NEW.number
            ) BEGIN SELECT RAISE(ABORT, 'the record of changes is only ever added to'); END
            """
        },
        {
            _POSTGRES: f"""
            CREATE OR REPLACE FUNCTION changes_refused() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$
            """
        },
        {
            _POSTGRES: """
            CREATE TRIGGER changes_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON changes
            FOR EACH STATEMENT EXECUTE FUNCTION changes_refused()
            """
        },
        "ALTER TABLE reviews ADD COLUMN seen BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE reviews ADD COLUMN notify VARCHAR(254) NOT NULL DEFAULT ''",
        "ALTER TABLE reviews ADD COLUMN mailed BIGINT NOT NULL DEFAULT 0",
    ),
)
NEWEST = len(STEPS)
_MIGRATING = 0x706C616E
"""Key of the advisory lock under which PostgreSQL is migrated."""


def version_of(connection: Connection) -> int:
    """Steps that have run, 0 for an empty database. Raises Unavailable where the note of them is lost."""
    if not inspect(connection).has_table(_VERSION):
        return 0
    version = connection.execute(text(f"SELECT version FROM {_VERSION}")).scalar_one_or_none()  # noqa: S608 a constant
    if version is None:
        raise Unavailable(Trouble.DAMAGED)
    return int(version)


def one_step(connection: Connection, steps: tuple[tuple[Statement, ...], ...] | None = None) -> bool:
    """Run the next step inside the caller's transaction; False when there is none to run. steps: None = STEPS."""
    steps = STEPS if steps is None else steps
    dialect = connection.dialect.name
    blob = "BYTEA" if dialect == _POSTGRES else "BLOB"
    if dialect == _POSTGRES:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
    version = version_of(connection)
    if version >= len(steps):
        return False
    if version == 0:
        connection.execute(text(f"CREATE TABLE {_VERSION} (version INTEGER NOT NULL)"))
        connection.execute(text(f"INSERT INTO {_VERSION} VALUES (0)"))  # noqa: S608 a constant
    for statement in steps[version]:
        own = statement if isinstance(statement, str) else statement.get(dialect)
        if own is not None:
            connection.execute(text(own.replace("{blob}", blob)))
    connection.execute(text(f"UPDATE {_VERSION} SET version = :new"), {"new": version + 1})  # noqa: S608 a constant
    return True


def start_over(connection: Connection, tables: Sequence[str]) -> None:
    """Drop these tables, and forget that any step has run. Part of the caller's transaction.

    tables: those that refer to others before those.
    """
    for table in (*tables, _VERSION):
        connection.execute(text(f"DROP TABLE {table}"))
