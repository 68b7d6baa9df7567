"""The slides on whom the plan books, and what its money reaches."""

from planner.brief.brief import Brief
from planner.domain.platforms import colour_of
from planner.domain.roster import Tier
from planner.exports.beside_posts import contract_terms
from planner.exports.media_plan import platforms_of
from planner.exports.slides.charts import Bars, Curve, bars, curves
from planner.exports.slides.deck import LEFT, MUTED, RIGHT, Box, Column, Deck, Style
from planner.exports.text import short
from planner.forecast.curve import reach_curves
from planner.outcome import Pick
from planner.palette import TIER_COLOURS
from planner.wording import compact, count, counted, label, money_compact, money_each, percent, times

MOST_SHOWN = 12
"""Creators that a slide has room for."""
_POINTS = 21


def creators_slide(deck: Deck) -> None:
    """Those who add most, as a table; the rest are in the workbook."""
    plan, brief = deck.dossier.plan, deck.dossier.brief
    locale = brief.locale
    picks = sorted(plan.picks, key=lambda pick: (-pick.incremental_reach, pick.creator))
    shown = picks[:MOST_SHOWN]
    said = f"The {len(shown)} most valuable to the plan; {len(picks) - len(shown)} more are in the workbook."
    if len(picks) == len(shown):
        said = "Everyone in the plan, the most valuable first."
    slide = deck.slide("The creators", said)
    columns: tuple[Column[Pick], ...] = (
        Column("Creator", 2.3, lambda pick: short(pick.handle, 24) + (f" × {pick.count}" if pick.count > 1 else "")),
        Column("Platform", 1.05, lambda pick: label(pick.platform)),
        Column("Tier", 0.9, lambda pick: label(pick.tier)),
        Column("Package", 3.35, lambda pick: short(pick.package, 33)),
        Column("Net cost", 1.05, lambda pick: brief.money(pick.cost_cents), True),
        Column("Reach", 1.0, lambda pick: compact(pick.reach, locale), True),
        Column("Adds", 1.0, lambda pick: compact(pick.incremental_reach, locale), True),
        Column("Engagements", 1.4, lambda pick: compact(pick.engagements, locale), True),
    )
    deck.table(slide, (LEFT, 1.75), columns, shown)
    note = ["Adds: people in the audience whom nobody else in the plan reaches."]
    deck.text(slide, Box(LEFT, 6.6, RIGHT - LEFT, 0.3), note, Style(11, colour=MUTED))


def extras_slide(deck: Deck) -> None:
    """Posts with money behind them, and rights: whose, at what price, and what they bring."""
    plan, brief = deck.dossier.plan, deck.dossier.brief
    total, locale = plan.totals, brief.locale
    mine = sorted((p for p in plan.picks if p.rights or p.boost_cents), key=lambda p: (-p.boost_cents, -p.rights_cents))
    rights = money_compact(sum(pick.rights_cents for pick in mine), brief.currency, locale)
    said = f"Rights cost {rights}. "
    said += f"The {MOST_SHOWN} largest; the others are in the workbook." if len(mine) > MOST_SHOWN else ""
    title = f"{counted(len(mine), 'creator', locale)} grant rights" if len(mine) > 1 else "One creator grants rights"
    if total.boost_cents:
        ads = money_compact(total.boost_cents, brief.currency, locale)
        title = f"{ads} behind posts, {percent(total.boost_cents / total.cost_cents, 0, locale)} of the spend"
    slide = deck.slide(title, said.strip())
    columns: tuple[Column[Pick], ...] = (
        Column("Creator", 2.0, lambda pick: short(pick.handle, 22) + (f" × {pick.count}" if pick.count > 1 else "")),
        Column("Rights", 4.85, lambda pick: short(contract_terms(pick, brief), 58)),
        Column("For rights", 1.2, lambda pick: brief.money(pick.rights_cents), True),
        Column("Behind posts", 1.35, lambda pick: brief.money(pick.boost_cents), True),
        Column("CPM", 1.0, lambda pick: _price(pick, brief), True),
        Column("Paid reach", 1.3, lambda pick: compact(pick.paid_reach, locale) if pick.boost_cents else "", True),
    )
    deck.table(slide, (LEFT, 1.75), columns, mine[:MOST_SHOWN])
    note = [
        "Paid reach: people whom the money adds. Its price and overlap are assumptions, with ranges in the workbook."
    ]
    deck.text(slide, Box(LEFT, 6.6, RIGHT - LEFT, 0.3), note, Style(11, colour=MUTED))


def _price(pick: Pick, brief: Brief) -> str:
    return "" if pick.paid_cpm_cents is None else money_each(pick.paid_cpm_cents, brief.currency, brief.locale)


def reach_slide(deck: Deck) -> None:
    """What more or less money would reach on the same mix, and where the money goes."""
    dossier = deck.dossier
    plan, brief = dossier.plan, dossier.brief
    total, locale = plan.totals, brief.locale
    said = (
        f"Each is reached {times(total.frequency, locale)} on average; "
        f"counted once for every creator they are {compact(total.gross_reach, locale)} people."
    )
    cost = money_compact(total.cost_cents, brief.currency, locale)
    slide = deck.slide(f"{cost} buys {count(total.unique_reach, locale)} different people", said)
    found = reach_curves(plan, brief, dossier.assumptions, _POINTS)
    spend = total.cost_cents / 100
    x = (found.times * (spend or 1.0)).tolist()
    lines = (
        Curve("Forecast", x, found.forecast.tolist(), TIER_COLOURS[Tier.MICRO]),
        Curve("Overlap by chance only", x, found.independent.tolist(), MUTED, True),
        Curve("All in the largest audience", x, found.pool.tolist(), MUTED, True),
    )
    deck.text(slide, Box(LEFT, 1.7, 7, 0.3), ["Unique people by net cost, the same mix"], Style(13, True))
    point = (spend or 1.0, total.unique_reach)
    curves(deck, slide, Box(LEFT, 2.0, 7.2, 4.8), (lines, point, "money" if spend else "small"))
    left = 8.15
    deck.text(slide, Box(left, 1.7, RIGHT - left, 0.3), ["Net cost by platform"], Style(13, True))
    shown = platforms_of(plan)
    if shown:
        sums = [sum(pick.cost_cents for pick in plan.picks if pick.platform is one) / 100 for one in shown]
        names, inks = [label(one) for one in shown], [colour_of(one) for one in shown]
        bars(deck, slide, Box(left, 2.0, RIGHT - left, 2.3), Bars("Net cost", names, sums, inks, "money"))
    deck.text(slide, Box(left, 4.4, RIGHT - left, 0.3), ["Net cost by tier"], Style(13, True))
    tiers = [part for part in reversed(total.tiers) if part.creators]
    if tiers:
        names, inks = [label(part.tier) for part in tiers], [TIER_COLOURS[part.tier] for part in tiers]
        sums = [part.cost_cents / 100 for part in tiers]
        bars(deck, slide, Box(left, 4.7, RIGHT - left, 2.1), Bars("Net cost", names, sums, inks, "money"))
