"""Building a catalogue from files of any kind and size, in a gigabyte of memory.

Rows are spilled by the hash of their account, so that rows of one account meet, whatever files they are from; then
accounts with a person by the hash of the person, so that accounts of one person meet; then all by platform, country
and followers. Each part of the last is sorted, cut into shards and written.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.manifest import SET_ASIDE, Source
from planner.catalogue.merge import merged
from planner.catalogue.partition import Parts, Sample, parts_for
from planner.catalogue.schema import FILE_SHIFT, ORDER, PACKAGES, Columns
from planner.catalogue.sources import Asides, File, Taking, rows_of
from planner.catalogue.spill import MOST_PARTS, Spill, hashes
from planner.catalogue.write import WHOLE, Size, Writer, cut, fresh, leaders
from planner.domain.persons import PERSON, person_key
from planner.intake import Mapping, ReadSettings, SetAside
from planner.problems import BadInput, Problem

ROWS_AT_ONCE = 75_000
"""Rows that should meet in memory: what there is of them is split into parts of about so many."""

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Request:
    """What to build. settings, mapping: how files are read that are no Parquet in the planner's own names."""

    files: tuple[File, ...]
    name: str
    settings: ReadSettings
    mapping: Mapping
    size: Size = WHOLE


@dataclass(frozen=True)
class Built:
    """A catalogue that was built, the first rows that were set aside, and notes about the files.

    shared: accounts that several files had.
    """

    catalogue: Catalogue
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]
    shared: int


def build(directory: Path, request: Request, report: Report = lambda _share, _doing: None) -> Built:
    """Build a catalogue in a directory that is not there yet. Raises BadInput, Unanswered; then nothing is left."""
    with fresh(directory) as beside, _scratch(beside) as scratch:
        work = _Work(beside, scratch, request, report)
        work.read()
        work.merge()
        work.write()
        found = work.asides.first, work.notes(), work.shared
    return Built(Catalogue.open(directory), tuple(found[0]), found[1], found[2])


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    scratch = beside / "scratch"
    scratch.mkdir()
    yield scratch
    shutil.rmtree(scratch)


