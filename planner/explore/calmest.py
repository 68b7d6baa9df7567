"""The plan that changes as little as possible beside one that people know, and gives up a little of the best for it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.brief.paths import Path
from planner.explore.solution import Solution
from planner.explore.study import Effort, Solved, Study
from planner.forecast.table import Bools, Floats, Ints, PackageTable
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.search import Begun, best_plan
from planner.optimise.stopping import Stop
from planner.rules import Limit, Looser
from planner.rules.base import Named, Vector
from planner.units import ENGAGEMENTS

EFFORT = Effort(gap=0.003, seconds=4.0)
CALM = Effort(gap=1e-6, seconds=EFFORT.seconds)
"""In which the fewest changes are looked for: a number, so to the end."""
SAME, OTHER_PACKAGE, NEW = 1.0, 0.5, -1.0
"""What keeping a pick, changing their package and bringing in somebody new count, when changes are counted."""


def calmest(study: Study, before: Mapping[str, str], allowed: float, best: Solved | None = None) -> Solution:
    """The plan with the fewest changes, and whether fewest is proven.

    Its goal is within `allowed` of the best; of several such plans it is the one with the best goal.

    allowed: 0 to 1. best: the best plan of this brief where it is known, None = the study's. Raises Cancelled.
    """
    return study.solution(calmest_of(study, best or study.base, before, allowed)[0])


def calmest_of(study: Study, best: Solved, before: Mapping[str, str], allowed: float) -> tuple[Solved, bool]:
    """The plan with the fewest changes, and whether fewest is proven.

    Its goal is within `allowed` of the best; of several such plans it has the best goal.
    """
    table, problem = study.table, study.problem
    assert best.selection is not None

    def stays(part: PackageTable) -> Floats:
        mine = np.isin(part.creator, part.numbers(before))
        return np.where(_kept(part, before), SAME, np.where(mine, OTHER_PACKAGE, NEW))

    calm = Named(stays, tuple(before), NEW)
    value = best.selection.value
    held = value - allowed * abs(value) - 1e-9 * max(1.0, abs(value))
    aim = Objective(calm, np.zeros(len(table.segments)))
    quiet = problem.holding(held).aiming_at(aim)

    def searched() -> Solved:
        begun = Begun(relaxed(quiet, study.watch.within(EFFORT.seconds), best.columns))
        one = best_plan(quiet, Stop(CALM.gap, CALM.seconds), study.watch, begun)
        return Solved(one.selection, one.bound, one.impossible, best.columns, one.by_solver)

    about = (tuple(before.items()), held)
    found = study.once(("calmest", about), CALM, searched)
    kept_rows = _kept_rows(table, before)
    if found.selection is None:
        return best, False
    score = max(found.selection.value, _score(calm, table, best))
    if score > found.selection.value:
        return best, False
    steady = _at_least(problem, calm, score)
    known, calmed = np.union1d(best.columns, kept_rows), found.selection
    solved = study.once(("steady", about, score), EFFORT, lambda: study.solve(steady, [calmed], EFFORT, known))
    proven = found.bound - found.selection.value < 0.5 - 1e-6
    if solved.selection is None:
        final = study.problem.value(found.selection.index, found.selection.counts)
        return replace(best, selection=replace(found.selection, value=final)), proven
    return replace(solved, bound=max(best.bound, solved.selection.value)), proven


def _score(calm: Vector, table: PackageTable, solved: Solved) -> float:
    assert solved.selection is not None
    return float(solved.selection.counts @ calm(table.part(solved.selection.index)))


def _kept(part: PackageTable, before: Mapping[str, str]) -> Bools:
    """Marks the picks that stay as they were, package and all. before: packages by account id."""
    # By id: what is outside a short list is in tables that number creators anew.
    wanted = np.full(len(part.creator_ids), "", object)
    for creator, package in before.items():
        wanted[part.accounts(creator)] = package

    def same(accounts: Ints, packages: NDArray[np.object_]) -> Bools:
        return np.asarray((wanted[accounts] != "") & (packages == wanted[accounts]), bool)

    # Of a person with several accounts, one that stays as it was is a pick that stays.
    several = part.total(lambda one: same(one.creator, one.package_ids)) > 0
    return np.asarray(same(part.account, part.package_ids) | several)


def _kept_rows(table: PackageTable, before: Mapping[str, str]) -> Ints:
    rows = [table.row_of(creator, package) for creator, package in before.items()]
    return np.array(sorted(row for row in rows if row is not None), np.int64)


def _at_least(problem: Problem, calm: Vector, score: float) -> Problem:
    """With at most as many changes as the calmest plan has."""
    limit = Limit(
        rule="replan",
        name="as few changes as possible",
        sense=">=",
        bound=score - 1e-6,
        unit=ENGAGEMENTS,
        vector=calm,
        setting=score,
        looser=Looser(Path(), "drop"),
    )
    return replace(problem, limits=(*problem.limits, limit))
