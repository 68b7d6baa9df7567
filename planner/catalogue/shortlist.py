"""Whom of a catalogue to begin with: those whom a relaxation over all of it books, and those who come near.

Everything happens on packed columns: no roster is read again before it is known who is wanted. A first pass keeps the
best and the cheapest for every demand, as the relaxation of a roster does; then the relaxed problem of those is solved,
its prices go out, and who earns most at them comes back, until hardly anybody outside earns anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.catalogue import Catalogue, Shard
from planner.catalogue.engine import Engine
from planner.catalogue.outside import asked
from planner.catalogue.passes import Ask, Opened, join, owned
from planner.forecast.table import ROW_ARRAYS, Floats, Ints, PackageTable
from planner.optimise.descent import descended
from planner.optimise.narrowed import narrowed
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import Relaxation, best_of_creators, reduced_values, relaxed
from planner.optimise.rest import Others, Question, Start
from planner.optimise.watch import Watch
from planner.rules.base import charged

ROUNDS = 15
NEARLY = 2e-3
"""Of the bound: what a package may lose and still be thought of for the short list."""
NAMED_FROM = 2
"""Rounds after which those who lose a little are named."""
MORE = 6_000
"""Packages that a round adds at most."""
CLOSE = 3e-4
"""Of the bound: what all outside may still earn when the search for a short list ends."""
BEST, SHARE = 1_200, 120
"""Packages kept for value for money, and for each other ranking."""
NEAR = 20_000
"""Packages that come back from each pass."""
CREATORS = 10_000
"""Creators of a short list, about."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """The best of one ranking. creator: numbers in the catalogue, (n,)."""

    score: Floats
    creator: Ints

    def best(self, most: int) -> Ranked:
        """So many of them; of equals the first."""
        if len(self.score) <= most:
            return self
        top = np.sort(np.argsort(-self.score, kind="stable")[:most])
        return Ranked(self.score[top], self.creator[top])


@dataclass(frozen=True, eq=False)
class Seeding:
    """The work on one shard: the best of each ranking.

    spent: column of what a package takes of the budget. worth: of one unit of weight in each segment, (S,). helps: of
    each demand that has to be reached, its row, and 1 or -1.
    """

    ask: Ask
    spent: int
    worth: Floats
    helps: tuple[tuple[int, float], ...]

    def __call__(self, shard: Shard) -> list[Ranked]:
        """Raises BadInput when the shard was changed, or where there is no room."""
        opened, segments = Opened(shard, self.ask), self.ask.segments
        keep = np.flatnonzero(opened.let_in)
        own = shard.first + opened.creators[keep]
        cash = opened.column(segments + self.spent)[keep] + 100.0
        worth = np.zeros(len(keep))
        for at in np.flatnonzero(self.worth).tolist():
            worth += self.worth[at] * opened.column(at)[keep]
        if (gain := self.ask.wanted.gain) is not None:
            worth += gain.factor * opened.column(segments + gain.column)[keep]
        found = [_best(worth / cash if (worth > 0).any() else -cash, own, BEST)]
        found += [_best(worth, own, SHARE), _best(-cash, own, SHARE)]
        factors = self.ask.factors
        for at, sign in self.helps:
            row = np.zeros(len(keep))
            for column in np.flatnonzero(factors[at]).tolist():
                row += sign * factors[at, column] * opened.column(segments + column)[keep]
            found.append(_best(np.where(row > 0, row / cash, -np.inf), own, SHARE))
            found.append(_best(np.where(row > 0, row * worth / cash, -np.inf), own, SHARE))
        for one in self.ask.wanted.filters:
            found.append(self._nearly(opened, one))
        return found

    def _nearly(self, opened: Opened, filtered: int) -> Ranked:
        """The best value among those whom this filter alone removes: a refusal may ask to loosen it."""
        segments, failed = self.ask.segments, np.zeros(len(opened.held), np.int32)
        for at in self.ask.wanted.filters:
            failed += opened.column(segments + at) > 0
        rows = np.flatnonzero((failed == 1) & (opened.column(segments + filtered) > 0))
        cash = opened.column(segments + self.spent)[rows] + 100.0
        worth = np.zeros(len(rows))
        for at in np.flatnonzero(self.worth).tolist():
            worth += self.worth[at] * opened.column(at)[rows]
        if (gain := self.ask.wanted.gain) is not None:
            worth += gain.factor * opened.column(segments + gain.column)[rows]
        return _best(worth / cash, opened.shard.first + opened.creators[rows], SHARE)


def _best(score: Floats, creator: Ints, most: int) -> Ranked:
    fine = np.flatnonzero(np.isfinite(score))
    if len(fine) > most:
        # A first cut that keeps all equals, so that which of them stay depends on their order alone.
        least = np.partition(score[fine], len(fine) - most)[len(fine) - most]
        fine = fine[score[fine] >= least]
    return Ranked(score[fine], creator[fine]).best(most)


@dataclass(frozen=True, eq=False)
class Fetching:
    """The work on one shard: all packages that are let in of these creators; numbers in the catalogue, sorted."""

    ask: Ask
    creators: Ints

    def __call__(self, shard: Shard) -> Others:
        """Raises BadInput when the shard was changed, or where there is no room."""
        opened = Opened(shard, self.ask)
        ends = np.searchsorted(self.creators, [shard.first, shard.first + shard.creators])
        rows = owned(opened.held, self.creators[ends[0] : ends[1]] - shard.first)
        return opened.others(rows[opened.let_in[rows]])


@dataclass(frozen=True, eq=False)
class Begun:
    """Numbers of those to begin with, sorted, and the prices at which they were found, where there are such."""

    creators: Ints
    start: Start | None = None


class Search:
    """The search for a short list. problem: of the brief, on any table; what it asks is asked of all packages."""

    def __init__(self, ask: Ask, problem: Problem, of: tuple[Catalogue, Engine], watch: Watch) -> None:
        self._ask, self._problem, self._of, self._watch = ask, problem, of, watch
        self._descends = True

    def begun(self) -> Begun:
        """Whom and what to begin with. Raises Cancelled, and BadInput as `Opened` does."""
        seeds = self._seeds()
        if not len(seeds):
            return Begun(seeds)
        known = self._fetched(seeds)
        likely: Ints | None = None
        start: Start | None = None
        for turn in range(ROUNDS):
            problem = as_problem(self._problem, known)
            found = self._relaxed(problem, start, likely)
            start = None if found.missing is not None else Start.of(problem, found.prices)
            booked = known.creator[found.index]
            ask = replace(self._ask, scales=problem.scales, skipped=np.unique(known.creator), most=NEAR)
            # At first so many earn something that whoever loses a little is of no interest.
            loss = NEARLY * abs(found.bound) if turn >= NAMED_FROM or turn == ROUNDS - 1 else 0.0
            question = Question(found.prices, problem.aims and found.missing is None, loss)
            [answered] = asked(ask, [question], self._of, self._watch)
            if answered.more <= CLOSE * abs(found.bound) or not len(answered.near):
                break
            known, likely = _more(known, answered.near, question, problem.scales, found.columns)
        if not loss:
            [answered] = asked(ask, [replace(question, loss=NEARLY * abs(found.bound))], self._of, self._watch)
        # Prices near the best ones let more creators earn than a list holds: those who are booked are on it anyhow.
        chosen = self._chosen(seeds, known, answered.near, question, problem)
        return Begun(np.union1d(booked, chosen), start if self._descends else None)

    def _relaxed(self, problem: Problem, start: Start | None, likely: Ints | None) -> Relaxation:
        """The relaxed problem, of which prices matter, and roughly who is booked at them."""
        columns, prices = problem.small, None if start is None else start.at(problem)
        near = descended(problem, columns, prices, self._watch) if columns is not None and self._descends else None
        if columns is None or near is None:
            # Where it leads nowhere once it does again, here and for the plan; a floor needs prices to begin with.
            self._descends &= prices is None and bool(problem.floors)
            return relaxed(problem, self._watch, likely)
        earned = reduced_values(columns, near.prices)
        top, first = best_of_creators(columns.creator, earned)
        best = earned == np.repeat(top, np.diff(np.append(first, len(earned))))
        rows = columns.index[best & (earned > 0)]
        # Where more earn than a list holds, as of many who are alike, who is booked is a question of its own; and where
        # few are booked, blurred prices may not be near enough.
        unsure = len(rows) > CREATORS // 2 or near.off > CLOSE * abs(near.bound)
        found = narrowed(problem, near, self._watch) if unsure else None
        return found or Relaxation(near.bound, near.prices, rows, np.ones(len(rows)), near.weight, rows)

    def _seeds(self) -> Ints:
        wanted, [spent] = self._ask.wanted.with_columns([charged])
        problem = self._problem
        ask = replace(self._ask, wanted=wanted)
        helps = tuple(
            (at, 1.0 if limit.sense == ">=" else -1.0)
            for at, limit in enumerate(problem.limits)
            if limit.sense == ">=" or limit.part_of is not None
        )
        worth = problem.objective.people + sum((floor.worth for floor in problem.floors), np.zeros(ask.segments))
        work = Seeding(ask, spent, worth * problem.table.sizes, helps)
        kept: list[Ranked] = []
        catalogue, engine = self._of
        # Whoever only followers keep out is looked at all the same: a refusal may ask for fewer, and for how many.
        shards = [shard for shard in catalogue.shards if not self._ask.wanted.barred.by_place(shard.kept)]
        for found in engine.each(work, shards or catalogue.shards[:1], self._watch):
            if not kept:
                kept = found
                continue
            for at, (old, new) in enumerate(zip(kept, found, strict=True)):
                both = Ranked(np.append(old.score, new.score), np.append(old.creator, new.creator))
                kept[at] = both.best(SHARE if at else BEST)
        return np.unique(np.concatenate([one.creator for one in kept]))

    def _fetched(self, creators: Ints) -> Others:
        catalogue, engine = self._of
        shards = [
            shard
            for shard in catalogue.shards
            if np.diff(np.searchsorted(creators, [shard.first, shard.first + shard.creators]))[0]
        ]
        ask = replace(self._ask, scales=np.ones(len(self._problem.limits)), skipped=creators[:0])
        return join(list(engine.each(Fetching(ask, creators), shards, self._watch)))

    def _chosen(self, seeds: Ints, known: Others, near: Others, question: Question, problem: Problem) -> Ints:
        """Those who lose least at the last prices, in money and in parts of what they are worth."""
        both = join([known, _unscaled(near, problem.scales)])
        scaled = _scaled(both, problem.scales)
        earned = scaled.earned(question)
        size = scaled.weights @ question.prices.w + np.abs(scaled.gain) * question.aims
        size = size + np.abs(scaled.rows[:, : len(question.prices.y)]) @ np.abs(question.prices.y)
        chosen = [seeds]
        for loss in (-earned, -earned / np.maximum(size, 1e-9)):
            order = np.argsort(loss, kind="stable")
            _, first = np.unique(scaled.creator[order], return_index=True)
            chosen.append(scaled.creator[order[np.sort(first)[: CREATORS // 2]]])
        return np.unique(np.concatenate(chosen))


def _more(known: Others, near: Others, question: Question, scales: Floats, likely: Ints) -> tuple[Others, Ints]:
    """Those known, and of those near whoever earns most; and where the likely ones of those known are among them."""
    earned = near.earned(question)
    rows = np.flatnonzero(earned > 0)
    if len(rows) > MORE:
        rows = np.sort(rows[np.argsort(-earned[rows], kind="stable")[:MORE]])
    both = join([known, _unscaled(near.at(rows), scales)])
    order = np.argsort(both.creator, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return both.at(order), np.sort(place[likely])


def _scaled(others: Others, scales: Floats) -> Others:
    return replace(others, rows=others.rows * np.append(scales, 1.0))


def _unscaled(others: Others, scales: Floats) -> Others:
    return replace(others, rows=others.rows / np.append(scales, 1.0))


def as_problem(problem: Problem, known: Others) -> Problem:
    """The problem on packed packages alone, whose rows are not scaled."""
    n = len(known)
    creators, creator = np.unique(known.creator, return_inverse=True)
    first = np.flatnonzero(np.diff(known.creator, prepend=-1))
    table = problem.table
    empty = {name: np.broadcast_to(_zero(table, name), (n, *getattr(table, name).shape[1:])) for name in ROW_ARRAYS}
    rows = {str(at): known.rows[:, at] for at in range(len(problem.limits))}
    gain = problem.objective.gain
    changes: dict[str, Any] = {
        **empty,
        "creator": creator.astype(np.int64),
        "weights": known.weights,
        "wave_weights": known.weights,
        "score": known.gain,
        "available": known.available[first],
        "creator_ids": creators.astype(object),
        "uses": rows,
        "attributes": {},
        "costs": {},
        "parts": None,
        "extras": None,
        "rest": None,
    }
    own = replace(table, **changes)
    limits = [
        replace(limit, vector=lambda part, at=at: part.uses[str(at)], part_of=None, hopeless=False)  # type: ignore[misc]
        for at, limit in enumerate(problem.limits)
    ]
    aim = Objective(None if gain is None else (lambda part: part.score), problem.objective.people)
    aim = replace(aim, constant=problem.objective.constant)
    return Problem(own, aim, tuple(limits), np.ones(n, bool), problem.floors)


def _zero(table: PackageTable, name: str) -> NDArray[Any]:
    return np.zeros((), getattr(table, name).dtype)


def shards_with(catalogue: Catalogue, creators: Ints) -> Sequence[Shard]:
    """Shards that have one of these creators; numbers, sorted."""
    found = []
    for shard in catalogue.shards:
        low, high = np.searchsorted(creators, [shard.first, shard.first + shard.creators])
        if low < high:
            found.append(shard)
    return found
