"""Whether a catalogue is whole: every file as it was written, every account where the index says, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from planner.catalogue.catalogue import Catalogue, Shard
from planner.catalogue.index import keys_of, read_index
from planner.catalogue.manifest import INDEX, MANIFEST
from planner.catalogue.opened import reading
from planner.catalogue.write import values_of
from planner.domain.roster import Roster
from planner.problems import BadInput, Problem


def problems_in(catalogue: Catalogue) -> Iterator[Problem]:
    """Everything that is not as it has to be, file by file; no more than one shard is in memory."""
    found, values = [], dict[str, Counter[str]]()
    for shard in catalogue.shards:
        try:
            roster = shard.roster()
        except BadInput as bad:
            yield from bad.problems
            continue
        yield from _of_shard(shard, roster)
        keys = keys_of(roster)
        found.append(np.stack([keys, np.full(len(keys), shard.number, np.uint64)]))
        for column, counts in values_of(roster).items():
            values.setdefault(column, Counter()).update(counts)
    yield from _of_values(catalogue, values)
    place = f"catalogue '{catalogue.directory}', file {INDEX}"
    try:
        with reading(place):
            listed = read_index(Path(catalogue.directory) / INDEX)
    except BadInput as bad:
        yield from bad.problems
        return
    there = np.concatenate(found, axis=1) if found else np.empty((2, 0), np.uint64)
    order = np.lexsort(there[::-1])
    if not np.array_equal(there[:, order], listed):
        yield Problem(place, "", "does not say where everybody is", "the catalogue built again")
    twice = there[0, order]
    if (twice[1:] == twice[:-1]).any():
        yield Problem(place, "", "has accounts or persons that are in two files", "the catalogue built again")


def _of_values(catalogue: Catalogue, values: dict[str, Counter[str]]) -> Iterator[Problem]:
    """Values of attributes that the manifest keeps and are not those of the files."""
    for column, kept in catalogue.manifest.values.items():
        if kept != values.get(column):
            place = f"catalogue '{catalogue.directory}', file {MANIFEST}, values of {column}"
            yield Problem(place, "", "are not those of the files", "the catalogue built again")


def _of_shard(shard: Shard, roster: Roster) -> Iterator[Problem]:
    again = "the catalogue built again"
    kept = shard.kept
    if (len(roster), len(roster.packages)) != (kept.creators, kept.packages):
        yield Problem(shard.place, "", "has other numbers of creators and packages than the catalogue says", again)
    if roster.fingerprint != kept.digest:
        yield Problem(shard.place, "", "has another content than the catalogue says", again)
    try:
        sorted_again = Roster.from_frames(roster.creators, roster.packages)
    except ValueError as error:
        yield Problem(shard.place, "", f"is no list of creators: {error}", again)
        return
    if not sorted_again.creators["id"].equals(roster.creators["id"]):
        yield Problem(shard.place, "", "is not sorted", again)
