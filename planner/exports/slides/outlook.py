"""The slides on what else was looked at, when it happens, and what it stands on."""

from collections.abc import Iterator

from planner.domain.roster import Tier
from planner.exports.dossier import Version
from planner.exports.key_figures import price
from planner.exports.slides.charts import Bars, bars
from planner.exports.slides.deck import LEFT, RIGHT, Box, Column, Deck, Style
from planner.exports.text import short
from planner.exports.versions_sheet import THIS, limits_met, versions_of
from planner.forecast.assumptions import VERSION, Assumption
from planner.outcome import BenchEntry
from planner.palette import TIER_COLOURS
from planner.schedule import Schedule, WavePlan
from planner.seal import seal_words
from planner.wording import (
    compact,
    count,
    day_words,
    decimal,
    fees_estimated,
    label,
    money_compact,
    percent,
    short_day,
    some_of,
)

_SCENARIOS, _BENCH, _WEEKS, _WAVES = 5, 11, 16, 6


def alternatives_slide(deck: Deck) -> None:
    """Other scenarios beside the plan, where there are any; else the next best creators, with why each is out."""
    if deck.dossier.versions:
        _scenarios(deck)
    else:
        _bench(deck)


def _scenarios(deck: Deck) -> None:
    versions = versions_of(deck.dossier)[:_SCENARIOS]
    locale = deck.dossier.brief.locale
    slide = deck.slide("Alternatives considered", "Each plan is the best possible under its own brief.")
    columns: tuple[Column[Version], ...] = (
        Column("Scenario", 3.2, lambda one: short(one.name, 36)),
        Column(
            "Net cost", 1.5, lambda one: money_compact(one.plan.totals.cost_cents, one.brief.currency, locale), True
        ),
        Column("Unique reach", 1.5, lambda one: compact(one.plan.totals.unique_reach, locale), True),
        Column("Per person", 1.4, lambda one: price(one.plan.totals.cost_per_reach_cents, one.brief), True),
        Column("Engagements", 1.5, lambda one: compact(one.plan.totals.engagements, locale), True),
        Column("Creators", 1.2, lambda one: count(one.plan.totals.creators, locale), True),
        Column("Rules met", 1.79, limits_met, True),
    )
    deck.table(slide, (LEFT, 1.75), columns, versions)
    top = 2.4 + 0.31 * len(versions)
    deck.text(slide, Box(LEFT, top, 6, 0.3), ["Unique reach"], Style(13, True))
    inks = [TIER_COLOURS[Tier.MICRO] if version.name == THIS else "#B8B1A4" for version in versions]
    reached = [version.plan.totals.unique_reach for version in versions]
    chart = Bars("Unique reach", [short(version.name, 40) for version in versions], reached, inks)
    bars(deck, slide, Box(LEFT, top + 0.3, RIGHT - LEFT, 6.8 - top - 0.3), chart)


def _bench(deck: Deck) -> None:
    plan, brief = deck.dossier.plan, deck.dossier.brief
    slide = deck.slide("Who could step in", "The next best outside the plan, and why each is out.")
    columns: tuple[Column[BenchEntry], ...] = (
        Column("Creator", 2.5, lambda entry: short(entry.handle, 28)),
        Column("Platform", 1.2, lambda entry: label(entry.platform)),
        Column("Tier", 1.0, lambda entry: label(entry.tier)),
        Column("Net cost", 1.1, lambda entry: brief.money(entry.cost_cents), True),
        Column("Would add", 1.1, lambda entry: compact(entry.gain, brief.locale), True),
        Column("Why out", 5.19, lambda entry: short(entry.reason, 66)),
    )
    if plan.bench:
        deck.table(slide, (LEFT, 1.75), columns, plan.bench[:_BENCH])
    else:
        deck.text(slide, Box(LEFT, 1.9, 10, 0.4), ["Nobody else can be booked under this brief."], Style(15))


