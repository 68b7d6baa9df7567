"""What a split is held against: the budgets stated, and what a little more money would bring each campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.optimise.bench import bench_of
from planner.optimise.fixed_costs import Case, best_case, cases_of, used_case
from planner.optimise.problem import Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.rest import in_passes
from planner.optimise.restricted import Selection
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.outcome import BenchEntry
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.joint import JointCase

GAP = 0.005
"""How well the split by stated budgets is planned: it is only to compare with."""
SECONDS = 6.0
"""For what a little more money would bring one campaign."""


@dataclass(frozen=True)
class Next:
    """What a little more money brings one campaign.

    gain: what it adds to the goal at most, None where it is not known. bench: who would come next. packages: so many
    there are that its demands let in, those outside a short list too; None where it is not known.
    """

    gain: float | None
    bench: tuple[BenchEntry, ...]
    packages: int | None = None


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

    The difference of two relaxations, in which a part of a creator may be booked: a whole creator may bring less.
    own: what is booked for each campaign, by its own table. Raises Cancelled.
    """
    brief, mine = campaigns.briefs[at], own[at]
    case = used_case(cases_of(campaigns.tables[at], brief), mine)
    spent = int(mine.counts @ case.table.charged_cents[mine.index]) + case.table.fixed_cents
    free = ~campaigns.taken(at, own)
    watch = watch.anew(SECONDS + in_passes(case.table, 2))

    def asking(cents: int) -> Case:
        return replace(case, brief=brief.model_copy(update={"budget_cents": cents}))

    def without_others(problem: Problem) -> Problem:
        return replace(problem, eligible=problem.eligible & free)

    here = asking(spent)
    of_all = here.posed(brief.goal.kind)
    problem = without_others(of_all)
    try:
        now = relaxed(problem, watch)
        then = relaxed(without_others(asking(spent + step).posed(brief.goal.kind)), watch, now.columns)
    except ArithmeticError:
        return Next(None, ())
    bench = bench_of(problem, now, mine, here.brief, campaigns.rosters[at])
    packages = int(of_all.eligible.sum()) + (0 if now.answered is None else now.answered.packages)
    if now.missing is not None or then.missing is not None or watch.late:
        return Next(None, bench, packages)
    # With nobody outside the list now, and everybody then: so it is no less than the difference.
    return Next(max(0.0, then.bound - now.own_bound), bench, packages)
