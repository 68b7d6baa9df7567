"""From a package table and a brief to the proven answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.check import check
from planner.domain.roster import Roster
from planner.forecast.table import PackageTable
from planner.optimise.answer import goal_shown, notes_of, picks_of, reports_of, totals_of
from planner.optimise.bench import bench_of
from planner.optimise.deal_notes import deal_notes
from planner.optimise.fixed_costs import planned
from planner.optimise.lp import DEFAULT_SOLVER
from planner.optimise.nearest import Nearest
from planner.optimise.problem import Objective, Problem
from planner.optimise.refuse import SOMEBODY, Explainer, asks_for_somebody
from planner.optimise.search import Best, best_plan
from planner.optimise.stopping import Stop
from planner.optimise.tie_breaking import settled
from planner.optimise.watch import Cancelled, Watch
from planner.outcome import Outcome, Plan, Proof, Undecided
from planner.rules import Limit, limits_of
from planner.wording import decimal

__all__ = ["solve"]


def solve(table: PackageTable, brief: Brief, roster: Roster, watch: Watch) -> Outcome:
    """The best plan with its proof, a refusal with its conflict, or an honest undecided.

    A plan that the independent check does not pass is never returned; a time-out is never called impossible.
    Costs that are due once are decided by planning with and without them.
    """
    return planned(table, brief, lambda part, asked: _solve(part, asked, roster, watch))


def _solve(table: PackageTable, brief: Brief, roster: Roster, watch: Watch) -> Outcome:
    """The answer where all fixed costs are decided."""
    limits = limits_of(brief, table)
    problem = Problem.of(table, Objective.of(brief, table), limits)
    try:
        best = best_plan(problem, Stop(brief.tolerance, brief.time_limit), watch)
        nobody = best.selection is not None and not best.selection.counts.any()
        if best.impossible or (nobody and _only_nobody(table, brief, limits, watch)):
            watch.tell("Finding out what stands in the way")
            return Explainer(table, brief, watch).refusal(roster.fingerprint)
    except Cancelled:
        return _cancelled(roster, watch)
    except ArithmeticError:
        sentence = (
            "The numbers of this brief and roster are too far apart for the solver, so nothing is known. Look for a "
            "fee, an audience or a limit that is a million times too large or too small."
        )
        return Undecided(sentence=sentence, seconds=watch.seconds, roster=roster.fingerprint)
    if best.selection is None:
        sentence = (
            f"No plan was found within {decimal(brief.time_limit, 3, brief.locale)} seconds, nor a proof that there is "
            "none. Give it more time, or loosen a demand."
        )
        return Undecided(sentence=sentence, seconds=watch.seconds, roster=roster.fingerprint)
    try:
        chosen, second = settled(problem, best, brief, watch)
    except Cancelled:
        return _cancelled(roster, watch)
    broken = check(table, brief, chosen.index.tolist(), chosen.counts.tolist())
    if broken:
        return Undecided(
            sentence="The plan found does not pass the independent check and is not shown: " + "; ".join(broken),
            seconds=watch.seconds,
            roster=roster.fingerprint,
        )
    assert best.relaxation is not None
    totals = totals_of(table, brief, roster, chosen)
    reports = reports_of(table, limits, chosen)
    return Plan(
        goal=brief.goal.kind,
        picks=picks_of(table, brief, roster, chosen),
        totals=totals,
        limits=reports,
        proof=_proof((best, replace(best, selection=chosen), second), problem, brief, watch),
        bench=bench_of(problem, best.relaxation, chosen, brief, roster),
        notes=(*notes_of(table, brief, totals, reports), *deal_notes(table, brief, chosen)),
        roster=roster.fingerprint,
    )


def _only_nobody(table: PackageTable, brief: Brief, limits: tuple[Limit, ...], watch: Watch) -> bool:
    """True when it is proven that the demands leave no plan but that of nobody, where somebody was asked for."""
    return asks_for_somebody(brief, table) and Nearest(table, brief, watch).possible((*limits, SOMEBODY)) is False


def _cancelled(roster: Roster, watch: Watch) -> Undecided:
    return Undecided(sentence="Cancelled before a plan was proven.", seconds=watch.seconds, roster=roster.fingerprint)


def _proof(found: tuple[Best, Best, Best | None], problem: Problem, brief: Brief, watch: Watch) -> Proof:
    """The proof of what is shown. found: the search for the goal, the plan shown, the search for the second goal."""
    best, shown, second = found
    assert shown.selection is not None
    cheap = second is not None and brief.second_goal is not None and brief.second_goal.goal.kind is GoalKind.CHEAPEST
    sign = -1.0 if cheap else 1.0
    due = problem.table.fixed_cents if brief.goal.kind is GoalKind.CHEAPEST else 0
    return Proof(
        goal=goal_shown(brief, shown.selection.value) + due,
        bound=goal_shown(brief, best.bound) + due,
        gap=float(shown.gap),
        tolerance=brief.tolerance,
        closed=bool(best.gap <= brief.tolerance),
        second_goal=None if second is None or second.selection is None else sign * second.selection.value,
        second_bound=None if second is None else sign * second.bound,
        how=best.how,
        solver=str(DEFAULT_SOLVER),
        seconds=watch.seconds,
        packages=int(np.count_nonzero(problem.eligible)),
        checked=True,
    )
