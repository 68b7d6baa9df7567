"""A plan's tiers as the pyramid measures them: value, share, what the brief asks, and the words for it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from planner.brief.brief import Brief
from planner.domain.roster import Tier
from planner.outcome import Pick, Plan
from planner.totals import TierTotals, Totals
from planner.wording import compact, count, counted, label, money_compact, percent


class PyramidMeasure(StrEnum):
    """What the width of a tier shows."""

    CREATORS = "creators"
    SPEND = "spend"
    UNIQUE_REACH = "unique_reach"
    ENGAGEMENTS = "engagements"

    @property
    def words(self) -> str:
        """What is measured, inside a sentence."""
        return _WORDS[self]

    @property
    def heading(self) -> str:
        """Its name where one is chosen."""
        return label(self).capitalize()


FROM_THE_TOP = (Tier.MACRO, Tier.MID, Tier.MICRO)

_WORDS = {
    PyramidMeasure.CREATORS: "creators",
    PyramidMeasure.SPEND: "cash spent",
    PyramidMeasure.UNIQUE_REACH: "unique people reached",
    PyramidMeasure.ENGAGEMENTS: "engagements",
}
_OF_WHAT = {
    PyramidMeasure.CREATORS: "of creators",
    PyramidMeasure.SPEND: "of spend",
    PyramidMeasure.UNIQUE_REACH: "of all reached",
    PyramidMeasure.ENGAGEMENTS: "of engagements",
}


@dataclass(frozen=True)
class Band:
    """What the brief asks of a tier, in units of the measure (None = nothing), and in words."""

    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True)
class TierView:
    """One tier under one measure.

    value: in the measure's unit (creators, cents, people, engagements). share: of the whole plan, 0 to 1; of
    unique reach, what the tier reaches by itself, so that the three pass 1. picks: the largest first.
    """

    totals: TierTotals
    measure: PyramidMeasure
    value: float
    share: float
    band: Band | None
    picks: tuple[Pick, ...]


def tier_view(plan: Plan, brief: Brief, measure: PyramidMeasure, tier: Tier) -> TierView:
    """What the pyramid draws of one tier; a tier without creators has the value 0."""
    totals, value, share = _amounts(plan, measure, tier)
    picks = sorted(
        (pick for pick in plan.picks if pick.tier is tier),
        key=lambda pick: (-size_of(pick, measure), -pick.reach, pick.creator),
    )
    return TierView(totals, measure, value, share, _band(plan, brief, measure, tier), tuple(picks))


def pyramid_alt(plan: Plan, measure: PyramidMeasure) -> str:
    """One sentence that says what the pyramid shows, for those who do not see it."""
    if not plan.totals.creators:
        return "Pyramid of an empty plan: no creators in any tier."
    parts = []
    for tier in FROM_THE_TOP:
        _, value, share = _amounts(plan, measure, tier)
        shown = compact(value / 100 if measure is PyramidMeasure.SPEND else value)
        amount = f"{shown} ({percent(share, 0)})" if value else "none"
        parts.append(f"{label(tier).lower()} {amount}")
    creators = count(plan.totals.creators)
    return f"Pyramid by {measure.words}, from apex to base: {', '.join(parts)}; {creators} creators in all."


def size_of(pick: Pick, measure: PyramidMeasure) -> float:
    """What a pick weighs inside its tier; unique reach has no parts: target reach stands in."""
    return {
        PyramidMeasure.CREATORS: float(pick.count),
        PyramidMeasure.SPEND: float(pick.cost_cents),
        PyramidMeasure.UNIQUE_REACH: pick.target_reach,
        PyramidMeasure.ENGAGEMENTS: pick.engagements,
    }[measure]


def headline(view: TierView, brief: Brief) -> tuple[str, str]:
    """The number of a tier, and its other figures in one line."""
    totals = view.totals
    people = f"{compact(totals.unique_reach, brief.locale)} people"
    cost = money_compact(totals.cost_cents, brief.currency, brief.locale)
    who = counted(totals.creators, "creator", brief.locale)
    return {
        PyramidMeasure.CREATORS: (count(totals.creators, brief.locale), f"{cost} · {people}"),
        PyramidMeasure.SPEND: (cost, f"{who} · {people}"),
        PyramidMeasure.UNIQUE_REACH: (compact(totals.unique_reach, brief.locale), f"{who} · {cost}"),
        PyramidMeasure.ENGAGEMENTS: (compact(totals.engagements, brief.locale), f"{who} · {cost}"),
    }[view.measure]


def share_words(view: TierView, brief: Brief) -> str:
    """`67% of creators`; a share below one per cent keeps a decimal."""
    return f"{percent(view.share, 0 if view.share >= 0.01 else 1, brief.locale)} {_OF_WHAT[view.measure]}"


def all_figures(view: TierView, brief: Brief) -> str:
    """Every figure of a tier, one a line, as hover text."""
    totals = view.totals
    return (
        f"<b>{label(totals.tier)}</b><br>{counted(totals.creators, 'creator', brief.locale)}<br>"
        f"{brief.money(totals.cost_cents)} cash<br>"
        f"{count(totals.unique_reach, brief.locale)} unique people by this tier alone<br>"
        f"{count(totals.gross_reach, brief.locale)} gross reach<br>"
        f"{counted(totals.engagements, 'engagement', brief.locale)}"
    )


def sized_by(brief: Brief) -> str:
    """What a creator's tier goes by, in words."""
    return "followers, or by views where they are known" if brief.tiers.by_views else "followers"


