"""Why a brief cannot be met: a minimal conflict in the user's words, and the smallest change that would do.

Deletion filter (Chinneck and Dravnieks 1991) over named limits, begun from those that the proof of
impossibility uses. For each limit of the conflict the nearest setting that all other rules of the brief
allow is found by optimising that limit itself, or by trying looser settings.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import numpy as np

from planner.domain.roster import Roster
from planner.forecast.assumptions import assumptions_of
from planner.forecast.packages import build_table
from planner.forecast.table import PackageTable
from planner.optimise.fixed_costs import Case, cases_of
from planner.optimise.lp import DEFAULT_SOLVER, Effort, minimise, relax
from planner.optimise.nearest import ALL_SECONDS, Change, Nearest
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.rest import Missed, Rest, in_passes, known_of
from planner.optimise.restricted import Part, program_of
from planner.optimise.somebody import SOMEBODY, asks_for_somebody
from planner.optimise.watch import Watch
from planner.outcome import Conflict, Fix, Refusal
from planner.rules import Limit
from planner.units import MONEY, PEOPLE
from planner.wording import count, counted, person

NOT_MINIMAL = "Time ran out before it was known whether every one of these rules is needed for the conflict."
EXPLAINING = 30.0
"""Seconds in which a refusal finds its conflict and its changes, whatever the search has left."""
EXPLAINING_PASSES = 20
"""Over everybody outside a short list, for which it has time besides."""
CONFIRM_COLUMNS = 60_000
CONFIRM_SECONDS = 3.0
TRIED_UP_TO = 2_500
"""Packages up to which every change is tried on the whole brief; of more, that a plan with it exists is enough."""
NAMED = 3
"""People of a group who are named; the others are counted."""


def explaining(table: PackageTable) -> float:
    """Seconds in which a refusal of a brief on this table is explained."""
    return EXPLAINING + in_passes(table, EXPLAINING_PASSES)


class Explainer:
    """Finds the conflict and the fixes of one brief that was proven impossible."""

    def __init__(self, cases: Sequence[Case], roster: Roster, watch: Watch) -> None:
        self._cases, self._roster, self._watch = cases, roster, watch
        self._table, self._brief = cases[0].table, cases[0].brief
        stated = cases[0].demands
        standing = (SOMEBODY,) if asks_for_somebody(self._brief, self._table) else ()
        # Whatever is offered has to leave somebody. First in the order, so that it is the first that a conflict does
        # without. Where the brief itself asks for creators, that says it, until it is loosened.
        self._standing = (*standing, *stated)
        self._limits = stated if self._brief.creators.min else self._standing
        # The conflict leaves the changes their time: who is refused waits for these.
        self._all = ALL_SECONDS + in_passes(self._table, EXPLAINING_PASSES / 2)
        self._proven, self._about = known_of(self._table), cases[0].about
        if self._table.rest is not None:
            cast(Rest, self._table.rest).until(watch.deadline)
        self._nearest = Nearest(cases, watch.within(max(watch.left - self._all, watch.left / 2)), self._proven)
        self._unsure = False

    def refusal(self, by_solver: bool = False) -> Refusal:
        """The refusal for the page and the files.

        by_solver: that no plan exists is the solvers' word. Raises Cancelled.
        """
        started = time.perf_counter()
        conflict = self._minimal()
        solvers = self._confirmed(conflict)
        shown = [limit for limit in conflict if limit is not SOMEBODY]
        explained = self._all_explained(shown, conflict)
        conflicts = tuple(explained[limit.name] for limit in shown)
        return Refusal(
            sentence=self._sentence_of(shown, SOMEBODY in conflict),
            conflicts=conflicts,
            notes=(*self._notes(conflict), *((NOT_MINIMAL,) if self._unsure else ())),
            confirmed_by=solvers,
            by_solver=by_solver,
            seconds=time.perf_counter() - started,
            roster=self._roster.fingerprint,
        )

    def _all_explained(self, shown: Sequence[Limit], conflict: list[Limit]) -> dict[str, Conflict]:
        """By name. Raises Wider with everybody whom the changes miss."""
        watch, missed, explained = self._watch.within(self._all), Missed(), {}
        facts = {limit: ("explained", self._about, limit.name, frozenset(_names(conflict))) for limit in shown}

        def turn(limit: Limit) -> tuple[bool, bool, bool]:
            # Those that are known take no time of the others, and those that take trying come last. How far plans go is
            # what people want to know first, and one search.
            known, aimed_at = self._proven.has(facts[limit]), self._nearest.aimed_at(limit)
            return not known, limit.looser.how == "search", not aimed_at

        order = sorted(shown, key=turn)
        for at, limit in enumerate(order):
            # One that takes long does not leave the others without a change.
            self._nearest = self._nearest.within(watch.within(watch.left / (len(shown) - at)))
            with missed:
                find = partial(self._explained, limit, conflict)
                late = self._nearest.late
                found = self._proven.once(facts[limit], find, lambda one: one.fix is not None, late)
                assert found is not None
                explained[limit.name] = found
        missed.ask()
        return explained

    @staticmethod
    def _sentence_of(shown: Sequence[Limit], only_nobody: bool) -> str:
        names = "; ".join(limit.name for limit in shown)
        if only_nobody:
            what = "this rule" if len(shown) == 1 else f"these {counted(len(shown), 'rule')}"
            return f"Only a plan that books nobody can meet {what}: {names}."
        if len(shown) == 1:
            return f"No plan from this roster can meet this rule: {names}."
        return f"These {counted(len(shown), 'rule')} conflict: {names}."

    def _minimal(self) -> list[Limit]:
        """Limits that cannot all hold, of which none can be left out."""
        names = self._proven.once(("suspects", self._about), self._suspects)
        if names is None or self._nearest.possible(names) is not False:
            suspects = list(self._limits)
        else:
            suspects = [limit for limit in self._limits if limit.name in names]
        suspects = self._thinned(suspects)
        shares = [limit for limit in suspects if limit.rule == "largest_share"]
        budget = [limit for limit in self._limits if limit.rule == "budget" and limit not in suspects]
        if not shares or not budget:
            return suspects
        # A share of the budget is a demand on both: with more budget it lets dearer packages in. If even without
        # the share the budget is too small, the conflict is that.
        beside = [*budget, *(limit for limit in suspects if limit not in shares)]
        if self._nearest.possible(_names(beside)) is False:
            return self._thinned(beside)
        return [*budget, *suspects]

    def _suspects(self) -> set[str] | None:
        """Names of the limits that prices of impossibility name in any case; None where a case has no such prices."""
        names: set[str] = set()
        for case in self._cases:
            asked = case.asking(_names(self._limits))
            problem = Problem.of(case.table, Objective.none(case.table), asked, as_rows=True)
            top = relaxed(problem, self._watch)
            if top.missing is None:
                return None
            names |= {problem.limits[k].name for k in top.missing if k >= 0}
            if -1 in top.missing:
                names |= {limit.name for limit in self._limits if limit.over_segments}
        return names

    def _thinned(self, suspects: list[Limit]) -> list[Limit]:
        """Of limits that cannot all hold, some of which none can be left out."""
        # Money and reach last: without them plans are large, and slow to find.
        missed = Missed()
        for limit in sorted(suspects, key=lambda limit: limit.over_segments or limit.unit in (MONEY, PEOPLE)):
            rest = [other for other in suspects if other is not limit]
            with missed:
                possible = self._nearest.possible(_names(rest))
                if possible is False:
                    suspects = rest
                self._unsure |= possible is None
        missed.ask()
        return suspects

    def _confirmed(self, conflict: list[Limit]) -> tuple[str, ...]:
        """The solvers that find the conflict impossible, each on its own, in every case."""
        found = [str(DEFAULT_SOLVER)]
        if DEFAULT_SOLVER == "CBC" or self._table.rest is not None:
            # A program holds a table, and nobody whom it leaves out.
            return tuple(found)
        for case in self._cases:
            problem = Problem.of(case.table, Objective.none(case.table), case.asking(_names(conflict)))
            rows = np.flatnonzero(problem.eligible)
            if len(rows) > CONFIRM_COLUMNS:
                return tuple(found)
            top = relaxed(problem, self._watch)
            model = program_of(problem, Part(rows, rows[:0], rows[:0]), top.weight)
            effort = Effort(seconds=CONFIRM_SECONDS, solver="CBC")
            answer = (minimise if top.missing is None else relax)(model, effort, self._watch)
            if answer.status != "infeasible":
                return tuple(found)
        return (*found, "CBC")

    def _explained(self, limit: Limit, conflict: list[Limit]) -> Conflict:
        have = None if limit.looser.how == "drop" or (limit.forbids and limit.looser.how != "search") else limit.setting
        if limit.members:
            return self._released(limit, conflict)
        change, enough = self._tried(limit, self._asked(limit), True), True
        if change is None:
            # Something else stands in the way as well: then one step at a time, this conflict first.
            change, enough = self._tried(limit, conflict, False), False
        fix = None
        if change is not None:
            sentence, path = self._sentence(limit, change), limit.looser.path
            fix = Fix(path=path, value=change.value, sentence=sentence, enough=enough, least=change.least)
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

    def _asked(self, limit: Limit) -> Sequence[Limit]:
        """What holds beside a limit that is changed."""
        return self._standing if limit.looser.path == "creators.min" else self._limits

    def _tried(self, limit: Limit, among: Sequence[Limit], whole: bool) -> Change | None:
        """The smallest change of a limit with which these can all hold; None where none is found or it proves wrong.

        whole: with the change the brief is one that has plans.
        """
        others = self._beside(limit, among)
        change = self._nearest.change(limit, others)
        if change is None or len(self._table) > TRIED_UP_TO:
            return change
        cases = self._mended(limit, change)
        names = {*others, *(one.name for one in cases[0].demands if one.looser.path == limit.looser.path)}
        if whole:
            somebody = asks_for_somebody(cases[0].brief, cases[0].table)
            names = {*_names(cases[0].demands), *({SOMEBODY.name} if somebody else ())}
        return None if self._nearest.holds(cases, names) is False else change

    def _mended(self, limit: Limit, change: Change) -> tuple[Case, ...]:
        """The cases of the brief with a change. Who is no must-have any more has no agreed fee either."""
        brief, table = self._brief.changed(limit.looser.path, change.value), self._table
        if limit.rule == "must_have":
            assumptions = assumptions_of(brief)
            # Whom the table leaves out is no must-have, and forecast as before.
            table = replace(build_table(self._roster, brief, assumptions), shock_sd=table.shock_sd, rest=table.rest)
        return cases_of(table, brief)

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
    def _beside(limit: Limit, limits: Sequence[Limit]) -> set[str]:
        """Names of the other limits; a demand that is given up goes with all the limits that it makes."""
        whole = limit.looser.how == "drop"
        return {one.name for one in limits if one is not limit and not (whole and one.looser.path == limit.looser.path)}

    def _sentence(self, limit: Limit, change: Change) -> str:
        value = change.value
        if value is None or value is False:
            return f"Remove the rule: {limit.name}"
        verb = "Raise" if limit.looser_upward else "Lower"
        setting = limit.setting_unit.exact(float(value), self._brief)
        less = "" if change.least else "; a smaller change may be enough"
        return f"{verb} “{limit.name}” to {setting}{less}"

    def _notes(self, conflict: list[Limit]) -> tuple[str, ...]:
        """How many creators each filter of the brief removes, when filters are part of the conflict."""
        if not any(limit.forbids for limit in conflict) or self._table.rest is not None:
            # How many of a short list are removed says nothing of how many of all.
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


def _names(limits: Iterable[Limit]) -> set[str]:
    return {limit.name for limit in limits}
