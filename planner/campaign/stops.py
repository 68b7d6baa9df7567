"""What stops a plan from being larger: a limit that is used up, what the next creators would cost or break, or nothing.

It is read off the plan: its limits, and its bench, which has what each of the next creators would add and overstep.
"""

from __future__ import annotations

from enum import StrEnum

from planner.brief.brief import Brief, GoalKind
from planner.explore.left_over import left_over
from planner.outcome import BenchEntry, LimitReport, Plan, asked_for

TIGHT = 0.99
"""From this tightness on a limit is what stops the plan."""
_NEVER = ("must_have", "excluded")


class Reason(StrEnum):
    """Why a plan that leaves room in all its limits is not larger."""

    ALL_IN = "everybody who fits is in it"
    TOO_DEAR = "whoever would add to it costs more than is left"
    TOO_LITTLE = "whoever is left adds next to nothing"
    SECOND_GOAL = "the second goal took what the first could gain"
    UNPROVEN = "the search ended before it was known"
    NOTHING_CHEAPER = "less cash is what it aims at"


def the_limit(plan: Plan, brief: Brief) -> LimitReport | None:
    """What stops the plan: the budget when it is spent, else the tightest upper limit, else the tightest of all.

    Where none is tight it is that which the next creator to add something would overstep; None where only money stops
    them, or nothing. A limit without which the plan was seen to gain nothing does not stop it.
    """
    asked = [row for row in asked_for(plan.limits, brief) if row.removed is None]
    rows = [row for row in asked if row.rule not in _NEVER]
    budget = next((row for row in rows if row.rule == "budget"), None)
    if budget is not None and not left_over(plan):
        return budget
    rows = [row for row in rows if row.rule != "budget" and row.path not in _free(plan)]
    tight = [row for row in rows if row.tightness >= TIGHT and row.bound]
    upper = [row for row in tight if row.sense == "<="]
    found = max(upper or tight, key=lambda row: row.tightness, default=None)
    if found is not None:
        return found
    overstepped = next((entry.limits for entry in _adding(plan) if entry.limits), ())
    return next((row for row in rows if row.path in overstepped and "budget_cents" not in overstepped), None)


def reason_of(plan: Plan) -> Reason:
    """Why a plan that no limit stops is not larger."""
    if plan.goal is GoalKind.CHEAPEST:
        return Reason.NOTHING_CHEAPER
    if not plan.bench:
        return Reason.ALL_IN
    adding = _adding(plan)
    if any(not entry.limits for entry in adding):
        if plan.proof.second_goal is not None:
            return Reason.SECOND_GOAL
        return Reason.TOO_LITTLE if plan.proof.closed else Reason.UNPROVEN
    return Reason.TOO_DEAR if adding else Reason.TOO_LITTLE


def _free(plan: Plan) -> tuple[str, ...]:
    """Paths of the limits that were taken away and gained nothing."""
    return () if plan.relieved is None or plan.relieved.best is not None else plan.relieved.tried


def _adding(plan: Plan) -> list[BenchEntry]:
    """Of the next creators those who would add more than the tolerance of the proof."""
    least = plan.proof.tolerance * abs(plan.proof.goal)
    return [entry for entry in plan.bench if entry.gain > least]
