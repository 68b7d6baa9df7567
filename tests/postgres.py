"""A real PostgreSQL server for the length of a test run, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

NOT_INSTALLED = "PostgreSQL is not installed here (no initdb and pg_ctl): the contract was tested on SQLite only"
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
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


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
