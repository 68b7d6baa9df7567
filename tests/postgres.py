"""A real PostgreSQL server for the length of a test run, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg

NOT_INSTALLED = "PostgreSQL is not installed here (no initdb and pg_ctl): the contract was tested on SQLite only"
Connection = psycopg.Connection[tuple[Any, ...]]
_HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_SETTINGS = "-c fsync=off -c listen_addresses='' -c max_connections=40 -c shared_buffers=16MB"


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, which is also its host name."""

    socket: Path

    @property
    def url(self) -> str:
        """Address of its only database, as a user would set it."""
        return f"postgresql://tester@/postgres?host={self.socket}"

    def empty(self) -> None:
        """Drop everything in the database, whoever still uses it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(_OTHERS_OUT)
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def made_anew(self, make: Callable[[], None]) -> None:
        """Leave what `make` makes in an empty database, of whose tables only that of the version has rows.

        Where all of it is there since the last time, and nothing else, taking the rows out is much quicker.
        """
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(_OTHERS_OUT)
            if _left(connection) == _standing(connection):
                with connection.transaction():
                    names = [row[0] for row in connection.execute(_TABLES)]
                    # Until whoever was put out has gone.
                    connection.execute(f"LOCK TABLE {', '.join(names)}")
                    # No trigger refuses, and no order is asked for.
                    connection.execute("SET LOCAL session_replication_role = replica")
                    for name in names:
                        connection.execute(f"DELETE FROM {name}")  # noqa: S608 a name that stands there, quoted
                return
        self.empty()
        make()
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"COMMENT ON SCHEMA public IS '{_standing(connection)}'")


def _left(connection: Connection) -> str:
    """What stood in the database when it was made, as it was noted then."""
    return str(_one(connection, "SELECT obj_description('public'::regnamespace, 'pg_namespace')"))


def _standing(connection: Connection) -> str:
    """A digest of everything in the database but rows, and the version of its schema."""
    made = _one(connection, "SELECT to_regclass('public.planner_schema') IS NOT NULL")
    versions = _one(connection, "SELECT array_agg(version) FROM planner_schema") if made else None
    return f"{_one(connection, _DIGEST)} {versions}"


def _one(connection: Connection, query: LiteralString) -> object:
    return (connection.execute(query).fetchone() or (None,))[0]


_OTHERS_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
_TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'planner_schema'
"""
_DIGEST = """
    SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
        SELECT concat_ws(' ', relname, relkind, attname, atttypid, attnotnull, attisdropped) AS line
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', conrelid, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', tgrelid, tgname, tgenabled, tgfoid) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS everything
"""


def program(name: str) -> str | None:
    """Full path of one of PostgreSQL's programs, None when it is not installed."""
    found = (home / name for home in _HOMES)
    return next((str(path) for path in found if path.exists()), None) or shutil.which(name)


@contextmanager
def running() -> Iterator[Server]:
    """Start a server on a new, empty folder, and end it. Needs `initdb` and `pg_ctl`."""
    # pytest's own folders may not be entered by the user that the server has to run as.
    folder = Path(tempfile.mkdtemp(prefix="planner-pg-"))
    data, log = folder / "data", folder / "log"
    try:
        run = _as_user(folder)
        run([_found("initdb"), "-D", str(data), "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync"])
        start = f"{_SETTINGS} -k {folder}"
        run([_found("pg_ctl"), "-D", str(data), "-w", "-t", "30", "-l", str(log), "-o", start, "start"])
        try:
            yield Server(folder)
        finally:
            run([_found("pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _found(name: str) -> str:
    path = program(name)
    assert path is not None, name
    return path


def _as_user(folder: Path):  # type: ignore[no-untyped-def]
    """A function that runs a command; as another user when this one is root, as whom PostgreSQL refuses to run."""
    other: dict[str, object] = {}
    if os.geteuid() == 0:
        import pwd

        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        user = names.get("postgres") or names["nobody"]
        os.chown(folder, user.pw_uid, user.pw_gid)
        other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(command: list[str]) -> None:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60, check=False, **other
        )
        assert done.returncode == 0, (command, (folder / "log").read_text() if (folder / "log").exists() else "")

    return run
