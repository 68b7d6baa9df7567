"""What packages would usually cost: the estimate that stands in for a missing quote, with its range."""

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.domain.roster import UNKNOWN_FEE, Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.benchmarks import Benchmarks
from planner.forecast.levels import level_codes
from planner.forecast.lines import codes_in, counts_of
from planner.forecast.packages import build_table
from planner.frozen import dataclass

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
    typical = build_table(Roster(roster.creators, unquoted, roster.source), brief, assumptions).cash_cents
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for row in assumptions:
        if row.key.startswith(f"{_METRIC}.") and row.value is not None:
            low[row.key] = row.value if row.low is None else min(row.low, row.value)
            high[row.key] = row.value if row.high is None else max(row.high, row.value)
    usual = _price(roster, assumptions)
    ends = [
        np.rint(typical * _price(roster, assumptions.edited(edits)) / usual / 100).astype(np.int64) * 100
        for edits in (low, high)
    ]
    quoted = roster.offers.whole("fee_cents")
    return FeeRanges(ends[0], typical, ends[1], quoted == UNKNOWN_FEE)


def _price(roster: Roster, assumptions: Assumptions) -> NDArray[np.float64]:
    """Benchmark price of a thousand impressions of each package, over its posts; shape (packages,)."""
    platform = codes_in(roster.people, "platform", assumptions.platforms)
    level = level_codes(roster.people.numbers("followers"), assumptions)
    each = np.nan_to_num(Benchmarks.of(assumptions).cpm_usd[platform, level])[roster.offers.whole("creator")]
    counts = counts_of(roster.offers)
    total = (counts * each[:, : counts.shape[1]]).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    return np.where(total > 0, total, 1.0)
