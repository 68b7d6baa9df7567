"""The full cost of each pick added up a second time, in whole numbers, from the brief and the parts in the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.brief.brief import Brief
from planner.check.picks import Pick

if TYPE_CHECKING:
    from planner.forecast.table import PackageTable

_PAID_OUT = ("commission", "shipping", "rights", "boosting")


def misadded(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    """A sentence for each account whose costs do not add up, or whose shares are not what the brief says."""
    base = table.base
    shares = (
        ("agency", brief.agency_fee, brief.costs.agency_on),
        ("tax", brief.costs.tax, brief.costs.tax_on),
        ("reserve", brief.costs.reserve, brief.costs.reserve_on),
    )
    for account in (account for pick in picks for account in pick.accounts):
        parts = {str(kind): int(cents[account.row]) for kind, cents in base.costs.items()}
        parts["fee"] = account.cash - sum(parts.get(kind, 0) for kind in _PAID_OUT)
        for kind, share, on in shares:
            whole = sum(parts.get(str(one), 0) for one in on)
            # Of ten thousandths of a cent the nearest cent, halves up.
            if parts.get(kind, 0) != (round((share or 0) * 10_000) * whole + 5_000) // 10_000:
                yield f"{account.creator}: {kind} of {brief.money(parts.get(kind, 0))} is not its share."
        full = int(base.value_cents[account.row])
        if full != sum(parts.values()):
            yield f"{account.creator}: a full cost of {brief.money(full)} is not the sum of its parts."
