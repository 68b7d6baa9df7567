"""A query of somebody's own database: one statement, in a transaction that cannot write, bounded in rows and time.

SQLite opens the file for reading alone and refuses every action but reading; PostgreSQL reads in a transaction that is
READ ONLY, as a subquery, so that only what yields rows can stand there, and with a parameter, so that the server takes
no second statement.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from planner.problems import BadInput, Problem
from planner.sources.origin import Filled

MAX_ROWS = 199_999
"""Rows of a list with its header are at most 200,000, as of a file."""
MAX_BYTES = 20 * 1024**2
SECONDS = 30.0
CONNECT_SECONDS = 10
_CHUNK = 1_000
_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock."""
_READS = (
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
)  # fmt: skip
_ONE = "one statement that reads, such as SELECT * FROM creators"
_READ_ONLY = "a statement that reads: SELECT, or WITH and SELECT"


def ask(filled: Filled, query: str, seconds: float = SECONDS) -> bytes:
    """The rows of a query as a list of objects in JSON. Raises BadInput for everything that yields no list."""
    statement = query.strip().rstrip(";").strip()
    if "\0" in statement:
        _refuse(filled, "the query", "has a character that no statement has", _ONE)
    try:
        address = make_url(filled.place)
    except (ArgumentError, ValueError):
        _refuse(filled, "the database", "is not a usable address", "postgresql://user:${PASSWORD}@host/name")
    rows: list[dict[str, Any]] = []
    size = 2
    with _opened(filled, address, seconds) as connection:
        for row in _rows(connection, statement):
            rows.append(row)
            # Counted as they come, so that no more is held than a list may have.
            size += len(json.dumps(row, ensure_ascii=False)) + 2
            if len(rows) > MAX_ROWS:
                _refuse(filled, "the query", f"returns more than {MAX_ROWS:,} rows", "fewer, with WHERE or LIMIT")
            if size > MAX_BYTES:
                _refuse(filled, "the query", f"returns more than {MAX_BYTES // 1024**2} MB", "fewer columns or rows")
    if not rows:
        _refuse(filled, "the query", "returns no rows", "a query that finds creators")
    return json.dumps(rows, ensure_ascii=False).encode()


@contextmanager
def _opened(filled: Filled, address: URL, seconds: float) -> Iterator[Connection]:
    engine = (
        _sqlite(filled, address, seconds) if address.get_backend_name() == "sqlite" else _postgres(address, seconds)
    )
    try:
        # Rolled back in the end, whatever happens: large objects are written even by a transaction that reads only.
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        _explain(filled, error.orig, seconds)
    except sqlite3.Error as error:
        _explain(filled, error, seconds)
    except UnicodeError:
        _refuse(filled, "the query", "returns text that is not UTF-8", "a table whose text is UTF-8")
    finally:
        engine.dispose()


def _sqlite(filled: Filled, address: URL, seconds: float) -> Any:
    path = Path(address.database or "").expanduser()
    if not path.is_file():
        _refuse(filled, "the database", "does not exist", "sqlite:///, and the path of an SQLite file")
    last = time.monotonic() + seconds

    def connect() -> sqlite3.Connection:
        place = f"file:{quote(str(path.absolute()))}?mode=ro"
        made = sqlite3.connect(place, uri=True, timeout=CONNECT_SECONDS, isolation_level=None, check_same_thread=False)
        made.execute("PRAGMA query_only = ON")
        made.set_progress_handler(lambda: int(time.monotonic() > last), _STEPS)
        return made

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _reads(action: int, _one: str | None, two: str | None, _database: str | None, _inner: str | None) -> int:
    """Nothing but reading; a library that is loaded could do anything."""
    is_loading = action == sqlite3.SQLITE_FUNCTION and (two or "").casefold() == "load_extension"
    return sqlite3.SQLITE_OK if action in _READS and not is_loading else sqlite3.SQLITE_DENY


def _postgres(address: URL, seconds: float) -> Any:
    milliseconds = round(seconds * 1000)
    options = (
        f"-c default_transaction_read_only=on -c statement_timeout={milliseconds} -c lock_timeout={milliseconds} "
        f"-c idle_in_transaction_session_timeout={2 * milliseconds}"
    )
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options, "application_name": "mix planner"},
        execution_options={"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"},
    )


