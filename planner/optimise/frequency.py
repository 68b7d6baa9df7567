"""Floors on people who see several creators: planned with what they need at least, and tightened until they hold.

How many people see two creators or more depends on all packages of a plan at once, and is no row. For packages of a
total weight L it is largest when they are many and tiny, so the weight at which that limit meets the floor is needed
by every plan: a valid relaxation, whose bound holds for all plans. A plan that meets the row may still fall short; the
row is then raised, and the plan made again. What is shown is proven against the bound of the first, untightened row.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from planner.brief.brief import Brief, GoalKind
from planner.forecast import reach
from planner.forecast.duplication import seen_by
from planner.forecast.table import PackageTable
from planner.frozen import dataclass
from planner.optimise.fixed_costs import Case
from planner.optimise.problem import EXACTLY
from planner.optimise.restricted import Selection
from planner.optimise.search import Best
from planner.optimise.stopping import relative_gap
from planner.outcome import Outcome, Plan, Refusal, Undecided
from planner.wording import percent

ROUNDS = 12
"""Plans made at most until the floors hold; two or three are usual."""
_STEP = 1.0005


@dataclass(frozen=True, eq=False)
class Tighter:
    """The table with rows that ask for more, since the plan found fell short; bound: what no plan can beat."""

    table: PackageTable
    bound: float


def tightened(table: PackageTable, brief: Brief, chosen: Selection) -> PackageTable | None:
    """The table under which the plan found would not do; None when every floor on frequency holds."""
    segments, short = list(table.segments), False
    for at, asked in enumerate(brief.audience):
        needed = segments[at].seen_weight
        if asked.seen_floor is None or needed is None:
            continue
        kappa, weights = segments[at].kappa, table.weights[chosen.index, at]
        exact = seen_by(weights, chosen.counts, kappa, asked.seen_times) * asked.size
        if exact >= asked.seen_floor * (1 - EXACTLY):
            continue
        short = True
        limit = float(reach.seen_share(float(chosen.counts @ weights), kappa, asked.seen_times)) * asked.size
        target = asked.seen_floor * (limit / exact if exact > 0 else 2.0) * _STEP / asked.size
        more = reach.seen_weight(target, kappa, asked.seen_times) if target < 1 else needed * 2
        segments[at] = replace(segments[at], seen_weight=max(more, needed * _STEP))
    return replace(table, segments=tuple(segments)) if short else None


def meeting_floors(case: Case, names: Collection[str], find: Callable[[Case], Best]) -> Best:
    """What is found in a case, with a plan that meets the floors on frequency among these demands, or none.

    The bound, and that there is no plan at all, are those of the first rows. find: of a case with rows as tight.
    """
    first = best = find(case)
    for _ in range(ROUNDS):
        if best.selection is None or _seen_often(case, names, best.selection):
            return replace(first, selection=best.selection)
        tighter = tightened(case.table, case.brief, best.selection)
        if tighter is None:
            break
        case = replace(case, table=tighter)
        best = find(case)
    return replace(first, selection=None)


def _seen_often(case: Case, names: Collection[str], chosen: Selection) -> bool:
    """Whether a plan meets the floors on frequency among these demands, and not only the rows that they need."""
    floors = [limit for limit in case.asking(names) if limit.exact is not None]
    part = case.table.part(chosen.index) if floors else case.table
    return all(limit.exact(part, chosen.counts) >= limit.setting * (1 - EXACTLY) for limit in floors if limit.exact)


def honest(outcome: Outcome, first: Tighter | None, brief: Brief) -> Outcome:
    """The outcome after tightening: a plan against the first bound, and no refusal where only the tight row refuses."""
    if first is None or isinstance(outcome, Undecided):
        return outcome
    if isinstance(outcome, Refusal):
        return Undecided(
            sentence="No plan was found in which enough people see several creators, nor a proof that there is none: "
            "the last one fell short, and what its shortfall asks for is more than the other demands allow. Lower "
            "that floor a little.",
            seconds=outcome.seconds,
            roster=outcome.roster,
        )
    return _proven(outcome, first.bound, brief)


def _proven(made: Plan, bound: float, brief: Brief) -> Plan:
    gap = relative_gap(made.proof.goal, bound) if brief.goal.kind is not GoalKind.CHEAPEST else _below(made, bound)
    proof = made.proof.model_copy(update={"bound": bound, "gap": gap, "closed": gap <= made.proof.tolerance})
    note = (
        "How many people see several creators is no single row of the plan: it was planned with more than the least "
        f"that could do. A plan up to {percent(gap, 2, brief.locale)} better is not ruled out."
    )
    return made.model_copy(update={"proof": proof, "notes": (*made.notes, note)})


def _below(made: Plan, bound: float) -> float:
    return max(0.0, made.proof.goal - bound) / abs(made.proof.goal) if made.proof.goal else 0.0
