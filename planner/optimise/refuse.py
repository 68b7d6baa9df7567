"""Why a brief cannot be met: a minimal conflict in the user's words, and the smallest change that would do.

Deletion filter (Chinneck and Dravnieks 1991) over named limits, begun from those that the proof of
impossibility uses. For each limit of the conflict the nearest setting that all other demands of the brief
allow is found by optimising that limit itself, or by trying looser settings.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.brief.paths import Path
from planner.forecast.table import PackageTable
from planner.optimise.lp import DEFAULT_SOLVER, Effort, minimise, relax
from planner.optimise.nearest import Nearest
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.restricted import Part, program_of
from planner.optimise.watch import Watch
from planner.outcome import Conflict, Fix, Refusal
from planner.rules import Limit, Looser, limits_of
from planner.rules.base import ones
from planner.units import CREATORS, MONEY, PEOPLE
from planner.wording import count, person

CONFIRM_COLUMNS = 60_000
CONFIRM_SECONDS = 3.0
NAMED = 3
"""People of a group who are named; the others are counted."""

SOMEBODY = Limit(
    rule="somebody",
    name="At least one creator is booked",
    sense=">=",
    bound=1,
    unit=CREATORS,
    vector=ones,
    setting=1,
    looser=Looser(Path(""), "drop"),
)
"""What goes without saying: nobody asks for a plan of nobody, although it meets every share and every upper limit."""


def asks_for_somebody(brief: Brief, table: PackageTable) -> bool:
    """False where a plan of nobody is an answer: the cheapest plan, no money, room for no creator, no packages."""
    wanted = brief.budget_cents != 0 and brief.creators.max != 0
    return wanted and brief.goal.kind is not GoalKind.CHEAPEST and len(table) > 0


class Explainer:
    """Finds the conflict and the fixes of one brief that was proven impossible."""

    def __init__(self, table: PackageTable, brief: Brief, watch: Watch) -> None:
        self._table = table
        self._brief = brief
        self._watch = watch
        stated = limits_of(brief, table)
        standing = (SOMEBODY,) if asks_for_somebody(brief, table) else ()
        # Whatever is offered has to leave somebody. First in the order, so that it is the first that a conflict does
        # without. Where the brief itself asks for creators, that says it, until it is loosened.
        self._standing = (*standing, *stated)
        self._limits = stated if brief.creators.min else self._standing
        self._nearest = Nearest(table, brief, watch)

    def refusal(self, roster: str) -> Refusal:
        """The answer for the page and the files. Raises Cancelled."""
        started = time.perf_counter()
        conflict = self._minimal()
        solvers = self._confirmed(conflict)
        self._nearest.hurry()
        # Those that take trying last, so that none of the others waits for them.
        tried = sorted(conflict, key=lambda limit: limit.looser.how == "search")
        shown = [limit for limit in conflict if limit is not SOMEBODY]
        explained = {limit.name: self._explained(limit, conflict) for limit in tried if limit in shown}
        conflicts = tuple(explained[limit.name] for limit in shown)
        return Refusal(
            sentence=self._sentence_of(shown, SOMEBODY in conflict),
            conflicts=conflicts,
            notes=self._notes(conflict),
            confirmed_by=solvers,
            seconds=time.perf_counter() - started,
            roster=roster,
        )

    @staticmethod
    def _sentence_of(shown: Sequence[Limit], only_nobody: bool) -> str:
        names = "; ".join(limit.name for limit in shown)
        if only_nobody:
            what = "this rule" if len(shown) == 1 else f"these {len(shown)} rules"
            return f"Only a plan that books nobody can meet {what}: {names}."
        if len(shown) == 1:
            return f"No plan can meet this on the roster: {names}."
        return f"These {len(shown)} rules conflict: {names}."

    def _minimal(self) -> list[Limit]:
        """Limits that cannot all hold, of which none can be left out."""
        problem = Problem.of(self._table, Objective.none(self._table), self._limits, as_rows=True)
        top = relaxed(problem, self._watch)
        if top.missing is None:
            suspects = list(self._limits)
        else:
            floor = [limit for limit in self._limits if limit.over_segments]
            suspects = [problem.limits[k] for k in top.missing if k >= 0] + (floor if -1 in top.missing else [])
            if self._nearest.possible(suspects) is not False:
                suspects = list(self._limits)
        suspects = self._thinned(suspects)
        shares = [limit for limit in suspects if limit.rule == "largest_share"]
        budget = [limit for limit in self._limits if limit.rule == "budget" and limit not in suspects]
        if not shares or not budget:
            return suspects
        # A share of the budget is a demand on both: with more budget it lets dearer packages in. If even without
        # the share the budget is too small, the conflict is that.
        beside = [*budget, *(limit for limit in suspects if limit not in shares)]
        if self._nearest.possible(beside) is False:
            return self._thinned(beside)
        return [*budget, *suspects]

    def _thinned(self, suspects: list[Limit]) -> list[Limit]:
        """Of limits that cannot all hold, some of which none can be left out."""
        # Money and reach last: without them plans are large, and slow to find.
        for limit in sorted(suspects, key=lambda limit: limit.over_segments or limit.unit in (MONEY, PEOPLE)):
            rest = [other for other in suspects if other is not limit]
            if self._nearest.possible(rest) is False:
                suspects = rest
        return suspects

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

    def _explained(self, limit: Limit, conflict: list[Limit]) -> Conflict:
        have = None if limit.looser.how == "drop" or (limit.forbids and limit.looser.how != "search") else limit.setting
        if limit.members:
            return self._released(limit, conflict)
        asked = self._standing if limit.looser.path == "creators.min" else self._limits
        change, enough = self._nearest.change(limit, self._beside(limit, asked)), True
        if change is None:
            # Something else stands in the way as well: then one step at a time, this conflict first.
            change, enough = self._nearest.change(limit, self._beside(limit, conflict)), False
        fix = None
        if change is not None:
            sentence = self._sentence(limit, change.value)
            fix = Fix(path=limit.looser.path, value=change.value, sentence=sentence, enough=enough)
        need = None if change is None else change.shown
        return Conflict(
            rule=limit.rule,
            name=limit.name,
            have=have,
            need=need,
            unit=limit.setting_unit,
            fix=fix,
            path=limit.looser.path,
        )

    def _released(self, limit: Limit, conflict: list[Limit]) -> Conflict:
        """Whom of many must-haves one would have to let go: as few as possible."""
        kept, enough = self._nearest.most_kept(limit, self._beside(limit, self._limits)), True
        if kept is None:
            kept, enough = self._nearest.most_kept(limit, self._beside(limit, conflict)), False
        fix, many = None, len(limit.members)
        if kept is not None and len(kept) < many:
            gone = tuple(member for member in limit.members if member not in set(kept))
            left = [one.model_dump(mode="json") for one in self._brief.must_have if one.creator not in set(gone)]
            few, all_of_them, more = (count(n, self._brief.locale) for n in (len(gone), many, len(gone) - NAMED))
            who = ", ".join(person(creator) for creator in gone[:NAMED])
            sentence = f"Release {few} of {all_of_them}: {who}{f' and {more} more' if len(gone) > NAMED else ''}"
            fix = Fix(path="must_have", value=left, sentence=sentence, enough=enough, creators=gone)
        need = None if kept is None else float(len(kept))
        return Conflict(
            rule=limit.rule, name=limit.name, have=many, need=need, unit=limit.unit, fix=fix, path=limit.looser.path
        )

    @staticmethod
    def _beside(limit: Limit, limits: Sequence[Limit]) -> list[Limit]:
        """The other limits; a demand that is given up goes with all the limits that it makes."""
        whole = limit.looser.how == "drop"
        return [one for one in limits if one is not limit and not (whole and one.looser.path == limit.looser.path)]

    def _sentence(self, limit: Limit, value: bool | float | None) -> str:
        if value is None or value is False:
            return f"Remove the rule: {limit.name}"
        verb = "Raise" if limit.looser_upward else "Lower"
        setting = limit.setting_unit.exact(float(value), self._brief)
        return f"{verb} to {setting} (now: {limit.name})"

    def _notes(self, conflict: list[Limit]) -> tuple[str, ...]:
        """How many creators each filter of the brief removes, when filters are part of the conflict."""
        if not any(limit.forbids for limit in conflict):
            return ()
        table, locale = self._table, self._brief.locale
        total, notes, left = len(np.unique(table.creator)), [], np.ones(len(table), bool)
        everybody = count(total, locale)
        for limit in self._limits:
            if limit.forbids and limit.removes:
                out = limit.vector(table) > 0
                gone = total - len(np.unique(table.creator[~out]))
                left &= ~out
                if gone:
                    notes.append(f"Filters removed {count(gone, locale)} of {everybody} creators {limit.removes}.")
        if len(notes) > 1:
            kept = count(len(np.unique(table.creator[left])), locale)
            notes.append(f"Together they leave {kept} of {everybody} creators.")
        return tuple(notes)
