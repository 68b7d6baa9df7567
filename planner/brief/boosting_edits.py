"""Money behind posts and rights of a brief: as a form shows them, and written into the brief's data."""

from typing import Any

from planner.brief.brief import Brief
from planner.domain.rights import Right

Data = dict[str, Any]
AMOUNTS = 2
"""Amounts behind a post that a form shows; a file may have more, which stay as they are."""


def amount_shown(at: int, brief: Brief) -> float | None:
    """The amount behind a post at this place, in units of the currency; None = no such amount."""
    levels = () if brief.boosting is None else brief.boosting.levels
    return levels[at] / 100 if at < len(levels) else None


def write_amount(at: int, data: Data, value: float | None) -> None:
    """Set an amount, or take it away; without amounts no money goes behind posts."""
    boosting = data.get("boosting") or {}
    levels = sorted(boosting.get("cents_per_post", ()))
    changed = [*levels[:at], *([] if not value else [round(value * 100)]), *levels[at + 1 :]]
    data["boosting"] = {**boosting, "cents_per_post": sorted(set(changed))} if changed else None


def least_shown(right: Right, brief: Brief) -> int | None:
    """Creators who grant a right at least."""
    return brief.rights[right].count.min if right in brief.rights else None


def write_least(right: Right, data: Data, value: int | None) -> None:
    """Ask for so many creators who grant a right; None asks for none."""
    terms = _terms(data, right)
    terms["count"] = {**(terms.get("count") or {}), "min": value or None}
    _tidy(data, right)


def everybody_shown(right: Right, brief: Brief) -> bool:
    """Whether everybody has to grant a right."""
    return right in brief.rights and brief.rights[right].everybody


def write_everybody(right: Right, data: Data, value: bool) -> None:
    """Ask everybody for a right, or nobody in particular."""
    _terms(data, right)["everybody"] = value
    _tidy(data, right)


def _terms(data: Data, right: Right) -> Data:
    terms: Data = data["rights"].setdefault(str(right), {})
    return terms


def _tidy(data: Data, right: Right) -> None:
    """A right that nobody asks for is none."""
    terms = data["rights"][str(right)]
    bounds = (terms.get("count") or {}).values()
    if not terms.get("everybody") and all(bound is None for bound in bounds):
        del data["rights"][str(right)]
