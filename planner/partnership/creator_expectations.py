"""The plan against the five things that micro-influencers ask of brands.

Long-term work, authenticity, more than money, the platform where they are, influence over popularity (survey of 1,000
micro-influencers by SocialPubli, 2019). Each is a sentence with evidence from this plan, a score with its formula,
and changes to the brief that would raise it; `planner.jobs.partnership` plans these and works out their price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Compensation, Platform, Tier
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS, level_codes
from planner.outcome import Pick, Plan
from planner.wording import count, counted, label, percent, some_of

STEP = 0.15
"""How far a change moves its share: one realistic step, not the whole way."""
THIN = 0.5
"""The evidence is called weak when less than this share of the creators is known."""


@dataclass(frozen=True)
class Change:
    """A change to the brief: new values by path, and its label."""

    words: str
    fields: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Thing:
    """One of the five. score: 0 to 1, None when it cannot be calculated; formula: how it is calculated, in words."""

    key: str
    title: str
    sentence: str
    survey: str
    score: float | None
    formula: str
    weak: str
    changes: tuple[Change, ...]


def five_things(plan: Plan, brief: Brief, assumptions: Assumptions) -> tuple[Thing, ...]:
    """The five, in the order of the survey. A plan without creators has no scores."""
    return (
        _long_term(plan, brief),
        _authenticity(plan, brief),
        _more_than_money(plan, brief, assumptions),
        _platform(plan, brief, assumptions),
        _influence(plan, brief, assumptions),
    )


def scores(plan: Plan, brief: Brief, assumptions: Assumptions) -> dict[str, float | None]:
    """Only the scores, by key."""
    return {thing.key: thing.score for thing in five_things(plan, brief, assumptions)}


def changed(brief: Brief, change: Change) -> Brief:
    """The brief with a change. Raises BadInput when the brief does not allow the change."""
    for path, value in change.fields:
        brief = brief.changed(path, value)
    return brief


def _share(picks: Sequence[Pick], inside: Sequence[Pick]) -> float | None:
    total = sum(pick.count for pick in picks)
    return sum(pick.count for pick in inside) / total if total else None


def _said(share: float | None, brief: Brief) -> str:
    return "none" if share is None else percent(share, 0, brief.locale)


def _up(share: float | None, step: float = STEP) -> float:
    return round(min(1.0, (share or 0.0) + step), 2)


def _long_term(plan: Plan, brief: Brief) -> Thing:
    partners = [pick for pick in plan.picks if len(pick.waves) > 1]
    share = _share(plan.picks, partners)
    if len(brief.waves) < 2:
        sentence = "The campaign has no waves, so every creator is booked once."
        fields: tuple[tuple[str, Any], ...] = (
            ("waves", [{"name": name} for name in ("First wave", "Second wave", "Third wave")]),
            ("offers", _offers(brief, spans=("one_off", "every_other", "every_wave"))),
            ("partnerships.headcount.min", STEP),
        )
        words = "Run it in three waves, with every seventh creator or more booked for at least two"
    else:
        heads = sum(pick.count for pick in partners)
        most = max((len(pick.waves) for pick in partners), default=1)
        sentence = (
            f"{some_of(heads, plan.totals.creators, 'creator', brief.locale).capitalize()} "
            f"{'is' if heads == 1 else 'are'} booked for "
            f"two or more of the {counted(len(brief.waves), 'wave')}, the longest for {most}."
        )
        fields = (
            ("offers", _offers(brief, spans=("one_off", "every_other", "every_wave"))),
            ("partnerships.headcount.min", _up(share)),
        )
        words = f"Book at least {percent(_up(share), 0, brief.locale)} of the creators for two or more waves"
    return Thing(
        key="long_term",
        title="Work with us for long",
        sentence=sentence,
        survey="49% say that the prospect of a long-term relationship motivates them.",
        score=share,
        formula="creators in two or more waves / all creators",
        weak="",
        changes=() if share == 1 else (Change(words, fields),),
    )


def _offers(brief: Brief, **more: Any) -> dict[str, Any]:
    """The brief's offers plus these; existing offers stay as they are."""
    data = {} if brief.offers is None else brief.offers.model_dump(mode="json")
    for key, values in more.items():
        data[key] = list(dict.fromkeys([*(str(value) for value in data.get(key, ())), *values]))
    return data


