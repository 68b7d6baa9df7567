"""The first slides: what is asked and what the plan achieves, and the pyramid."""

from planner.campaign.verdict import verdict_of
from planner.domain.roster import Tier
from planner.exports.brief_words import brief_facts, tier_words
from planner.exports.key_figures import conclusion, key_figures, limits_words
from planner.exports.slides.charts import Bars, pyramid
from planner.exports.slides.deck import LEFT, MUTED, RIGHT, Box, Column, Deck, Style, figure_size
from planner.exports.text import one_line, proof_sentence, short
from planner.palette import TIER_COLOURS
from planner.totals import TierTotals, Totals
from planner.wording import compact, count, label, money_compact, percent

_FACTS, _CAVEATS = 7, 2
_GAP = 0.16
BOTTOM = 6.7
"""Where facts end, in inches: above the footer."""


def brief_slide(deck: Deck) -> None:
    """The brief on the left, six figures on the right, and how good the plan is known to be."""
    plan, brief = deck.dossier.plan, deck.dossier.brief
    slide = deck.slide(conclusion(plan, brief), one_line(brief.name))
    deck.text(slide, Box(LEFT, 1.75, 4.6, 0.3), ["The brief"], Style(14, True))
    y = 2.15
    for fact in list(brief_facts(brief))[:_FACTS]:
        words = short(fact.words, 120)
        lines = -(-len(words) // 40)
        if y + 0.22 * lines + 0.1 > BOTTOM:
            break
        deck.text(slide, Box(LEFT, y, 1.25, 0.3), [fact.title], Style(12, colour=MUTED))
        deck.text(slide, Box(LEFT + 1.3, y, 3.5, 0.22 * lines + 0.1), [words], Style(12))
        y += 0.22 * lines + 0.14
    left = 5.75
    width = (RIGHT - left - 2 * _GAP) / 3
    figures = tuple(key_figures(plan, brief))
    size = figure_size([figure.number for figure in figures], width)
    for at, figure in enumerate(figures):
        box = Box(left + at % 3 * (width + _GAP), 1.8 + at // 3 * 1.75, width, 1.6)
        deck.tile(slide, box, (figure.title, figure.number, figure.caption), size)
    said = [f"{limits_words(plan)}.", f"{proof_sentence(plan, brief).partition(' (')[0]}."]
    deck.text(slide, Box(left, 5.35, RIGHT - left, 0.7), said, Style(15))
    # Whoever sees the figures sees what has to be known before they are believed.
    caveats = [short(one.sentence, 190) for one in verdict_of(plan, brief, deck.dossier.roster).caveats]
    deck.text(slide, Box(left, 6.05, RIGHT - left, 0.85), caveats[:_CAVEATS], Style(12, colour=MUTED))


def pyramid_slide(deck: Deck) -> None:
    """The pyramid as a native chart, and each tier's part of the plan beside it."""
    plan, brief = deck.dossier.plan, deck.dossier.brief
    parts = {part.tier: part for part in plan.totals.tiers}
    tiers = [tier for tier in reversed(Tier) if tier in parts]
    spent = plan.totals.cost_cents
    shown = [
        f"{count(parts[tier].creators, brief.locale)} {label(tier).lower()}"
        for tier in reversed(tiers)
        if parts[tier].creators
    ]
    title = f"{', '.join(shown[:-1])} and {shown[-1]} creators" if len(shown) > 1 else "The mix of creators"
    slide = deck.slide(title, tier_words(brief))
    numbers = [float(parts[tier].creators) for tier in tiers]
    colours = [TIER_COLOURS[tier] for tier in tiers]
    if any(numbers):
        chart = Bars("Creators", [label(tier) for tier in tiers], numbers, colours)
        pyramid(deck, slide, Box(LEFT, 1.7, 6.4, 4.9), chart)
    columns: tuple[Column[TierTotals | Totals], ...] = (
        Column("Tier", 1.15, lambda part: label(part.tier) if isinstance(part, TierTotals) else "Together"),
        Column("Creators", 0.95, lambda part: count(part.creators, brief.locale), True),
        Column("Net cost", 1.1, lambda part: money_compact(part.cost_cents, brief.currency, brief.locale), True),
        Column("Of net cost", 1.1, lambda part: percent(part.cost_cents / (spent or 1), 0, brief.locale), True),
        Column("Reach alone", 1.15, lambda part: compact(part.unique_reach, brief.locale), True),
    )
    rows: list[TierTotals | Totals] = [*(parts[tier] for tier in tiers), plan.totals]
    deck.table(slide, (7.25, 2.35), columns, rows)
    note = ["Tiers share audiences: what each reaches alone does not add up to what they reach together."]
    deck.text(slide, Box(7.25, 4.35, RIGHT - 7.25, 0.7), note, Style(12, colour=MUTED))
