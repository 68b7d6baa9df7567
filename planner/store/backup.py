"""Everything in a database as one file, and back into either engine.

The file is gzip over lines of JSON: a head that names format and schema, for each table its name and columns followed
by a line per row, and an end with the number of rows and the SHA-256 of all lines before it. Bytes stand as
{"base64": text}. It is complete with its end; what is cut off, changed or of another program is refused.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import Connection, MetaData, Table, select, text

from planner.domain.roster import Frozen
from planner.problems import BadInput, Problem
from planner.store import migrations
from planner.store.database import Database
from planner.store.errors import StoreError
from planner.store.times import utc_now

KIND = "influencer-mix-planner-backup"
FORMAT = 1
_BATCH = 200
"""Rows on their way at once: rosters are large."""


class NotEmpty(StoreError):
    """The database has content that a restore would replace."""

    def __init__(self) -> None:
        super().__init__("The database isn't empty; nothing was changed")


class Nothing(StoreError):
    """No planner has written to the database."""

    def __init__(self) -> None:
        super().__init__("The database is empty; there is nothing to back up")


class Head(Frozen):
    """The first line. schema_version: steps of the migrations that the tables had."""

    kind: Literal["influencer-mix-planner-backup"]
    format: int
    schema_version: int
    made: datetime


class _TableLine(Frozen):
    table: str
    columns: tuple[str, ...]


class _End(Frozen):
    rows: int
    sha256: str


@dataclass(frozen=True)
class Summary:
    """What a file holds. made: aware. rows: by table, in the order of the file."""

    made: datetime
    schema: int
    rows: dict[str, int]

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


def backup(database: Database) -> Iterator[bytes]:
    """The file in parts: one state of the database, while others go on writing. Raises Nothing and Unavailable."""
    packer, digest, rows = zlib.compressobj(6, wbits=31), hashlib.sha256(), 0
    with database.snapshot() as connection:
        schema = migrations.version_of(connection)
        if not schema:
            raise Nothing
        for line in _lines(connection, schema):
            digest.update(line)
            rows += line.startswith(b"[")
            if part := packer.compress(line):
                yield part
    end = _End(rows=rows, sha256=digest.hexdigest())
    yield packer.compress(end.model_dump_json().encode() + b"\n") + packer.flush()


def _lines(connection: Connection, schema: int) -> Iterator[bytes]:
    yield Head(kind=KIND, format=FORMAT, schema_version=schema, made=utc_now()).model_dump_json().encode() + b"\n"
    for table in _tables(connection):
        columns = tuple(column.name for column in table.columns)
        yield _TableLine(table=table.name, columns=columns).model_dump_json().encode() + b"\n"
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=_BATCH)
        for row in connection.execute(query):
            yield json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _value(plain: Any) -> Any:
    return b64decode(plain["base64"], validate=True) if isinstance(plain, dict) else plain


def _tables(connection: Connection) -> list[Table]:
    """The planner's own tables as they are, those that others refer to first."""
    described = MetaData()
    described.reflect(connection, only=lambda name, _: name in _NAMES)
    return described.sorted_tables


_NAMES = frozenset(
    re.findall(
        r"CREATE TABLE (\w+)", " ".join(part for step in migrations.STEPS for part in step if isinstance(part, str))
    )
)


def inspect(path: Path) -> Summary:
    """Read a file to its end. Raises BadInput for one that is foreign, cut off, changed or newer, and OSError."""
    head, rows = None, {}
    for part in _read(path):
        if isinstance(part, Head):
            head = part
        elif isinstance(part, _TableLine):
            rows[part.table] = 0
        else:
            rows[next(reversed(rows))] += 1
    if head is None:
        raise _refused(path, "has no head")
    return Summary(head.made, head.schema_version, rows)


def restore(database: Database, path: Path, replace: bool = False) -> Summary:
    """Put what a file holds into a database, migrated to the newest schema: all of it, or nothing.

    replace: what is in the database goes; else NotEmpty is raised when there is anything. Raises BadInput as `inspect`
    does, OSError, and Unavailable.
    """
    summary = inspect(path)
    with database.writing() as connection:
        tables = _tables(connection)
        if not replace and any(connection.execute(select(table).limit(1)).first() for table in tables):
            raise NotEmpty
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        migrations.start_over(connection, [table.name for table in reversed(tables)])
        for _ in range(summary.schema):
            migrations.one_step(connection)
        _fill(connection, path)
        while migrations.one_step(connection):
            pass
    return summary


def _fill(connection: Connection, path: Path) -> None:
    tables = {table.name: table for table in _tables(connection)}
    for line, rows in _batches(path):
        table = tables.get(line.table)
        if table is None or {column.name for column in table.columns} != set(line.columns):
            raise _refused(path, f"has a table '{line.table}' that its schema doesn't have")
        connection.execute(table.insert(), rows)


def _batches(path: Path) -> Iterator[tuple[_TableLine, list[dict[str, Any]]]]:
    """Rows as the statement that inserts them takes them."""
    table: _TableLine | None = None
    batch: list[dict[str, Any]] = []
    for part in _read(path):
        if isinstance(part, list) and table is not None:
            batch.append(dict(zip(table.columns, map(_value, part), strict=True)))
        full = len(batch) == _BATCH or not isinstance(part, list)
        if table is not None and batch and full:
            yield table, batch
            batch = []
        if isinstance(part, _TableLine):
            table = part
    if table is not None and batch:
        yield table, batch


def _read(path: Path) -> Iterator[Head | _TableLine | list[Any]]:
    """Head, tables and rows, checked to the end. Raises BadInput and OSError."""
    digest, rows, last = hashlib.sha256(), 0, b""
    for number, line in enumerate(_unpacked(path)):
        if number == 0:
            yield _head(path, line)
        elif number > 1:
            part = _part(path, last)
            rows += isinstance(part, list)
            yield part
        digest.update(last)
        last = line
    try:
        end = _End.model_validate_json(last)
    except ValidationError:
        raise _refused(path, "is cut off" if last else "is empty") from None
    if (end.rows, end.sha256) != (rows, digest.hexdigest()):
        raise _refused(path, "was changed or damaged since it was made: its checksum doesn't fit")


def _part(path: Path, line: bytes) -> _TableLine | list[Any]:
    try:
        if line.startswith(b"["):
            row: list[Any] = json.loads(line)
            return row
        return _TableLine.model_validate_json(line)
    except ValueError:
        raise _refused(path, "is damaged") from None


def _unpacked(path: Path) -> Iterable[bytes]:
    try:
        with gzip.open(path) as file:
            yield from file
    except EOFError:
        raise _refused(path, "is cut off") from None
    except gzip.BadGzipFile as error:
        foreign = "Not a gzipped file" in str(error)
        raise _refused(path, "is no backup of this planner" if foreign else "is damaged") from None
    except zlib.error:
        raise _refused(path, "is damaged") from None


def _head(path: Path, line: bytes) -> Head:
    try:
        head = Head.model_validate_json(line)
    except ValidationError:
        raise _refused(path, "is no backup of this planner") from None
    if head.format > FORMAT or head.schema_version > migrations.NEWEST:
        raise _refused(path, "was made by a newer planner", "this planner's or an older one's; or a newer planner")
    return head


def _refused(path: Path, wrong: str, accepted: str = "a file that `mixplanner backup` wrote, complete") -> BadInput:
    return BadInput([Problem(f"FILE '{path}'", "", wrong, accepted)])
