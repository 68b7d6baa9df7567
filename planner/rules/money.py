"""Rules on what the plan may use: cash, stocks, and how much may go to one creator."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.brief.quantities import BASIS
from planner.domain.roster import RESOURCE_SCALE
from planner.forecast.table import PackageTable
from planner.rules.base import Limit, Looser, Past, Rule, cash, charged, marked
from planner.units import AMOUNT, MONEY, PORTION
from planner.wording import decimal, label, percent


def _budget(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.budget_cents is None:
        return
    amount = brief.money(brief.budget_cents)
    yield Limit(
        rule="budget",
        name=f"Spend at most {amount} {'in all, every cost counted' if brief.costs.full else 'in cash'}",
        sense="<=",
        bound=brief.budget_cents - table.fixed_cents,
        unit=MONEY,
        vector=charged,
        setting=brief.budget_cents,
        looser=Looser(Path("budget_cents"), "bound"),
        reading=(lambda used: used + table.fixed_cents) if table.fixed_cents else None,
    )


def _resources(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    yield from _closed(brief, table)
    for name, resource in brief.resources.items():
        yield Limit(
            rule="resources",
            name=f"Use at most {decimal(resource.stock, 3, brief.locale)} {label(name)}",
            sense="<=",
            bound=round(resource.stock * RESOURCE_SCALE),
            unit=AMOUNT,
            vector=lambda part, name=name: part.uses[name],  # type: ignore[misc]
            setting=resource.stock,
            looser=Looser(Path(f"resources.{name}.stock"), "bound"),
            reading=lambda used: used / RESOURCE_SCALE,
        )


def closed_name(resource: str) -> str:
    """The sentence of the limit that nothing of a resource is used."""
    return f"Without the fixed cost, no {label(resource)}"


def _closed(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    """In the part of the search in which an event is not held, nobody can be invited to it."""
    for name in table.closed:
        yield Limit(
            rule="resources",
            name=closed_name(name),
            vector=marked(lambda part, name=name: part.uses[name] > 0),  # type: ignore[misc]
            setting=0,
            looser=Looser(
                Path(f"resources.{name}.fixed_cents"), "search", 0, lambda part: (0.0,), unit=MONEY, upward=False
            ),
        )


def _largest_share(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.largest_share is None or brief.budget_cents is None:
        return
    allowed = round(brief.largest_share * BASIS) * brief.budget_cents // BASIS

    def shares(part: PackageTable) -> tuple[float, ...]:
        above = np.unique(part.cash_cents[part.cash_cents > allowed])
        budget = max(brief.budget_cents or 1, 1)
        steps = np.unique(np.ceil(above / budget * BASIS) / BASIS)
        return tuple(float(step) for step in steps[steps <= 1])

    yield Limit(
        rule="largest_share",
        name=f"No creator gets more than {percent(brief.largest_share, 2, brief.locale)} of the budget",
        vector=Past(cash, allowed, above=True),
        setting=brief.largest_share,
        looser=Looser(Path("largest_share"), "search", None, shares, unit=PORTION),
        removes=f"whose packages cost more than {PORTION.exact(brief.largest_share, brief)} of the budget",
    )


def _largest_amount(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    most = brief.largest_cents
    if most is None:
        return
    yield Limit(
        rule="largest_cents",
        name=f"No creator gets more than {brief.money(most)}",
        vector=Past(cash, most, above=True),
        setting=most,
        looser=Looser(Path("largest_cents"), "search", None, partial(_dearer, most), unit=MONEY),
        removes=f"whose packages cost more than {brief.money(most)}",
    )


def _dearer(most: int, part: PackageTable) -> tuple[float, ...]:
    """Amounts at which more packages may be booked."""
    return tuple(map(float, np.unique(part.cash_cents[part.cash_cents > most]).tolist()))


MONEY_RULES = (
    Rule(
        "budget",
        "Budget",
        "Spending never exceeds the budget, not by a cent. Fees, expected commission, shipping and fixed costs count. "
        "Where the budget covers the full cost, so do product at cost, the team's hours, agency fee, tax and reserve.",
        "Money and stock",
        _budget,
    ),
    Rule(
        "resources",
        "Stocks",
        "Packages can't use more of a resource, such as product units, event seats or hours, than you have. A fixed "
        "cost, such as that of hosting an event, is due as soon as one unit is used.",
        "Money and stock",
        _resources,
    ),
    Rule(
        "largest_share",
        "Largest share for one creator",
        "Spreads the risk: packages that cost more than this share of the budget are left out.",
        "Money and stock",
        _largest_share,
    ),
    Rule(
        "largest_cents",
        "Most for one creator",
        "Packages that cost more than this amount are left out, whatever the budget is.",
        "Money and stock",
        _largest_amount,
    ),
)
