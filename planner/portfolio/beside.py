"""What a split is held against: the budgets stated, and what a little more money would bring each campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.optimise.bench import bench_of
from planner.optimise.fixed_costs import Case, best_case, cases_of, used_case
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, relaxed
from planner.optimise.restricted import Selection
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.outcome import BenchEntry
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.joint import JointCase

GAP = 0.005
"""How well the split by stated budgets is planned: it is only to compare with."""
SECONDS = 2.0
"""For what a little more money would bring one campaign."""

Next = tuple[float | None, tuple[BenchEntry, ...]]


def as_stated(campaigns: Campaigns, watch: Watch) -> tuple[float | None, bool]:
    """The goal with each campaign held to its own budget, scaled, and whether that leaves no plan. Raises Cancelled."""
    stated = campaigns.portfolio.as_stated()
    if stated is None:
        return None, False
    cases = campaigns.asking(stated).cases()
    best = best_case(cases, JointCase.posed, Stop(GAP, watch.left), watch).best
    return (None if best.selection is None else best.selection.value), best.impossible


def next_of(campaigns: Campaigns, at: int, own: Sequence[Selection], step: int, watch: Watch) -> Next:
    """What `step` more cents add to one campaign at most while the others stay as they are, and who would come next.

    The difference of two relaxations, in which a part of a creator may be booked: a whole creator may bring less. None
    where it is not known. own: what is booked for each campaign, by its own table. Raises Cancelled.
    """
    brief, mine = campaigns.briefs[at], own[at]
    case = used_case(cases_of(campaigns.tables[at], brief), mine)
    spent = int(mine.counts @ case.table.charged_cents[mine.index]) + case.table.fixed_cents
    free = ~campaigns.taken(at, own)
    watch = watch.anew(SECONDS)

    def at_budget(cents: int) -> tuple[Case, Problem, Relaxation]:
        one = replace(case, brief=brief.model_copy(update={"budget_cents": cents}))
        problem = one.posed(brief.goal.kind)
        problem = replace(problem, eligible=problem.eligible & free)
        return one, problem, relaxed(problem, watch)

    try:
        one, problem, now = at_budget(spent)
        *_, then = at_budget(spent + step)
    except ArithmeticError:
        return None, ()
    bench = bench_of(problem, now, mine, one.brief, campaigns.rosters[at])
    if now.missing is not None or then.missing is not None or watch.late:
        return None, bench
    return max(0.0, then.bound - now.bound), bench