def calendar_slide(deck: Deck, schedule: Schedule) -> None:
    """The waves, and posts and cash week by week."""
    brief = deck.dossier.brief
    first, last = (day_words(day, brief.locale, "medium") for day in (schedule.first, schedule.last))
    said = "" if schedule.decided else "The brief has no dates, so these are the earliest that the lead times allow."
    slide = deck.slide(f"From {first} to {last}", said)
    columns: tuple[Column[WavePlan], ...] = (
        Column("Wave", 2.6, lambda wave: short(wave.name, 30)),
        Column("Posts from", 1.5, lambda wave: day_words(wave.first, brief.locale, "medium")),
        Column("to", 1.5, lambda wave: day_words(wave.last, brief.locale, "medium")),
        Column("Creators", 1.1, lambda wave: count(wave.creators, brief.locale), True),
        Column("Posts", 1.0, lambda wave: count(wave.posts, brief.locale), True),
        Column("Net cost", 1.4, lambda wave: brief.money(wave.cash_cents), True),
    )
    waves = schedule.waves[:_WAVES]
    deck.table(slide, (LEFT, 1.75), columns, waves)
    weeks = schedule.weeks[:_WEEKS]
    names = [short_day(week.monday, brief.locale) for week in weeks]
    top, middle = 2.3 + 0.31 * len(waves), (LEFT + RIGHT) / 2
    ink = TIER_COLOURS[Tier.MICRO]
    for x, title, numbers, kind in (
        (LEFT, "Posts per week", [float(week.posts) for week in weeks], "count"),
        (middle + 0.15, "Cash due per week", [week.cash_cents / 100 for week in weeks], "money"),
    ):
        deck.text(slide, Box(x, top, 5, 0.3), [title], Style(13, True))
        box = Box(x, top + 0.3, middle - LEFT - 0.15, 6.85 - top - 0.3)
        bars(deck, slide, box, Bars(title, names, numbers, [ink] * len(weeks), kind), upright=True)


def assumptions_slide(deck: Deck) -> None:
    """What the forecast stands on: where reach comes from, the numbers that matter most, and the ranges."""
    dossier = deck.dossier
    plan, brief = dossier.plan, dossier.brief
    seal = f" {seal_words(plan, 16)}." if plan.seal is not None else ""
    under = f"All numbers and sources are in the workbook; assumptions of {VERSION}.{seal}"
    slide = deck.slide("Assumptions", under)
    evidence: dict[str, int] = {}
    for pick in plan.picks:
        evidence[pick.evidence] = evidence.get(pick.evidence, 0) + pick.count
    total = plan.totals
    lines = [
        f"{some_of(number, total.creators, 'creator', brief.locale).capitalize()}: reach from "
        f"{_EVIDENCE.get(words, short(words, 60))}."
        for words, number in sorted(evidence.items(), key=lambda pair: -pair[1])
    ]
    lines.append(
        f"{fees_estimated(total.estimated_fees, total.creators, brief.locale)}: ask for quotes before you sign."
        if total.estimated_fees
        else "Every fee was quoted."
    )
    lines.append("Reach is never summed: people who follow several creators are counted once.")
    deck.text(slide, Box(LEFT, 1.75, 5.2, 3), [line for one in lines for line in (one, "")], Style(14))
    columns: tuple[Column[tuple[str, Assumption, float]], ...] = (
        Column("Assumption", 3.3, lambda row: row[0]),
        Column("Value", 0.8, lambda row: _number(row[2], row[1], brief.locale) + (" *" if row[1].edited else ""), True),
        Column("Range", 1.1, lambda row: _range(row[1], brief.locale), True),
        Column("Strength", 1.2, lambda row: short(row[1].strength, 24)),
    )
    deck.table(slide, (6.3, 1.75), columns, list(_numbers(deck)))


_SHOWN = (
    ("nbd_kappa_mixed_niche", "Overlap of audiences (NBD shape)"),
    ("post_probability_contracted", "Chance that a contracted post appears"),
    ("post_probability_product_incentive", "Chance with product or access only"),
    ("sponsored_vs_organic_multiplier", "Response to sponsored posts"),
    ("fit_multiplier_b", "Weight of fit in the response"),
    ("reach_rate_clip", "Largest reach rate believed"),
    ("impressions_per_reached_person.instagram_reel", "Views per person, Instagram reel"),
)


_EVIDENCE = {
    "measured reach": "their own insights",
    "median views": "median views",
    "benchmark rate": "a benchmark for platform and size",
}


def _numbers(deck: Deck) -> Iterator[tuple[str, Assumption, float]]:
    """The assumptions that move every plan, where the table has them: words, row, value."""
    for metric, words in _SHOWN:
        row = next((row for row in deck.dossier.assumptions if row.key.startswith(f"{metric}.")), None)
        if row is not None and row.value is not None:
            yield words, row, row.value


def _range(row: Assumption, locale: str) -> str:
    return " to ".join(_number(end, row, locale) for end in (row.low, row.high) if end is not None)


def _number(value: float, row: Assumption, locale: str) -> str:
    return percent(value / 100, 1, locale) if row.unit.startswith("percent") else decimal(value, 2, locale)
