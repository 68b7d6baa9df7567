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
    asked = (
        ("agency", brief.agency_fee, brief.costs.agency_on),
        ("tax", brief.costs.tax, brief.costs.tax_on),
        ("reserve", brief.costs.reserve, brief.costs.reserve_on),
    )
    # In ten thousandths.
    shares = [(kind, round((share or 0) * 10_000), [str(one) for one in on]) for kind, share, on in asked]
    accounts = [account for pick in picks for account in pick.accounts]
    rows = [account.row for account in accounts]
    columns = {str(kind): cents[rows].tolist() for kind, cents in base.costs.items()}
    for at, (account, full) in enumerate(zip(accounts, base.value_cents[rows].tolist(), strict=True)):
        parts = {kind: cents[at] for kind, cents in columns.items()}
        parts["fee"] = account.cash - sum([parts.get(kind, 0) for kind in _PAID_OUT])
        for kind, share, on in shares:
            whole = sum([parts.get(one, 0) for one in on])
            # The nearest cent, halves up.
            if parts.get(kind, 0) != (share * whole + 5_000) // 10_000:
                yield f"{account.creator}: {kind} of {brief.money(parts.get(kind, 0))} is not its share."
        if full != sum(parts.values()):
            yield f"{account.creator}: a full cost of {brief.money(full)} is not the sum of its parts."
