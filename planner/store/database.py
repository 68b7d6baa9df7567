"""The database itself: SQLite in a file, or PostgreSQL. One connection per operation, all or nothing.

SQLite runs in WAL mode with `synchronous=FULL`, so that a commit that was acknowledged survives kill -9 and a power
cut; writing transactions begin with BEGIN IMMEDIATE, since a deferred one ignores the time-out when it comes to write.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from planner.store import migrations
from planner.store.errors import Trouble, Unavailable, trouble_of

BUSY_SECONDS = 5.0
"""How long an operation waits for another program that writes."""


class Database:
    """One database. Safe to share between threads.

    Opening brings it to the newest schema, or leaves it `as_it_is`, of whatever schema that may be.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def sqlite(cls, path: Path, busy_seconds: float = BUSY_SECONDS, as_it_is: bool = False) -> Database:
        """Open or create a file that nobody else may read; `as_it_is` creates none. Raises Unavailable."""
        if as_it_is and not path.exists():
            raise Unavailable(Trouble.GONE)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise Unavailable(_trouble_of_file(error)) from error
        # mode=rw: a file that is deleted later must be missed, not made anew.
        address = f"file:{quote(str(path.absolute()))}?mode=rw"

        def connect() -> sqlite3.Connection:
            _level_rights(path)
            return sqlite3.connect(
                address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )

        engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return cls(engine)._opened(as_it_is)

    @classmethod
    def postgres(cls, url: str, as_it_is: bool = False) -> Database:
        """Connect to a PostgreSQL database by a `postgresql+psycopg://` address. Raises Unavailable."""
        wait = round(BUSY_SECONDS * 1000)
        options = f"-c lock_timeout={wait} -c statement_timeout={4 * wait} -c synchronous_commit=on"
        try:
            make_url(url)
        except (ArgumentError, ValueError):
            raise Unavailable(Trouble.SETTING) from None
        engine = create_engine(
            url,
            pool_size=4,
            pool_pre_ping=True,
            connect_args={"connect_timeout": round(BUSY_SECONDS), "options": options},
        )
        return cls(engine)._opened(as_it_is)

    @property
    def is_sqlite(self) -> bool:
        """True for a file, False for a server."""
        return self._engine.dialect.name == "sqlite"

    @property
    def engine(self) -> Engine:
        """What connections come from, for tests that listen to them."""
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout. Raises Unavailable."""
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The same for whoever reads very much: PostgreSQL sets no limit to how long a statement takes."""
        with self.reading() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION READ ONLY"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all kept when the block ends, and none when it raises. Raises Unavailable."""
        with self._transaction(writes=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, writes: bool) -> Iterator[Connection]:
        # PostgreSQL would otherwise show each statement what was committed before that statement.
        options: dict[str, Any] = {} if writes or self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        try:
            with self._engine.connect().execution_options(writes=writes, **options) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            raise Unavailable(trouble) from error

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @property
    def schema(self) -> int:
        """Steps of the migrations that have run. Raises Unavailable."""
        with self.reading() as connection:
            return migrations.version_of(connection)

    def _opened(self, as_it_is: bool) -> Database:
        try:
            version = self.schema
            if version > migrations.NEWEST:
                raise Unavailable(Trouble.NEWER)
            if version < migrations.NEWEST and not as_it_is:
                self._migrate()
        except BaseException:
            self.close()
            raise
        return self

    def _migrate(self) -> None:
        if self.is_sqlite:
            # Cannot be set inside a transaction; holds for the file from then on.
            with self._raw() as raw:
                _write_ahead(raw)
        # All of them in one transaction: what is interrupted begins again, and a new database is written once.
        with self.writing() as connection:
            while migrations.one_step(connection):
                pass

    @contextmanager
    def _raw(self) -> Iterator[Any]:
        try:
            with self._engine.connect().execution_options(writes=None) as connection:
                yield connection.connection.dbapi_connection
        except sqlite3.Error as error:
            trouble = trouble_of(DBAPIError("", None, error))
            raise Unavailable(trouble or Trouble.DAMAGED) from error
        except DBAPIError as error:
            raise Unavailable(trouble_of(error) or Trouble.DAMAGED) from error


def _write_ahead(raw: sqlite3.Connection) -> None:
    """Have a log written ahead, once whoever is about to write has done so: there SQLite refuses, and waits for nobody.

    Raises sqlite3.Error.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        # This waits, as long as the connection was told to.
        raw.execute("BEGIN EXCLUSIVE")
        raw.execute("ROLLBACK")


def _level_rights(path: Path) -> None:
    """Let the log be written when the file may be written again.

    SQLite gives the files beside it the rights that the database has when they are made; while it was read-only, they
    were made read-only, and stay so.
    """
    for name in (f"{path.name}-wal", f"{path.name}-shm"):
        beside = path.with_name(name)
        with suppress(OSError):
            if os.access(path, os.W_OK) and not beside.stat().st_mode & stat.S_IWUSR:
                beside.chmod(0o600)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one of that key is there, also while others try the same; True when it was inserted."""
    made = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    done = made.values(row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(done).first() is not None


def hold_name(connection: Connection, name: str) -> None:
    """Wait until no other transaction that holds this name is under way, and hold it until the caller's ends.

    The caller's writes: on SQLite it is alone already.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    if writes is not None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _trouble_of_file(error: OSError) -> Trouble:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Trouble.FULL
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Trouble.READ_ONLY
    return Trouble.GONE
