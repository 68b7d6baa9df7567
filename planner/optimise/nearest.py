"""The nearest setting of one limit that lets other demands stand, and that a plan with it exists.

A limit that bounds a sum is optimised itself; where the setting changes the row, looser settings are tried. Costs that
are due once are decided in every question: a demand can be met where it can in any case of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.brief.quantities import BASIS
from planner.domain.roster import MAX_CENTS
from planner.forecast.table import PackageTable
from planner.frozen import dataclass
from planner.optimise.fixed_costs import Case
from planner.optimise.frequency import meeting_floors
from planner.optimise.problem import Objective, Problem
from planner.optimise.proven import Proven
from planner.optimise.relaxation import relaxed
from planner.optimise.rest import in_passes, known_of
from planner.optimise.search import Best, best_plan
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.problems import BadInput
from planner.rules import Limit
from planner.rules.base import Times
from planner.units import AMOUNT, ENGAGEMENTS, MONEY, PEOPLE

FIX_SECONDS = 2.0
TEST_SECONDS = 2.0
STEP_SECONDS = 0.6
ALL_SECONDS = 12.0
PASSES = 3
"""Over everybody outside a short list, for which a question has time besides."""
PATIENCE = 3
"""Times these seconds that a small roster has: work ends its questions, time only where the machine is very busy."""
FIX_GAP = 0.004
SAME_AIM = 0.1
"""Part of the usual room that a floor on what the brief aims at leaves to the best."""
AIMS = {GoalKind.UNIQUE_REACH: PEOPLE, GoalKind.ENGAGEMENTS: ENGAGEMENTS, GoalKind.CHEAPEST: MONEY}
"""What goals add up."""
EXACT_UP_TO = 500
CLOSE_UP_TO = 2_500
"""Packages among which the smallest change is found to the cent, and within the brief's tolerance; of more, FIX_GAP.

Floors, and limits on what the brief aims at, are found within the brief's tolerance among any.
"""


@dataclass(frozen=True)
class Change:
    """A new value of a limit's field, and the same as a number; None clears the field.

    least: True when a step less is known not to be enough.
    """

    value: bool | float | None
    shown: float | None
    least: bool = True


@dataclass(frozen=True)
class _Used:
    """The least (or most) of a limit's sum in the unit of its setting: of a plan, and of any plan at all."""

    value: float
    bound: float

    @property
    def sure(self) -> bool:
        """Whether more time would hardly come nearer."""
        return abs(self.value - self.bound) <= 2 * FIX_GAP * abs(self.bound)