def _authenticity(plan: Plan, brief: Brief) -> Thing:
    known = {pick.creator: _marks(pick) for pick in plan.picks}
    rated = [pick for pick in plan.picks if known[pick.creator]]
    total = sum(pick.count for pick in rated)
    score = None
    if total:
        score = sum(pick.count * sum(known[pick.creator]) / len(known[pick.creator]) for pick in rated) / total
    fans = [pick for pick in plan.picks if pick.affinity is not None and pick.affinity >= 0.5]
    unknown = [pick for pick in plan.picks if pick.affinity is None]
    paid = [pick.sponsored_load for pick in plan.picks if pick.sponsored_load is not None]
    fits = [pick.fit for pick in plan.picks if pick.fit is not None]
    close = sum(p.count for p in fans)
    who = "1 creator is" if close == 1 else f"{counted(close, 'creator', brief.locale)} are"
    sentence = f"{who} known to be close to the brand"
    if fits:
        sentence += f", the average fit is {sum(fits) / len(fits):.2f}"
    if paid:
        sentence += f", and {percent(sum(paid) / len(paid), 0, brief.locale)} of their posts are paid for"
    share = _share(plan.picks, unknown)
    weak = ""
    if share is not None and share > THIN:
        who = percent(share, 0, brief.locale)
        weak = f"Weak evidence: for {who} of the creators, we don’t know if they follow, mention or buy the brand."
    best = round(sum(fits) / len(fits) + 0.05, 2) if fits else 0.5
    changes = [Change(f"Ask for an average fit of {best:.2f}", (("average_fit", min(1.0, best)),))] if fits else []
    if fits and len(fits) == len(plan.picks):
        floor = round(sorted(fits)[len(fits) // 4], 2)
        changes.append(Change(f"Book only creators with a fit of at least {floor:.2f}", (("quality.min_fit", floor),)))
    return Thing(
        key="authenticity",
        title="Let us be authentic",
        sentence=f"{sentence}.",
        survey="71% look first at whether a brand’s values match their own; 37% come back because they are fans.",
        score=score,
        formula="mean over creators of what is known of fit, authenticity, closeness and values",
        weak=weak,
        changes=tuple(changes),
    )


def _marks(pick: Pick) -> list[float]:
    return [m for m in (pick.fit, pick.authenticity, pick.affinity, pick.values_match) if m is not None]


def _more_than_money(plan: Plan, brief: Brief, assumptions: Assumptions) -> Thing:
    other = [pick for pick in plan.picks if pick.compensation is not Compensation.CASH]
    share = _share(plan.picks, other)
    wanted = 1 - assumptions.number("prefers_cash")
    ways = sorted({label(pick.compensation).lower() for pick in other})
    sentence = f"{_said(share, brief).capitalize()} of the creators get something other than money alone"
    sentence += f" ({', '.join(ways)})." if ways else "."
    if plan.totals.worth_cents and plan.totals.value_cents:
        gain = plan.totals.worth_cents / plan.totals.value_cents
        sentence += f" What they get is worth {percent(gain, 0, brief.locale)} of what it costs the brand."
    changes = []
    if share is not None and share < 1:
        most = round(max(0.0, 1 - _up(share)), 2)
        words = f"Pay at most {percent(most, 0, brief.locale)} of the creators with money alone"
        changes.append(Change(words, (("compensation.cash.headcount.max", most),)))
    return Thing(
        key="more_than_money",
        title="Offer more than money",
        sentence=sentence,
        survey="29% prefer products or experiences, 18% an exclusive event, 8% a commission; 44% money.",
        score=None if share is None else min(1.0, share / wanted),
        formula=f"creators paid otherwise / all creators, full at {percent(wanted, 0, brief.locale)}, who prefer it so",
        weak="",
        changes=tuple(changes),
    )


def _platform(plan: Plan, brief: Brief, assumptions: Assumptions) -> Thing:
    micro = [pick for pick in plan.picks if pick.tier is Tier.MICRO]
    there = [pick for pick in micro if pick.platform is Platform.INSTAGRAM]
    share = _share(micro, there)
    wanted = assumptions.number("favourite_platform_instagram")
    sentence = (
        f"{_said(share, brief).capitalize()} of the micro creators are booked on Instagram."
        if micro
        else "The plan has no micro creators, and the survey is about them."
    )
    changes = []
    if share is not None and share < wanted:
        whole = _share(plan.picks, [pick for pick in plan.picks if pick.platform is Platform.INSTAGRAM])
        least = _up(whole)
        words = f"Book at least {percent(least, 0, brief.locale)} of the creators on Instagram"
        changes.append(Change(words, (("platforms.instagram.headcount.min", least),)))
    return Thing(
        key="platform",
        title="Meet us where we are",
        sentence=sentence,
        survey="61% name Instagram as their favourite platform, 17% Facebook, 12% Twitter.",
        score=None if share is None else min(1.0, share / wanted),
        formula=f"micro creators on Instagram / all micro creators, full at {percent(wanted, 0, brief.locale)}",
        weak="The survey is from 2019 and did not ask about TikTok: where your audience is counts for more.",
        changes=tuple(changes),
    )


def _influence(plan: Plan, brief: Brief, assumptions: Assumptions) -> Thing:
    rated = [pick for pick in plan.picks if pick.engagement_rate is not None]
    above = [pick for pick in rated if (pick.engagement_rate or 0.0) >= _usual(pick, assumptions)]
    share = _share(rated, above)
    sentence = (
        f"{count(sum(p.count for p in above), brief.locale)} of {count(sum(p.count for p in rated), brief.locale)} "
        "creators with a known engagement rate are above the usual one of their size and platform."
        if rated
        else "No engagement rate is known, so only followers can be compared."
    )
    thin = _share(plan.picks, [pick for pick in plan.picks if pick.engagement_rate is None])
    weak = ""
    if thin is not None and thin > THIN:
        weak = f"Weak evidence: the rate of {percent(thin, 0, brief.locale)} of the creators is not known."
    return Thing(
        key="influence",
        title="Value influence over popularity",
        sentence=sentence,
        survey="47.7% say that brands favour reach, 23.5% engagement.",
        score=share,
        formula="creators at or above the usual engagement rate of their platform and size / those whose rate is known",
        weak=weak,
        changes=tuple(_more_engaged(rated, brief)),
    )


def _more_engaged(rated: Sequence[Pick], brief: Brief) -> Iterator[Change]:
    if len(rated) < 4:
        return
    rates = sorted(pick.engagement_rate or 0.0 for pick in rated)
    for rate in (rates[len(rates) // 4], median(rates)):
        floor = round(rate, 3)
        if 0 < floor <= 1 and floor > (brief.quality.min_engagement_rate or 0.0):
            words = f"Book only creators with an engagement rate of at least {percent(floor, 1, brief.locale)}"
            yield Change(words, (("quality.min_engagement_rate", floor),))


def _usual(pick: Pick, assumptions: Assumptions) -> float:
    """Benchmark rate of their platform and level."""
    (level,) = level_codes(np.array([pick.followers], float), assumptions)
    return assumptions.number("engagement_rate", pick.platform, LEVELS[level])
