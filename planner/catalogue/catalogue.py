"""A catalogue as it is read: its shards, each a roster of whole creators, and looking somebody up by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from planner.catalogue.index import shards_of
from planner.catalogue.manifest import INDEX, SHARDS, Kept, Manifest
from planner.catalogue.opened import footer_of, reading
from planner.catalogue.schema import PACKAGES, Columns
from planner.domain.attributes import values_among
from planner.domain.persons import PERSON, is_person, person_key
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of, together
from planner.problems import BadInput, Problem
from planner.wording import counted

_CODE = 2
"""Letters of a country's code."""


@dataclass(frozen=True)
class Shard:
    """One file of a catalogue. Small and picklable: the rows are read where they are wanted.

    number: its place among the shards. kept: what the manifest says of it.
    """

    directory: str
    catalogue: str
    number: int
    kept: Kept
    columns: Columns = field(repr=False)

    @property
    def creators(self) -> int:
        """How many accounts are in it."""
        return self.kept.creators

    @property
    def packages(self) -> int:
        """How many packages they have."""
        return self.kept.packages

    @property
    def first(self) -> int:
        """Number of its first creator in the whole catalogue; the others follow in their order."""
        return self.kept.first

    @property
    def place(self) -> str:
        """What a sentence calls it."""
        return f"catalogue '{self.directory}', file {SHARDS}/{self.kept.file}"

    def roster(self) -> Roster:
        """Its creators with all of the catalogue's columns, in canonical order. Raises BadInput when it was changed."""
        return self.columns.roster(self._table(), self.catalogue)

    def figures(self, creators: Iterable[str]) -> Roster:
        """The same with these columns of its creators only, and with categories where texts are few.

        Raises BadInput when it was changed.
        """
        return self.columns.figures(self._table([*creators, PACKAGES]), self.catalogue)

    def people(self, columns: Sequence[str]) -> pd.DataFrame:
        """These columns of its creators, and nothing else of the file. Raises BadInput when it was changed."""
        return self.columns.people(self._table(columns), columns)

    def chosen(self, choose: Callable[[pd.DataFrame], NDArray[np.bool_]]) -> tuple[NDArray[np.bool_], Roster]:
        """Some of its creators, and which ones they are, shape (creators,).

        choose: is given id and person of all, as a roster has them, and marks those who are wanted. Only their rows
        are made a roster, which costs more than to read the file. Raises BadInput when it was changed.
        """
        table = self._table()
        keep = choose(self.columns.people(table, ("id", PERSON)))
        return keep, self.columns.roster(table.filter(pa.array(keep)), self.catalogue)

    def _table(self, columns: Sequence[str] | None = None) -> pa.Table:
        path = Path(self.directory) / SHARDS / self.kept.file
        with reading(self.place), pa.OSFile(str(path)) as file:
            if footer_of(file) != self.kept.footer:
                wrong = "is not as it was when the catalogue was built"
                raise BadInput([Problem(self.place, "", wrong, "the file as it was; build the catalogue again")])
            # One thread each: who reads many shards reads several at once.
            return parquet.ParquetFile(file, page_checksum_verification=True).read(columns, use_threads=False)


@dataclass(frozen=True)
class Catalogue:
    """A directory of Parquet files with creators and their packages; see `docs/how-to/catalogue.md`."""

    directory: str
    manifest: Manifest = field(repr=False)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """The catalogue in a directory; its rows are not read yet. Raises BadInput."""
        directory = Path(path)
        found = cls(str(directory), Manifest.read(directory))
        if not found.shards:
            raise BadInput([Problem(f"catalogue '{directory}'", "", "has no creators", "at least one creator")])
        for shard in found.shards:
            file = directory / SHARDS / shard.kept.file
            size = file.stat().st_size if file.is_file() else None
            if size != shard.kept.size:
                wrong = (
                    "is missing" if size is None else f"has {counted(size, 'byte')}, not the {shard.kept.size:,} it had"
                )
                raise BadInput([Problem(shard.place, "", wrong, "the file as it was; build the catalogue again")])
        return found

    @property
    def name(self) -> str:
        """What the pages call it."""
        return self.manifest.name

    @property
    def fingerprint(self) -> str:
        """Equal for equal content."""
        return self.manifest.fingerprint

    @property
    def columns(self) -> Columns:
        """The columns that every shard has."""
        return self.manifest.columns

    @property
    def shards(self) -> tuple[Shard, ...]:
        """Its files, in the order of platform, country and followers."""
        named = enumerate(self.manifest.shards)
        return tuple(Shard(self.directory, self.name, number, one, self.columns) for number, one in named)

    @property
    def creators(self) -> int:
        """How many accounts are in it."""
        return sum(one.creators for one in self.manifest.shards)

    @property
    def packages(self) -> int:
        """How many packages they have."""
        return sum(one.packages for one in self.manifest.shards)

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country that somebody is from, those of cells with several too; codes in capitals, names in small."""
        known = values_among(cell for shard in self.manifest.shards for cell in shard.countries)
        return tuple(one.upper() if len(one) == _CODE else one for one in known)

    def cells(self, column: str) -> Iterator[set[str]]:
        """What stands in a column of an attribute: at once where it is known, else file by file. Raises BadInput."""
        kept = self.manifest.values.get(column)
        if kept is not None:
            yield set(kept)
        elif column == "country":
            yield set(self.countries)
        else:
            yield from (set(shard.people((column,))[column].unique()) for shard in self.shards)

    def find(self, references: Iterable[str]) -> Roster:
        """The accounts that ids or persons (`@Lina Hart`) name, with all other accounts of the same persons.

        What nobody has stands for nothing; the roster is empty when nobody was found. Raises BadInput.
        """
        asked = set(references)
        ids = {one for one in asked if not is_person(one)}
        people = {person_key(one) for one in asked - ids}
        shards = self.shards
        with reading(f"catalogue '{self.directory}', file {INDEX}"):
            numbers = shards_of(Path(self.directory) / INDEX, asked)

        def named(creators: pd.DataFrame) -> NDArray[np.bool_]:
            mine = np.asarray(creators["id"].isin(ids), bool)
            if PERSON not in creators:
                return mine
            keys = creators[PERSON].map(person_key)
            wanted = people | (set(keys[mine]) - {""})
            return mine | np.asarray(keys.isin(wanted), bool) if wanted else mine

        found = [part for at in numbers if len(part := shards[at].chosen(named)[1])]
        return self.joined(found)

    def taken(self, numbers: NDArray[np.int64]) -> Roster:
        """The creators with these numbers in the catalogue, as one roster. Raises BadInput."""
        wanted = np.unique(np.asarray(numbers, np.int64))
        parts = []
        for shard in self.shards:
            ends = np.searchsorted(wanted, [shard.first, shard.first + shard.creators])
            if ends[0] < ends[1]:
                keep = np.zeros(shard.creators, bool)
                keep[wanted[ends[0] : ends[1]] - shard.first] = True
                parts.append(part_of(shard.roster(), keep))
        return self.joined(parts)

    def joined(self, parts: Sequence[Roster]) -> Roster:
        """Parts of several shards as one roster with all columns of the catalogue; of none an empty one."""
        if len(parts) == 1:
            return parts[0]
        whole = self.columns.table(together(parts, self.name)) if parts else self.columns.arrow.empty_table()
        return self.columns.roster(whole, self.name)
