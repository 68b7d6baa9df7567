"""The nearest setting of one limit that lets other demands stand, and that a plan with it exists.

A limit that bounds a sum is optimised itself; where the setting changes the row, looser settings are tried.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.brief.quantities import BASIS
from planner.domain.roster import MAX_CENTS
from planner.forecast.table import PackageTable
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.search import Best, best_plan
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.problems import BadInput
from planner.rules import Limit, limits_of
from planner.units import AMOUNT

FIX_SECONDS = 2.0
TEST_SECONDS = 2.0
STEP_SECONDS = 0.6
ALL_SECONDS = 12.0
FIX_GAP = 0.004
EXACT_UP_TO = 500
CLOSE_UP_TO = 2_500
"""Packages among which the smallest change is found to the cent, and within the brief's tolerance; of more, FIX_GAP."""


@dataclass(frozen=True)
class Change:
    """A new value of a limit's field, and the same as a number; None clears the field."""

    value: bool | float | None
    shown: float | None


class Nearest:
    """Asks what is possible on a table, and how near to a setting of a brief the nearest possible one is."""

    def __init__(self, table: PackageTable, brief: Brief, watch: Watch) -> None:
        self._table = table
        self._brief = brief
        self._watch = watch
        self._deadline = time.perf_counter() + brief.time_limit

    def hurry(self) -> None:
        """From now on everything together takes at most ALL_SECONDS: who waits for a refusal waits for its changes."""
        self._deadline = min(self._deadline, time.perf_counter() + ALL_SECONDS)

    def possible(self, limits: Sequence[Limit], seconds: float | None = None) -> bool | None:
        """Whether these limits can all hold; None when time ran out first. Raises Cancelled."""
        seconds = TEST_SECONDS if seconds is None else seconds
        floors = [limit for limit in limits if limit.over_segments]
        if len(floors) == 1:
            # Aimed at, a floor has prices that prove it out of reach; merely demanded, it has not.
            stop = self._stop(seconds, wanted=float(floors[0].bound))
            best = self._best([limit for limit in limits if limit is not floors[0]], self._everybody, stop)
            if stop.reached(best.selection):
                return True
            return False if stop.enough(None, best.bound) else None
        best = self._best(limits, Objective.none(self._table), self._stop(seconds, any=True))
        if best.selection is not None:
            return True
        return False if best.impossible else None

    def change(self, limit: Limit, others: Sequence[Limit]) -> Change | None:
        """The smallest change of a limit that lets the others hold; None when no change of it does."""
        found = self._found(limit, others)
        if found is None:
            return None
        try:
            self._brief.changed(limit.looser.path, found.value)
        except BadInput:
            # More than any brief may ask for.
            return None
        return found

    def most_kept(self, limit: Limit, others: Sequence[Limit]) -> tuple[str, ...] | None:
        """As many of a limit's members as the others let in together, in their order; None when none is found."""
        aim = Objective(lambda part: limit.vector(part).astype(float), np.zeros(len(self._table.segments)))
        best = self._best(others, aim, self._stop(FIX_SECONDS))
        if best.selection is None:
            return None
        rows = best.selection.index[limit.vector(self._table.part(best.selection.index)) > 0]
        kept = {str(self._table.creator_ids[at]) for at in self._table.creator[rows]}
        return tuple(member for member in limit.members if member in kept)

    def _found(self, limit: Limit, others: Sequence[Limit]) -> Change | None:
        how = limit.looser.how
        if how == "bound":
            shares = [other for other in others if other.rule == "largest_share"]
            if limit.rule == "budget" and shares:
                return self._by_budget(limit, [other for other in others if other not in shares])
            return self._by_bound(limit, others)
        if self.possible(others) is not True:
            return None
        if how == "drop":
            return Change(limit.looser.dropped, None)
        return self._by_search(limit, others)

    def _best(self, limits: Sequence[Limit], aim: Objective, stop: Stop) -> Best:
        return best_plan(Problem.of(self._table, aim, limits), stop, self._watch)

    def _stop(self, seconds: float, any: bool = False, wanted: float | None = None) -> Stop:
        left = max(0.05, self._deadline - time.perf_counter())
        gap = 0.0 if self._exact else self._brief.tolerance if len(self._table) <= CLOSE_UP_TO else FIX_GAP
        return Stop(min(gap, FIX_GAP), min(left, seconds), any=any, wanted=wanted)

    @property
    def _everybody(self) -> Objective:
        return Objective(None, np.ones(len(self._table.segments)))

    @property
    def _exact(self) -> bool:
        return len(self._table) <= EXACT_UP_TO

    def _by_bound(self, limit: Limit, others: Sequence[Limit]) -> Change | None:
        used = self._used(limit, others)
        if used is None:
            return None
        upward = limit.sense == "<="
        if limit.unit == AMOUNT:
            # Sums of whole thousandths: what stands beside them is rounding.
            value: float = round(used, 3)
        elif limit.unit.grain is not None:
            value = round(used)
        else:
            # A floor at the very best there is would leave the search a single plan to find.
            room = 1e-9 if self._exact else min(self._brief.tolerance, FIX_GAP)
            value = math.ceil(used * (1 + room)) if upward else math.floor(used * (1 - room))
        if str(limit.looser.path.parts[-1]).endswith("floor") and value < 1:
            return Change(None, 0.0)
        return Change(value, float(value))

    def _used(self, limit: Limit, others: Sequence[Limit]) -> float | None:
        """The least (or most) of a limit's sum under the others, in the unit of its setting."""
        sign = 1.0 if limit.sense == ">=" else -1.0
        aim = self._everybody
        if not limit.over_segments:
            aim = Objective(lambda part: sign * limit.vector(part).astype(float), np.zeros(len(self._table.segments)))
        best = self._best(others, aim, self._stop(FIX_SECONDS))
        if best.selection is None:
            return None
        used = sign * best.selection.value
        return limit.reading(used) if limit.reading is not None else used

    def _by_budget(self, limit: Limit, others: Sequence[Limit]) -> Change | None:
        """The least budget where a share of it caps every creator: more budget also lets dearer packages in.

        What the cheapest plan costs falls with the budget, so the first step at which it can be paid is bisected
        for; steps are the budgets at which a package comes in.
        """
        least = self._used(limit, others)
        share = round((self._brief.largest_share or 0) * BASIS)
        if least is None:
            return None

        def cost(budget: int) -> float | None:
            if budget > MAX_CENTS:
                return None
            allowed = limits_of(self._brief.changed(limit.looser.path, budget), self._table)
            return self._used(limit, [*others, *(one for one in allowed if one.rule == "largest_share")])

        first = round(least)
        spent = cost(first)
        if spent is not None and spent <= first:
            return Change(first, float(first))
        if share == 0:
            return None
        steps = np.unique(-(-self._table.cash_cents * BASIS // share))
        steps = np.concatenate([[first], steps[steps > first]]).tolist()

        def pays(at: int) -> bool:
            spent = cost(steps[at])
            return spent is not None and spent < steps[at + 1]

        low = first_that(0, len(steps) - 1, pays)
        spent = cost(steps[low])
        if spent is None:
            return None
        value = max(steps[low], round(spent))
        return Change(value, float(value)) if value <= MAX_CENTS else None

    def _by_search(self, limit: Limit, others: Sequence[Limit]) -> Change:
        """The first looser setting that is possible: not before that at which a part of creators may be booked.

        Relaxations are quick, so they are bisected first; whole plans are mostly possible there or a little later.
        """
        names = {other.name for other in others}
        steps = limit.looser.steps(self._table) if limit.looser.steps else ()

        def asked(at: int) -> list[Limit]:
            changed = limits_of(self._brief.changed(limit.looser.path, _whole(steps[at])), self._table)
            kept = [one for one in changed if one.looser.path == limit.looser.path or one.name in names]
            # What no field of the brief asks for stays as it is.
            return [*kept, *(other for other in others if other.rule == "somebody")]

        def in_parts(at: int) -> bool:
            problem = Problem.of(self._table, Objective.none(self._table), asked(at))
            return relaxed(problem, self._watch).missing is None

        def whole(at: int) -> bool:
            return self.possible(asked(at), STEP_SECONDS) is True

        low, ahead = first_that(0, len(steps), in_parts), 1
        high = low
        while high < len(steps) and not whole(high):
            low, high, ahead = high + 1, high + ahead, ahead * 2
        found = first_that(low, min(high, len(steps)), whole)
        if found == len(steps):
            return Change(limit.looser.free, limit.looser.free)
        return Change(_whole(steps[found]), steps[found])


def first_that(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first number from low on for which a condition holds that then holds for all after it; high = none below."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) and value > 1 else value
