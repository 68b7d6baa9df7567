"""Costs that are due once, however little is used: an event is held, or it is not.

Whether it is held depends on all picks together and is no row of limits. But there are few such costs, and with each of
them decided the rest is a problem like any other. So there is a case for each combination: what is not held may not be
used, what is held has its cost taken off the budget first. The best plan of all cases is the best plan, and no plan can
beat the largest of their bounds. See docs/decisions/0013-fixed-costs.md.
"""

import itertools
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.forecast.table import PackageTable
from planner.frozen import dataclass
from planner.optimise.listing import ways
from planner.optimise.problem import Objective, Problem
from planner.optimise.proven import about
from planner.optimise.relaxation import relaxed
from planner.optimise.restricted import Selection
from planner.optimise.search import FEW, Begun, Best, best_plan, better, nearer
from planner.optimise.somebody import SOMEBODY
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.rules import Limit, limits_of
from planner.rules.money import closed_name
from planner.wording import label

SHARE = 0.9
"""Part of its time from which a search was ended by the clock."""

C = TypeVar("C")
"""One way to decide the fixed costs: a Case, or one of several campaigns together."""


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

    @cached_property
    def about(self) -> Hashable:
        """Equal where demands of equal names are equal; see `proven.about`."""
        return about(self.brief, self.table)

    @cached_property
    def demands(self) -> tuple[Limit, ...]:
        """The limits without those that only say what is not paid for in this case."""
        return tuple(limit for limit in self.limits if limit.name not in self._closed)

    def limit(self, name: str) -> Limit:
        """The limit of this name. Raises StopIteration where there is none."""
        return next(limit for limit in self.limits if limit.name == name)

    def asking(self, names: Collection[str]) -> list[Limit]:
        """The limits of these demands, by name, and those of what is not paid for; `SOMEBODY` where it is named."""
        kept = {*names, *self._closed}
        return [limit for limit in (SOMEBODY, *self.limits) if limit.name in kept]

    def posed(self, kind: GoalKind, second: bool = False) -> Problem:
        """The brief in this case with one of its goals."""
        return Problem.of(self.table, Objective.of_goal(kind, self.table, second), self.limits)


@dataclass(frozen=True, eq=False)
class Answer(Generic[C]):
    """The best over all cases, and the case of its plan (the first where there is none)."""

    case: C
    best: Best


@dataclass(frozen=True, eq=False)
class Known(Generic[C]):
    """A plan that meets every demand, and the case of fixed costs that it belongs to."""

    case: C
    plan: Selection


def fixed_costs(table: PackageTable, brief: Brief) -> tuple[str, ...]:
    """Resources with a fixed cost of which some package uses something."""
    return tuple(name for name, r in brief.resources.items() if r.fixed_cents and table.uses[name].any())


def cases_of(table: PackageTable, brief: Brief) -> tuple[Case, ...]:
    """Every combination of fixed costs, none of them first; a single case where there are none."""
    names = fixed_costs(table, brief)
    if not names and not table.fixed_cents and not table.closed:
        return (Case((), table, brief),)
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
    cases: Sequence[C], posed: Callable[[C], Problem], stop: Stop, watch: Watch, known: Known[C] | None = None
) -> Answer[C]:
    """The best plan of all cases by one deadline, the most promising case first. Raises Cancelled.

    A case whose relaxation already promises less than the best plan needs no search.
    """
    watch = watch.within(stop.seconds)
    asked = []
    for case in cases:
        plan = known.plan if known is not None and known.case is case else None
        asked.append(_asked(case, posed(case), plan, watch, len(cases)))
    asked.sort(key=lambda one: -one.promise)
    value = -np.inf if known is None else known.plan.value
    found: dict[int, Best] = {}
    left = list(range(len(asked)))
    # What a case did not need of its share of the time is for those that it was too short for.
    while left:
        short = []
        for nth, at in enumerate(left):
            seconds = watch.left / (len(left) - nth)
            began, limit = watch.seconds, replace(stop.beating(value), seconds=seconds)
            best = _searched(asked[at], limit, watch)
            found[at] = best if at not in found else nearer(found[at], best)
            value = max(value, -np.inf if best.selection is None else best.selection.value)
            if watch.seconds - began >= SHARE * seconds and len(left) > 1:
                short.append(at)
        left = [at for at in short if not stop.beating(value).enough(None, found[at].bound) and not watch.late]
    whole = found[0]
    for at in range(1, len(asked)):
        whole = better(whole, found[at])
    mine = [at for at, best in found.items() if best.selection is not None and best.selection is whole.selection]
    return Answer(asked[mine[0] if mine else 0].case, whole)


@dataclass(frozen=True, eq=False)
class _Asked(Generic[C]):
    """A case, its problem, and what is known of it before its search."""

    case: C
    problem: Problem
    begun: Begun

    @property
    def promise(self) -> float:
        """No plan of the case is worth more, by what is known before its search."""
        root = self.begun.root
        if root is None:
            return np.inf
        return root.bound if root.missing is None else -np.inf


def _asked(case: C, problem: Problem, plan: Selection | None, watch: Watch, cases: int) -> _Asked[C]:
    """A case before its search; of a single one the search finds out itself what there is to know. plan: of it."""
    if cases == 1 or not problem.aims or ways(problem) <= FEW:
        return _Asked(case, problem, Begun(plan=plan))
    try:
        return _Asked(case, problem, Begun(relaxed(problem, watch), plan))
    except ArithmeticError:
        return _Asked(case, problem, Begun(plan=plan))


def _searched(asked: _Asked[C], limit: Stop, watch: Watch) -> Best:
    """The best of a case, which needs no search where its relaxation promises less than is known already."""
    begun, root = asked.begun, asked.begun.root
    if root is not None and limit.enough(begun.plan, asked.promise):
        return Best(begun.plan, asked.promise, root.missing is not None, "relaxation", root)
    return best_plan(asked.problem, limit, watch, begun)


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
