"""Money that is left, and how much of it is worth a word."""

from planner.outcome import Plan

LEFT = 0.05
"""Part of the budget from which money that is left is worth a word."""


def left_over(plan: Plan) -> int:
    """Cents of the budget that are left and worth a word; 0 when there are none."""
    left = plan.totals.budget_left_cents
    if left is None:
        return 0
    return left if left > LEFT * (plan.totals.charged + left) else 0


def unexplained(plan: Plan) -> bool:
    """Whether money is left and nobody has worked out yet which limit leaves it (`planner.explore.relief`)."""
    return plan.relieved is None and plan.totals.creators > 0 and left_over(plan) > 0