def followers_words(tier: Tier, brief: Brief) -> str:
    """Followers of a creator of this tier: `50K to 500K`."""
    tiers = brief.tiers
    if tier is Tier.MACRO:
        return f"{compact(tiers.macro, brief.locale)} and up"
    low, high = (tiers.micro, tiers.mid) if tier is Tier.MICRO else (tiers.mid, tiers.macro)
    return f"{compact(low, brief.locale)} to {compact(high, brief.locale)}"


def _amounts(plan: Plan, measure: PyramidMeasure, tier: Tier) -> tuple[TierTotals, float, float]:
    totals = next((t for t in plan.totals.tiers if t.tier is tier), None) or TierTotals(
        tier=tier, creators=0, cost_cents=0, engagements=0, gross_reach=0, unique_reach=0
    )
    value, whole = _amount(totals, measure), _amount(plan.totals, measure)
    return totals, value, value / whole if whole else 0.0


def _amount(totals: TierTotals | Totals, measure: PyramidMeasure) -> float:
    return {
        PyramidMeasure.CREATORS: float(totals.creators),
        PyramidMeasure.SPEND: float(totals.cost_cents),
        PyramidMeasure.UNIQUE_REACH: totals.unique_reach,
        PyramidMeasure.ENGAGEMENTS: totals.engagements,
    }[measure]


def band_words(brief: Brief, tier: Tier, measure: PyramidMeasure) -> str:
    """What the brief asks of a tier under a measure: `Brief: up to 10%, 1 to 5 creators`; "" where it asks nothing."""
    bands = brief.pyramid.get(tier)
    if bands is None or measure not in (PyramidMeasure.CREATORS, PyramidMeasure.SPEND):
        return ""
    shares = bands.headcount if measure is PyramidMeasure.CREATORS else bands.spend
    words = asked_words(shares.min, shares.max, lambda share: percent(share, 2, brief.locale))
    if measure is PyramidMeasure.CREATORS:
        counts = asked_words(bands.count.min, bands.count.max, lambda number: count(number, brief.locale))
        last = bands.count.max if bands.count.max is not None else bands.count.min
        words += [f"{asked} creator{'' if last == 1 else 's'}" for asked in counts]
    return "Brief: " + ", ".join(words) if words else ""


def _band(plan: Plan, brief: Brief, measure: PyramidMeasure, tier: Tier) -> Band | None:
    bands, words = brief.pyramid.get(tier), band_words(brief, tier, measure)
    if bands is None or not words:
        return None
    whole = _amount(plan.totals, measure)
    shares = bands.headcount if measure is PyramidMeasure.CREATORS else bands.spend
    lows = [shares.min * whole] if shares.min is not None else []
    highs = [shares.max * whole] if shares.max is not None else []
    if measure is PyramidMeasure.CREATORS:
        lows += [float(bands.count.min)] if bands.count.min is not None else []
        highs += [float(bands.count.max)] if bands.count.max is not None else []
    return Band(max(lows, default=None), min(highs, default=None), words)


def asked_words(low: float | None, high: float | None, say: Callable[[float], str]) -> list[str]:
    """What a band asks: `at least 60%`, in a list that is empty where it is open. say: writes one end."""
    if low is not None and high is not None:
        return [say(low) if low == high else f"{say(low)} to {say(high)}"]
    if low is not None:
        return [f"at least {say(low)}"]
    return [f"up to {say(high)}"] if high is not None else []
