"""Ways of asking that are compared, and which of them is chosen."""

from collections.abc import Sequence

from planner.asking.answer import Tried, Way
from planner.asking.simulate import Counting, Policy
from planner.brief.brief import Brief, GoalKind

POLICIES = {
    Way.PLAN: Policy(Counting.NEVER, 1),
    Way.SURE_LAST: Policy(Counting.LAST, 1),
    Way.SURE: Policy(Counting.ALWAYS, 1),
    Way.ROUNDS_ONLY: Policy(Counting.NEVER, 1, stand_by=False),
    Way.ONCE: Policy(Counting.NEVER, 1, stand_by=False, only_plan=True),
}
"""What is compared, before the rounds of the campaign; the first three are chosen from."""
CHOSEN_FROM = (Way.PLAN, Way.SURE_LAST, Way.SURE)
CLOSE = 0.01
"""Chances nearer than this are the same, and the goal decides."""


def chosen_of(tried: Sequence[Tried], brief: Brief) -> Way:
    """The way with the best goal among those that meet the floors with the chance asked for, else among the surest."""
    mine = [one for one in tried if one.way in CHOSEN_FROM]
    sign = -1.0 if brief.goal.kind is GoalKind.CHEAPEST else 1.0
    best = max(one.ending.chance or 0.0 for one in mine)
    enough = min(best, brief.confidence or 1.0) - CLOSE
    fine = [one for one in mine if (one.ending.chance or 0.0) >= enough]
    return max(fine, key=lambda one: sign * one.ending.goal).way
