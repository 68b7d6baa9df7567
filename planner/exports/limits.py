"""What a limit uses, as a formula over the media plan, where the media plan tells it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from planner.brief import Brief
from planner.domain import Tier
from planner.exports.text import amount
from planner.outcome import LimitReport, Pick
from planner.quantities import BASIS
from planner.wording import label

_COLUMN = {
    "pyramid": ("Tier", "tier"),
    "platforms": ("Platform", "platform"),
    "compensation": ("Compensation", "compensation"),
    "countries": ("Country", "country"),
    "categories": ("Category", "category"),
}
_PLAIN = re.compile(r"[^\W_][\w .,&()/-]{0,99}")
"""Names that a criterion of SUMIFS reads as they stand: no wildcard, no operator, no quote."""
_TOTAL = {"count": "", "headcount": "/SUM(MediaPlan[Quantity])", "spend": "/SUM(MediaPlan[Cost])"}

Amount = Callable[[Pick], float]


@dataclass(frozen=True)
class Used:
    """A formula and the value that the picks give it, in the cell's unit."""

    formula: str
    value: float


def live(limit: LimitReport, brief: Brief, picks: Iterable[Pick]) -> Used | None:
    """The limit's use as a formula, or None when the media plan cannot tell it (reach, stocks, filters).

    A formula whose value would differ from what the limit reports is not returned: a file never contradicts
    the plan it came from.
    """
    found = _formula(limit, brief, tuple(picks))
    if found is None or not math.isclose(found.value, cell_value(limit.used, limit.unit), rel_tol=1e-9, abs_tol=1e-6):
        return None
    return found


def cell_value(number: float, unit: str) -> float:
    """A used or asked value as a cell holds it: money in major units, the rest as it is."""
    return amount(number) if unit == "money" else number


def _formula(limit: LimitReport, brief: Brief, picks: tuple[Pick, ...]) -> Used | None:
    if limit.rule == "budget":
        return Used("=SUM(MediaPlan[Cost])", _sum(picks, _cost))
    if limit.rule == "creators":
        return Used("=SUM(MediaPlan[Quantity])", _sum(picks, _quantity))
    if limit.rule == "engagement_floor":
        return Used("=SUM(MediaPlan[Engagements])", _sum(picks, lambda pick: pick.engagements))
    if limit.rule == "pyramid_order":
        return _order(limit, picks)
    if limit.rule == "largest_share" and brief.largest_share is not None and brief.budget_cents is not None:
        allowed = round(brief.largest_share * BASIS) * brief.budget_cents // BASIS
        above = [pick for pick in picks if pick.cost_cents > allowed * pick.count]
        criterion = f'MediaPlan[Fee each],">{amount(allowed)}"'
        return Used(f"=SUMIFS(MediaPlan[Quantity],{criterion})", _sum(above, _quantity))
    if limit.rule in _COLUMN:
        return _band(limit, picks)
    return None


def _band(limit: LimitReport, picks: tuple[Pick, ...]) -> Used | None:
    part, field, _ = limit.path[len(limit.rule) + 1 :].rsplit(".", 2)
    column, attribute = _COLUMN[limit.rule]
    if not _PLAIN.fullmatch(part) or field not in _TOTAL:
        return None
    what, number = ("Cost", _cost) if field == "spend" else ("Quantity", _quantity)
    value = _sum((p for p in picks if str(getattr(p, attribute)).casefold() == part.casefold()), number)
    formula = f'SUMIFS(MediaPlan[{what}],MediaPlan[{column}],"{label(part)}")'
    if field == "count":
        return Used(f"={formula}", value)
    whole = _sum(picks, number)
    return Used(f"=IF(SUM(MediaPlan[{what}])=0,0,{formula}{_TOTAL[field]})", value / whole if whole else 0.0)


def _order(limit: LimitReport, picks: tuple[Pick, ...]) -> Used | None:
    for lower, upper in ((Tier.MICRO, Tier.MID), (Tier.MID, Tier.MACRO)):
        if limit.name == f"At least as many {label(lower).lower()} creators as {label(upper).lower()}":
            of = 'SUMIFS(MediaPlan[Quantity],MediaPlan[Tier],"{}")'.format
            below, above = ([p for p in picks if p.tier is tier] for tier in (lower, upper))
            return Used(f"={of(label(lower))}-{of(label(upper))}", _sum(below, _quantity) - _sum(above, _quantity))
    return None


def _sum(picks: Iterable[Pick], number: Amount) -> float:
    return math.fsum(number(pick) for pick in picks)


def _cost(pick: Pick) -> float:
    return pick.cost_cents / 100


def _quantity(pick: Pick) -> float:
    return float(pick.count)