def _rows(connection: Connection, statement: str) -> Iterator[dict[str, Any]]:
    """Each row by its columns. Raises BadInput for a column without a name of its own."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        # Not earlier: what is asked while the connection is made is more than reading.
        driver.set_authorizer(_reads)
        found = connection.exec_driver_sql(statement)
    else:
        # The line end closes a comment at the statement's end; the parameter makes it the only statement.
        inside = statement.replace("%", "%%")
        limited = f"SELECT * FROM (\n{inside}\n) AS list LIMIT %(most)s"  # noqa: S608 it is the user's own query
        streamed = connection.execution_options(stream_results=True, max_row_buffer=_CHUNK)
        found = streamed.exec_driver_sql(limited, {"most": MAX_ROWS + 1})
    if not found.returns_rows:
        raise BadInput([Problem("the query", "", "returns no table", _READ_ONLY)])
    names = [str(name) for name in tuple(found.keys())]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadInput([Problem("the query", twice, "is the name of two columns", "a name for each, with AS")])
    for part in found.partitions(_CHUNK):
        for row in part:
            yield dict(zip(names, map(_plain, row), strict=True))


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        return (int(value) if value == int(value) else float(value)) if value.is_finite() else str(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, bytes | memoryview) else str(value)


_LITE: Sequence[tuple[str, str, str, str]] = (
    ("interrupted", "the query", "took longer than {seconds:.0f} seconds", "a quicker query"),
    ("not authorized|readonly|prohibited", "the query", "does more than read", _READ_ONLY),
    ("one statement at a time", "the query", "has several statements", _ONE),
    ("no such table|no such column", "the query", "{what}", "a table and columns that the database has"),
    ("syntax error|incomplete input|unrecognized token", "the query", "is not SQL: {what}", _ONE),
    ("not a database|malformed|disk image", "the database", "is damaged or no SQLite file", "an SQLite file"),
    ("locked", "the database", "is being written to", "the same again in a moment"),
    (
        "unable to open",
        "the database",
        "cannot be opened",
        "sqlite:///, and the path of an SQLite file that may be read",
    ),
)
_STATES: dict[str, tuple[str, str, str]] = {
    "28P01": ("the database", "does not accept the user or the password", "${NAME} with the right password"),
    "28000": ("the database", "does not accept the user", "a user who may connect"),
    "3D000": ("the database", "has no database of this name", "the name of one that it has"),
    "42501": ("the query", "reads what this user may not: {what}", "tables that the user may read"),
    "42P01": ("the query", "{what}", "a table that the database has"),
    "42703": ("the query", "{what}", "a column that the table has"),
    "25006": ("the query", "does more than read: {what}", _READ_ONLY),
    "0A000": ("the query", "does more than read: {what}", _READ_ONLY),
    "57014": ("the query", "took longer than {seconds:.0f} seconds", "a quicker query"),
    "55P03": ("the query", "waits for somebody who locks the table", "the same again in a moment"),
    "42601": ("the query", "is not one statement that reads: {what}", _ONE),
}
_SIGN_IN = re.compile("password authentication failed|no password supplied|authentication failed", re.I)
_NOBODY = re.compile('database "[^"]*" does not exist', re.I)


def _explain(filled: Filled, error: BaseException | None, seconds: float) -> NoReturn:
    """What a database says, as a sentence in which no secret stands."""
    text = " ".join(str(error).split())
    if isinstance(error, sqlite3.Error):
        for words, place, wrong, accepted in _LITE:
            if re.search(words, text, re.I):
                _refuse(filled, place, wrong.format(what=text, seconds=seconds), accepted)
        _refuse(filled, "the query", f"cannot be answered: {text}", _ONE)
    state = getattr(error, "sqlstate", None)
    what = getattr(getattr(error, "diag", None), "message_primary", None) or "it says no more"
    if state is None and _SIGN_IN.search(text):
        state = "28P01"
    if state is None and _NOBODY.search(text):
        state = "3D000"
    if state is None:
        _refuse(filled, "the database", "cannot be reached", "the address of a database that is running")
    place, wrong, accepted = _STATES.get(state, ("the query", "cannot be answered: {what}", _ONE))
    _refuse(filled, place, wrong.format(what=what, seconds=seconds), accepted)


def _refuse(filled: Filled, place: str, wrong: str, accepted: str) -> NoReturn:
    raise BadInput([Problem(place, "", filled.without(wrong), accepted)]) from None
