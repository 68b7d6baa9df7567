"""Money that is left: how much is worth a word, and what the plan gains without the limit that leaves it."""

from pydantic import Field

from planner.domain.roster import Frozen
from planner.outcome import Plan

LEFT = 0.05
"""Part of the budget from which money that is left is worth a word."""


class Relief(Frozen):
    """A limit taken away. path and value: the change of the brief that does it; gain: what the goal gains by it.

    spent_cents: cash of the plan without it. at_most: no plan without it gains more.
    """

    rule: str
    name: str
    path: str
    value: bool | float | None = Field(
        None, description="None or false: the demand is dropped; else it asks for nothing"
    )
    gain: float
    at_most: float
    spent_cents: int


class Relieved(Frozen):
    """What taking limits away gains. best: the one whose removal gains most, or None; tried: paths of all."""

    best: Relief | None = None
    tried: tuple[str, ...] = ()


def left_over(plan: Plan) -> int:
    """Cents of the budget that are left and worth a word; 0 when there are none."""
    left = plan.totals.budget_left_cents
    if left is None:
        return 0
    return left if left > LEFT * (plan.totals.charged + left) else 0
