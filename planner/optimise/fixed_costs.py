"""Costs that are due once, however little is used: an event is held, or it is not.

Whether it is held depends on all picks together and is no row of limits. But there are few such costs, and with each of
them decided the rest is a problem like any other. So there is a case for each combination: what is not held may not be
used, what is held has its cost taken off the budget first. The best plan of all cases is the best plan, and no plan can
beat the largest of their bounds. See docs/decisions/0013-fixed-costs.md.
"""

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.forecast.table import PackageTable
from planner.optimise.listing import ways
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.restricted import Selection
from planner.optimise.search import FEW, Begun, Best, best_plan, better
from planner.optimise.somebody import SOMEBODY
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.rules import Limit, limits_of
from planner.rules.money import closed_name
from planner.wording import label


@dataclass(frozen=True, eq=False)
class Case:
    """One combination. held: resources whose fixed cost is paid; table: with that decided."""

    held: tuple[str, ...]
    table: PackageTable
    brief: Brief

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """What the brief asks for in this case."""
        return limits_of(self.brief, self.table)

    @cached_property
    def _closed(self) -> set[str]:
        return {closed_name(name) for name in self.table.closed}

    @property
    def demands(self) -> tuple[Limit, ...]:
        """The limits without those that only say what is not paid for in this case."""
        return tuple(limit for limit in self.limits if limit.name not in self._closed)

    def asking(self, names: Collection[str]) -> list[Limit]:
        """The limits of these demands, by name, and those of what is not paid for; `SOMEBODY` where it is named."""
        kept = {*names, *self._closed}
        return [limit for limit in (SOMEBODY, *self.limits) if limit.name in kept]

    def posed(self, kind: GoalKind, second: bool = False) -> Problem:
        """The brief in this case with one of its goals."""
        return Problem.of(self.table, Objective.of_goal(kind, self.table, second), self.limits)


@dataclass(frozen=True, eq=False)
class Answer:
    """The best over all cases, and the case of its plan (the first where there is none)."""

    case: Case
    best: Best


def fixed_costs(table: PackageTable, brief: Brief) -> tuple[str, ...]:
    """Resources with a fixed cost of which some package uses something."""
    return tuple(name for name, r in brief.resources.items() if r.fixed_cents and table.uses[name].any())


def cases_of(table: PackageTable, brief: Brief) -> tuple[Case, ...]:
    """Every combination of fixed costs, none of them first; a single case where there are none."""
    names = fixed_costs(table, brief)
    return tuple(
        Case(
            held,
            replace(
                table,
                fixed_cents=sum(brief.resources[name].fixed_cents for name in held),
                closed=tuple(name for name in names if name not in held),
            ),
            brief,
        )
        for size in range(len(names) + 1)
        for held in itertools.combinations(names, size)
    )


def best_case(
    cases: Sequence[Case],
    posed: Callable[[Case], Problem],
    stop: Stop,
    watch: Watch,
    known: tuple[Case, Selection] | None = None,
) -> Answer:
    """The best plan of all cases by one deadline, the most promising case first. Raises Cancelled.

    known: a plan, and its case. A case whose relaxation already promises less than the best plan needs no search.
    """
    watch = watch.within(stop.seconds)
    begun = []
    for case in cases:
        problem, plan = posed(case), known[1] if known is not None and known[0] is case else None
        begun.append((case, problem, _begun(problem, watch, len(cases), plan)))
    begun.sort(key=lambda one: -_promise(one[2]))
    found: list[tuple[Case, Best]] = []
    value = -np.inf if known is None else known[1].value
    for at, (case, problem, start) in enumerate(begun):
        limit = replace(stop.beating(value), seconds=watch.left / (len(begun) - at))
        if start.root is not None and limit.enough(start.plan, _promise(start)):
            best = Best(start.plan, _promise(start), start.root.missing is not None, "relaxation", start.root)
        else:
            best = best_plan(problem, limit, watch, start)
        found.append((case, best))
        value = max(value, -np.inf if best.selection is None else best.selection.value)
    whole = found[0][1]
    for _, best in found[1:]:
        whole = better(whole, best)
    mine = [case for case, best in found if best.selection is not None and best.selection is whole.selection]
    return Answer(mine[0] if mine else found[0][0], whole)


def _begun(problem: Problem, watch: Watch, cases: int, plan: Selection | None) -> Begun:
    """What is known of a case before its search; of a single one the search finds out itself."""
    if cases == 1 or not problem.aims or ways(problem) <= FEW:
        return Begun(plan=plan)
    try:
        return Begun(relaxed(problem, watch), plan)
    except ArithmeticError:
        return Begun(plan=plan)


def _promise(begun: Begun) -> float:
    """No plan of a case is worth more, by what is known before its search."""
    if begun.root is None:
        return np.inf
    return begun.root.bound if begun.root.missing is None else -np.inf


def used_case(cases: Sequence[Case], chosen: Selection) -> Case:
    """The case in which exactly what a plan uses is paid for: nobody pays for an event to which nobody comes."""
    names = {name for case in cases for name in case.held}
    used = {name for name in names if cases[0].table.uses[name][chosen.index].any()}
    return next(case for case in cases if set(case.held) == used)


def decided_words(case: Case, cases: Sequence[Case]) -> str:
    """What was decided, and how many ways were looked at for that."""
    what = " and ".join(label(name) for name in case.held)
    done = f"The fixed cost of {what} is worth paying" if case.held else "No fixed cost is worth paying"
    return f"{done}: the plan was made {len(cases)} times, with it and without, and this is the best."
