"""Rosters that are split into a short list and the rest of a market, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.catalogue.market import Market
from planner.crosscheck import cross_check
from planner.domain.persons import people_of
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of
from planner.forecast.assumptions import Assumptions, assumptions_of
from planner.forecast.packages import build_table
from planner.forecast.table import Ints, PackageTable
from planner.optimise import claims, everybody, relaxation, rest, search, tree, working_set
from planner.optimise.master import Prices
from planner.optimise.problem import Problem as Posed
from planner.optimise.proven import Proven
from planner.optimise.rest import APEX, Answered, Others, Question, Wider, joined
from planner.optimise.watch import Watch
from planner.problems import Problem

T = TypeVar("T")

BATCH = 1 << 18
"""Rows of a table that are priced at once."""


def others_of(problem: Posed, part: PackageTable, number: Ints, rounding: float = 0.0) -> Others:
    """The packages of a table of others that a problem lets in. number: of each of its creators in the market, sorted.

    The table is that of a shard: whatever a limit knows of the short list's table, it is asked of this one.
    """
    keep = np.flatnonzero(problem.lets_in(part))
    rows = np.empty((len(keep), len(problem.limits) + 1))
    for at, limit in enumerate(problem.limits):
        if limit.hopeless:
            rows[:, at] = 0
            continue
        rows[:, at] = limit.row(part)[keep] * problem.scales[at]
    rows[:, -1] = part.tier[keep] == APEX
    gain = np.zeros(len(keep))
    if problem.objective.gain is not None:
        gain[:] = np.asarray(problem.objective.gain(part), float)[keep]
    creator = part.creator[keep]
    return Others(number[creator], part.available[creator], gain, rows, part.weights[keep], rounding)


class InMemory:
    """The rest as a table. number: of each of its creators in the market, sorted. last: nobody joins any more."""

    seconds = 0.0

    def __init__(self, table: PackageTable, number: Ints, last: bool = False, proven: Proven | None = None) -> None:
        self._table, self._number, self._last = table, number, last
        self.proven = proven or Proven()

    def start(self, problem: Posed) -> Prices | None:
        """See `Rest`."""
        return None

    def lacks(self, platform: str) -> bool:
        """See `Rest`."""
        raise NotImplementedError(platform)

    def answers(self, problem: Posed, questions: Sequence[Question], watch: Watch) -> list[Answered]:
        """See `Rest`."""
        found: list[list[Answered]] = [[] for _ in questions]
        for part in self._parts():
            watch.tell("Checking the proof against the whole market")
            others = others_of(problem, part, self._number)
            for at, question in enumerate(questions):
                found[at].append(others.answer(question))
        return [joined(parts, question) for parts, question in zip(found, questions, strict=True)]

    def widen(self, creators: Ints) -> None:
        """See `Rest`."""
        if not self._last and len(creators):
            raise Wider(np.unique(creators))

    def until(self, deadline: float) -> None:
        """See `Rest`."""

    def _parts(self) -> Iterator[PackageTable]:
        """The table, some whole creators at a time; an empty one is one part."""
        starts, low = self._table.starts, 0
        while True:
            at = int(np.searchsorted(starts, low + BATCH, side="left"))
            high = int(starts[min(at, len(starts) - 1)])
            yield self._table.part(slice(low, high))
            if high >= len(self._table):
                return
            low = high


class Split(Market):
    """A roster as a market.

    inside: accounts on the short list. hidden: accounts that the rest keeps back. grows: False after the last round.
    """

    def __init__(self, whole: Roster, inside: NDArray[np.bool_]) -> None:
        self.whole, self.inside = whole, inside
        self.hidden = np.zeros(len(whole), bool)
        self.grows = True
        super().__init__(part_of(whole, inside))

    @property
    def fingerprint(self) -> str:
        return self.whole.fingerprint

    def problems(self, brief: Brief) -> Sequence[Problem]:
        return cross_check(self.whole, brief)

    def rest(self, table: PackageTable, brief: Brief, assumptions: Assumptions) -> InMemory:
        outside = ~self.inside & ~self.hidden
        others = build_table(part_of(self.whole, outside), brief, assumptions)
        return _Told(others, np.flatnonzero(outside), self)

    def longer(self, creators: Ints, watch: Watch) -> Roster:
        joined = np.zeros(len(self.whole), bool)
        joined[creators] = True
        for accounts in people_of(self.whole.creators).values():
            joined[list(accounts)] |= joined[list(accounts)].any()
        assert not (joined & self.inside).any(), "whoever joins was outside"
        self.inside = self.inside | joined
        return part_of(self.whole, self.inside)


class _Told(InMemory):
    """A rest that passes on to its market who is to join."""

    def __init__(self, table: PackageTable, number: Ints, market: Split) -> None:
        super().__init__(table, number, proven=market.rounds.proven)
        self._market = market

    def widen(self, creators: Ints) -> None:
        if self._market.grows:
            self._market.rounds.widen(np.unique(creators))

    def until(self, deadline: float) -> None:
        self._market.rounds.until(deadline)


def split(roster: Roster, brief: Brief, seed: int, share: float = 0.5) -> Split:
    """A random part of a roster as its short list, with everybody whom the brief names and all accounts of theirs."""
    inside = np.random.default_rng(seed).random(len(roster)) < share
    named = {one.creator for one in brief.must_have} | {*brief.excluded, *brief.exceptions, *brief.scores}
    for group in brief.groups:
        named |= {*group.creators} | ({group.only_with} if group.only_with else set())
    table = build_table(roster, brief, assumptions_of(brief))
    for name in named:
        inside[table.accounts(name)] = True
    inside[0] |= not inside.any()
    for accounts in people_of(roster.creators).values():
        inside[list(accounts)] = inside[list(accounts)].any()
    return Split(roster, inside)


def asked(market: Split, question: Callable[[Roster], T], seconds: float = 60.0) -> T:
    """The answer of a market to a question."""
    return market.ask(question, Watch().within(seconds))


def cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything searched in a tree, with answers so short that claims are held in passes of their own."""
    for module, name, value in (
        (search, "FEW", 0),
        (search, "WHOLE_AT_ONCE", 0),
        (working_set, "ALL", 4),
        (working_set, "NEAR", 2),
        (working_set, "SMALL", 1),
        (tree, "LISTED", 3),
        (tree, "TRUSTING", 3),
        (claims, "GROUP", 2),
        (everybody, "MOST", 3),
        (everybody, "TOLD", 2),
        (rest, "FIRST", 1),
        (everybody, "JOIN", 1),
        (everybody, "GROUP", 2),
        (relaxation, "NEARLY", 0.0),
    ):
        monkeypatch.setattr(module, name, value)