class _Work:
    """A catalogue on its way: read, then merge, then write."""

    def __init__(self, beside: Path, scratch: Path, request: Request, report: Report) -> None:
        self.beside, self.request, self.report, self.shared = beside, request, report, 0
        self.sources: list[Source] = []
        self.sample = Sample()
        self._seen: dict[Columns, None] = {}
        self._expected = max(1, sum(file.rows for file in request.files))
        parts = min(MOST_PARTS, -(-self._expected // ROWS_AT_ONCE))
        self._arrived, self._persons = Spill(scratch / "arrived", parts), Spill(scratch / "persons", parts)
        self._scratch, self._named = scratch, 0

    def read(self) -> None:
        """All files, each row to the part of its account."""
        with open(self.beside / SET_ASIDE, "w", encoding="utf-8-sig", newline="") as out:
            self.asides = Asides(out)
            self._taking = Taking(self.request.settings, self.request.mapping, self.asides)
            done = 0
            for number, file in enumerate(self.request.files):
                for table, columns in rows_of(file, number, self._taking, self.sources.append):
                    self._seen[columns] = None
                    hashed = hashes(table.column("id"))
                    self.sample.add(table, hashed)
                    self._arrived.add(table, columns, (hashed % np.uint64(self._arrived.parts)).astype(np.int64))
                    done += len(table)
                    self.report(0.4 * min(1, done / self._expected), f"Reading {file.name}")
        self._arrived.close()
        self.columns = Columns.of((one.creators, one.packages) for one in self._seen)
        if not self.sample.rows:
            first = "; ".join(map(str, self.asides.first[:3]))
            wrong = f"have no usable row{f' ({first})' if first else ''}"
            names = ", ".join(file.name for file in self.request.files[:3])
            raise BadInput([Problem(names, "", wrong, "at least one usable creator")])

    def merge(self) -> None:
        """Each account once, on to the part of its person or of its place."""
        self.parts: Parts = self.sample.parts()
        self._placed = Spill(self._scratch / "placed", len(self.parts))
        spare: Counter[int] = Counter()
        for part in range(self._arrived.parts):
            found = merged(self._arrived.read(part, self.columns), self.columns)
            self.shared += found.shared
            spare.update(found.spare.tolist())
            self._place(found.table)
            self.report(0.4 + 0.25 * (part + 1) / self._arrived.parts, "Comparing accounts")
        self._persons.close()
        self._several = Spill(self._scratch / "several", min(len(self.parts), parts_for(self._named)))
        for part in range(self._persons.parts):
            self._together(self._persons.read(part, self.columns))
        self._placed.close()
        self._several.close()
        self.sources = [
            one.model_copy(update={"used": one.used - spare[at], "merged": one.merged + spare[at]})
            for at, one in enumerate(self.sources)
        ]

    def write(self) -> None:
        """The parts in order, each cut into shards, those of people with several accounts last; then what they are."""
        writer = Writer(self.beside, self.columns)
        spilled = [(spill, part) for spill in (self._placed, self._several) for part in range(spill.parts)]
        for done, (spill, part) in enumerate(spilled, 1):
            table = spill.read(part, self.columns)
            table = table.take(pc.sort_indices(table.column("id"))).combine_chunks()
            if not len(table):
                continue
            packages = pc.list_value_length(table.column(PACKAGES)).to_numpy().astype(np.int64)
            for rows in cut(_people(table), packages, self.request.size):
                writer.write(self.columns.coded(table.take(pa.array(rows))))
            self.report(0.65 + 0.35 * done / len(spilled), "Writing")
        writer.finish(self.request.name, self.request.settings.currency, tuple(self.sources))

    def notes(self) -> tuple[str, ...]:
        """What is worth knowing of the files."""
        return tuple(dict.fromkeys(self._taking.notes))

    def _place(self, table: pa.Table) -> None:
        """Accounts of persons to the parts of persons, the others to their place."""
        if PERSON not in self.columns.creators:
            self._placed.add(table, self.columns, self.parts.of(table))
            return
        keys = _person_keys(table)
        whose = keys != ""
        if whose.any():
            hashed = pd.util.hash_array(keys[whose].astype(object), categorize=False)
            part = (hashed % np.uint64(self._persons.parts)).astype(np.int64)
            self._named += len(part)
            self._persons.add(table.filter(pa.array(whose)), self.columns, part)
        alone = table.filter(pa.array(~whose))
        if len(alone):
            self._placed.add(alone, self.columns, self.parts.of(alone))

    def _together(self, table: pa.Table) -> None:
        """All accounts of each of some persons who have several, to the place of the one with most followers."""
        table = table.take(pc.sort_indices(table.column("id"))).combine_chunks()
        if not len(table):
            return
        leader = leaders(_people(table))
        several = np.bincount(leader, minlength=len(table))[leader] > 1
        twice = several & (table.column("available").to_numpy() > 1)
        for row in np.flatnonzero(twice).tolist():
            self._aside(table, row)
        place = self.parts.of(table.take(pa.array(leader)))
        for spill, rows in ((self._placed, ~several), (self._several, several & ~twice)):
            if rows.any():
                spill.add(table.filter(pa.array(rows)), self.columns, place[rows] * spill.parts // len(self.parts))

    def _aside(self, table: pa.Table, row: int) -> None:
        """An account that can be booked several times, but is one of several of one person."""
        order = table.column(ORDER)[row].as_py()
        wrong = f"is how often {table.column('id')[row].as_py()} can be booked, one of several accounts of one person"
        at, file = order & ((1 << FILE_SHIFT) - 1), order >> FILE_SHIFT
        name = self.sources[file].file
        self._taking.notes.append(f"{name}, row {at + 1}: {wrong}; left out.")


def _people(table: pa.Table) -> pd.DataFrame:
    """What cutting into shards asks of accounts."""
    wanted = [name for name in ("platform", "country", "followers", PERSON) if name in table.column_names]
    return table.select(wanted).to_pandas().fillna("")


def _person_keys(table: pa.Table) -> NDArray[np.object_]:
    """Key of each row's person, "" for none."""
    coded = table.column(PERSON).combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    keys = np.array(["", *(person_key(str(one)) for one in coded.dictionary.to_pylist())], object)
    return np.asarray(keys[pc.fill_null(coded.indices, -1).to_numpy() + 1])
