"""What rights cost: a quoted surcharge, else a share of what a package is worth to the creator, by their length."""

import numpy as np

from planner.brief.brief import Brief
from planner.brief.rights_words import days_of
from planner.domain.rights import RIGHTS, Right, bit
from planner.domain.roster import UNKNOWN_FEE
from planner.forecast.assumptions import Assumptions
from planner.forecast.lines import Lines
from planner.forecast.table import Bools, Ints
from planner.frozen import dataclass

_MONTH, _QUARTER = 30, 90


@dataclass(frozen=True, eq=False)
class Surcharges:
    """Cents of all rights that a package carries, (n,); estimated where the surcharge of one of them was not quoted."""

    cents: Ints
    estimated: Bools


def share_of(right: Right, days: int, assumptions: Assumptions) -> float:
    """Surcharge relative to what a package is worth to the creator.

    In proportion to the days for rights to content. Exclusivity is known for 30 and for 90 days, and is read off the
    line through both, which begins at nothing and goes on as it ends.
    """
    if right is Right.EXCLUSIVITY:
        month, quarter = assumptions.number("exclusivity_30_days"), assumptions.number("exclusivity_90_days")
        if days <= _MONTH:
            return month * days / _MONTH
        return month + (quarter - month) * (days - _MONTH) / (_QUARTER - _MONTH)
    metric = "usage_rights_per_30_days" if right is Right.USAGE else "allowlisting_per_30_days"
    return assumptions.number(metric) * days / _MONTH


def surcharges_of(lines: Lines, worth_cents: Ints, brief: Brief, assumptions: Assumptions) -> Surcharges:
    """Surcharges of these packages. worth_cents: what each is worth to the creator without them, (n,).

    Estimates are whole units of the currency. An ambassador is paid for working for no competitor already.
    """
    cents, estimated = np.zeros(len(lines), np.int64), np.zeros(len(lines), bool)
    any_right = int(np.bitwise_or.reduce(lines.rights, initial=0))
    for at, right in enumerate(RIGHTS):
        if not any_right & bit(right):
            continue
        carried = lines.rights & bit(right) > 0
        if right is Right.EXCLUSIVITY:
            carried = carried & ~lines.exclusive
        quoted = lines.right_fees[:, at]
        usual = (
            np.rint(worth_cents * (share_of(right, days_of(right, brief), assumptions) / 100)).astype(np.int64) * 100
        )
        unknown = quoted == UNKNOWN_FEE
        cents += np.where(carried, np.where(unknown, usual, quoted), 0)
        estimated |= carried & unknown
    return Surcharges(cents, estimated)
