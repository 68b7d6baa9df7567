"""How the tables came to be, step by step. A step that has shipped is never edited: another follows it.

Each runs in one transaction together with the note that it has run. Times are whole microseconds since 1970, UTC;
content is JSON, compressed where it is large; flags are 0 or 1.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

_VERSION = "planner_schema"
STEPS: tuple[tuple[str, ...], ...] = (
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
)
NEWEST = len(STEPS)
_MIGRATING = 0x706C616E
"""Key of the advisory lock under which PostgreSQL is migrated."""


def version_of(connection: Connection) -> int:
    """Steps that have run, 0 for an empty database."""
    if not inspect(connection).has_table(_VERSION):
        return 0
    return int(connection.execute(text(f"SELECT version FROM {_VERSION}")).scalar_one())


def one_step(connection: Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> bool:
    """Run the next step inside the caller's transaction; False when there is none to run."""
    blob = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
    version = version_of(connection)
    if version >= len(steps):
        return False
    if version == 0:
        connection.execute(text(f"CREATE TABLE {_VERSION} (version INTEGER NOT NULL)"))
        connection.execute(text(f"INSERT INTO {_VERSION} VALUES (0)"))
    for statement in steps[version]:
        connection.execute(text(statement.replace("{blob}", blob)))
    connection.execute(text(f"UPDATE {_VERSION} SET version = :new"), {"new": version + 1})
    return True
