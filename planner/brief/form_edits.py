"""Waves, offers, money behind posts and rights of a brief: as a form shows them, and written into its data."""

from typing import Any

from planner.brief.brief import Brief
from planner.brief.terms import EventTerms, ProductTerms, Span
from planner.domain.rights import Right
from planner.domain.roster import Compensation

Data = dict[str, Any]
WAYS = (Compensation.PRODUCT, Compensation.HYBRID, Compensation.EVENT, Compensation.AFFILIATE)
"""Ways to pay beside money, for creators who have not quoted them themselves."""
PRODUCT_STOCK = str(ProductTerms.model_fields["resource"].default)
EVENT_STOCK = str(EventTerms.model_fields["resource"].default)
MOST_WAVES = 12
AMOUNTS = 2
"""Amounts behind a post that a form shows; a file may have more, which stay as they are."""


def ways_shown(brief: Brief) -> list[str]:
    """Ways that the brief offers, in the order of the form."""
    chosen = () if brief.offers is None else brief.offers.ways
    return [str(way) for way in WAYS if way in chosen]


def write_ways(data: Data, value: list[str]) -> None:
    """Offer these ways. What a way needs is begun with nothing: no stock, worth nothing, until somebody says more."""
    offers = _offers(data)
    kept = [way for way in offers.get("ways", ()) if way not in map(str, WAYS)]
    offers["ways"] = [*kept, *(way for way in map(str, WAYS) if way in value)]
    if {"product", "hybrid"} & set(value):
        terms = offers.get("product") or {"resource": PRODUCT_STOCK, "worth_cents": 0}
        offers["product"] = terms
        data["resources"].setdefault(terms["resource"], {"stock": 0})
    if "event" in value:
        terms = offers.get("event") or {"resource": EVENT_STOCK, "worth_cents": 0}
        offers["event"] = terms
        data["resources"].setdefault(terms["resource"], {"stock": 0})
    if "affiliate" in value and not offers.get("affiliate"):
        offers["affiliate"] = {"commission": 0.0, "order_cents": 0}
    _tidy(data)


def spans_shown(brief: Brief) -> list[str]:
    """Spans that the brief offers, in the order of the form."""
    chosen = () if brief.offers is None else brief.offers.spans
    return [str(span) for span in Span if span in chosen]


def write_spans(data: Data, value: list[str]) -> None:
    """Offer packages over these spans."""
    _offers(data)["spans"] = [span for span in map(str, Span) if span in value]
    _tidy(data)


def write_waves(data: Data, value: int) -> None:
    """So many waves: more are added at the end, the last ones go; without waves nothing can be said of them."""
    waves = data["waves"][:value]
    names = {wave["name"] for wave in waves}
    for number in range(len(waves) + 1, value + 1):
        name = f"Wave {number}"
        while name in names:
            name += "+"
        names.add(name)
        waves.append({"name": name})
    data["waves"] = waves
    if not waves:
        if data.get("offers"):
            data["offers"]["spans"] = []
        data["partnerships"] = {}
        data["pace"]["rest"] = None
        _tidy(data)


def terms_of(brief: Brief) -> tuple[tuple[str, str], ...]:
    """Numbers that the offers need: control, and path in the brief."""
    offers = brief.offers
    if offers is None:
        return ()
    found: list[tuple[str, str]] = []
    for terms, name in ((offers.product, "product"), (offers.event, "event")):
        if terms is not None and terms.resource in brief.resources:
            found.append((f"offers.{name}.worth", f"offers.{name}.worth_cents"))
            for cost in ("unit_cost", "shipping") if name == "product" else ("unit_cost", "fixed"):
                found.append((f"stock.{terms.resource}.{cost}", f"resources.{terms.resource}.{cost}_cents"))
    if offers.affiliate is not None:
        found.append(("offers.affiliate.commission", "offers.affiliate.commission"))
        found.append(("offers.affiliate.order", "offers.affiliate.order_cents"))
    return tuple(found)


def _offers(data: Data) -> Data:
    if not data.get("offers"):
        data["offers"] = {"ways": [], "spans": []}
    offers: Data = data["offers"]
    return offers


def _tidy(data: Data) -> None:
    """Offers of nothing are none."""
    offers = data.get("offers")
    if offers and not offers.get("ways") and not offers.get("spans"):
        kept = any(offers.get(name) for name in ("product", "event", "affiliate"))
        if not kept:
            data["offers"] = None


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


def write_least(right: Right, data: Data, value: int | None) -> None:
    """Ask for so many creators who grant a right; None asks for none."""
    terms = _right(data, right)
    terms["count"] = {**(terms.get("count") or {}), "min": value or None}
    _tidy_right(data, right)


def write_everybody(right: Right, data: Data, value: bool) -> None:
    """Ask everybody for a right, or nobody in particular."""
    _right(data, right)["everybody"] = value
    _tidy_right(data, right)


def _right(data: Data, right: Right) -> Data:
    terms: Data = data["rights"].setdefault(str(right), {})
    return terms


def _tidy_right(data: Data, right: Right) -> None:
    """A right that nobody asks for is none."""
    terms = data["rights"][str(right)]
    bounds = (terms.get("count") or {}).values()
    if not terms.get("everybody") and all(bound is None for bound in bounds):
        del data["rights"][str(right)]
