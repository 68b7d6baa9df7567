"""Kinds of cost: what a line of a budget pays for."""

from enum import StrEnum


class CostKind(StrEnum):
    """What a cost line pays for, in the order in which costs build on each other.

    `planner.forecast.costs.KINDS` has a row for each: its words, whether it is cash, and what it is counted by.
    """

    FEE = "fee"
    COMMISSION = "commission"
    SHIPPING = "shipping"
    RIGHTS = "rights"
    BOOSTING = "boosting"
    STOCK = "stock"
    HOURS = "hours"
    AGENCY = "agency"
    TAX = "tax"
    RESERVE = "reserve"
    FIXED = "fixed"


PAID_OUT = (CostKind.COMMISSION, CostKind.SHIPPING, CostKind.RIGHTS, CostKind.BOOSTING)
"""Kinds that are part of the cash of a package, beside its fee."""
