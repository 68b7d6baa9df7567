"""The slides on what else was looked at, when it happens, and what it stands on."""

from planner.domain.roster import Tier
from planner.exports.key_figures import price
from planner.exports.slides.charts import Bars, bars
from planner.exports.slides.deck import LEFT, RIGHT, Box, Deck, Head, Style
from planner.exports.text import short
from planner.exports.versions_sheet import THIS, versions_of
from planner.forecast.assumptions import VERSION, Assumption
from planner.palette import TIER_COLOURS
from planner.schedule import Schedule
from planner.seal import seal_words
from planner.wording import compact, count, decimal, label, money, money_compact, percent

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
    slide = deck.slide("Alternatives considered", "Each plan is the best that its own brief allows.")
    heads = (
        Head("Scenario", 3.2),
        Head("Net cost", 1.5, True),
        Head("Unique reach", 1.5, True),
        Head("Per person", 1.4, True),
        Head("Engagements", 1.5, True),
        Head("Creators", 1.2, True),
        Head("Demands met", 1.79, True),
    )
    rows = [
        (
            short(version.name, 36),
            money_compact(version.plan.totals.cost_cents, version.brief.currency, locale),
            compact(version.plan.totals.unique_reach, locale),
            price(version.plan.totals.cost_per_reach_cents, version.brief),
            compact(version.plan.totals.engagements, locale),
            count(version.plan.totals.creators, locale),
            f"{sum(limit.met for limit in version.plan.limits)} of {len(version.plan.limits)}",
        )
        for version in versions
    ]
    deck.table(slide, (LEFT, 1.75), heads, rows)
    top = 2.4 + 0.31 * len(rows)
    deck.text(slide, Box(LEFT, top, 6, 0.3), ["Unique reach"], Style(13, True))
    inks = [TIER_COLOURS[Tier.MICRO] if version.name == THIS else "#B8B1A4" for version in versions]
    reached = [version.plan.totals.unique_reach for version in versions]
    chart = Bars("Unique reach", [short(version.name, 40) for version in versions], reached, inks)
    bars(deck, slide, Box(LEFT, top + 0.3, RIGHT - LEFT, 6.8 - top - 0.3), chart)


def _bench(deck: Deck) -> None:
    plan, brief = deck.dossier.plan, deck.dossier.brief
    slide = deck.slide("Who could step in", "The next best outside the plan, and what keeps each out.")
    heads = (
        Head("Creator", 2.5),
        Head("Platform", 1.2),
        Head("Tier", 1.0),
        Head("Net cost", 1.1, True),
        Head("Would add", 1.1, True),
        Head("Why out", 5.19),
    )
    rows = [
        (
            short(entry.handle, 28),
            label(entry.platform),
            label(entry.tier),
            money(entry.cost_cents, brief.currency, brief.locale),
            compact(entry.gain, brief.locale),
            short(entry.reason, 66),
        )
        for entry in plan.bench[:_BENCH]
    ]
    if rows:
        deck.table(slide, (LEFT, 1.75), heads, rows)
    else:
        deck.text(slide, Box(LEFT, 1.9, 10, 0.4), ["Nobody else could be booked under this brief."], Style(15))


def calendar_slide(deck: Deck, schedule: Schedule) -> None:
    """The waves, and posts and cash week by week."""
    brief = deck.dossier.brief
    first, last = (_day(day, brief.locale) for day in (schedule.first, schedule.last))
    said = "" if schedule.decided else "The brief names no dates: these are the earliest that the lead times allow."
    slide = deck.slide(f"From {first} to {last}", said)
    heads = (
        Head("Wave", 2.6),
        Head("Posts from", 1.5),
        Head("to", 1.5),
        Head("Creators", 1.1, True),
        Head("Posts", 1.0, True),
        Head("Net cost", 1.4, True),
    )
    waves = schedule.waves[:_WAVES]
    rows = [
        (
            short(wave.name, 30),
            _day(wave.first, brief.locale),
            _day(wave.last, brief.locale),
            count(wave.creators, brief.locale),
            count(wave.posts, brief.locale),
            money(wave.cash_cents, brief.currency, brief.locale),
        )
        for wave in waves
    ]
    deck.table(slide, (LEFT, 1.75), heads, rows)
    weeks = schedule.weeks[:_WEEKS]
    names = [_day(week.monday, brief.locale, year=False) for week in weeks]
    top, middle = 2.3 + 0.31 * len(rows), (LEFT + RIGHT) / 2
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
        f"{count(number, brief.locale)} of {count(total.creators, brief.locale)} creators: reach from "
        f"{_EVIDENCE.get(words, short(words, 60))}."
        for words, number in sorted(evidence.items(), key=lambda pair: -pair[1])
    ]
    lines.append(
        f"{count(total.estimated_fees, brief.locale)} of {count(len(plan.picks), brief.locale)} fees are estimates: "
        "quotes come before signatures."
        if total.estimated_fees
        else "Every fee was quoted."
    )
    lines.append("Reach is never summed: people who follow several creators are counted once.")
    deck.text(slide, Box(LEFT, 1.75, 5.2, 3), [line for one in lines for line in (one, "")], Style(14))
    heads = (Head("Assumption", 3.3), Head("Value", 0.8, True), Head("Range", 1.1, True), Head("Strength", 1.2))
    deck.table(slide, (6.3, 1.75), heads, _numbers(deck))


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


def _numbers(deck: Deck) -> list[tuple[str, str, str, str]]:
    """The assumptions that move every plan, where the table has them."""
    locale = deck.dossier.brief.locale
    rows = []
    for metric, words in _SHOWN:
        row = next((row for row in deck.dossier.assumptions if row.key.startswith(f"{metric}.")), None)
        if row is None or row.value is None:
            continue
        ends = [_said(end, row, locale) for end in (row.low, row.high) if end is not None]
        value = _said(row.value, row, locale) + (" *" if row.edited else "")
        rows.append((words, value, " to ".join(ends), short(row.strength, 24)))
    return rows


def _said(value: float, row: Assumption, locale: str) -> str:
    return percent(value / 100, 1, locale) if row.unit.startswith("percent") else decimal(value, 2, locale)


def _day(day: object, locale: str, year: bool = True) -> str:
    from babel.dates import format_date, format_skeleton

    if year:
        return str(format_date(day, "medium", locale))  # type: ignore[arg-type]
    return str(format_skeleton("MMMd", day, locale=locale))  # type: ignore[arg-type]
