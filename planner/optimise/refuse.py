"""Why a brief cannot be met: a minimal conflict in the user's words, and the smallest change that would do.

Deletion filter (Chinneck and Dravnieks 1991) over named limits, begun from those that the proof of
impossibility uses. For each limit of the conflict the nearest setting that all other demands of the brief
allow is found by optimising that limit itself, or by trying looser settings.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np

from planner.brief import Brief
from planner.forecast.table import PackageTable
from planner.optimise.lp import DEFAULT_SOLVER, Effort, minimise, relax
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.restricted import Part, program_of
from planner.optimise.search import Best, best_plan
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.outcome import Conflict, Fix, Refusal
from planner.rules import Limit, limits_of
from planner.wording import count, decimal, money, percent

CONFIRM_COLUMNS = 60_000
CONFIRM_SECONDS = 3.0
FIX_SECONDS = 2.0
TEST_SECONDS = 2.0
FIX_GAP = 0.004
EXACT_UP_TO = 500
"""Packages among which the smallest change is found to the cent; of more, within FIX_GAP."""


class Explainer:
    """Finds the conflict and the fixes of one brief that was proven impossible."""

    def __init__(self, table: PackageTable, brief: Brief, watch: Watch) -> None:
        self._table = table
        self._brief = brief
        self._watch = watch
        self._limits = limits_of(brief, table)
        self._deadline = time.perf_counter() + brief.time_limit

    def refusal(self, roster: str) -> Refusal:
        """The answer for the page and the files. Raises Cancelled."""
        started = time.perf_counter()
        conflict = self._minimal()
        solvers = self._confirmed(conflict)
        conflicts = tuple(self._explained(limit) for limit in conflict)
        names = "; ".join(limit.name for limit in conflict)
        if len(conflict) == 1:
            sentence = f"No plan can meet this on the roster: {names}."
        else:
            sentence = f"These {len(conflict)} demands cannot all hold: {names}."
        return Refusal(
            sentence=sentence,
            conflicts=conflicts,
            notes=self._notes(conflict),
            confirmed_by=solvers,
            seconds=time.perf_counter() - started,
            roster=roster,
        )

    def _minimal(self) -> list[Limit]:
        """Limits that cannot all hold, of which none can be left out."""
        problem = Problem.of(self._table, Objective.none(self._table), self._limits, as_rows=True)
        top = relaxed(problem, self._watch)
        if top.missing is None:
            suspects = list(self._limits)
        else:
            floor = [limit for limit in self._limits if limit.over_segments]
            suspects = [problem.limits[k] for k in top.missing if k >= 0] + (floor if -1 in top.missing else [])
            if self._possible(suspects) is not False:
                suspects = list(self._limits)
        # Money and reach last: without them plans are large, and slow to find.
        for limit in sorted(suspects, key=lambda limit: limit.over_segments or limit.unit in ("money", "people")):
            rest = [other for other in suspects if other is not limit]
            if self._possible(rest) is False:
                suspects = rest
        return suspects

    def _possible(self, limits: Sequence[Limit]) -> bool | None:
        """Whether these limits can all hold; None when time ran out first."""
        return _verdict(self._any(limits, Objective.none(self._table), first=True))

    def _any(self, limits: Sequence[Limit], aim: Objective, first: bool) -> Best:
        problem = Problem.of(self._table, aim, limits)
        left = max(0.05, self._deadline - time.perf_counter())
        gap = FIX_GAP if len(self._table) > EXACT_UP_TO else 0.0
        return best_plan(problem, Stop(gap, min(left, TEST_SECONDS if first else FIX_SECONDS), any=first), self._watch)

    def _confirmed(self, conflict: list[Limit]) -> tuple[str, ...]:
        """The solvers that find the conflict impossible, each on its own."""
        problem = Problem.of(self._table, Objective.none(self._table), conflict)
        rows = np.flatnonzero(problem.eligible)
        found = [str(DEFAULT_SOLVER)]
        if DEFAULT_SOLVER == "CBC" or len(rows) > CONFIRM_COLUMNS:
            return tuple(found)
        top = relaxed(problem, self._watch)
        model = program_of(problem, Part(rows, rows[:0], rows[:0]), top.weight)
        effort = Effort(seconds=CONFIRM_SECONDS, solver="CBC")
        answer = (minimise if top.missing is None else relax)(model, effort, self._watch)
        return (*found, "CBC") if answer.status == "infeasible" else tuple(found)

    def _explained(self, limit: Limit) -> Conflict:
        have = None if limit.looser.how == "drop" or (limit.forbids and limit.looser.how != "search") else limit.setting
        others = [other for other in self._limits if other is not limit]
        need = self._nearest(limit, others)
        fix = None
        if need is not None:
            value, shown = need
            fix = Fix(path=limit.looser.path, value=value, sentence=self._sentence(limit, value))
            return Conflict(rule=limit.rule, name=limit.name, have=have, need=shown, unit=limit.unit, fix=fix)
        return Conflict(rule=limit.rule, name=limit.name, have=have, need=None, unit=limit.unit, fix=None)

    def _nearest(self, limit: Limit, others: list[Limit]) -> tuple[object, float | None] | None:
        """(new value of the field, the same as a number or None), or None when no change of it alone suffices."""
        how = limit.looser.how
        if how == "bound":
            return self._by_bound(limit, others)
        if self._possible(others) is not True:
            return None
        if how == "drop":
            return (False if limit.looser.free == 0 else None), None
        return self._by_search(limit)

    def _by_bound(self, limit: Limit, others: list[Limit]) -> tuple[object, float | None] | None:
        sign = 1.0 if limit.sense == ">=" else -1.0
        if limit.over_segments:
            aim = Objective(None, np.ones(len(self._table.segments)))
        else:
            aim = Objective(lambda part: sign * limit.vector(part).astype(float), np.zeros(len(self._table.segments)))
        best = self._any(others, aim, first=False)
        if best.selection is None:
            return None
        used = sign * best.selection.value
        if limit.reading is not None:
            used = limit.reading(used)
        if limit.unit == "amount":
            value: float = (math.ceil if sign < 0 else math.floor)(used * 1000 - sign * 1e-6) / 1000
        elif limit.unit in ("money", "creators", "posts"):
            value = round(used)
        else:
            value = math.floor(used * (1 - 1e-9)) if sign > 0 else math.ceil(used * (1 + 1e-9))
        if limit.looser.path.endswith(("floor", "reach_floor")) and value < 1:
            return None, 0.0
        return value, float(value)

    def _by_search(self, limit: Limit) -> tuple[object, float | None] | None:
        steps = limit.looser.steps(self._table) if limit.looser.steps else ()
        low, high = 0, len(steps)
        while low < high:
            middle = (low + high) // 2
            changed = self._brief.changed(limit.looser.path, _whole(steps[middle]))
            if self._possible(limits_of(changed, self._table)) is True:
                high = middle
            else:
                low = middle + 1
        if low < len(steps):
            return _whole(steps[low]), steps[low]
        return limit.looser.free, limit.looser.free

    def _sentence(self, limit: Limit, value: object) -> str:
        if value is None or value is False:
            return f"Give up: {limit.name[0].lower()}{limit.name[1:]}"
        verb = "Lower" if limit.sense == ">=" else "Raise"
        if limit.looser.how == "search" and limit.part_of is None:
            # A filter marks what it leaves out, so its sense does not tell the direction.
            verb = "Lower" if isinstance(value, int | float) and value < limit.setting else "Raise"
        assert isinstance(value, int | float)
        return f"{verb} to {self._shown(limit, float(value))} (now: {limit.name[0].lower()}{limit.name[1:]})"

    def _shown(self, limit: Limit, value: float) -> str:
        locale = self._brief.locale
        if limit.unit == "money":
            return money(round(value), self._brief.currency, locale)
        if limit.unit == "share" or limit.rule == "largest_share" or limit.looser.path in _SHARES:
            return percent(value, 2, locale)
        return count(value, locale) if value == round(value) else decimal(value, 3, locale)

    def _notes(self, conflict: list[Limit]) -> tuple[str, ...]:
        """How many creators each filter of the brief leaves out, when filters are part of the conflict."""
        if not any(limit.forbids for limit in conflict):
            return ()
        total = len(self._table.available)
        notes = []
        for limit in self._limits:
            if limit.forbids and limit.rule in ("quality", "tiers", "largest_share"):
                gone = len(np.unique(self._table.creator[limit.vector(self._table) > 0]))
                if gone:
                    locale = self._brief.locale
                    notes.append(f"{limit.name}: leaves out {count(gone, locale)} of {count(total, locale)} creators.")
        return tuple(notes)


_SHARES = {"quality.min_engagement_rate", "quality.max_fake_share", "quality.max_sponsored_load"}


def _verdict(best: Best) -> bool | None:
    if best.selection is not None:
        return True
    return False if best.impossible else None


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) and value > 1 else value
