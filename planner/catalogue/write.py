"""Writing a catalogue: shards of whole creators, and at the end the index and the manifest."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from planner.catalogue.index import Keys, keys_of, write_index
from planner.catalogue.manifest import INDEX, MOST_VALUES, SHARDS, Kept, Manifest, Source
from planner.catalogue.opened import footer_of
from planner.catalogue.schema import Columns
from planner.domain.attributes import attributes_of, column_of
from planner.domain.persons import PERSON, person_key
from planner.domain.roster import Roster
from planner.problems import BadInput, Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """Most of a shard: creators, and packages of all of them; one person may have more."""

    creators: int = 40_000
    packages: int = 100_000


WHOLE = Size()


@dataclass
class Writer:
    """Shards written one after the other into a directory that is not a catalogue until `finish`."""

    directory: Path
    columns: Columns
    kept: list[Kept] = field(default_factory=list)
    _keys: list[tuple[Keys, int]] = field(default_factory=list)
    _values: dict[str, Counter[str]] = field(default_factory=dict)

    def write(self, table: pa.Table) -> None:
        """Write one shard: the table of a roster that holds all accounts of everybody in it. Raises OSError."""
        number = len(self.kept)
        name = f"{number:05d}.parquet"
        path = self.directory / SHARDS / name
        path.parent.mkdir(exist_ok=True)
        parquet.write_table(table, path, compression="zstd", write_page_checksum=True, row_group_size=len(table))
        with pa.OSFile(str(path)) as file:
            footer = footer_of(file)
        roster = self.columns.roster(table, "")
        people = roster.creators
        followers = people["followers"]
        self.kept.append(
            Kept(
                file=name,
                first=self.kept[-1].first + self.kept[-1].creators if self.kept else 0,
                creators=len(people),
                packages=len(roster.packages),
                size=path.stat().st_size,
                digest=roster.fingerprint,
                footer=footer,
                platforms=_values(people["platform"]),
                countries=_values(people["country"]),
                followers=(int(followers.min()), int(followers.max())),
            )
        )
        self._keys.append((keys_of(roster), number))
        for column, counts in values_of(roster).items():
            self._values.setdefault(column, Counter()).update(counts)

    def finish(self, name: str, currency: str, sources: tuple[Source, ...] = ()) -> Manifest:
        """Write the index and the manifest. Raises OSError."""
        keys = np.concatenate([keys for keys, _ in self._keys]) if self._keys else np.empty(0, np.uint64)
        shards = np.repeat([number for _, number in self._keys], [len(keys) for keys, _ in self._keys])
        write_index(self.directory / INDEX, keys, shards.astype(np.int32))
        manifest = Manifest(
            name=name,
            currency=currency,
            columns=self.columns,
            values={column: dict(sorted(counts.items())) for column, counts in few(self._values).items()},
            shards=tuple(self.kept),
            sources=sources,
        )
        manifest.write(self.directory)
        return manifest


def values_of(roster: Roster) -> dict[str, Counter[str]]:
    """By column of an attribute its cells, and how many accounts have each."""
    people = roster.creators
    columns = [column_of(name) for name in attributes_of(people.columns)]
    return {
        column: Counter({str(cell): int(n) for cell, n in people[column].value_counts().items()}) for column in columns
    }


def few(values: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Of the columns those whose cells a manifest keeps."""
    return {column: counts for column, counts in values.items() if len(counts) <= MOST_VALUES}


def _values(column: pd.Series) -> tuple[str, ...]:
    return tuple(sorted({str(one).casefold() for one in column.unique()}))


@contextmanager
def fresh(directory: Path) -> Iterator[Path]:
    """A new directory beside this one that takes its name when all went well, and is removed when not.

    Raises BadInput when something with this name is there, and for a disk without room.
    """
    place = f"catalogue '{directory}'"
    if directory.exists():
        raise BadInput([Problem(place, "", "is there already", "a name that nothing has yet")])
    beside = directory.with_name(f".{directory.name}.{os.getpid()}.part")
    try:
        beside.mkdir(parents=True)
        yield beside
        beside.rename(directory)
    except OSError as error:
        wrong = f"cannot be written ({error.strerror or error})"
        raise BadInput([Problem(place, "", wrong, "a place with room that may be written to")]) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def cut(people: pd.DataFrame, packages: Ints, size: Size) -> Iterator[Ints]:
    """Rows of each shard: by platform, country, and followers from most to fewest.

    People with several accounts come last, in shards of their own: they would bring every platform into each of the
    others. Their accounts stay together, at the place of the one with most followers. people: columns platform,
    country, followers and perhaps person, sorted by id; packages: how many each has, shape (people,).
    """
    leader = leaders(people)
    several = np.bincount(leader, minlength=len(people))[leader] > 1
    at = people.iloc[leader]
    keys = (-at["followers"].to_numpy(), *(_ranked(at[name]) for name in ("country", "platform")))
    order = np.lexsort((np.arange(len(people)), leader, *keys, several))
    for mine in (order[~several[order]], order[several[order]]):
        if len(mine):
            group = np.flatnonzero(np.diff(leader[mine], prepend=-1))
            sizes = np.add.reduceat(np.stack([np.ones(len(mine), np.int64), packages[mine]]), group, axis=1)
            ends = np.append(group, len(mine))
            for first, last in _slices(sizes, size):
                yield np.sort(mine[ends[first] : ends[last]])


def _ranked(column: pd.Series) -> Ints:
    """Place of each text among all of the column's, in small letters."""
    codes, texts = pd.factorize(column)
    ranks = pd.Series(texts, dtype="str").str.casefold().rank(method="dense").to_numpy(np.int64)
    return np.asarray(ranks[codes])


def leaders(people: pd.DataFrame) -> Ints:
    """Of each account the row of the same person's account with most followers; of most accounts that is their own."""
    rows = np.arange(len(people), dtype=np.int64)
    if PERSON not in people or not (people[PERSON] != "").any():
        return rows
    named = rows[(people[PERSON] != "").to_numpy(bool)]
    keys = pd.Series(people[PERSON].iloc[named].map(person_key).to_numpy(), index=named)
    keys = keys[keys != ""]
    ranked = keys.iloc[np.argsort(-people["followers"].to_numpy()[keys.index], kind="stable")]
    first = ranked[~ranked.duplicated()]
    leader = rows.copy()
    leader[keys.index] = keys.map(pd.Series(first.index, index=first)).to_numpy(np.int64)
    return leader


def _slices(sizes: NDArray[np.int64], size: Size) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) group of each shard, as many as fit. sizes: creators and packages, (2, groups)."""
    ends = np.cumsum(sizes, axis=1)
    first, groups = 0, sizes.shape[1]
    while first < groups:
        before = ends[:, first - 1] if first else np.zeros(2, np.int64)
        most = before + np.array([size.creators, size.packages])
        last = max(first + 1, min(int(np.searchsorted(ends[at], most[at], side="right")) for at in range(2)))
        yield first, last
        first = last