class Nearest:
    """Asks what is possible in the cases of a brief, and how near to a setting of it the nearest possible one is."""

    def __init__(self, cases: Sequence[Case], watch: Watch, proven: Proven | None = None) -> None:
        self._cases, self._watch = cases, watch
        self._brief, self._size = cases[0].brief, len(cases[0].table)
        self._proven = proven or known_of(cases[0].table)

    def within(self, watch: Watch) -> Nearest:
        """The same by another deadline."""
        return Nearest(self._cases, watch, self._proven)

    @property
    def _over(self) -> bool:
        """Whether no question may be begun any more: of a market each takes a pass, however little is searched."""
        return self._watch.late and self._cases[0].table.rest is not None

    def late(self) -> bool:
        """Whether its time is over, so that what it found may not be the best there is."""
        return self._watch.late

    def possible(self, names: Collection[str], seconds: float | None = None) -> bool | None:
        """Whether the demands of these names can all be met; None when time ran out first. Raises Cancelled."""
        return self._any(self._cases, names, TEST_SECONDS if seconds is None else seconds)

    def holds(self, cases: Sequence[Case], names: Collection[str]) -> bool | None:
        """The same of another brief. Raises Cancelled."""
        return self._any(cases, names, TEST_SECONDS)

    def aimed_at(self, limit: Limit) -> bool:
        """Whether a limit bounds what the brief aims at: who planned without it has seen how far plans go."""
        return AIMS.get(self._brief.goal.kind) == limit.unit

    def change(self, limit: Limit, others: Collection[str]) -> Change | None:
        """The smallest change of a limit that lets the others hold; None when no change of it does."""
        what = ("change", _about(self._cases), limit.name, frozenset(others))
        found = self._proven.once(what, lambda: self._found(limit, others), cut=self.late)
        if found is None:
            return None
        try:
            self._brief.changed(limit.looser.path, found.value)
        except BadInput:
            # More than any brief may ask for.
            return None
        return found

    def most_kept(self, limit: Limit, others: Collection[str]) -> tuple[str, ...] | None:
        """As many of a limit's members as the others let in together, in their order; None when none is found."""
        what = ("most kept", _about(self._cases), limit.name, frozenset(others))
        return self._proven.once(what, lambda: self._most_kept(limit, others), cut=self.late)

    def _most_kept(self, limit: Limit, others: Collection[str]) -> tuple[str, ...] | None:
        def found(case: Case) -> Best:
            aim = Objective(Times(limit.vector, 1.0), np.zeros(len(case.table.segments)))
            return best_plan(Problem.of(case.table, aim, case.asking(others)), self._stop(FIX_SECONDS), self._watch)

        best = (meeting_floors(case, others, found) for case in self._cases)
        plans = [one.selection for one in best if one.selection is not None]
        if not plans:
            return None
        table, most = self._cases[0].table, max(plans, key=lambda plan: plan.value)
        rows = most.index[limit.vector(table.part(most.index)) > 0]
        booked = [int(part) for row in rows.tolist() for part in table.members(row)]
        kept = {str(table.creator_ids[at]) for at in table.base.creator[booked]}
        return tuple(member for member in limit.members if member in kept)

    def _found(self, limit: Limit, others: Collection[str]) -> Change | None:
        how = limit.looser.how
        if how == "bound":
            shares = {one.name for one in self._cases[0].limits if one.rule == "largest_share"}
            if limit.rule == "budget" and shares & set(others):
                return self._by_budget(limit, [name for name in others if name not in shares], shares)
            return self._by_bound(limit, others)
        if self.possible(others) is not True:
            return None
        if how == "drop":
            return Change(limit.looser.dropped, None)
        return self._by_search(limit, others)

    def _any(self, cases: Sequence[Case], names: Collection[str], seconds: float) -> bool | None:
        """Whether demands can be met in one of the cases at least."""
        brief, asked = _about(cases), frozenset(names)
        known = self._proven.possible(brief, asked)
        if known is None and not self._over:
            known = self._in_any(cases, names, seconds)
            self._proven.note(brief, asked, known)
        return known

    def _in_any(self, cases: Sequence[Case], names: Collection[str], seconds: float) -> bool | None:
        answers = []
        for case in cases:
            answers.append(self._in_case(case, names, seconds))
            if answers[-1]:
                return True
        return None if None in answers else False

    def _in_case(self, case: Case, names: Collection[str], seconds: float) -> bool | None:
        best = meeting_floors(case, names, lambda one: self._some(one.asking(names), one.table, seconds))
        if best.selection is not None:
            return True
        return False if best.impossible else None

    def _some(self, limits: Sequence[Limit], table: PackageTable, seconds: float) -> Best:
        """Any plan within the rows of these limits, or that there is none."""
        floors = [limit for limit in limits if limit.over_segments]
        if len(floors) != 1:
            problem = Problem.of(table, Objective.none(table), limits)
            return best_plan(problem, self._stop(seconds, first=True), self._watch)
        # Aimed at, a floor has prices that prove it out of reach; merely demanded, it has not.
        stop = self._stop(seconds, wanted=float(floors[0].bound))
        rest = [limit for limit in limits if limit is not floors[0]]
        best = best_plan(Problem.of(table, self._everybody, rest), stop, self._watch)
        if stop.reached(best.selection):
            return best
        return replace(best, selection=None, impossible=stop.enough(None, best.bound))

    def _stop(self, seconds: float, first: bool = False, wanted: float | None = None) -> Stop:
        seconds *= PATIENCE if self._exact else 1
        seconds += in_passes(self._cases[0].table, PASSES)
        gap = 0.0 if self._exact else self._brief.tolerance if self._size <= CLOSE_UP_TO else FIX_GAP
        return Stop(min(gap, FIX_GAP), max(0.05, min(self._watch.left, seconds)), any=first, wanted=wanted)

    @property
    def _everybody(self) -> Objective:
        return Objective(None, np.ones(len(self._cases[0].table.segments)))

    @property
    def _exact(self) -> bool:
        return self._size <= EXACT_UP_TO

    def _by_bound(self, limit: Limit, others: Collection[str]) -> Change | None:
        used = self._used(self._cases, limit.name, others)
        if used is None:
            return None
        upward, step = limit.sense == "<=", limit.unit.grain or 1.0
        if limit.unit == AMOUNT:
            # Sums of whole thousandths: what stands beside them is rounding.
            value: float = round(used.value, 3)
        elif limit.unit.grain is not None:
            value = round(used.value)
        else:
            room = self._room(limit)
            value = math.ceil(used.value * (1 + room)) if upward else math.floor(used.value * (1 - room))
        least = value - step < used.bound * (1 - 1e-12) if upward else value + step > used.bound * (1 + 1e-12)
        if str(limit.looser.path.parts[-1]).endswith("floor") and value < 1:
            return Change(None, 0.0, least)
        return Change(value, float(value), least)

    def _room(self, limit: Limit) -> float:
        """Part of the best that a floor leaves: at the very best there is, a search has a single plan to find."""
        if self._exact:
            return 1e-9
        room = min(self._brief.tolerance, FIX_GAP)
        # A search that aims at the same sum finds that plan anyhow.
        return room * SAME_AIM if self.aimed_at(limit) else room

    def _used(self, cases: Sequence[Case], name: str, others: Collection[str]) -> _Used | None:
        """The least (or most) of a limit's sum under the others, over all cases; None where no plan is found."""
        brief, asked = _about(cases), frozenset(others)
        if self._over or self._proven.possible(brief, asked) is False:
            return None
        what = ("used", brief, name, asked)
        return self._proven.once(what, lambda: self._sum(cases, name, others), lambda used: used.sure)

    def _sum(self, cases: Sequence[Case], name: str, others: Collection[str]) -> _Used | None:
        found: list[_Used] = []
        for case in cases:
            limit, best = case.limit(name), meeting_floors(case, others, lambda one: self._extreme(one, name, others))
            if best.impossible:
                continue
            sign = 1.0 if limit.sense == ">=" else -1.0
            read = limit.reading or float
            plan = math.nan if best.selection is None else read(sign * best.selection.value)
            found.append(_Used(plan, read(sign * best.bound) if math.isfinite(best.bound) else sign * math.inf))
        known = [one.value for one in found if not math.isnan(one.value)]
        self._proven.note(_about(cases), frozenset(others), True if known else None if found else False)
        if not known:
            return None
        top = max if found and limit.sense == ">=" else min
        return _Used(top(known), top(one.bound for one in found))

    def _extreme(self, case: Case, name: str, others: Collection[str]) -> Best:
        limit = case.limit(name)
        sign = 1.0 if limit.sense == ">=" else -1.0
        aim = self._everybody
        if not limit.over_segments:
            aim = Objective(Times(limit.vector, sign), np.zeros(len(case.table.segments)))
        stop = self._stop(FIX_SECONDS)
        if limit.sense == ">=" or self.aimed_at(limit):
            # A plan without the limit was searched as closely, and would be better than what is offered.
            stop = replace(stop, gap=min(stop.gap, self._brief.tolerance))
        return best_plan(Problem.of(case.table, aim, case.asking(others)), stop, self._watch)

    def _changed(self, brief: Brief) -> list[Case]:
        """The cases of a brief that is forecast alike."""
        return [replace(case, brief=brief) for case in self._cases]

    def _by_budget(self, limit: Limit, others: Collection[str], shares: Collection[str]) -> Change | None:
        """The least budget where a share of it caps every creator: more budget also lets dearer packages in.

        What the cheapest plan costs falls with the budget, so the first step at which it can be paid is bisected
        for; steps are the budgets at which a package comes in.
        """
        least = self._used(self._cases, limit.name, others)
        share = round((self._brief.largest_share or 0) * BASIS)
        if least is None:
            return None

        def cost(budget: int) -> float | None:
            if budget > MAX_CENTS:
                return None
            cases = self._changed(self._brief.changed(limit.looser.path, budget))
            name = next(one.name for one in cases[0].limits if one.rule == "budget")
            used = self._used(cases, name, {*others, *shares})
            return None if used is None else used.value

        first = round(least.value)
        spent = cost(first)
        if spent is not None and spent <= first:
            return Change(first, float(first), first - 1 < least.bound)
        if share == 0:
            return None
        steps = np.unique(-(-self._cases[0].table.cash_cents * BASIS // share))
        steps = np.concatenate([[first], steps[steps > first]]).tolist()

        def pays(at: int) -> bool:
            spent = cost(steps[at])
            return spent is not None and spent < steps[at + 1]

        low = first_that(0, len(steps) - 1, pays)
        spent = cost(steps[low])
        if spent is None:
            return None
        value = max(steps[low], round(spent))
        surely = self._exact and self._cases[0].table.rest is None
        return Change(value, float(value), surely) if value <= MAX_CENTS else None

    def _by_search(self, limit: Limit, others: Collection[str]) -> Change:
        """The first looser setting that is possible: not before that at which a part of creators may be booked.

        Relaxations are quick, so they are bisected first; whole plans are mostly possible there or a little later.
        """
        table = self._cases[0].table
        assert limit.looser.steps is not None
        steps = limit.looser.steps(table)
        told: dict[int, bool | None] = {}

        @cache
        def asked(at: int) -> tuple[list[Case], set[str]]:
            cases = self._changed(self._brief.changed(limit.looser.path, _whole(steps[at])))
            own = {one.name for one in cases[0].limits if one.looser.path == limit.looser.path}
            return cases, {*others, *own}

        def in_parts(at: int) -> bool:
            cases, names = asked(at)
            brief = _about(cases)
            known = self._proven.possible(brief, frozenset(names))
            if known is None:
                problems = (Problem.of(one.table, Objective.none(one.table), one.asking(names)) for one in cases)
                known = any(relaxed(problem, self._watch).missing is None for problem in problems)
                self._proven.note(brief, frozenset(names), None if known else False)
            return known

        def whole(at: int) -> bool:
            if at not in told and not self._watch.late:
                told[at] = self._any(*asked(at), STEP_SECONDS)
            return told.get(at) is True

        # Mostly the loosest one says for all whether it is worth trying any.
        some = len(steps) > 0 and in_parts(len(steps) - 1)
        low, ahead = first_that(0, len(steps) - 1, in_parts) if some else len(steps), 1
        high = low
        while high < len(steps) and not whole(high):
            low, high, ahead = high + 1, high + ahead, ahead * 2
        found = first_that(low, min(high, len(steps)), whole)
        least = found == 0 or (not whole(found - 1) and told.get(found - 1) is False)
        # Between two settings of a short list there may be one of somebody whom it leaves out.
        least &= table.rest is None or len(limit.looser.steps(table.part(slice(0)))) == len(steps)
        if found == len(steps):
            return Change(limit.looser.free, limit.looser.free, least)
        return Change(_whole(steps[found]), steps[found], least)


def _about(cases: Sequence[Case]) -> Hashable:
    return cases[0].about


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
