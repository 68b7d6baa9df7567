"""What a package costs, line by line: what creators are paid, and what else leaves the house.

A kind of cost is one row of `KINDS`. Its cents per package are computed here once, from package and brief alone;
the budget's row, the check, the sentences, the workbook and the page read them from the package table. Amounts are
whole cents per package; a share of other costs is rounded halves up, as a spreadsheet's ROUND does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.brief.brief import Brief
from planner.brief.quantities import BASIS
from planner.domain.costs import CostKind
from planner.domain.roster import RESOURCE_SCALE
from planner.forecast.assumptions import Assumptions
from planner.forecast.lines import Lines
from planner.forecast.table import TIERS, Codes, Ints, PackageTable
from planner.frozen import dataclass

ByKind = Mapping[CostKind, Ints]


@dataclass(frozen=True)
class Kind:
    """A kind of cost as people know it.

    cash: paid to creators or for what is sent to them, so part of the cash total. per: what it is counted by.
    """

    kind: CostKind
    words: str
    cash: bool
    per: str


KINDS = (
    Kind(CostKind.FEE, "Fees", True, "package"),
    Kind(CostKind.COMMISSION, "Expected commission", True, "package"),
    Kind(CostKind.SHIPPING, "Shipping", True, "unit"),
    Kind(CostKind.RIGHTS, "Rights", True, "package"),
    Kind(CostKind.BOOSTING, "Money behind posts", True, "post"),
    Kind(CostKind.STOCK, "Product and events at cost", False, "unit"),
    Kind(CostKind.HOURS, "Team hours", False, "creator and post"),
    Kind(CostKind.AGENCY, "Agency fee", False, "share"),
    Kind(CostKind.TAX, "Taxes not reclaimed", False, "share"),
    Kind(CostKind.RESERVE, "Reserve", False, "share"),
    # Due once and not per package, so that the table has it beside its rows: `fixed_cents`.
    Kind(CostKind.FIXED, "Fixed costs of events", True, "campaign"),
)
WORDS = {one.kind: one.words for one in KINDS}
CASH_KINDS = tuple(one.kind for one in KINDS if one.cash)
ALL_KINDS = tuple(CostKind)
SHARES = (CostKind.AGENCY, CostKind.TAX, CostKind.RESERVE)
"""Kinds that are shares of kinds before them."""


@dataclass(frozen=True)
class Rates:
    """What the brief and the assumptions say an hour costs and how many there are, in whole thousandths of an hour.

    creator, post: by tier, in the order of `TIERS`. hour_cents: of one hour, in the brief's currency.
    """

    creator: tuple[int, ...]
    post: tuple[int, ...]
    hour_cents: int

    @classmethod
    def of(cls, brief: Brief, assumptions: Assumptions) -> Rates:
        """Those of a campaign."""
        creator, post = (
            tuple(round(assumptions.number(metric, tier=str(tier)) * RESOURCE_SCALE) for tier in TIERS)
            for metric in ("staff_hours_per_creator", "staff_hours_per_post")
        )
        hour = brief.costs.hourly_cents
        if hour is None:
            rate = 1.0 if brief.currency == "USD" else assumptions.number("units_per_usd", brief.currency)
            hour = round(assumptions.number("staff_cost_per_hour") * rate * 100)
        return cls(creator, post, hour)

    def hours(self, tier: Codes, posts: Ints) -> Ints:
        """Thousandths of an hour that each package takes: for its creator, and for each post."""
        by_creator, by_post = np.array(self.creator, np.int64), np.array(self.post, np.int64)
        return np.asarray(by_creator[tier] + by_post[tier] * posts)


def share_of(cents: Ints, basis_points: int) -> Ints:
    """A share of amounts in whole cents, halves up."""
    return np.asarray((2 * basis_points * cents + BASIS) // (2 * BASIS))


def hours_cents(thousandths: Ints, hour_cents: int) -> Ints:
    """What hours cost in whole cents, halves up."""
    return np.asarray((2 * hour_cents * thousandths + RESOURCE_SCALE) // (2 * RESOURCE_SCALE))


def share_asked(kind: CostKind, brief: Brief) -> float | None:
    """The share that the brief has for a kind of `SHARES`; None = not asked."""
    return brief.agency_fee if kind is CostKind.AGENCY else getattr(brief.costs, str(kind))


def base_of(kind: CostKind, brief: Brief) -> tuple[CostKind, ...]:
    """The kinds that a kind of `SHARES` is a share of."""
    found: tuple[CostKind, ...] = getattr(brief.costs, f"{kind}_on")
    return found


def with_shares(amounts: ByKind, brief: Brief) -> dict[CostKind, Ints]:
    """The amounts with those that are shares of them; what the brief does not ask for is left out."""
    found = dict(amounts)
    for kind in SHARES:
        share = share_asked(kind, brief)
        if share:
            base = sum((found[one] for one in base_of(kind, brief) if one in found), np.zeros(1, np.int64))
            found[kind] = share_of(base, round(share * BASIS))
    return found


def costs_of(
    lines: Lines, fees: Ints, tier: Codes, context: tuple[Brief, Assumptions], rights: Ints
) -> dict[CostKind, Ints]:
    """Cents of each kind per package. A kind that no package has is left out, but for the fee.

    lines, fees, tier, rights (surcharges in cents): n packages. Raises KeyError for a resource that is no column.
    """
    brief, assumptions = context
    stock = np.zeros(len(lines), np.int64)
    for name, use in lines.uses(brief).items():
        stock += np.rint(use * (brief.resources[name].unit_cost_cents / RESOURCE_SCALE)).astype(np.int64)
    amounts = {
        CostKind.FEE: fees,
        CostKind.COMMISSION: lines.commission_cents,
        CostKind.SHIPPING: lines.shipping_cents(brief),
        CostKind.RIGHTS: rights,
        CostKind.BOOSTING: lines.boost_cents,
        CostKind.STOCK: stock,
    }
    if brief.costs.counts_hours:
        rates = Rates.of(brief, assumptions)
        hours = rates.hours(tier, lines.counts.sum(axis=1))
        amounts[CostKind.HOURS] = hours_cents(hours, rates.hour_cents)
    found = with_shares(amounts, brief)
    return {kind: cents for kind, cents in found.items() if kind is CostKind.FEE or cents.any()}


def beside_fee(amounts: ByKind) -> ByKind:
    """The kinds that a package table holds: all but the fee, which is what is left of the cash."""
    return {kind: cents for kind, cents in amounts.items() if kind is not CostKind.FEE}


def total(amounts: ByKind, kinds: tuple[CostKind, ...]) -> Ints:
    """Sum of these kinds per package."""
    found = amounts[CostKind.FEE] if CostKind.FEE in kinds else 0 * amounts[CostKind.FEE]
    for kind in kinds:
        if kind is not CostKind.FEE and kind in amounts:
            found = found + amounts[kind]
    return found


def with_cash(table: PackageTable, cash: Ints, brief: Brief) -> PackageTable:
    """The table with packages at other cash costs, by fees: what is a share of them follows. cash: shape (n,)."""
    amounts = dict(table.costs)
    amounts[CostKind.FEE] = table.fees + (cash - table.cash_cents)
    amounts = with_shares({kind: cents for kind, cents in amounts.items() if kind not in SHARES}, brief)
    return replace(table, cash_cents=cash, value_cents=total(amounts, ALL_KINDS), costs=beside_fee(amounts))
