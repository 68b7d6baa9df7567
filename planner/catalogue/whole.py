"""A catalogue as a market: the short list that a brief begins with, and whoever joins it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd

from planner.brief.brief import Brief
from planner.catalogue.catalogue import Catalogue, Shard
from planner.catalogue.engine import Engine, usual
from planner.catalogue.index import shards_of
from planner.catalogue.lacking import named_by, problems_of
from planner.catalogue.manifest import INDEX
from planner.catalogue.market import Market
from planner.catalogue.opened import reading
from planner.catalogue.outside import Clock, Outside
from planner.catalogue.packed import Spec, keep_forecast
from planner.catalogue.passes import Ask
from planner.catalogue.rounds import Rounds
from planner.catalogue.shortlist import Begun, Search, shards_with
from planner.catalogue.vectors import Wanted
from planner.domain.persons import PERSON, is_person, person_codes, person_key
from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions, assumptions_of
from planner.forecast.packages import build_table
from planner.forecast.table import Bools, Ints, PackageTable
from planner.optimise.problem import Objective
from planner.optimise.problem import Problem as Posed
from planner.optimise.watch import Watch
from planner.problems import BadInput, Problem, gathered
from planner.rules import limits_of

ALL = 50_000
"""Creators of a catalogue who are all planned with at once, as those of any roster."""
SAMPLE = 100
"""Creators of the first shard who stand for all where a brief is read."""


@dataclass(frozen=True, eq=False)
class Listed:
    """Accounts of a shard. numbers: theirs in the catalogue, in the order of the roster."""

    numbers: Ints
    roster: Roster


@dataclass(frozen=True, eq=False)
class Taking:
    """The work on one shard: some of its accounts, with all others of the same people.

    numbers: in the catalogue. references: ids, and persons as a brief names them.
    """

    numbers: Ints
    references: frozenset[str] = frozenset()

    def __call__(self, shard: Shard) -> Listed:
        """Raises BadInput when the shard was changed."""
        people = {person_key(one) for one in self.references if is_person(one)}

        def wanted(creators: pd.DataFrame) -> Bools:
            keep = np.isin(np.arange(len(creators)) + shard.first, self.numbers)
            if self.references:
                keep |= creators["id"].isin(self.references).to_numpy(bool)
            if PERSON in creators:
                whose, keys = person_codes(creators)
                taken = np.array([key in people for key in (*keys, "")])
                taken[whose[keep]] = True
                taken[-1] = False
                keep |= taken[whose]
            return keep

        keep, roster = shard.chosen(wanted)
        return Listed(shard.first + np.flatnonzero(keep), roster)


def everybody(shard: Shard) -> Listed:
    """The work on one shard: all of its accounts. Raises BadInput when it was changed."""
    return Listed(shard.first + np.arange(shard.creators), shard.roster())


class CatalogueMarket(Market):
    """A catalogue and its present short list."""

    def __init__(
        self, catalogue: Catalogue, engine: Engine, listed: Sequence[Listed], begun: Sequence[Begun] = ()
    ) -> None:
        self._catalogue, self._engine = catalogue, engine
        self._clock, self._briefs = Clock(), max(len(begun), 1)
        self._starts = tuple(one.start for one in begun if one.start is not None)
        self._numbers: Ints = np.sort(np.concatenate([one.numbers for one in listed]))
        super().__init__(_joined([one.roster for one in listed], catalogue))

    @classmethod
    def open(
        cls, catalogue: Catalogue, brief: Brief, watch: Watch, engine: Engine | None = None, named: Iterable[str] = ()
    ) -> Self:
        """The market with the short list for a brief, and those of these references who are there.

        Raises BadInput, and Cancelled.
        """
        return cls.for_all(catalogue, [brief], watch, engine, named)

    @classmethod
    def for_all(
        cls,
        catalogue: Catalogue,
        briefs: Sequence[Brief],
        watch: Watch,
        engine: Engine | None = None,
        named: Iterable[str] = (),
    ) -> Self:
        """The same for several briefs that are planned together: one list, with those whom any of them begins with."""
        engine = engine or usual()
        if catalogue.creators <= ALL:
            return cls(catalogue, engine, list(engine.each(everybody, catalogue.shards, watch)))
        references = frozenset(named).union(*map(named_by, briefs))
        wanted, by = _named(catalogue, references, engine, watch), _By(engine, watch, len(briefs))
        problems: list[Problem] = []
        begun: list[Begun] = []
        for brief in briefs:
            with gathered(problems, brief.name if len(briefs) > 1 else ""):
                begun.append(_begun(catalogue, brief, wanted, by))
        if problems:
            raise BadInput(problems)
        every = np.unique(np.concatenate([one.creators for one in begun]))
        listed = list(engine.each(Taking(every), shards_with(catalogue, every), watch))
        return cls(catalogue, engine, listed, begun)

    @property
    def roster(self) -> Roster:
        """The short list, which knows its market; all creators where they are few, and nobody is left out."""
        return self._roster if len(self._numbers) == self._catalogue.creators else super().roster

    @property
    def fingerprint(self) -> str:
        """Of the whole catalogue."""
        return self._catalogue.fingerprint

    def problems(self, brief: Brief) -> Sequence[Problem]:
        """See `Market`."""
        return problems_of(self._catalogue, brief, self._roster)

    def rest(self, table: PackageTable, brief: Brief, assumptions: Assumptions) -> Outside:  # noqa: ARG002 of the list
        """See `Market`."""
        return Outside(
            self._catalogue,
            self._engine,
            replace(Spec.of(self._catalogue, brief, assumptions), beside=self._briefs),
            self._numbers,
            self.rounds,
            self._clock,
            self._starts,
        )

    def add(self, references: Iterable[str], watch: Watch) -> None:
        """Put everybody on the short list whom these name: ids, or persons as `@Lina Hart`.

        Raises BadInput and Cancelled.
        """
        missing = frozenset(references).difference(self._roster.creators["id"])
        found = _named(self._catalogue, missing, self._engine, watch).numbers if missing else self._numbers
        if len(joining := np.setdiff1d(found, self._numbers)):
            self._roster = self.longer(joining, watch)

    def longer(self, creators: Ints, watch: Watch) -> Roster:
        """See `Market`."""
        wanted = np.setdiff1d(creators, self._numbers)
        listed = list(self._engine.each(Taking(wanted), shards_with(self._catalogue, wanted), watch))
        self._numbers = np.union1d(self._numbers, np.concatenate([one.numbers for one in listed]))
        return _joined([self._roster, *(one.roster for one in listed)], self._catalogue)


def _joined(rosters: Sequence[Roster], catalogue: Catalogue) -> Roster:
    return catalogue.joined([one for one in rosters if len(one)] or rosters[:1])


@dataclass(frozen=True, eq=False)
class _By:
    """How a short list is looked for. briefs: of so many at once."""

    engine: Engine
    watch: Watch
    briefs: int


def _begun(catalogue: Catalogue, brief: Brief, named: Listed, by: _By) -> Begun:
    """Those to begin with: everybody who was named, and whom the search finds."""
    some = Taking(np.setdiff1d(np.arange(SAMPLE), named.numbers))(catalogue.shards[0])
    sample = _joined([named.roster, some.roster], catalogue)
    if problems := problems_of(catalogue, brief, sample):
        raise BadInput(problems)
    assumptions = assumptions_of(brief)
    spec = replace(Spec.of(catalogue, brief, assumptions), beside=by.briefs)
    keep_forecast(spec)
    rest = Outside(catalogue, by.engine, spec, named.numbers[:0], Rounds(), Clock())
    # A limit that nobody in the sample could break is there all the same: others could.
    table = replace(build_table(sample, brief, assumptions), rest=rest)
    posed = Posed.of(table, Objective.of(brief, table), limits_of(brief, table))
    ask = Ask(
        spec, Wanted.of(posed, everybody=True), np.ones(len(posed.limits)), len(table.segments), named.numbers[:0]
    )
    found = Search(ask, posed, (catalogue, by.engine), by.watch).begun()
    # Of a catalogue in which the filters leave nobody, some are there to be refused with.
    creators = found.creators if len(found.creators) else some.numbers
    return replace(found, creators=np.union1d(named.numbers, creators))


def _named(catalogue: Catalogue, references: frozenset[str], engine: Engine, watch: Watch) -> Listed:
    """The accounts that these references name, and all others of the same people."""
    with reading(f"catalogue '{catalogue.directory}', file {INDEX}"):
        at = shards_of(Path(catalogue.directory) / INDEX, references)
    work = Taking(np.empty(0, np.int64), references)
    found = list(engine.each(work, [catalogue.shards[number] for number in at], watch))
    if not found:
        return Listed(np.empty(0, np.int64), catalogue.taken(np.empty(0, np.int64)))
    return Listed(np.concatenate([one.numbers for one in found]), _joined([one.roster for one in found], catalogue))
