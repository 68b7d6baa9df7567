"""Fees: a quote always wins; else an estimate with its range, marked as one."""

from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import UNKNOWN_FEE, Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.lines import Lines
from planner.forecast.table import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Fees:
    """Fee of each package in cents, (n,); low, high: ends of an estimate or of a quoted range, else the fee."""

    cents: Ints
    estimated: Bools
    low: Ints
    high: Ints


@dataclass(frozen=True, eq=False)
class Cpm:
    """Benchmark price of a thousand impressions in US dollars, with its range; each shape (n, formats), NaN = none."""

    usual: Floats
    low: Floats
    high: Floats


def fees_of(
    lines: Lines, impressions: Floats, cpm: Cpm, assumptions: Assumptions, context: tuple[Roster, Brief]
) -> Fees:
    """Quotes, agreed fees, and estimates from what the impressions of a package cost at the benchmark CPM.

    impressions: of a package that is posted (n,). Estimates are whole units of the currency, less the discount for
    many posts, never below the least anybody signs for, and with the usage rights that the brief asks for. Fees that
    follow from others are estimates too, and so are the benchmark fees of archetypes, whom nobody has asked.
    """
    roster, brief = context
    quoted, counts = lines.fee_cents, lines.counts
    missing = quoted == UNKNOWN_FEE
    posts = counts.sum(axis=1)
    discount = np.select(
        [posts >= 6, posts >= 3],
        [assumptions.number("package_discount_6plus_posts"), assumptions.number("package_discount_3_5_posts")],
        0.0,
    )
    rights = assumptions.number("usage_rights_per_30_days") * (brief.usage_days or 0) / 30
    rate = 1.0 if brief.currency == "USD" else assumptions.number("units_per_usd", brief.currency)
    least = assumptions.number("least_estimated_fee")

    def guess(price: Floats, share: Floats | float = 1.0) -> Ints:
        said = np.asarray(np.rint(quoted * share), np.int64)
        if not missing.any():
            return said
        weighted = np.nansum(counts * np.nan_to_num(price), axis=1) / np.maximum(posts, 1)
        units = np.maximum(impressions / 1000 * weighted * (1 - discount), least) * (1 + rights) * rate
        return np.asarray(np.where(missing, np.rint(units).astype(np.int64) * 100, said))

    if roster.archetypes:
        fees = _ranged(quoted, counts, cpm)
    else:
        low, high = lines.fee_ends.T
        fees = Fees(guess(cpm.usual), missing | lines.derived, guess(cpm.low, low), guess(cpm.high, high))
    return _agreed(fees, lines, context)


def _ranged(fees: Ints, counts: Ints, cpm: Cpm) -> Fees:
    """Benchmark fees as estimates, as wide as the benchmark price of a thousand impressions."""
    usual, low, high = (np.nansum(counts * np.nan_to_num(price), axis=1) for price in (cpm.usual, cpm.low, cpm.high))
    known = usual > 0
    least, most = (
        np.where(known, np.rint(fees * end / np.where(known, usual, 1.0) / 100).astype(np.int64) * 100, fees)
        for end in (low, high)
    )
    return Fees(fees.copy(), np.ones(len(fees), bool), np.minimum(least, fees), np.maximum(most, fees))


def _agreed(fees: Fees, lines: Lines, context: tuple[Roster, Brief]) -> Fees:
    """Fees with those that were agreed with must-haves in place of the quotes; what follows from them is derived."""
    roster, brief = context
    agreed = {wanted.creator: wanted for wanted in brief.must_have if wanted.agreed_fee_cents is not None}
    if not agreed:
        return fees
    ids = roster.creators["id"].to_numpy(dtype=object)[lines.creator]
    for row in np.flatnonzero(np.isin(ids, list(agreed))):
        wanted = agreed[ids[row]]
        if lines.ids[row] == wanted.package or (wanted.package is None and not lines.derived[row]):
            for cents in (fees.cents, fees.low, fees.high):
                cents[row] = wanted.agreed_fee_cents or 0
            fees.estimated[row] = False
    return fees
