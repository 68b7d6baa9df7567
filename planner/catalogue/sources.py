"""Files of any kind as tables on their way into a catalogue, and a list of the rows that cannot be used."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from planner.catalogue.arriving import Arrived, Own, arriving, own_of
from planner.catalogue.manifest import Source
from planner.catalogue.schema import FILE_SHIFT, ORDER, Columns
from planner.formula_escape import escaped
from planner.intake import Mapping, Reading, ReadSettings, SetAside, Upload, read_rosters
from planner.intake.reading import MAX_BYTES, MAX_ROWS, refusal, shown
from planner.intake.records.columns import table_of

_MAGIC = b"PAR1"
_FOREIGN_ROWS = 50_000
"""Rows of a large Parquet file with others' column names that are read at once."""
SHOWN = 12


@dataclass(frozen=True)
class File:
    """One file to read. path: where it lies, or data: its bytes, where it came from elsewhere."""

    name: str
    path: Path | None = None
    data: bytes | None = None

    @property
    def is_parquet(self) -> bool:
        """True for what begins as a Parquet file does."""
        if self.path is None:
            return self.data is not None and self.data.startswith(_MAGIC)
        with open(self.path, "rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC

    @property
    def rows(self) -> int:
        """About how many rows it has, for the size of what is made of it. Raises BadInput."""
        if self.is_parquet:
            return int(opened(self).metadata.num_rows)
        return min(MAX_ROWS, (os.path.getsize(self.path) if self.path else len(self.data or b"")) // 50)

    def read(self) -> bytes:
        """All of it. Raises OSError."""
        return self.data if self.data is not None else Path(str(self.path)).read_bytes()


def opened(file: File) -> parquet.ParquetFile:
    """A Parquet file, its footer read. Raises BadInput."""
    try:
        return parquet.ParquetFile(io.BytesIO(file.data) if file.data is not None else file.path)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(file, error) from None


def _damaged(file: File, error: Exception) -> Exception:
    why = " ".join(str(error).split())[:120]
    return refusal(shown(file.name), f"cannot be read ({why})", "a whole Parquet file")


@dataclass
class Asides:
    """Rows that cannot be used, each written to a file as it is found; the first are kept."""

    out: TextIO
    first: list[SetAside] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self._csv = csv.writer(self.out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        self._csv.writerow(("file", "row", "column", "value", "problem", "accepted"))

    def add(self, aside: SetAside) -> None:
        """Write one down."""
        self.number += 1
        if len(self.first) < SHOWN:
            self.first.append(aside)
        header = aside.column.header if aside.column else ""
        cells = (aside.file, str(aside.row), header, aside.value, aside.wrong, aside.accepted)
        self._csv.writerow([escaped(text) for text in cells])


@dataclass(frozen=True)
class Taking:
    """What reading all files shares: how lists are read, where rows set aside go, and notes about the files."""

    settings: ReadSettings
    mapping: Mapping
    asides: Asides
    notes: list[str] = field(default_factory=list)


Rows = tuple[pa.Table, Columns]
"""A conformed table, and its columns."""


def rows_of(file: File, number: int, taking: Taking, done: Callable[[Source], None]) -> Iterator[Rows]:
    """The usable rows of a file, and at the end what became of all of them. Raises BadInput, Unanswered."""
    if not file.is_parquet:
        yield from _roster(file, number, taking, done)
        return
    parts = opened(file)
    own = own_of(file.name, parts.schema_arrow)
    if own is None:
        size = os.path.getsize(file.path) if file.path else len(file.data or b"")
        if size <= MAX_BYTES and parts.metadata.num_rows <= MAX_ROWS:
            yield from _roster(file, number, taking, done)
        else:
            yield from _pieces(file, parts, (number, taking), done)
        return
    taking.notes.extend(f"{shown(file.name)}: not read: {shown(name)}." for name in own.ignored)
    read = used = 0
    try:
        for arrived in arriving(parts, own):
            _set_aside(arrived, own, taking.asides)
            read, used = read + arrived.read, used + len(arrived.table)
            yield numbered(arrived.table, number, arrived.rows), own.columns
    except (pa.ArrowException, OSError) as error:
        raise _damaged(file, error) from None
    done(Source(file=file.name, rows=read, used=used, merged=0, set_aside=read - used))


def numbered(table: pa.Table, file: int, rows: np.ndarray) -> pa.Table:
    """A conformed table whose `ORDER` holds the file and row of each account."""
    order = pa.array((np.int64(file) << FILE_SHIFT) + rows.astype(np.int64))
    return table.set_column(table.column_names.index(ORDER), table.schema.field(ORDER), order)


def _set_aside(arrived: Arrived, own: Own, asides: Asides) -> None:
    for fault in arrived.faults:
        for row in np.flatnonzero(fault.rows).tolist():
            said = (own.place(fault.column), fault.value(row), fault.wrong, fault.accepted)
            asides.add(SetAside(arrived.first + row + 1, *said, file=own.file))


def _roster(file: File, number: int, taking: Taking, done: Callable[[Source], None]) -> Iterator[Rows]:
    """A file that is read cell by cell, as rosters are."""
    reading = read_rosters([Upload(file.name, file.read(), taking.mapping)], taking.settings)
    for aside in reading.set_aside:
        taking.asides.add(replace(aside, file=file.name))
    taking.notes.extend(f"{shown(file.name)}: {note}" for note in reading.notes)
    done(_source(file.name, [reading]))
    if reading.roster is not None:
        yield _of_roster(reading, number, 0)


def _pieces(
    file: File, parts: parquet.ParquetFile, into: tuple[int, Taking], done: Callable[[Source], None]
) -> Iterator[Rows]:
    """A large Parquet file with others' column names, some ten thousand rows at a time, each as a list of its own."""
    number, taking = into
    readings: list[Reading] = []
    units: dict[str, str] = {}
    first = 0
    for batch in parts.iter_batches(_FOREIGN_ROWS, use_threads=False):
        rows = pa.Table.from_batches([batch])
        table, out = table_of(rows), io.BytesIO()
        if table is None:
            parquet.write_table(rows, out)
        reading = read_rosters([Upload(file.name, out.getvalue(), taking.mapping, table=table)], taking.settings)
        for aside in reading.set_aside:
            taking.asides.add(replace(aside, file=file.name, row=aside.row + first, path=""))
        _same_units(file.name, units, reading)
        if not readings:
            # What is counted there is counted of these rows alone.
            general = (note for note in reading.notes if not note[0].isdigit() and "row" not in note)
            taking.notes.extend(f"{shown(file.name)}: {note}" for note in general)
        readings.append(replace(reading, roster=None, set_aside=(), odd=(), origins=np.empty((0, 2), np.int64)))
        if reading.roster is not None:
            yield _of_roster(reading, number, first)
        first += len(batch)
    done(_source(file.name, readings))


def _same_units(name: str, before: dict[str, str], reading: Reading) -> None:
    """Raise BadInput where these rows would be read in another unit than earlier ones. before: units by question."""
    for question in reading.questions:
        if "_unit." not in question.key or question.holds is None:
            continue
        unit = before.setdefault(question.key, question.holds)
        if unit != question.holds:
            wrong = f"looks like {unit} in the first rows and like {question.holds} in later ones"
            accepted = f"--answer {question.key}={unit}, or {question.holds}"
            raise refusal(f"{shown(name)}, {question.problem.place}", wrong, accepted)


def _of_roster(reading: Reading, file: int, first: int) -> Rows:
    roster = reading.roster
    if roster is None:
        raise ValueError("nothing was read")
    columns = Columns.of([(roster.creators.columns, roster.packages.columns)])
    return numbered(columns.conformed(columns.table(roster)), file, reading.origins[:, 1] + first), columns


def _source(name: str, readings: Sequence[Reading]) -> Source:
    return Source(
        file=name,
        rows=sum(one.rows_read for one in readings),
        used=sum(one.rows_used for one in readings),
        merged=sum(one.rows_merged for one in readings),
        set_aside=sum(one.rows_set_aside for one in readings),
        blank=sum(one.rows_blank + one.rows_totals for one in readings),
    )
