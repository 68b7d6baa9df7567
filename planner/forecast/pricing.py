"""Fees: a quote always wins; else an estimate with its range, marked as one."""

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import UNKNOWN_FEE, Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.benchmarks import Benchmarks
from planner.forecast.later import PutOff, later
from planner.forecast.lines import Lines
from planner.forecast.pairs import Pairs
from planner.forecast.table import Bools, Floats, Ints
from planner.frozen import dataclass


@dataclass(frozen=True, eq=False)
class Fees(PutOff):
    """Fee of each package in cents, (n,); low, high: ends of an estimate or of a quoted range, else the fee."""

    cents: Ints
    estimated: Bools
    low: Ints
    high: Ints


def fees_of(
    lines: Lines,
    impressions: Floats,
    posted: tuple[Pairs, Benchmarks],
    assumptions: Assumptions,
    context: tuple[Roster, Brief],
) -> Fees:
    """Quotes, agreed fees, and estimates from what the impressions of a package cost at the benchmark CPM.

    impressions: of a package that is posted (n,). posted: its formats, and their figures. Estimates are whole units of
    the currency, less the discount for many posts, never below the least anybody signs for, and with the usage rights
    that the brief asks for. Fees that follow from others are estimates too, and so are the benchmark fees of
    archetypes, whom nobody has asked.
    """
    roster, brief = context
    pairs, numbers = posted
    quoted = lines.fee_cents
    missing = quoted == UNKNOWN_FEE

    def price(cpm: Floats) -> Floats:
        """Price of a thousand impressions of each format, times its posts."""
        return pairs.sum(pairs.count * np.nan_to_num(pairs.figures(cpm)))

    def guess(cpm: Floats, share: Floats | float = 1.0) -> Ints:
        said = np.asarray(np.rint(quoted * share), np.int64)
        if not missing.any():
            return said
        posts = lines.counts.sum(axis=1)
        rights = assumptions.number("usage_rights_per_30_days") * (brief.usage_days or 0) / 30
        rate = 1.0 if brief.currency == "USD" else assumptions.number("units_per_usd", brief.currency)
        least = assumptions.number("least_estimated_fee")
        weighted = price(cpm) / np.maximum(posts, 1)
        units = (
            np.maximum(impressions / 1000 * weighted * (1 - discount_of(posts, assumptions)), least)
            * (1 + rights)
            * rate
        )
        return np.asarray(np.where(missing, np.rint(units).astype(np.int64) * 100, said))

    agreed = _agreed(lines, context)
    if roster.archetypes:
        fees = _ranged(quoted, price(numbers.cpm_usd), price(numbers.cpm_low), price(numbers.cpm_high))
    else:
        low, high = lines.fee_ends.T
        fees = Fees(
            guess(numbers.cpm_usd),
            missing | lines.derived,
            later(lambda: guess(numbers.cpm_low, low)),
            later(lambda: guess(numbers.cpm_high, high)),
        )
    return _settled(fees, agreed) if agreed else fees


def discount_of(posts: Ints, assumptions: Assumptions) -> Floats:
    """Part of the fee that packages of so many posts save; shape of posts."""
    few, many = assumptions.number("package_discount_3_5_posts"), assumptions.number("package_discount_6plus_posts")
    return np.asarray(np.select([posts >= 6, posts >= 3], [many, few], 0.0))


def _ranged(fees: Ints, usual: Floats, low: Floats, high: Floats) -> Fees:
    """Benchmark fees as estimates, as wide as the benchmark price of a thousand impressions."""
    known = usual > 0
    least, most = (
        np.where(known, np.rint(fees * end / np.where(known, usual, 1.0) / 100).astype(np.int64) * 100, fees)
        for end in (low, high)
    )
    return Fees(fees.copy(), np.ones(len(fees), bool), np.minimum(least, fees), np.maximum(most, fees))


def _agreed(lines: Lines, context: tuple[Roster, Brief]) -> dict[int, int]:
    """Fees in cents that were agreed with must-haves, by row; what follows from a quote is not what was agreed."""
    roster, brief = context
    agreed = {wanted.creator: wanted for wanted in brief.must_have if wanted.agreed_fee_cents is not None}
    found: dict[int, int] = {}
    if agreed:
        ids = roster.people.texts("id")[lines.creator]
        for row in np.flatnonzero(np.isin(ids, list(agreed))).tolist():
            wanted = agreed[ids[row]]
            if lines.ids[row] == wanted.package or (wanted.package is None and not lines.derived[row]):
                found[row] = wanted.agreed_fee_cents or 0
    return found


def _settled(fees: Fees, agreed: dict[int, int]) -> Fees:
    """Fees with those that were agreed in place of quotes."""
    rows, cents = list(agreed), list(agreed.values())
    for values in (fees.cents, fees.low, fees.high):
        values[rows] = cents
    fees.estimated[rows] = False
    return fees
