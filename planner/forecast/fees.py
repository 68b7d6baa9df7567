"""What packages would usually cost: the estimate that stands in for a missing quote, with its range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.brief import Brief
from planner.domain import UNKNOWN_FEE, Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.packages import build_table

Ints = NDArray[np.int64]
_METRIC = "cpm_for_fallback_fee"


@dataclass(frozen=True)
class FeeRanges:
    """Usual fees of all packages of a roster, in its order, in cents: low, typical, high; shape (packages,).

    estimated: packages without a quote, which are planned with `typical`.
    """

    low: Ints
    typical: Ints
    high: Ints
    estimated: NDArray[np.bool_]


def fee_ranges(roster: Roster, currency: str, assumptions: Assumptions) -> FeeRanges:
    """Fees by impressions and the benchmark price of a thousand, at the low end, the default and the high end of it.

    Raises KeyError when the table has no rate for the currency.
    """
    brief = Brief(currency=currency, budget_cents=0, assumptions={})
    unquoted = roster.packages.assign(fee_cents=UNKNOWN_FEE, commission_cents=0)
    blank = Roster(roster.creators, unquoted, roster.source)
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for row in assumptions:
        if row.key.startswith(f"{_METRIC}.") and row.value is not None:
            low[row.key] = row.value if row.low is None else min(row.low, row.value)
            high[row.key] = row.value if row.high is None else max(row.high, row.value)
    found = [
        build_table(blank, brief, replaced).cash_cents
        for replaced in (assumptions.edited(low), assumptions, assumptions.edited(high))
    ]
    quoted = roster.packages["fee_cents"].to_numpy(np.int64)
    return FeeRanges(found[0], found[1], found[2], quoted == UNKNOWN_FEE)
